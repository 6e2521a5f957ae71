"""A case on its way: reported, taken up, answered, closed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseReported:
    source: str
    place: str
    category: str
    finish_due: str


@dataclass(frozen=True)
class VoiceJoined:
    source: str


@dataclass(frozen=True)
class VoiceAdded:
    """A resident added words or photos to what was said before."""

    photos: int


@dataclass(frozen=True)
class TakenUp:
    pass


@dataclass(frozen=True)
class HandedOn:
    to: str
    words: str


@dataclass(frozen=True)
class Contacted:
    how: str
    words: str


@dataclass(frozen=True)
class Noted:
    words: str


@dataclass(frozen=True)
class Corrected:
    """Category or place set right; the old and the new due time stand here, so that nothing shifts in silence."""

    was: dict
    now: dict
    words: str


@dataclass(frozen=True)
class Solved:
    words: str


@dataclass(frozen=True)
class CheckPassed:
    words: str


@dataclass(frozen=True)
class CheckFailed:
    words: str


@dataclass(frozen=True)
class Answered:
    words: str
    public: bool = False
    own: int = 0  # how many residents got a reply of their own instead; it stands with their voice


@dataclass(frozen=True)
class Rated:
    solved: bool | None
    grade: int | None
    how: str


@dataclass(frozen=True)
class CallMissed:
    words: str


@dataclass(frozen=True)
class Closed:
    why: str


@dataclass(frozen=True)
class Reopened:
    words: str
    supervised: bool


@dataclass(frozen=True)
class Withdrawn:
    pass


@dataclass(frozen=True)
class CallMade:
    """The resident was reached by phone and did not want to rate; counts as no answer."""

    words: str
