"""Periods of whole months, and the keys that bound them. Free of Django."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from linli.kernel.clock import SHANGHAI

LONGEST = 36
"""Months. A page asks for no more, so that its cost stays bounded."""


@dataclass(frozen=True)
class Period:
    """From the first day of one month to the last day of another, both in Shanghai."""

    first: date
    last: date  # the first day of the last month

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time.min, SHANGHAI)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(add_months(self.last, 1), time.min, SHANGHAI)

    def months(self) -> Iterator[date]:
        month = self.first
        while month <= self.last:
            yield month
            month = add_months(month, 1)

    def __len__(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}/{self.last:%Y-%m}"


def last_months(count: int, today: date) -> Period:
    """The month of `today` and those before it, `count` in all."""
    this = today.replace(day=1)
    return Period(add_months(this, 1 - count), this)


def read_period(first: str, last: str, today: date) -> Period:
    """The period "2026-01" to "2026-06" as an address gives it; the last twelve months if it gives none or nonsense.

    Nothing after this month, and no more than `LONGEST` months, the latest ones.
    """
    given, until = _month(first), _month(last)
    if given is None and until is None:
        return last_months(12, today)
    this = today.replace(day=1)
    until = min(until or this, this)
    given = given or add_months(until, -11)
    if given > until:
        given, until = until, min(given, this)
    return Period(max(given, add_months(until, 1 - LONGEST)), until)


def add_months(month: date, count: int) -> date:
    year, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(year, index + 1, 1)


def first_key(moment: datetime) -> UUID:
    """The smallest version 7 UUID of this millisecond.

    Keys are made from the time, so `id >= first_key(start)` bounds a period by the key; an index on (path, id) can
    skip what is older without a look at the rows.
    """
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _month(said: str) -> date | None:
    try:
        found = datetime.strptime(said, "%Y-%m").replace(tzinfo=SHANGHAI).date()
    except (ValueError, TypeError):
        return None
    return found if 1970 < found.year < 2200 else None
