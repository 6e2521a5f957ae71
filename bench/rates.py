"""Three rates of a street in a month: read from the tallies, against counting its matters, turn by turn, among very
many.
"""

from random import Random
from statistics import median
from time import perf_counter

GOAL = 100
STREETS, MONTHS = 100, 24
ASKED = 6  # streets whose tallies are really added up and asked for

# Cases and their voices, made by the server itself: evenly over the streets and two years,
# four in five closed and rated.
CASES = """
insert into cases_case (
  id, number, version, title, category_id, place_id, path, grid_id, grid_path, source, state,
  round, urgent, restricted, supervised, reachable, reported_at, contacted_at, answered_at, ended_at, last_at,
  last_event, contact_limit, contact_warn, contact_due, finish_limit, finish_warn, finish_due,
  limits_edition, provisional, reminded, contact_reminded,
  voices_count, returns, reworks, reopenings, rung, excluded, answer, answer_public
)
select pg_temp.key(at, n, 0), to_char(at, 'YYMMDD') || '-' || lpad((n %% 1000000)::text, 6, '0'), 5, '楼道灯不亮',
  k.ids[1 + n %% cardinality(k.ids)], h.building, h.path, h.grid, h.grid_path, 'plate',
  case when n %% 5 = 0 then 'answered' else 'closed' end, '', false, false, false, n %% 3 <> 0,
  at, at + interval '3 hours' * (1 + n %% 2), at + interval '3 days', at + interval '4 days',
  at, 'Closed', '4h', at, at + interval '4 hours', '5wd', at, at + interval '7 days',
  1, false, 0, 0, 1, 0, 0, 0, 0, n %% 50 = 0, '', false
from generate_series(%(first)s, %(last)s) n
cross join lateral (select %(since)s + (%(until)s - %(since)s) * (n::float8 / %(all)s) as at) t
join pg_temp.homes h on h.street = n %% %(streets)s and h.i = (n / %(streets)s) %% h.of
cross join pg_temp.kinds k
"""
VOICES = """
insert into cases_voice (
  id, case_id, receipt, source, said_at, words, confidential, may_publish,
  solved, grade, rating_words, rated_how, reply, calls
)
select pg_temp.key(c.reported_at, n, 1), c.id, lpad(n::text, 16, '0'), 'plate', c.reported_at,
  '楼道灯不亮', false, false,
  case when n %% 5 <> 0 then n %% 7 <> 0 end, case when n %% 5 <> 0 then 1 + n %% 5 end, '', '', '', 0
from generate_series(%(first)s, %(last)s) n
cross join lateral (select %(since)s + (%(until)s - %(since)s) * (n::float8 / %(all)s) as at) t
join cases_case c on c.id = pg_temp.key(at, n, 0)
"""
KEY = """
create function pg_temp.key(at timestamptz, n bigint, t int) returns uuid language sql immutable as $$
  select (
    lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n %% 4096), 3, '0')
    || '8' || lpad(t::text, 3, '0') || lpad(to_hex(n), 12, '0')
  )::uuid
$$
"""


def measure(cases: int, rounds: int) -> dict:
    from linli.insight.counting import counted
    from linli.insight.models import Tally
    from linli.insight.periods import Period, last_months
    from linli.insight.tallied import tallied
    from linli.kernel import clock
    from linli.places.models import Place

    build(cases)
    months = list(last_months(MONTHS, clock.today()).months())[:-1]
    streets = list(Place.objects.filter(kind="street").order_by("code")[:ASKED])
    cell = add_up([(street.path, month) for street in streets for month in months])
    chance, live, read = Random(1), [], []
    for _ in range(rounds):
        street, month = chance.choice(streets), chance.choice(months)
        period = Period(month, month)
        slow, quick = timed(live, counted, street, period), timed(read, tallied, street, period)
        assert slow == quick, (street, month)
    ratios = [a / b for a, b in zip(live, read, strict=True)]
    return {
        "cases": cases,
        "street_month": cases // STREETS // MONTHS,
        "tallies": Tally.objects.count(),
        "live_ms": median(live) * 1000,
        "tally_ms": median(read) * 1000,
        "count_a_cell_ms": cell * 1000,
        "ratio": round(median(ratios), 1),
        "goal": GOAL,
        "reached": median(ratios) >= GOAL,
    }


def timed(into: list[float], ask, *about):
    start = perf_counter()
    found = ask(*about)
    into.append(perf_counter() - start)
    return found


def add_up(cells) -> float:
    """Count these cells as the job does; returns seconds of one, median."""
    from linli.insight.actions.tallies import count_cell
    from linli.insight.models import Tally
    from linli.kernel import clock

    spent: list[float] = []
    done = set(Tally.objects.values_list("path", "month").distinct())
    for street, month in cells:
        if (street, month) not in done:
            timed(spent, count_cell, street, month, clock.now())
    return median(spent) if spent else 0.0


def build(cases: int) -> None:
    """The county and its cases, unless they are there. Only the indexes that these questions use are kept."""
    from django.db import connection

    from bench.county import County
    from linli.cases.models import Case
    from linli.insight.periods import Period, last_months
    from linli.kernel import clock

    if Case.objects.exists():
        return
    county = County(STREETS, 0)
    county.write_places_and_posts()
    spans = last_months(MONTHS, clock.today())
    until = Period(spans.first, list(spans.months())[-2]).end
    homes = [
        (s, i, len(crew), home.building.pk, home.building.path, home.grid.pk, home.grid.path)
        for s, crew in enumerate(county.crews)
        for i, home in enumerate(crew)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "set session_replication_role = replica"
        )  # keys are right by making; no need to look each one up
        cursor.execute("set synchronous_commit = off")
        for table, keep in (
            ("cases_case", ("cases_case_pkey", "case_path")),
            ("cases_voice", ("cases_voice_pkey", "cases_voice_case_id%")),
        ):
            cursor.execute(
                "select i.indexrelid::regclass::text, c.conname from pg_index i left join pg_constraint c on "
                "c.conindid = i.indexrelid and c.contype in ('u', 'p')"
                " where i.indrelid = %s::regclass and not (i.indexrelid::regclass::text like any(%s))",
                [table, list(keep)],
            )
            for index, constraint in cursor.fetchall():
                cursor.execute(
                    f"alter table {table} drop constraint {constraint}" if constraint else f"drop index {index}"
                )
        cursor.execute(
            "create temporary table homes (street int, i int, of int, building uuid, path text, grid uuid, "
            "grid_path text)"
        )
        cursor.executemany("insert into homes values (%s, %s, %s, %s, %s, %s, %s)", homes)
        cursor.execute(
            "create temporary table kinds as select array_agg(id) as ids from cases_category where not restricted"
        )
        cursor.execute(KEY.replace("%%", "%"))
        step = 500_000
        for sql in (CASES, VOICES):
            for first in range(0, cases, step):
                cursor.execute(
                    sql,
                    {
                        "first": first,
                        "last": min(first + step, cases) - 1,
                        "all": cases,
                        "streets": STREETS,
                        "since": spans.start,
                        "until": until,
                    },
                )
        cursor.execute("vacuum analyze cases_case")
        cursor.execute("vacuum analyze cases_voice")
