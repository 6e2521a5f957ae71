"""Figures of a place and a period: one statement, and nothing about persons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from linli.cases.lifecycle import UNANSWERED, State
from linli.insight.periods import Period, first_key
from linli.insight.sums import Sum
from linli.kernel import clock
from linli.places.models import Kind, Place

KEPT_FOR = 50
"""Seconds. A rating is to show in the public figures within a minute."""

CHILDREN = {Kind.STREET: Kind.COMMUNITY, Kind.COMMUNITY: Kind.GRID}
"""By which places below it the figures of a place are told apart. About 10 microseconds a matter, so nothing larger
than a street is counted live."""


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


# One walk over the index range of the place, summed up four ways. The key bounds the time from below (see first_key);
# reported_at says it exactly.
SQL = """
with matters as (
  select k.*, c."group" as grp, date_trunc('month', k.reported_at at time zone 'Asia/Shanghai')::date as month, {child} as child
  from cases_case k join cases_category c on c.id = k.category_id
  where k.{path} >= %(path)s and k.{path} < %(path_end)s and k.id >= %(key)s
    and k.reported_at >= %(start)s and k.reported_at < %(end)s and not k.restricted
)
select grouping(month), grouping(grp), grouping(child), month, grp, child,
  count(*),
  count(*) filter (where state = any(%(unanswered)s)),
  count(*) filter (where state = %(answered)s),
  count(*) filter (where state = %(closed)s),
  count(*) filter (where state = %(withdrawn)s),
  count(answered_at),
  count(*) filter (where reachable and contacted_at <= contact_due),
  count(*) filter (where reachable and (contacted_at is not null or (contact_due < %(now)s and state <> %(withdrawn)s))),
  count(*) filter (where solved),
  count(solved),
  count(*) filter (where grade >= 4),
  count(grade),
  percentile_cont(0.5) within group (order by extract(epoch from answered_at - reported_at)::float8)
from matters group by grouping sets ((), (month), (grp), (child))
"""
COLUMNS = (
    "raised", "working", "answered", "closed", "withdrawn", "timed", "in_time", "contact_due", "solved", "said",
    "satisfied", "rated", "median",
)  # fmt: skip


def _count(place: Place, period: Period) -> Figures:
    in_grid = place.kind == Kind.GRID
    depth = place.path.count("/")
    child = {
        Kind.STREET: f"array_to_string((string_to_array(k.path, '/'))[:{depth + 1}], '/') || '/'",
        Kind.COMMUNITY: "k.grid_path",
    }.get(place.kind, "''")
    with connection.cursor() as cursor:
        cursor.execute(
            SQL.format(path="grid_path" if in_grid else "path", child=child),
            {
                "path": place.path, "path_end": place.path_end, "key": first_key(period.start), "start": period.start,
                "end": period.end, "now": clock.now(), "unanswered": [str(state) for state in UNANSWERED],
                "answered": State.ANSWERED.value, "closed": State.CLOSED.value, "withdrawn": State.WITHDRAWN.value,
            },
        )  # fmt: skip
        rows = cursor.fetchall()
    whole, months, groups, children = Sum(), dict.fromkeys(period.months(), Sum()), {}, {}
    for no_month, no_group, no_child, month, group, path, *counts in rows:
        one = Sum.of(dict(zip(COLUMNS, counts, strict=True)))
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
