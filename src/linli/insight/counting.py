"""How matters are counted, in SQL: said once, for counting live and for adding up beforehand."""

from datetime import datetime
from typing import Any

from django.db import connection

from linli.cases.lifecycle import GONE, UNANSWERED, WITH_ANSWER
from linli.insight.periods import Period, first_key
from linli.insight.rates import NAMES, Counts
from linli.kernel import clock
from linli.places.models import Kind, Place

# One row a matter, with what it adds to each of the `Counts`. The key bounds the time from below (see first_key);
# reported_at says it exactly. Complaints about staff are left out, and what was merged is its survivor's voices.
MATTERS = """
  select k.id, k.path, k.grid_path, k.state, k.reported_at, k.answered_at, c.code, c."group" as grp,
    1 as raised, v.voices, (k.state = any(%(with_answer)s))::int as answered, (k.late_since is not null)::int as late,
    (k.reachable and k.contacted_at <= k.contact_due)::int as in_time,
    (k.reachable and (
      k.contacted_at is not null or (k.contact_due < %(now)s and k.state <> all(%(gone)s))
    ))::int as contact_of,
    (
      k.reachable and k.contacted_at is null and k.contact_due >= %(now)s and k.state <> all(%(gone)s)
    )::int as contact_running,
    case when k.excluded then 0 else v.solved end as solved,
    case when k.excluded then 0 else v.said end as said,
    case when not k.excluded and k.state = any(%(with_answer)s) then v.voices - v.said else 0 end as silent,
    case when not k.excluded and k.state = any(%(running)s) then v.voices - v.said else 0 end as waiting,
    k.excluded::int as excluded, case when k.excluded then v.voices else 0 end as excluded_voices,
    {grades}
  from cases_case k
  join cases_category c on c.id = k.category_id
  cross join lateral (
    select count(*)::int as voices, count(*) filter (where r.solved)::int as solved, count(r.solved)::int as said,
      {voice_grades}
    from cases_voice r where r.case_id = k.id
  ) v
  where k.{path} >= %(path)s and k.{path} < %(path_end)s and k.id >= %(key)s and k.reported_at >= %(start)s
    and k.reported_at < %(end)s and not k.restricted and k.merged_into_id is null
"""
_GRADES = range(5, 0, -1)
RUNNING = [state.value for state in UNANSWERED]
SUMS = ", ".join(f"coalesce(sum({name}), 0)::int" for name in NAMES)


def matters(*, in_grid: bool = False) -> str:
    return MATTERS.format(
        path="grid_path" if in_grid else "path",
        grades=", ".join(f"case when k.excluded then 0 else v.grade_{n} end as grade_{n}" for n in _GRADES),
        voice_grades=", ".join(f"count(*) filter (where r.grade = {n})::int as grade_{n}" for n in _GRADES),
    )


def bounds(place: Place, period: Period, now: datetime) -> dict[str, Any]:
    return {
        "path": place.path,
        "path_end": place.path_end,
        "key": first_key(period.start),
        "start": period.start,
        "end": period.end,
        "now": now,
        "with_answer": [state.value for state in WITH_ANSWER],
        "running": RUNNING,
        "gone": [state.value for state in GONE],
    }


def counted(
    place: Place, period: Period, *, category: str = "", unit: Any = None, now: datetime | None = None
) -> Counts:
    """The counts of a place, a period, a category (or its group) and a unit, from the matters themselves: exact, and
    the slower the more there are.
    """
    sql = f"select {SUMS} from ({matters(in_grid=place.kind == Kind.GRID)}) m where true"
    values = bounds(place, period, now or clock.now())
    if category:
        sql += " and %(category)s in (m.code, m.grp)"
        values["category"] = category
    if unit:
        sql += " and exists (select from cases_assignment a where a.case_id = m.id and a.organisation_id = %(unit)s)"
        values["unit"] = unit
    return Counts(*rows(sql, values)[0])


def rows(sql: str, values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
