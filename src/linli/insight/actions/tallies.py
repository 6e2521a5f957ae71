"""Keeping the tallies: every few minutes what has changed since, and at any time everything afresh.

A cell is one street in one month. What changed is read from the journal, in which every deed stands; a cell is counted
anew as a whole, and what lies above its street is added up from the streets. So a tally is never amended by
differences that could drift.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from linli.insight.counting import RUNNING, SUMS, bounds, matters, rows
from linli.insight.models import Mark, Tally
from linli.insight.periods import Period
from linli.insight.rates import NAMES
from linli.kernel import clock
from linli.people.models import lineage
from linli.places.models import Kind, Place

MARK = "tallies"
LAG = timedelta(minutes=5)
"""An entry is dated when it is written but seen only after its commit: so much is looked at twice."""

Cell = tuple[str, date]  # a street's path, a month


def keep_tallies() -> int:
    """Bring the tallies up to date; returns how many cells were counted. Does everything the first time."""
    mark = Mark.objects.filter(name=MARK).first()
    if mark is None:
        return rebuild_tallies()
    now = clock.now()
    cells = changed_cells(mark.at - LAG, now)
    _count(cells, now)
    Mark.objects.filter(pk=mark.pk, at__lt=now).update(at=now)
    return len(cells)


def rebuild_tallies(*, progress: Callable[[int, int], None] = lambda done, all_: None) -> int:
    """Count every street's every month afresh."""
    now = clock.now()
    sql = """
        select path, date_trunc('month', reported_at at time zone 'Asia/Shanghai')::date from cases_case group by 1, 2
    """
    cells = _cells(rows(sql, None))
    known = set(Tally.objects.values_list("path", "month").distinct())
    streets = set(Place.objects.of_kind(Kind.STREET).values_list("path", flat=True))
    _count(cells | {cell for cell in known if cell[0] in streets}, now, progress)
    Mark.objects.update_or_create(name=MARK, defaults={"at": now})
    return len(cells)


def changed_cells(since: datetime, until: datetime) -> set[Cell]:
    """The cells in which something may count differently: a deed was done, a case left for another place, a first
    contact ran out.
    """
    sql = """
        with told as (
          select substr(subject, 12)::uuid as id, facts -> 'was' ->> 'place' as was from journal_entry
          where at >= %(since)s and subject >= 'cases/case/' and subject < 'cases/case0'
        )
        select k.path, k.reported_at from cases_case k where k.id in (select id from told)
        union all
        select p.path, k.reported_at
        from told join places_place p on p.code = told.was join cases_case k on k.id = told.id
        union all
        select path, reported_at from cases_case
        where state = any(%(running)s) and reachable and contacted_at is null
          and contact_due >= %(since)s and contact_due < %(until)s
    """
    found = rows(sql, {"since": since, "until": until, "running": RUNNING})
    return _cells((path, at.astimezone(clock.SHANGHAI).date().replace(day=1)) for path, at in found)


def _cells(found: Iterable[tuple[str, date]]) -> set[Cell]:
    """For paths anywhere, the street each lies in. What lies in no street is in no tally."""
    wanted = set(found)
    above = lineage(*{path for path, _month in wanted})
    streets = set(Place.objects.filter(path__in=above, kind=Kind.STREET).values_list("path", flat=True))
    return {(street, month) for path, month in wanted for street in Place(path=path).lineage() if street in streets}


def _count(cells: set[Cell], now: datetime, progress: Callable[[int, int], None] = lambda done, all_: None) -> None:
    for done, cell in enumerate(sorted(cells), start=1):
        count_cell(*cell, now)
        progress(done, len(cells))
    for path, month in sorted(
        {(above, month) for street, month in cells for above in Place(path=street).lineage()[:-1]}
    ):
        _add_up(path, month)


@transaction.atomic
def count_cell(street: str, month: date, now: datetime) -> None:
    """The street, its communities, its compounds and villages, and its grids, by category and by unit."""
    _one_at_a_time(street, month)
    place, depth = Place(path=street), street.count("/")
    prefix = "case when cardinality(parts) >= {n} then array_to_string(parts[1:{n}], '/') || '/' end"
    places = ", ".join(prefix.format(n=n) for n in (depth, depth + 1, depth + 2))
    sql = f"""
        with matters as materialized (
          select m.*, string_to_array(rtrim(m.path, '/'), '/') as parts from ({matters()}) m
        )
        select p.path, cat, u.unit, {SUMS} from matters
        cross join lateral (select distinct unnest(array[{places}, nullif(grid_path, '')]) as path) p
        cross join lateral unnest(array['', grp, code]) as cat
        cross join lateral (
          select null::uuid as unit
          union all
          select distinct organisation_id from cases_assignment a where a.case_id = matters.id
        ) u
        where p.path >= %(path)s and p.path < %(path_end)s
        group by 1, 2, 3
    """
    found = rows(sql, bounds(place, Period(month, month), now))
    Tally.objects.filter(path__gte=place.path, path__lt=place.path_end, month=month).delete()
    _write(month, found)


@transaction.atomic
def _add_up(path: str, month: date) -> None:
    """A place above streets: the sum of its streets."""
    _one_at_a_time(path, month)
    place = Place(path=path)
    sql = f"""
        select %(at)s, category, unit, {SUMS} from insight_tally
        where month = %(month)s and path in (
          select path from places_place where kind = 'street' and path >= %(path)s and path < %(path_end)s
        )
        group by category, unit
    """
    found = rows(sql, {"at": path, "month": month, "path": path, "path_end": place.path_end})
    Tally.objects.filter(path=path, month=month).delete()
    _write(month, found)


def _write(month: date, found: list[tuple]) -> None:
    Tally.objects.bulk_create(
        (
            Tally(path=path, month=month, category=category, unit=unit, **dict(zip(NAMES, counts, strict=True)))
            for path, category, unit, *counts in found
        ),
        batch_size=1000,
    )


def _one_at_a_time(path: str, month: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"tally {path} {month}"])
