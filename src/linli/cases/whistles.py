"""The clocks of a unit that is called, by how it was called, and who may blow which whistle. Free of Django.

Signing within an hour, contact within a day, reporting in within three working days (five for a key problem) are the
practice of Nanjing Gulou; a street's weekly list on Thursday and unit day on Friday that of Qingshen. They are the
defaults of a book (`cases.books.whistles`); a whistle keeps the edition it was blown under.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from linli.calendar.workdays import SHANGHAI, Calendar, Limit
from linli.kernel.errors import Faulty
from linli.kernel.words import N_, say

KINDS = ("key", "joint", "emergency")
NAMES = {
    "dispatch": N_("dispatch to one unit"),
    "key": N_("key problem whistle"),
    "joint": N_("joint enforcement whistle"),
    "emergency": N_("emergency whistle"),
}
CLOCKS = ("sign", "contact", "report", "plan", "done")


@dataclass(frozen=True)
class UnitLimits:
    """Limits as `calendar.workdays.Limit` reads them; None: no clock of its own, the case's finish clock binds."""

    sign: str
    contact: str | None = None
    report: str | None = None
    plan: str | None = None
    done: str | None = None

    @classmethod
    def read(cls, name: str, row: Any) -> Self:
        if not isinstance(row, dict):
            raise Faulty(N_("“{name}” is a table of limits: {clocks}."), name=name, clocks=", ".join(CLOCKS))
        said = {key: str(row.get(key) or "") for key in CLOCKS}
        try:
            read = {key: str(Limit.parse(text)) for key, text in said.items() if text}
        except ValueError as error:
            raise ValueError(f"{say(NAMES.get(name, name))}: {error}") from None
        if "sign" not in read:
            raise Faulty(N_("“{name}” needs a limit for signing."), name=say(NAMES.get(name, name)))
        return cls(**read)


@dataclass(frozen=True)
class WhistleRules:
    dispatch: UnitLimits
    kinds: Mapping[str, UnitLimits]
    blowers: Mapping[str, frozenset[str]]  # kind -> the roles that may blow it
    freeze_on: int = 4  # ISO weekday on which the week's list is frozen …
    freeze_at: int = 17  # … at this hour
    session_on: int = 5

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, dict) or not isinstance(body.get("kinds"), dict):
            raise Faulty(N_("The whistles are a table: dispatch, kinds, week."))
        if missing := [kind for kind in KINDS if kind not in body["kinds"]]:
            raise Faulty(N_("These kinds of whistle have no row: {kinds}."), kinds=", ".join(missing))
        kinds = {kind: UnitLimits.read(kind, body["kinds"][kind]) for kind in KINDS}
        blowers = {kind: frozenset(map(str, body["kinds"][kind].get("roles") or ())) for kind in KINDS}
        if nobody := [kind for kind, roles in blowers.items() if not roles]:
            named = ", ".join(say(NAMES.get(kind, kind)) for kind in nobody)
            raise Faulty(N_("Nobody may blow these whistles: {kinds}. Name at least one role."), kinds=named)
        week = body.get("week") or {}
        freeze_on, freeze_at, session_on = (
            int(week.get(key, default)) for key, default in (("freeze_on", 4), ("freeze_at", 17), ("session_on", 5))
        )
        if not (1 <= freeze_on <= session_on <= 7 and 0 <= freeze_at <= 23):
            raise Faulty(
                N_(
                    "The list is frozen before or on the day of the session; weekdays go from 1 (Monday) to 7, "
                    "hours from 0 to 23."
                )
            )
        return cls(UnitLimits.read("dispatch", body.get("dispatch")), kinds, blowers, freeze_on, freeze_at, session_on)

    @property
    def whistling(self) -> frozenset[str]:
        """The roles that may blow at least one kind."""
        return frozenset().union(*self.blowers.values())

    def kinds_for(self, role: str) -> tuple[str, ...]:
        """The kinds that a role may blow."""
        return tuple(kind for kind in KINDS if role in self.blowers.get(kind, ()))

    def limits_for(self, how: str) -> UnitLimits:
        """The clocks of a unit called by "dispatch" or by one of the `KINDS` of whistle."""
        return self.dispatch if how == "dispatch" else self.kinds[how]


@dataclass(frozen=True)
class Week:
    """One weekly session: the day it is held, and when its list is frozen."""

    day: date
    frozen_at: datetime


def week_of(day: date, rules: WhistleRules, days: Calendar) -> Week | None:
    """The session of the week in which `day` lies, both days moved to the last working day before where they fall on
    rest.

    None for a week in which no day up to the session's is worked. A list that would be frozen on the session's own day
    or later is frozen on the working day before it.
    """
    monday = day - timedelta(days=day.weekday())
    held = _worked(monday + timedelta(days=rules.session_on - 1), days)
    if held < monday:
        return None
    frozen = _worked(monday + timedelta(days=rules.freeze_on - 1), days)
    if frozen >= held and rules.freeze_on < rules.session_on:
        frozen = _worked(held - timedelta(days=1), days)
    return Week(held, datetime.combine(frozen, time(rules.freeze_at), SHANGHAI))


def next_week(day: date, rules: WhistleRules, days: Calendar) -> Week:
    """The session that is held on `day` or is the next to come."""
    for n in range(60):
        found = week_of(day + timedelta(weeks=n), rules, days)
        if found and found.day >= day:
            return found
    raise ValueError("No working day within sixty weeks; the calendar can't be right.")


def _worked(day: date, days: Calendar) -> date:
    """This day, or the last working day before it."""
    return next(one for one in (day - timedelta(days=n) for n in range(60)) if days.is_workday(one))


_LEADERS = ["community_head", "street_clerk", "street_leader"]
SHIPPED: dict[str, Any] = {
    "dispatch": {"sign": "4wh"},
    "kinds": {
        "key": {"sign": "1h", "contact": "24h", "report": "5wd", "plan": "5wd", "done": "10wd", "roles": _LEADERS},
        "joint": {"sign": "1h", "contact": "24h", "report": "3wd", "done": "5wd", "roles": ["grid_chief", *_LEADERS]},
        "emergency": {
            "sign": "0.5h",
            "contact": "1h",
            "report": "2h",
            "roles": ["grid_worker", "stationed_cadre", "grid_chief", *_LEADERS],
        },
    },
    "week": {"freeze_on": 4, "freeze_at": 17, "session_on": 5},
}
