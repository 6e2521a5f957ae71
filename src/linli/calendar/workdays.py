"""Working days, office hours, and the moment a limit runs out.

Nothing here reads a table or a clock: a calendar is given, a moment is given, an answer comes back. All moments are
aware and all days are days in Asia/Shanghai.

Law: 民法典 (Civil Code) Art. 200-204. A period counted in hours runs from the hour named (201 §2); of a period counted
in days, the day of the event does not count (201 §1); where the last day falls on a holiday, the day after the holiday
is the last (203 §1); it ends when business ends, where there are business hours (203 §2).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from linli.calendar.festivals import statutory_days
from linli.kernel.errors import Faulty
from linli.kernel.words import N_

SHANGHAI = ZoneInfo("Asia/Shanghai")
WARN_AT = 70
"""Per cent of the clock after which a deadline turns yellow, unless the domain has a rule of its own."""
LONGEST = 3660
"""Days a limit may cross. Ten years: a longer one is a typing mistake, and counting it would cost accordingly."""

_ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a day is, as work and as pay see it: only a statutory day is paid threefold (劳动法 Art. 44)."""

    WORKDAY = "workday"
    REST = "rest"
    STATUTORY = "statutory"
    ADJUSTED_REST = "adjusted_rest"
    """A weekday the notice made a rest day."""
    MAKEUP_WORKDAY = "makeup_workday"
    """A Saturday or Sunday the notice made a working day."""

    @property
    def worked(self) -> bool:
        return self in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)


def kind_by_notice(day: date, *, off: bool) -> DayKind:
    """The kind of a day of which a notice says only that it is off, or worked."""
    weekend = day.weekday() >= 5
    if not off:
        return DayKind.MAKEUP_WORKDAY if weekend else DayKind.WORKDAY
    if day in statutory_days(day.year):
        return DayKind.STATUTORY
    return DayKind.REST if weekend else DayKind.ADJUSTED_REST


@dataclass(frozen=True)
class Calendar:
    """The days a notice speaks of, over the ordinary week.

    `official` are the years whose notice is known. In any other year the statutory holidays of the law stand in for
    the notice, and every date of it is provisional: no rest is added around a festival and no make-up day is guessed.
    """

    noticed: Mapping[date, DayKind] = field(default_factory=dict)
    official: AbstractSet[int] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict)

    def kind(self, day: date) -> DayKind:
        if day in self.noticed:
            return self.noticed[day]
        if self.is_provisional(day) and day in statutory_days(day.year):
            return DayKind.STATUTORY
        return DayKind.WORKDAY if day.weekday() < 5 else DayKind.REST

    def is_workday(self, day: date) -> bool:
        return self.kind(day).worked

    def is_provisional(self, day: date) -> bool:
        """Whether no official notice covers the year of this day.

        The notice of a year may still move a few days of the December before it; that is known only when it comes.
        """
        return day.year not in self.official

    def name(self, day: date) -> str:
        """The festival a day belongs to, in Chinese as in the notice; empty for an ordinary day."""
        statutory = statutory_days(day.year) if self.kind(day) is DayKind.STATUTORY else {}
        return self.names.get(day) or statutory.get(day, "")


@dataclass(frozen=True)
class OfficeHours:
    """The spans of a working day in which an office is open, in order and apart."""

    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14), time(17, 30)))

    def __post_init__(self) -> None:
        moments = [moment for span in self.spans for moment in span]
        if not moments or any(later <= earlier for earlier, later in pairwise(moments)):
            raise Faulty(N_("Office hours are one or more spans of a day, in order, that do not overlap."))
        if any(moment.tzinfo for moment in moments):
            raise Faulty(N_("Office hours are local times, without a time zone."))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "08:30-12:00 14:00-17:30"; raises Faulty."""
        try:
            return cls(tuple(_span(part) for part in text.split()))
        except ValueError as error:
            raise Faulty(
                N_("Office hours are written like “08:30-12:00 14:00-17:30”; “{text}” is not."), text=text
            ) from error

    def __str__(self) -> str:
        return " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in self.spans)

    @cached_property
    def length(self) -> timedelta:
        """Office time of one working day."""
        return sum((closes - opens for opens, closes in self.on(date.min)), timedelta())

    def on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The spans of a working day as moments."""
        return [
            (datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI))
            for opens, closes in self.spans
        ]


