"""The calendar in force, kept in the process."""

from threading import Lock
from time import monotonic

from linli.calendar.models import CalendarDay, CalendarYear
from linli.calendar.workdays import Calendar, DayKind

KEPT_FOR = 60.0
"""Seconds. A notice comes once a year; another process may learn of it a minute late."""

_lock = Lock()
_kept: tuple[float, Calendar] | None = None


def current() -> Calendar:
    """The calendar in force; asks the database at most once a minute."""
    global _kept
    if (kept := _kept) and monotonic() - kept[0] < KEPT_FOR:
        return kept[1]
    with _lock:
        if (kept := _kept) and monotonic() - kept[0] < KEPT_FOR:
            return kept[1]
        calendar = fresh()
        _kept = (monotonic(), calendar)
        return calendar


def forget() -> None:
    """Have the next `current` ask the database."""
    global _kept
    with _lock:
        _kept = None


def fresh() -> Calendar:
    """The calendar as the database has it now, in one query."""
    noticed, names, official = {}, {}, set()
    rows = CalendarDay.objects.order_by("date").values_list("date", "kind", "name", "notice__year", "notice__status")
    for date, kind, name, year, status in rows:
        noticed[date] = DayKind(kind)
        if name:
            names[date] = name
        if status == CalendarYear.Status.OFFICIAL:
            official.add(year)
    return Calendar(noticed, frozenset(official), names)
