"""Figures of a place and a period: one statement, and nothing about persons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from linli.cases.lifecycle import State
from linli.insight.counting import SUMS, bounds, matters
from linli.insight.periods import Period
from linli.insight.rates import NAMES, Counts
from linli.kernel import clock
from linli.places.models import Kind, Place

KEPT_FOR = 50
"""Seconds. A rating is to show in the public figures within a minute."""

CHILDREN = {Kind.STREET: Kind.COMMUNITY, Kind.COMMUNITY: Kind.GRID}
"""By which places below it the figures of a place are told apart. About 10 microseconds a matter, so nothing larger
than a street is counted live."""


@dataclass(frozen=True)
class Sum:
    """The matters of one month, group or place: what the rates count of them, and how far they have come."""

    counts: Counts = field(default_factory=Counts)
    working: int = 0  # not yet answered
    awaiting: int = 0  # answered, the resident's word is awaited
    closed: int = 0
    gone: int = 0  # withdrawn, or given back to the hotline
    timed: int = 0  # have an answer whose time is known
    median_days: float | None = None  # from report to answer, natural days

    @property
    def raised(self) -> int:
        return self.counts.raised

    @property
    def open(self) -> int:
        return self.working + self.awaiting


@dataclass(frozen=True)
class Figures:
    period: Period
    whole: Sum
    months: Mapping[date, Sum]  # every month of the period
    groups: Mapping[str, Sum]  # by the letter of the category group, most raised first
    children: Mapping[str, Sum]  # by path; "" for what lies in none of them


def figures_of(place: Place, period: Period, *, fresh: bool | None = None) -> Figures:
    """What was raised at a place and below in a period, and what has become of it until now.

    Complaints about staff are left out. `fresh` asks the database again, as the demo always does.
    """
    if fresh if fresh is not None else settings.DEMO:
        return _count(place, period)
    return cache.get_or_set(f"insight/figures/{place.pk}/{period}", lambda: _count(place, period), KEPT_FOR)


# One walk over the index range of the place, summed up four ways; what a matter counts for stands in `counting`.
SQL = """
with matters as (
  select k.*, date_trunc('month', reported_at at time zone 'Asia/Shanghai')::date as month, {child} as child
  from ({matters}) k
)
select grouping(month), grouping(grp), grouping(child), month, grp, child,
  count(*) filter (where state = any(%(running)s)),
  count(*) filter (where state = %(answered)s),
  count(*) filter (where state = %(closed)s),
  count(*) filter (where state = any(%(gone)s)),
  count(answered_at),
  percentile_cont(0.5) within group (order by extract(epoch from answered_at - reported_at)::float8) / 86400,
  {sums}
from matters group by grouping sets ((), (month), (grp), (child))
"""


def _count(place: Place, period: Period) -> Figures:
    in_grid = place.kind == Kind.GRID
    depth = place.path.count("/")
    child = {
        Kind.STREET: f"array_to_string((string_to_array(k.path, '/'))[:{depth + 1}], '/') || '/'",
        Kind.COMMUNITY: "k.grid_path",
    }.get(place.kind, "''")
    with connection.cursor() as cursor:
        cursor.execute(
            SQL.format(child=child, sums=SUMS, matters=matters(in_grid=in_grid)),
            bounds(place, period, clock.now()) | {"answered": State.ANSWERED.value, "closed": State.CLOSED.value},
        )
        rows = cursor.fetchall()
    whole, months, groups, children = Sum(), dict.fromkeys(period.months(), Sum()), {}, {}
    for no_month, no_group, no_child, month, group, path, *counted in rows:
        one = Sum(Counts(*counted[-len(NAMES) :]), *counted[: -len(NAMES)])
        if not no_month:
            months[month] = one
        elif not no_group:
            groups[group] = one
        elif not no_child:
            children[path] = one
        else:
            whole = one
    most_first = sorted(groups.items(), key=lambda item: (-item[1].raised, item[0]))
    return Figures(period, whole, months, dict(most_first), children)
