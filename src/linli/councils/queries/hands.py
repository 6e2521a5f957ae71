"""Whose hands do the work of a vote or a motion: who prepares it, and who enters what comes on paper."""

from datetime import datetime

from linli.kernel.clock import SHANGHAI
from linli.people.models import Post
from linli.people.roles import Role
from linli.people.rules import AT_THE_BLOCK, IN_THE_COMMUNITY
from linli.places.models import AFTER_SEPARATOR, Kind, Place, lineage_of


def hands_at(path: str, *, block: bool = True) -> list[str]:
    """The refs of those near: the community's posts, the owners' committee of the place, and, for entering, the
    block's.

    Grids lie beside the compounds, below the same community. The street may do all of this too, and is not told of
    each step.
    """
    line = lineage_of(path)
    near = Post.objects.current().of_role(*IN_THE_COMMUNITY).filter(place__path__in=line)
    owners = Post.objects.current().of_role(Role.OWNERS_REPRESENTATIVE).filter(organisation__place__path__in=line)
    found = [*near, *owners]
    community = Place.objects.filter(path__in=line, kind=Kind.COMMUNITY).values_list("path", flat=True).first()
    if block and community:
        inside = {"place__path__gte": community, "place__path__lt": community[:-1] + AFTER_SEPARATOR}
        found += Post.objects.current().of_role(*AT_THE_BLOCK).filter(**inside)
    return [post.ref for post in found]


def moment_words(moment: datetime) -> str:
    """As it stands in a notice."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
