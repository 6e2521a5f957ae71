"""The board of open whistles: one row a whistle, one column a department, in each cell the marks with their times.

Where more departments are called than stand side by side, as in a county, each row names its own.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case as Rank
from django.db.models import QuerySet, Value, When

from linli.cases.models import Assignment, Case, Whistle, WhistleKind
from linli.desk.cases.names import HEAVY, PARENTS
from linli.desk.cases.page import Mark, all_marks
from linli.desk.frame import first_keys, page
from linli.desk.whistles.who import attends
from linli.kernel import clock
from linli.people import rules as people
from linli.people.models import Organisation, Post

PAGE = 30
COUNTED = 500
ABREAST = 8  # departments side by side
ORDER = [WhistleKind.EMERGENCY, WhistleKind.KEY, WhistleKind.JOINT]
RANK = Rank(*(When(kind=kind, then=Value(n)) for n, kind in enumerate(ORDER)), default=Value(len(ORDER)))


@dataclass(frozen=True)
class Cell:
    """One unit's part in one whistle."""

    unit: Organisation
    one: Assignment | None
    marks: list[Mark | None]


@dataclass(frozen=True)
class Table:
    """The whistles of one kind; without `units` there are too many of them for columns."""

    kind: WhistleKind
    units: list[Organisation]
    rows: list[tuple[Whistle, list[Cell]]]


def whistles(request):
    """Every open whistle this post may see, by kind and then the oldest first."""
    keys = first_keys(visible_whistles(request.post), COUNTED + 1, order=(RANK, "id"))
    after = request.GET.get("after", "")[:4]
    start = int(after) if after.isdecimal() and int(after) < len(keys) else 0
    shown = with_units(Whistle.objects.filter(pk__in=keys[start : start + PAGE]))
    facts = {
        "tables": tables(shown),
        "count": min(len(keys), COUNTED),
        "many": len(keys) > COUNTED,
        "first": start + 1,
        "last": min(start + PAGE, len(keys)),
        "next": start + PAGE if start + PAGE < min(len(keys), COUNTED) else None,
        "now": clock.now(),
        "attends": attends(request.post),
    }
    return page(request, "desk/whistles/board.html", facts)


def visible_whistles(post: Post) -> QuerySet[Whistle]:
    """The open ones in cases this post may see; at a place they are found from the index of open whistles."""
    found = Whistle.objects.open().filter(case__in=Case.objects.visible_to(post))
    if post.place is not None and post.role not in people.FOR_A_UNIT and post.place.kind != "grid":
        found = found.within(post.place)
    return found


def with_units(found: QuerySet[Whistle]) -> QuerySet[Whistle]:
    return (
        found.select_related("blown_by__person", "case__category", f"case__{PARENTS}")
        .defer(*(f"case__{column}" for column in HEAVY))
        .prefetch_related("assignments__organisation", "assignments__approvals", "items__session")
        .order_by("blown_at", "id")
    )


def tables(found: Iterable[Whistle]) -> list[Table]:
    by_kind = {kind: [one for one in found if one.kind == kind] for kind in ORDER}
    return [_table(kind, some) for kind, some in by_kind.items() if some]


def _table(kind: WhistleKind, found: list[Whistle]) -> Table:
    """The units called most often stand at the left; where there are too many, each row has its own alone."""
    called = Counter(one.organisation for whistle in found for one in latest(whistle))
    units = sorted(called, key=lambda unit: (-called[unit], unit.name))
    if len(units) > ABREAST:
        alone = [(whistle, [_cell(one.organisation, one) for one in latest(whistle)]) for whistle in found]
        return Table(kind, [], alone)
    rows = []
    for whistle in found:
        parts = {one.organisation_id: one for one in latest(whistle)}
        rows.append((whistle, [_cell(unit, parts.get(unit.pk)) for unit in units]))
    return Table(kind, units, rows)


def _cell(unit: Organisation, one: Assignment | None) -> Cell:
    return Cell(unit, one, all_marks(one) if one else [])


def latest(whistle: Whistle) -> list[Assignment]:
    """Each unit's last call in this whistle; after a check that failed there is more than one."""
    return list({one.organisation_id: one for one in whistle.assignments.all()}.values())
