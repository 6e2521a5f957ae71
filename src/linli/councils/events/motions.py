"""What can happen to a motion."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MotionDrafted:
    engine: str
    item: int | None
    follows: str


@dataclass(frozen=True)
class MotionChanged:
    pass


@dataclass(frozen=True)
class MotionPut:
    edition: int
    meeting: str
    entitled: int | None


@dataclass(frozen=True)
class OwnersAsked:
    """The motion prepared an owners' vote."""

    vote: str


@dataclass(frozen=True)
class AdviceEntered:
    side: str


@dataclass(frozen=True)
class MotionCounted:
    entitled: int
    present: int
    yes: int
    no: int
    abstain: int


@dataclass(frozen=True)
class CountRejected:
    why: str


@dataclass(frozen=True)
class MotionDecided:
    outcome: str


@dataclass(frozen=True)
class MotionPublished:
    pass


@dataclass(frozen=True)
class MotionAbandoned:
    why: str


@dataclass(frozen=True)
class MotionCarriedOut:
    """What the motion led to: the ref of a case, a promise or an account."""

    into: str