def _span(text: str) -> tuple[time, time]:
    opens, closes = text.split("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)


OFFICE_HOURS = OfficeHours()


class Unit(StrEnum):
    HOUR = "h"
    """Natural hours: they run through nights and holidays."""
    WORKING_HOUR = "wh"
    """Hours that run only while the office is open on a working day."""
    WORKING_DAY = "wd"
    """Whole working days after the day of the event."""


_LIMIT = re.compile(r"([0-9]{1,5})(?:\.([0-9]{1,2}))?(h|wh|wd)")
_MOST = {Unit.HOUR: LONGEST * 24, Unit.WORKING_HOUR: LONGEST * 24, Unit.WORKING_DAY: LONGEST}


@dataclass(frozen=True)
class Limit:
    """How long something may take: a number and a unit, written "0.5h", "4wh", "5wd"."""

    number: int | Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if self.number <= 0:
            raise Faulty(N_("A limit is more than nothing."))
        if self.number > _MOST[self.unit]:
            raise Faulty(N_("A limit is at most {most}{unit}, about ten years."), most=_MOST[self.unit], unit=self.unit)
        if self.number == int(self.number):
            object.__setattr__(self, "number", int(self.number))
        elif self.unit is Unit.WORKING_DAY:
            raise Faulty(N_("Working days are counted whole; for less than a day give working hours, such as 3.5wh."))
        else:
            object.__setattr__(self, "number", Decimal(self.number).normalize())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a limit; raises Faulty. Hours take up to two decimals, so seconds stay whole."""
        if not (found := _LIMIT.fullmatch(text)):
            raise Faulty(
                N_(
                    "A limit is a number and a unit: h (hours), wh (working hours) or wd (working days), "
                    "such as 24h, 4wh or 5wd. “{text}” is not one."
                ),
                text=text[:40],
            )
        whole, decimals, unit = found.groups()
        return cls(Decimal(f"{whole}.{decimals or 0}"), Unit(unit))

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"

    @property
    def hours(self) -> timedelta:
        """The length of a limit given in natural or working hours."""
        return timedelta(seconds=int(self.number * 3600))


class Reason(StrEnum):
    """Why a day did, or did not, move the clock on."""

    EVENT_DAY = "event_day"
    """The day of the event does not count."""
    COUNTED = "counted"
    """A working day on which the clock ran."""
    AFTER_HOURS = "after_hours"
    """A working day, but the office had closed for the day."""
    NOT_WORKED = "not_worked"
    """Not a working day; the step's `kind` says what it is."""
    RUNS = "runs"
    """Natural hours run on every day."""


class Step(NamedTuple):
    date: date
    reason: Reason
    kind: DayKind
    counted: timedelta
    """How much of the clock ran on this day."""


@dataclass(frozen=True)
class Deadline:
    due: datetime
    warn: datetime
    provisional: bool
    """Whether a day on the way belongs to a year without an official notice, so that the date may still move."""
    _way: Callable[[], Iterator[Step]] = field(repr=False, compare=False)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """How one gets there, day by day; worked out when somebody asks."""
        return tuple(self._way())


class Share(NamedTuple):
    run: float
    """How much of the clock has run: 0 before it starts, 1 when due, more when overdue."""
    remaining: timedelta
    """Clock time left, in natural time for h and office time for wh and wd; negative when overdue."""


def deadline(
    limit: Limit, start: datetime, calendar: Calendar, hours: OfficeHours = OFFICE_HOURS, *, warn_at: int = WARN_AT
) -> Deadline:
    """When a limit that starts at `start` runs out, when to warn, and how one gets there day by day.

    Natural hours run through nights and holidays. Working hours run only while the office is open, so that a report
    at night starts to count when the office opens. Working days start on the day after the event, and end when the
    office closes on the last of them. A limit that fills an office span to the end is due at its end, not at the
    start of the next.

    Raises ValueError for a naive `start`, and for a limit that would cross more than `LONGEST` days.
    """
    start = _local(start)
    if limit.unit is Unit.HOUR:
        due, warn = _later(start, limit.hours), _later(start, limit.hours * warn_at // 100)
        provisional = False
    else:
        begin = _begin(start, limit.unit)
        run = limit.hours if limit.unit is Unit.WORKING_HOUR else int(limit.number) * hours.length
        due = after_office_time(run, begin, calendar, hours)
        warn = after_office_time(run * warn_at // 100, begin, calendar, hours)
        provisional = any(calendar.is_provisional(date(year, 1, 1)) for year in range(start.year, due.year + 1))
    return Deadline(due, warn, provisional, partial(_steps, limit.unit, start, due, calendar, hours))


def share(
    now: datetime, start: datetime, due: datetime, unit: Unit, calendar: Calendar, hours: OfficeHours = OFFICE_HOURS
) -> Share:
    """How much of a clock has run and how much is left, in the time that `unit` counts.

    `due` need not be what `deadline` gave: an extension or a pause may have moved it.
    """
    now, start, due = _local(now), _local(start), _local(due)
    begin = _begin(start, unit)

    def between(earlier: datetime, later: datetime) -> timedelta:
        if unit is Unit.HOUR:
            return later.astimezone(UTC) - earlier.astimezone(UTC)
        return office_time(earlier, later, calendar, hours)

    whole = between(begin, due)
    remaining = between(max(now, begin), due) if now <= due else -between(due, now)
    if whole <= timedelta():
        # Moved to before the clock began: there is nothing to divide by, only done or not.
        return Share(float(now >= due), remaining)
    return Share((whole - remaining) / whole, remaining)


def office_time(start: datetime, end: datetime, calendar: Calendar, hours: OfficeHours = OFFICE_HOURS) -> timedelta:
    """Office time between two moments; nothing when `end` is not after `start`."""
    start, end = _local(start), _local(end)
    worked = (day for day in _days(start.date(), end.date()) if calendar.is_workday(day))
    return sum((_open_on(day, start, end, hours) for day in worked), timedelta())


def after_office_time(
    run: timedelta, start: datetime, calendar: Calendar, hours: OfficeHours = OFFICE_HOURS
) -> datetime:
    """The first moment at which `run` of office time has passed since `start`; the inverse of `office_time`.

    Raises ValueError when that takes more than `LONGEST` days.
    """
    start = _local(start)
    left = run
    for day in _days(start.date(), start.date() + LONGEST * _ONE_DAY):
        for opens, closes in hours.on(day) if calendar.is_workday(day) else ():
            opens = max(opens, start)
            if opens >= closes:
                continue
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
    raise Faulty(N_("This limit would run for more than {most} days."), most=LONGEST)


def _open_on(day: date, start: datetime, end: datetime, hours: OfficeHours) -> timedelta:
    """Office time of a working day that lies between two moments."""
    if start.date() < day < end.date():
        return hours.length
    spans = ((max(opens, start), min(closes, end)) for opens, closes in hours.on(day))
    return sum((closes - opens for opens, closes in spans if opens < closes), timedelta())


def _steps(unit: Unit, start: datetime, due: datetime, calendar: Calendar, hours: OfficeHours) -> Iterator[Step]:
    for day in _days(start.date(), due.date()):
        kind = calendar.kind(day)
        if unit is Unit.HOUR:
            midnight = datetime.combine(day, time(), SHANGHAI)
            yield Step(day, Reason.RUNS, kind, min(due, midnight + _ONE_DAY) - max(start, midnight))
        elif unit is Unit.WORKING_DAY and day == start.date():
            yield Step(day, Reason.EVENT_DAY, kind, timedelta())
        elif not kind.worked:
            yield Step(day, Reason.NOT_WORKED, kind, timedelta())
        else:
            counted = _open_on(day, start, due, hours)
            yield Step(day, Reason.COUNTED if counted else Reason.AFTER_HOURS, kind, counted)


def _begin(start: datetime, unit: Unit) -> datetime:
    """When a clock begins to count: for working days at the end of the day of the event, else at once."""
    if unit is Unit.WORKING_DAY:
        return datetime.combine(start.date() + _ONE_DAY, time(), SHANGHAI)
    return start


def _later(start: datetime, run: timedelta) -> datetime:
    return (start.astimezone(UTC) + run).astimezone(SHANGHAI)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _local(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(SHANGHAI)
