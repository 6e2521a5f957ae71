"""Whistles, and the weekly session."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WhistleBlown:
    lead: str
    support: list[str]
    words: str
    kind: str = ""


@dataclass(frozen=True)
class Planned:
    """The unit in the lead has written how it is to be done and by whom."""

    unit: str
    words: str


@dataclass(frozen=True)
class WhistleRated:
    """After the standing down: how those who blew found the unit ("caller"), or the unit the call ("unit")."""

    unit: str
    side: str
    grade: int
    words: str


@dataclass(frozen=True)
class SessionSaid:
    """What the weekly session said of a whistle."""

    day: str
    outcome: str
    words: str


@dataclass(frozen=True)
class SessionFrozen:
    day: str
    whistles: int


@dataclass(frozen=True)
class SessionHeld:
    day: str
    words: str
    carried: int
