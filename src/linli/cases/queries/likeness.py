"""What may be the same matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from linli.cases import books
from linli.cases.lifecycle import UNANSWERED, WITH_ANSWER
from linli.cases.likeness import LONGEST, LikenessRules, metres_between
from linli.cases.models import Case, CaseSet, Category, Merge, Voice
from linli.kernel import clock
from linli.places.models import Kind, Place

ABOUT_PERSONS = {"I", "J", "L"}
"""Groups of categories about persons: disputes, welfare, complaints. Neighbours see none of them, not
even their kind.
"""
LOOKED_AT = 200  # cases compared word by word
NEAR_PLACES = 40
UNSORTED = "L04"  # not named yet; the desk may find it to be the same as another
OUTDOORS = [Kind.BUILDING, Kind.SITE, Kind.ROAD]


@dataclass(frozen=True)
class Likely:
    """A case that may be the same matter, and why."""

    case: Case
    words: float  # how alike the words are, from 0 to 1
    same_kind: bool
    same_building: bool
    metres: int | None  # None: in the same compound, road or grid

    @property
    def rank(self) -> float:
        return self.words + 0.3 * self.same_kind + 0.2 * self.same_building

    @property
    def percent(self) -> int:
        return round(self.words * 100)


def about_a_person(category: Category) -> bool:
    """Whether a matter of this kind is about somebody: it is shown to no neighbour and never merged."""
    return category.group in ABOUT_PERSONS and category.code != UNSORTED


def around(place: Place) -> Place:
    """How far "nearby" reaches: the compound, else the grid, else the place itself."""
    here = place
    while here.kind in (Kind.UNIT, Kind.BUILDING, Kind.DWELLING) and here.parent:
        here = here.parent
    return here if here.kind == Kind.COMPOUND else place.grid or place


def alike(
    place: Place,
    words: str,
    category: Category | None = None,
    *,
    among: CaseSet | None = None,
    but: Case | None = None,
    earlier: bool = False,
    limit: int = 5,
    above: Sequence[Place] | None = None,
) -> list[Likely]:
    """Near, recent cases that may be the matter these words are about, likeliest first: unanswered, or answered lately.

    Near is the same compound, or the book's distance over the ground; recent is the book's days, more for what many
    have joined. `earlier` asks for answered ones only, as far back as an earlier result counts. Never complaints about
    staff, disputes or welfare. `among` bounds what the asker may see; without it, it is what neighbours may know of,
    where also a matter not named yet is left out. `above` is the place and what it lies in from the street down, for
    who has it already. A handful of statements, whatever the size of the tables.
    """
    rules, now = books.likeness.rules(), clock.now()
    if above is None:
        above = list(Place.objects.above(place).only("kind", "path", "lon", "lat"))
    cases = _recent(Case.objects.all() if among is None else among, rules, now, earlier=earlier).filter(
        restricted=False
    )
    unsorted = Q() if among is None else Q(category__code=UNSORTED)
    cases = cases.filter(~Q(category__group__in=ABOUT_PERSONS) | unsorted)
    if but:
        cases = cases.exclude(pk=but.pk).exclude(pk__in=_found_apart(but))
    near = {at.pk: at for at in _near_places(place, above, rules.metres)}
    keys = _newest(cases.within(around(place)), cases, list(near))
    spot = _spot(above)
    home = next((p.path for p in reversed(above) if p.kind == Kind.BUILDING), place.path)
    found = []
    for case in _with_first_words(keys):
        same_kind = category is not None and case.category_id == category.pk and category.code != UNSORTED
        same_building = case.path.startswith(home)
        alikeness = rules.alike(words, case.first_words or case.title)
        if rules.perhaps_the_same(alikeness, same_kind=same_kind, same_building=same_building):
            at = near.get(case.place_id) or near.get(case.place.parent_id)
            apart = round(metres_between(spot, (at.lon, at.lat))) if at and spot and not same_building else None
            found.append(Likely(case, alikeness, same_kind, same_building, apart))
    return sorted(found, key=lambda one: (-one.rank, one.case.reported_at, one.case.pk))[:limit]


def lies_near(case: Case, place: Place) -> bool:
    """Whether a case lies within the book's distance of a place, over the ground."""
    above = list(Place.objects.above(place).only("kind", "path", "lon", "lat"))
    near = {one.pk for one in _near_places(place, above, books.likeness.rules().metres)}
    return not near.isdisjoint({case.place_id, case.place.parent_id})


