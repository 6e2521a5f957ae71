"""Who keeps a file of talks, and who helps."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.rules import rule
from linli.people import rules as people
from linli.people.models import Post
from linli.places.models import Kind


@rule(_("who keeps the file"))
def keeps_the_file(post, mediation) -> bool:
    return isinstance(post, Post) and post.is_current() and mediation.keeper_id == post.pk


@rule(_("a mediator in these talks"))
def mediates(post, mediation) -> bool:
    return (
        isinstance(post, Post)
        and post.is_current()
        and any(one.post_id == post.pk and one.ended_at is None for one in mediation.mediators.all())
    )


helps_the_parties = keeps_the_file | mediates  # and nobody else, whatever they serve


@rule(_("those who serve this place"))
def may_open_mediation(post, place) -> bool:
    """Whoever serves a place may open a file of talks there."""
    return (
        isinstance(post, Post)
        and post.role in people.SERVING
        and post.place is not None
        and post.is_current()
        and post.place.contains((place.grid.path if place.grid else "") if post.place.kind == Kind.GRID else place.path)
    )
