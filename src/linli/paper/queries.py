"""What stands on plates, cards and slips, read in a handful of statements however many there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from linli.people.models import Organisation, OrganisationKind, Post, lineage
from linli.people.roles import Role
from linli.people.rules import AT_THE_BLOCK, IN_THE_COMMUNITY
from linli.places.models import Kind, Place, Plate

INDOORS = {Kind.BUILDING, Kind.UNIT, Kind.DWELLING}


@dataclass(frozen=True)
class Where:
    """A place in words: what it is called, what it stands in, and its community."""

    name: str  # "3栋 2单元"
    around: str  # "锦和苑"; empty where the name says it all
    community: str


def wheres(places: Iterable[Place]) -> dict[str, Where]:
    """Each place's words by its path; one statement."""
    places = list(places)
    above = {
        p.path: p
        for p in Place.objects.filter(path__in=lineage(*(p.path for p in places))).only("path", "name", "kind")
    }
    return {place.path: _where([above[path] for path in place.lineage() if path in above]) for place in places}


def _where(line: Sequence[Place]) -> Where:
    place = line[-1]
    community = next((p.name for p in line if p.kind == Kind.COMMUNITY and p != place), "")
    compound = next((p.name for p in line if p.kind == Kind.COMPOUND and p != place), "")
    if place.kind in INDOORS:
        return Where(" ".join(p.name for p in line if p.kind in INDOORS), compound, community)
    return Where(place.name, compound, community)


@dataclass(frozen=True)
class Reach:
    """Whom to call and where to go without a phone that scans."""

    who: object = ""  # the role's name, still to be said in either language
    phone: str = ""
    counter: str = ""  # the public phone of the community's counter


def reaches(places: Iterable[Place]) -> dict[str, Reach]:
    """For each place by its path: the duty phone of the post nearest to it, and the counter's; two statements."""
    ways = {place.path: [place.path, *([place.grid.path] if place.grid else [])] for place in places}
    paths = lineage(*(path for way in ways.values() for path in way))
    posts = list(
        Post.objects.current()
        .of_role(*(AT_THE_BLOCK | IN_THE_COMMUNITY))
        .filter(place__path__in=paths)
        .exclude(duty_phone="")
        .with_names()
        .defer("place__shape")
        .order_by("starts", "id")
    )
    counters = list(
        Organisation.objects.filter(kind=OrganisationKind.RESIDENTS_COMMITTEE, place__path__in=paths, closed_on=None)
        .exclude(phone="")
        .select_related("place")
        .order_by("code")
    )
    return {path: _reach(way, posts, counters) for path, way in ways.items()}


def _reach(way: list[str], posts: list[Post], counters: list[Organisation]) -> Reach:
    near = [post for post in posts if any(path.startswith(post.place.path) for path in way)]
    post = max(
        near, key=lambda p: (p.role in AT_THE_BLOCK, p.place.path.count("/"), p.role == "grid_worker"), default=None
    )
    counter = next((c.phone for c in counters if way[0].startswith(c.place.path)), "")
    if post is None:
        return Reach(counter=counter)
    return Reach(post.title or Role(post.role).label, post.duty_phone, counter)


def plates_within(place: Place, *, limit: int | None = None) -> list[Plate]:
    """The plates that hang in a place; for a grid also those on what it serves."""
    inside = Q(place__path__gte=place.path, place__path__lt=place.path_end)
    if place.kind == Kind.GRID:
        inside |= Q(place__grid=place)
    return list(
        Plate.objects.filter(inside, retired_at=None).select_related("place__grid").order_by("place__path")[:limit]
    )
