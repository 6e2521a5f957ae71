"""The ladder of supervision: who hears of a case that does not get on, in which order, and how long each waits for a
"seen" before the next one hears. Free of Django.

Raising a case that was re-handled three times, or passed on three times without anybody owning it, is hotline practice
in Inner Mongolia; a reminder after seven tenths of the time is the ladder's usual first rung there. All of it stands
in a book (`cases.books.ladder`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from linli.calendar.workdays import Limit
from linli.kernel.errors import Faulty
from linli.kernel.words import N_

RUNGS = ("reminder", "chief", "community", "street", "county")
KEEPER = "keeper"
"""Stands for whoever keeps the case; failing that, those in charge of the block."""
OCCASIONS = ("reworks", "transfers", "not_solved")


@dataclass(frozen=True)
class RungRule:
    """Who stands on it, how long they have to say "seen", and how long after that the case may stay unanswered."""

    name: str
    roles: frozenset[str]
    acknowledge: str | None = None
    again: str | None = None

    @property
    def number(self) -> int:
        return RUNGS.index(self.name) + 1


@dataclass(frozen=True)
class Threshold:
    """So many times this, and the case stands on that rung."""

    what: str  # one of OCCASIONS
    times: int
    rung: int


@dataclass(frozen=True)
class LadderRules:
    remind_at: int  # per cent of a clock after which whoever has to act hears, and the clock turns yellow
    rungs: Mapping[int, RungRule]
    overdue: int  # the rung that hears when the time is over
    thresholds: tuple[Threshold, ...]

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, dict) or not isinstance(body.get("rungs"), dict):
            raise Faulty(N_("The ladder is a table: remind_at, rungs, overdue, thresholds."))
        remind_at = body.get("remind_at", SHIPPED["remind_at"])
        if not isinstance(remind_at, int) or not 1 <= remind_at <= 99:
            raise Faulty(N_("A reminder comes after 1 to 99 per cent of the time."))
        if missing := [name for name in RUNGS if name not in body["rungs"]]:
            raise Faulty(N_("These rungs have no row: {rungs}."), rungs=", ".join(missing))
        rungs = {rung.number: rung for rung in (_rung(name, body["rungs"][name]) for name in RUNGS)}
        overdue = _number(body.get("overdue"), "overdue")
        if overdue == 1:
            raise Faulty(N_("Overdue goes above the one who keeps the case: name the chief's rung or a higher one."))
        rows = body.get("thresholds")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Faulty(N_("The thresholds are a list of rows, each with what, times and rung."))
        return cls(remind_at, rungs, overdue, tuple(_threshold(n, row) for n, row in enumerate(rows, start=1)))

    def rung_for(self, what: str, times: int) -> int | None:
        """The highest rung that so many times call for; None while it is too few."""
        return max((t.rung for t in self.thresholds if t.what == what and times >= t.times), default=None)

    def above(self, rung: int) -> int | None:
        return rung + 1 if rung < len(RUNGS) else None

    def heard_by(self, role: str) -> set[int]:
        """The rungs on which a role stands."""
        return {number for number, rung in self.rungs.items() if role in rung.roles}


def _rung(name: str, row: Any) -> RungRule:
    roles = row.get("roles") if isinstance(row, dict) else None
    if not isinstance(roles, list) or not roles:
        raise Faulty(N_("Nobody stands on the rung “{name}”. Name at least one role."), name=name)
    try:
        limits = {key: str(Limit.parse(str(row[key]))) for key in ("acknowledge", "again") if row.get(key)}
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    return RungRule(name, frozenset(map(str, roles)), **limits)


def _number(said: Any, where: str) -> int:
    if said not in RUNGS:
        raise Faulty(
            N_("{where}: “{said}” is no rung. The rungs are {rungs}."),
            where=where,
            said=str(said)[:20],
            rungs=", ".join(RUNGS),
        )
    return RUNGS.index(said) + 1


def _threshold(number: int, row: Mapping[str, Any]) -> Threshold:
    if row.get("what") not in OCCASIONS:
        raise Faulty(
            N_("Threshold {number}: what is counted is one of {known}."), number=number, known=", ".join(OCCASIONS)
        )
    if not isinstance(times := row.get("times"), int) or not 1 <= times <= 20:
        raise Faulty(N_("Threshold {number}: the times are a number from 1 to 20."), number=number)
    return Threshold(row["what"], times, _number(row.get("rung"), f"Threshold {number}"))


SHIPPED: dict[str, Any] = {
    "remind_at": 70,
    "rungs": {
        "reminder": {"roles": [KEEPER]},
        "chief": {"roles": ["grid_chief"], "acknowledge": "4wh", "again": "1wd"},
        "community": {"roles": ["community_head"], "acknowledge": "4wh", "again": "2wd"},
        "street": {"roles": ["street_clerk", "street_leader"], "acknowledge": "1wd", "again": "3wd"},
        "county": {"roles": ["county_supervisor"], "acknowledge": "2wd"},
    },
    "overdue": "chief",
    "thresholds": [
        {"what": "reworks", "times": 3, "rung": "street"},
        {"what": "transfers", "times": 3, "rung": "street"},
        {"what": "not_solved", "times": 1, "rung": "community"},
        {"what": "not_solved", "times": 2, "rung": "street"},
    ],
}
