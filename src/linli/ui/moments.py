"""How moments and spans of time are said."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from linli.kernel import clock

WEEKDAYS = [
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
]
MONTHS = [
    pgettext_lazy("month", "Jan"),
    pgettext_lazy("month", "Feb"),
    pgettext_lazy("month", "Mar"),
    pgettext_lazy("month", "Apr"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "Jun"),
    pgettext_lazy("month", "Jul"),
    pgettext_lazy("month", "Aug"),
    pgettext_lazy("month", "Sep"),
    pgettext_lazy("month", "Oct"),
    pgettext_lazy("month", "Nov"),
    pgettext_lazy("month", "Dec"),
]
# From this share of its time on, a clock says that it runs out.
WARNED, OVER = "warn", "over"
_COPIED = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d\S*)?\Z")


def said_day(day: date | datetime) -> str:
    """11月22日 周日; with the year only if it is another than this one."""
    if isinstance(day, datetime):
        day = day.astimezone(clock.SHANGHAI).date()
    facts = {"weekday": WEEKDAYS[day.weekday()], "month": MONTHS[day.month - 1], "day": day.day, "year": day.year}
    if day.year == clock.today().year:
        return _("{weekday} {day} {month}").format(**facts)
    return _("{weekday} {day} {month} {year}").format(**facts)


def said_time(moment: datetime) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%H:%M}"


def said_moment(moment: datetime) -> str:
    """11月22日 周日 18:20."""
    return f"{said_day(moment)} {said_time(moment)}"


def said_fact(text: str) -> str:
    """A day or moment copied as text ("2026-12-04", "2026-12-04 19:00") as people say it; all else as it is."""
    if not _COPIED.match(text):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == len("2026-12-04"):
        return said_day(moment.date())
    return said_moment(moment if moment.tzinfo else moment.replace(tzinfo=clock.SHANGHAI))


def said_span(span: timedelta) -> str:
    """The size of a span in its one fitting unit: minutes, hours, or from two days on days; rounded, as
    people say it.
    """
    minutes = int(abs(span).total_seconds() // 60)
    if minutes < 60:
        count = max(minutes, 1)
        return ngettext("{count} minute", "{count} minutes", count).format(count=count)
    if minutes < 48 * 60:
        count = round(minutes / 60)
        return ngettext("{count} hour", "{count} hours", count).format(count=count)
    count = round(minutes / (24 * 60))
    return ngettext("{count} day", "{count} days", count).format(count=count)


def said_limit(limit: str) -> str:
    """A limit as rules write it ("5wd", "24h", "4wh") in words."""
    number = limit.rstrip("dhw")
    if not number.replace(".", "", 1).isdecimal() or limit == number:
        return limit
    count = int(number) if number.isdecimal() else 2  # a fraction takes the plural
    words = {
        "wd": ngettext("{count} working day", "{count} working days", count),
        "wh": ngettext("{count} working hour", "{count} working hours", count),
        "h": ngettext("{count} hour", "{count} hours", count),
    }
    return words.get(limit.removeprefix(number), "{count}").format(count=number)


@dataclass(frozen=True)
class ClockFace:
    """What a clock shows: its mood ("calm", "warn", "over", "met", "missed"), how full its bar is, and its words."""

    mood: str
    percent: int
    words: str
    due: datetime

    @property
    def icon(self) -> str:
        return {"over": "alert", "missed": "alert", "met": "check"}.get(self.mood, "clock")


def face(start: datetime, warn: datetime, due: datetime, done: datetime | None = None) -> ClockFace:
    """Read a clock that runs from `start` to `due`; `done` stops it."""
    now = done or clock.now()
    whole = (due - start).total_seconds()
    percent = 100 if whole <= 0 else max(0, min(100, round(100 * (now - start).total_seconds() / whole)))
    if done:
        if done <= due:
            return ClockFace("met", percent, _("in time"), due)
        return ClockFace("missed", 100, _("{span} late").format(span=said_span(done - due)), due)
    if now > due:
        return ClockFace(OVER, 100, _("{span} overdue").format(span=said_span(now - due)), due)
    return ClockFace(
        WARNED if now >= warn else "calm", percent, _("{span} left").format(span=said_span(due - now)), due
    )
