"""More time, and what moves a due time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """Somebody asks for a decision: more time, a stop of the clock, an exclusion, an objection."""

    kind: str
    number: int
    words: str
    reason: str = ""
    item: str = ""
    limit: str = ""
    until: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Decided:
    kind: str
    number: int
    granted: bool
    words: str
    due_was: str = ""
    due_is: str = ""
    unit: str = ""
    ordered: str = ""
    """The limit of a hotline's order, where it cuts short what the stop would have given."""


@dataclass(frozen=True)
class DuesRecomputed:
    """The holidays of a year were set right. `kept`: it would fall due earlier now; what was promised stands."""

    year: int
    due_was: str
    due_is: str
    kept: bool
    units: int = 0
    contact_was: str = ""
    contact_is: str = ""


@dataclass(frozen=True)
class NoticeTakenIn:
    """A year's holidays were imported; the dues that cross one of its days follow."""

    year: int
    status_was: str
    status_is: str
    changed: list[str]
    doc_no: str
    url: str


@dataclass(frozen=True)
class ClockRuns:
    """A stop of the clock has ended: by its date, by the resident's answer, or by hand ("date", "answer", "hand")."""

    kind: str
    why: str
    due_was: str
    due_is: str
    words: str = ""
