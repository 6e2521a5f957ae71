"""When a promise falls due that may have been stopped and extended on its way, and why. Free of Django.

A promise has a limit and a start; stops, during which it does not run; and further time, granted one after another.
Everything is built on the ordinary week and the holiday notices of `calendar.workdays`:

* natural hours run through nights and holidays, but not through a stop;
* working hours run while the office is open on a working day and no stop holds them;
* a working day counts as a whole or not at all: a day on which the office stood open and the clock stood still for any
  part of it does not count, as the day of the event itself does not (民法典 201).

Hence three laws, which tests hold for all cases: a stop, an extension or a holiday never makes a promise fall due
earlier; stops that overlap count once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from linli.calendar.workdays import (
    LONGEST,
    OFFICE_HOURS,
    SHANGHAI,
    WARN_AT,
    Calendar,
    DayKind,
    Limit,
    OfficeHours,
    Unit,
)
from linli.kernel.errors import Faulty
from linli.kernel.words import N_

_ONE_DAY = timedelta(days=1)
_NOTHING = timedelta()


class Stop(NamedTuple):
    """The clock stands still from one moment to another."""

    since: datetime
    until: datetime


class More(NamedTuple):
    """Further time: a limit that begins where the one before it ends, or a moment before which the
    promise is not due.
    """

    limit: Limit | None = None
    not_before: datetime | None = None


class Why(StrEnum):
    """Why a day did, or did not, move the clock on."""

    EVENT_DAY = "event_day"
    COUNTED = "counted"
    AFTER_HOURS = "after_hours"
    NOT_WORKED = "not_worked"
    RUNS = "runs"
    STOPPED = "stopped"


class Day(NamedTuple):
    date: date
    why: Why
    kind: DayKind
    counted: timedelta
    """How much of the clock ran on this day."""


@dataclass(frozen=True)
class Leg:
    """The way of one limit: the one promised, or one granted later."""

    limit: Limit | None
    start: datetime
    due: datetime
    days: tuple[Day, ...] = ()


@dataclass(frozen=True)
class Reckoning:
    due: datetime
    warn: datetime
    provisional: bool
    """Whether a day on the way belongs to a year without an official notice, so that the date may still move."""
    legs: tuple[Leg, ...]

    @property
    def days(self) -> list[Day]:
        return [day for leg in self.legs for day in leg.days]


def reckon(
    limit: Limit,
    start: datetime,
    calendar: Calendar,
    *,
    stops: Iterable[Stop] = (),
    more: Sequence[More] = (),
    not_after: datetime | None = None,
    hours: OfficeHours = OFFICE_HOURS,
    warn_at: int = WARN_AT,
) -> Reckoning:
    """When a promise is due, when to warn (after `warn_at` per cent of the time it runs), and how one gets there day
    by day.

    `not_after` is a shorter limit that another sets, such as a hotline's order; `more` begins after it, in its order.
    Raises ValueError for a naive moment, and where it would take more than ten years.
    """
    held = merged(stops)
    legs, spans = [], []
    begin = _local(start)
    for one in [More(limit), *more]:
        if one.limit is None:
            legs.append(Leg(None, begin, begin := max(begin, _local(one.not_before or begin))))
            continue
        leg, ran = _leg(one.limit, begin, held, calendar, hours)
        if not legs and not_after and not_after < leg.due:
            leg, ran = _cut(leg, ran, max(_local(not_after), leg.start))
        legs.append(leg)
        spans += ran
        begin = leg.due
    years = range(legs[0].start.year, begin.year + 1)
    in_office = any(leg.limit and leg.limit.unit is not Unit.HOUR for leg in legs)
    provisional = in_office and any(calendar.is_provisional(date(year, 1, 1)) for year in years)
    return Reckoning(begin, _at_share(spans, warn_at, begin), provisional, tuple(legs))


def merged(stops: Iterable[Stop]) -> list[Stop]:
    """The same stops in order and apart, so that what overlaps counts once; empty ones are left out."""
    apart: list[Stop] = []
    for since, until in sorted((_local(s.since), _local(s.until)) for s in stops):
        if until <= since:
            continue
        if apart and since <= apart[-1].until:
            apart[-1] = Stop(apart[-1].since, max(until, apart[-1].until))
        else:
            apart.append(Stop(since, until))
    return apart


def working_days(limit: Limit) -> Decimal:
    """A limit in days, for comparing it with a cap: 24 natural hours or one office day are a day."""
    number = Decimal(limit.number)
    if limit.unit is Unit.HOUR:
        return number / 24
    return number if limit.unit is Unit.WORKING_DAY else number * 3600 / Decimal(OFFICE_HOURS.length.total_seconds())


_Span = tuple[datetime, datetime]


def _leg(
    limit: Limit, start: datetime, stops: list[Stop], calendar: Calendar, hours: OfficeHours
) -> tuple[Leg, list[_Span]]:
    """One limit from `start` on, and the spans in which its clock ran."""
    left = hours.length * int(limit.number) if limit.unit is Unit.WORKING_DAY else limit.hours
    days, ran = [], []
    for day, why, spans in _running(limit.unit, start, stops, calendar, hours):
        counted = _NOTHING
        for since, until in spans:
            until = min(until, since + left - counted)
            if until > since:
                ran.append((since, until))
                counted += until - since
        left -= counted
        days.append(Day(day, why, calendar.kind(day), counted))
        if not left:
            return Leg(limit, start, ran[-1][1], tuple(days)), ran
    raise Faulty(N_("This limit would run for more than {most} days."), most=LONGEST)


def _running(
    unit: Unit, start: datetime, stops: list[Stop], calendar: Calendar, hours: OfficeHours
) -> Iterator[tuple[date, Why, list[_Span]]]:
    """Day by day from the day of `start`: why it counts or not, and the spans in which the clock runs."""
    for day in (start.date() + timedelta(days=n) for n in range(LONGEST + 1)):
        if unit is Unit.HOUR:
            midnight = datetime.combine(day, time(), SHANGHAI)
            whole = [(max(midnight, start), midnight + _ONE_DAY)]
            runs = _without(whole, stops)
            yield day, Why.RUNS if runs else Why.STOPPED, runs
        elif unit is Unit.WORKING_DAY and day == start.date():
            yield day, Why.EVENT_DAY, []
        elif not calendar.is_workday(day):
            yield day, Why.NOT_WORKED, []
        else:
            open_ = [(max(opens, start), closes) for opens, closes in hours.on(day) if closes > start]
            runs = _without(open_, stops)
            if unit is Unit.WORKING_DAY and runs != open_:
                runs = []
            yield day, Why.COUNTED if runs else Why.STOPPED if open_ else Why.AFTER_HOURS, runs


def _without(spans: list[_Span], stops: list[Stop]) -> list[_Span]:
    """What is left of the spans outside the stops."""
    for held in stops:
        spans = (
            [
                part
                for since, until in spans
                for part in ((since, min(until, held.since)), (max(since, held.until), until))
                if part[0] < part[1]
            ]
            if any(since < held.until and held.since < until for since, until in spans)
            else spans
        )
    return spans


def _cut(leg: Leg, spans: list[_Span], due: datetime) -> tuple[Leg, list[_Span]]:
    """The same way, ended before its end by a limit that another sets."""
    ran = [(since, min(until, due)) for since, until in spans if since < due]
    on = {day.date: _NOTHING for day in leg.days}
    for since, until in ran:
        on[since.date()] += until - since
    days = tuple(day._replace(counted=on[day.date]) for day in leg.days if day.date <= due.date())
    return Leg(leg.limit, leg.start, due, days), ran


def _at_share(spans: list[_Span], percent: int, end: datetime) -> datetime:
    """The moment at which this share of all the running time has run; `end` where none has."""
    left = sum((until - since for since, until in spans), _NOTHING) * percent // 100
    for since, until in spans:
        if left <= until - since:
            return since + left
        left -= until - since
    return end


def _local(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("A moment needs a time zone.")
    return moment.astimezone(SHANGHAI)
