"""Reading the tallies: whatever is asked, the cost is that of a few rows."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from linli.insight.counting import SUMS, rows
from linli.insight.models import Mark, Tally
from linli.insight.periods import Period
from linli.insight.rates import NAMES, Counts
from linli.places.models import Place


def tallied(place: Place, period: Period, *, category: str = "", unit: UUID | None = None) -> Counts:
    """The counts of a place, a period of whole months, a category or group, and a unit."""
    sql = f"""
        select {SUMS} from insight_tally where path = %s and month >= %s and month <= %s and category = %s
        and unit is not distinct from %s
    """
    return Counts(*rows(sql, [place.path, period.first, period.last, category, unit])[0])


def by_month(place: Place, period: Period, *, category: str = "", unit: UUID | None = None) -> dict[date, Counts]:
    """Every month of the period, also one in which nothing was raised."""
    found = Tally.objects.filter(path=place.path, month__gte=period.first, month__lte=period.last, category=category)
    counts = {month: Counts(*values) for month, *values in found.filter(unit=unit).values_list("month", *NAMES)}
    return {month: counts.get(month, Counts()) for month in period.months()}


def by_category(place: Place, period: Period, *, unit: UUID | None = None) -> dict[str, Counts]:
    """By code and by group letter, those with any."""
    return _grouped("category", [place.path], period, "and category <> '' and unit is not distinct from %s", [unit])


def by_unit(place: Place, period: Period, *, category: str = "") -> dict[UUID, Counts]:
    """Every unit that was called. A matter for which several were called counts for each of them."""
    return _grouped("unit", [place.path], period, "and category = %s and unit is not null", [category])


def by_place(
    paths: Iterable[str], period: Period, *, category: str = "", unit: UUID | None = None
) -> dict[str, Counts]:
    return _grouped("path", list(paths), period, "and category = %s and unit is not distinct from %s", [category, unit])


def known_until() -> datetime | None:
    """What happened later is not in the tallies yet; None: nothing has been added up."""
    return Mark.objects.filter(name="tallies").values_list("at", flat=True).first()


def _grouped(column: str, paths: list[str], period: Period, more: str, values: list) -> dict:
    sql = f"""
        select {column}, {SUMS} from insight_tally
        where path = any(%s) and month >= %s and month <= %s {more} group by 1
    """
    return {key: Counts(*counts) for key, *counts in rows(sql, [paths, period.first, period.last, *values])}