def _found_apart(case: Case) -> QuerySet:
    """What somebody has once merged with this one and taken back: it is not proposed again."""
    undone = Merge.objects.exclude(undone_at=None)
    return undone.filter(into=case).values("absorbed").union(undone.filter(absorbed=case).values("into"))


def _recent(cases: CaseSet, rules: LikenessRules, now: datetime, *, earlier: bool) -> CaseSet:
    days, group_days = now - timedelta(days=rules.days), now - timedelta(days=rules.group_days)
    answered = now - timedelta(days=rules.answered_days) if earlier else days
    lately = Q(state__in=WITH_ANSWER, answered_at__gte=answered)
    if earlier:
        return cases.filter(lately, pk__gte=_first_key(answered)).exclude(answer="")
    open_ = Q(reported_at__gte=days) | Q(voices_count__gte=rules.group_voices)
    return cases.filter(lately | Q(open_, state__in=UNANSWERED), pk__gte=_first_key(group_days))


def _first_key(moment: datetime) -> UUID:
    """The smallest key of this millisecond: keys are made from the time, so that an index can skip what is older."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _newest(inside: CaseSet, anywhere: CaseSet, near: list[UUID]) -> list[UUID]:
    """The newest in the compound and the newest at these places: two walks over an index, each bounded."""
    asked = inside.order_by("-id").values("pk")[:LOOKED_AT]
    if near:
        parts = Place.objects.filter(Q(pk__in=near) | Q(parent__in=near))
        asked = asked.union(anywhere.filter(place__in=parts).order_by("-id").values("pk")[:LOOKED_AT])
    return sorted((row["pk"] for row in asked), reverse=True)[:LOOKED_AT]


def _near_places(place: Place, above: Sequence[Place], metres: int) -> list[Place]:
    """Buildings, sites and roads of the street within this distance of where the place is."""
    spot, street = _spot(above), next((p for p in above if p.kind == Kind.STREET), None)
    if spot is None or street is None or not metres:
        return []
    lon, lat = spot
    high, wide = metres / 111_000, metres / (111_000 * max(cos(radians(lat)), 0.01))
    box = (
        Place.objects.within(street)
        .of_kind(*OUTDOORS)
        .filter(lon__gte=lon - wide, lon__lte=lon + wide, lat__gte=lat - high, lat__lte=lat + high)
        .only("kind", "path", "lon", "lat")[: 5 * NEAR_PLACES]
    )
    reached = sorted((metres_between(spot, (p.lon, p.lat)), p.path, p) for p in box)  # type: ignore[arg-type]
    return [p for apart, _path, p in reached if apart <= metres][:NEAR_PLACES]


def _spot(above: Sequence[Place]) -> tuple[float, float] | None:
    """Where a place is, or else the nearest place it stands in, up to its compound."""
    small = [p for p in reversed(above) if p.kind in {Kind.DWELLING, Kind.UNIT, Kind.COMPOUND, *OUTDOORS}]
    return next(((p.lon, p.lat) for p in small if p.lon is not None and p.lat is not None), None)


def _with_first_words(keys: Sequence[UUID]) -> CaseSet:
    """These cases, each with the words of its first voice as far as they are compared."""
    first = Voice.objects.filter(case=OuterRef("pk")).order_by("said_at", "id").values(said=Left("words", LONGEST))[:1]
    found = Case.objects.filter(pk__in=keys).annotate(first_words=Subquery(first))
    return found.select_related("category", "place__parent__parent__parent", "keeper__place", "keeper__person")
