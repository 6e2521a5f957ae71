"""Finding the place somebody names: 锦和苑3栋2单元, however it is written."""

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import CharField, F, Q, Value
from django.http import JsonResponse

from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Post
from linli.places.models import Kind, Place

LARGE = [Kind.COMPOUND, Kind.SITE, Kind.ROAD, Kind.GRID, Kind.COMMUNITY]
INDOORS = [Kind.BUILDING, Kind.UNIT, Kind.DWELLING]
NUMBERED = re.compile(r"(?P<number>\d+|[a-z])(?:号楼|栋|幢|座|单元|号|室|#)?", re.IGNORECASE)
SEPARATORS = r"[\s,，、。.\-]+"
MOST = 20


def tidy(said: str) -> str:
    """Full-width digits, spaces and punctuation forgiven; 3-2 stays two numbers."""
    said = unicodedata.normalize("NFKC", said).lower()
    return re.sub(SEPARATORS, "", re.sub(rf"(?<=\d){SEPARATORS}(?=\d)", "/", said))


def within(scope: Place):
    """What lies in a place; a grid is an area over buildings that stand elsewhere in the tree."""
    if scope.kind == Kind.GRID:
        return Place.objects.filter(
            Q(grid__path__gte=scope.path, grid__path__lt=scope.path_end) | Q(pk=scope.pk)
        ).standing()
    return Place.objects.within(scope).standing()


def find(said: str, scope: Place) -> list[Place]:
    """The places within `scope` that fit, best first; empty if none does. A few statements, however large the scope."""
    words = tidy(said)
    if not words:
        return []
    light = Place.objects.select_related("parent__parent__parent").defer("shape", "duties")
    inside = within(scope)
    large = (
        Place.objects.filter(pk__in=inside.of_kind(Kind.BUILDING).values("parent"))
        if scope.kind == Kind.GRID
        else inside
    )
    named = list(
        light.filter(pk__in=large.of_kind(*LARGE).values("pk"))
        .annotate(said=Value(words, output_field=CharField()))
        .filter(Q(said__icontains=F("name")) | Q(name__icontains=words))
        .order_by("path")[: 5 * MOST]
    )
    whole = [place for place in named if tidy(place.name) in words]
    if not whole and named:
        return sorted(named, key=lambda place: LARGE.index(place.kind))[:MOST]
    candidates = [(place, words.replace(tidy(place.name), "", 1)) for place in whole]
    found: list[Place] = []
    for place, rest in sorted(candidates, key=lambda pair: (len(pair[1]), LARGE.index(pair[0].kind))):
        found += _down(place, rest, light, inside) if rest else [place]
    if not whole:
        at_home = light.filter(pk__in=inside.of_kind(Kind.BUILDING).values("pk"))
        found = [one for first, rest in _fitting(words, at_home) for one in _down(first, rest, light, inside)]
    unique = list({place.pk: place for place in found if scope.kind != Kind.GRID or place.kind in INDOORS}.values())
    if scope.kind == Kind.GRID and (tidy(scope.name) in words or words in tidy(scope.name)):
        unique.insert(0, scope)
    return unique[:MOST]


def _down(place: Place, rest: str, light, inside) -> list[Place]:
    """Follow the rest of the words into the place's parts; words that name no part leave it at the place."""
    rest = rest.lstrip("/")
    if not rest:
        return [place]
    kinds = INDOORS[INDOORS.index(place.kind) + 1 :] if place.kind in INDOORS else INDOORS[:1]
    if not kinds:
        return [place]
    parts = light.filter(
        pk__in=inside.of_kind(kinds[0]).filter(path__gte=place.path, path__lt=place.path_end).values("pk")
    )
    deeper = [one for part, more in _fitting(rest, parts) for one in _down(part, more, light, inside)]
    return deeper or ([place] if place.kind in INDOORS else [])


def _fitting(words: str, parts: Iterable[Place]) -> list[tuple[Place, str]]:
    """Those of `parts` the words begin with, and what is left of the words: by full name, else by number."""
    parts = list(parts)
    if exact := [(part, words[len(tidy(part.name)) :]) for part in parts if words.startswith(tidy(part.name))]:
        return exact
    said = NUMBERED.match(words)
    if not said:
        return []
    return [
        (part, words[said.end() :])
        for part in parts
        if (called := NUMBERED.match(tidy(part.name))) and called["number"] == said["number"]
    ]


def place_said(said: str, scope: Place) -> Place:
    """The one place meant. Refuses when none fits, and when several do, naming them."""
    found = find(said, scope)
    exact = [place for place in found if tidy(place.address) == tidy(said)]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        raise Refused(N_("No place of this name was found. Write it like 锦和苑 3栋 2单元."), field="place")
    several = "；".join(f"{place.address} ({_around(place)})" for place in found[:5])
    raise Refused(N_("Several places fit: {several}. Please write more of it."), field="place", several=several)


def _around(place: Place) -> str:
    here = place
    while here.parent and here.kind in {Kind.COMPOUND, Kind.SITE, Kind.ROAD, *INDOORS}:
        here = here.parent
    return here.name


def street_of(place: Place) -> Place:
    """The street a place lies in, or the highest place above it."""
    above = list(Place.objects.above(place).defer("shape", "duties"))
    return next((one for one in above if one.kind == Kind.STREET), above[0])


def suggest(request):
    """For the box's own list while typing: places of this post that fit so far."""
    post: Post = request.post
    found = find(request.GET.get("q", "")[:100], post.place) if post.place else []
    return JsonResponse({"places": [place.address for place in found]})
