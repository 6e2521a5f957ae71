"""How much more time may be had, for what, and who decides. Free of Django.

The defaults of the book `cases.books.time`: at most ten working days more (山东省12345办法; 济南、潍坊条例: only with
the reason told); the first by the one in charge of the shift, a second one or one for works by the leader; 挂账 (the
slow lane) for season or works by the leader. An application keeps the edition under which it was made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_

EXTENSION_REASONS = ("ordinary", "engineering")
SLOW_REASONS = ("season", "works")
STOPS = ("pause", "waiting", "slow_lane")
MOST_DAYS = 730


@dataclass(frozen=True)
class StopRules:
    """A stop of the clock: calendar days each, and in all for one case; who grants it (nobody: it begins at once)."""

    days: int
    days_in_all: int
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TimeRules:
    most: int  # extensions of one promise
    days_in_all: Decimal  # working days, all extensions together
    units_may_ask: bool
    first: frozenset[str]  # who decides on the first extension …
    further: frozenset[str]  # … on any later one …
    engineering: frozenset[str]  # … and on one for works
    stops: Mapping[str, StopRules]

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, dict):
            raise Faulty(N_("This book has four parts: extension, pause, waiting and slow lane."))
        extension = _part(body, "extension")
        stops = {
            name: StopRules(
                _number(part := _part(body, name), "days", name),
                _number(part, "days_in_all", name),
                _roles(part, "roles"),
            )
            for name in STOPS
        }
        for name, stop in stops.items():
            if stop.days > stop.days_in_all:
                raise Faulty(N_("{part}: one stop can't be longer than all of them together."), part=name)
            if name != "waiting" and not stop.roles:
                raise Faulty(N_("{part}: nobody would decide. Name at least one role."), part=name)
        deciders = {key: _roles(extension, key) for key in ("first", "further", "engineering")}
        if nobody := [key for key, roles in deciders.items() if not roles]:
            raise Faulty(N_("{part}: nobody would decide. Name at least one role."), part=nobody[0])
        return cls(
            most=_number(extension, "most", "extension"),
            days_in_all=Decimal(_number(extension, "days_in_all", "extension")),
            units_may_ask=bool(extension.get("units_may_ask")),
            stops=stops,
            **deciders,
        )

    def decides_extension(self, number: int, reason: str) -> frozenset[str]:
        """Who decides on the extension that would be the how-many-th one granted."""
        if reason == "engineering":
            return self.engineering
        return self.first if number <= 1 else self.further

    def deciders_of(self, kind: str) -> frozenset[str]:
        """Whoever could decide on this kind of request."""
        if kind == "extension":
            return self.first | self.further | self.engineering
        return self.stops[kind].roles


def _part(body: dict, name: str) -> dict:
    part = body.get(name)
    if not isinstance(part, dict):
        raise Faulty(N_("The part “{part}” is missing."), part=name)
    return part


def _number(part: dict, key: str, name: str) -> int:
    value = part.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_DAYS:
        raise Faulty(
            N_("{part}, {key}: a whole number from 1 to {most} is needed."), part=name, key=key, most=MOST_DAYS
        )
    return value


def _roles(part: dict, key: str) -> frozenset[str]:
    roles = part.get(key) or []
    if not isinstance(roles, list):
        raise Faulty(N_("{key}: a list of roles is needed."), key=key)
    return frozenset(map(str, roles))


_SHIFT, _LEADER = ["community_head", "street_clerk", "street_leader"], ["street_leader"]
SHIPPED: dict[str, Any] = {
    "extension": {
        "most": 2,
        "days_in_all": 10,
        "units_may_ask": True,
        "first": _SHIFT,
        "further": _LEADER,
        "engineering": _LEADER,
    },
    "pause": {"days": 30, "days_in_all": 60, "roles": _SHIFT},
    "waiting": {"days": 5, "days_in_all": 10},
    "slow_lane": {"days": 180, "days_in_all": 365, "roles": _LEADER},
}
