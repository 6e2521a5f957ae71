"""What units were called for and did."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dispatched:
    unit: str
    words: str


@dataclass(frozen=True)
class CalledOff:
    words: str


@dataclass(frozen=True)
class Signed:
    unit: str


@dataclass(frozen=True)
class UnitContacted:
    unit: str
    words: str


@dataclass(frozen=True)
class ReportedIn:
    unit: str
    how: str
    words: str


@dataclass(frozen=True)
class UnitDone:
    unit: str
    words: str


@dataclass(frozen=True)
class SentBack:
    unit: str
    reason: str
    item: str
    words: str


@dataclass(frozen=True)
class Overruled:
    """Units were called although the duty list does not name them, or although they had said "not ours"."""

    units: list[str]
    words: str


@dataclass(frozen=True)
class LeadPassed:
    """The unit in the lead went, as its objection was upheld; another one leads."""

    unit: str
