"""What can happen to a meeting."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class MeetingCalled:
    kind: str
    starts: str
    venue: str


@dataclass(frozen=True)
class MeetingMoved:
    was: str
    starts: str
    venue: str


@dataclass(frozen=True)
class AgendaClosed:
    items: int


@dataclass(frozen=True)
class MeetingBegan:
    pass


@dataclass(frozen=True)
class MeetingEnded:
    present: int
    missing: list[str]


@dataclass(frozen=True)
class SheetSigned:
    parties: list[str]


@dataclass(frozen=True)
class MinutesPublished:
    unsigned: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class MeetingCancelled:
    why: str
