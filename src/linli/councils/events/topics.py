"""What can happen to a topic."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TopicRaised:
    place: str
    origin: str
    cases: list[str]


@dataclass(frozen=True)
class TopicSeconded:
    seconders: int


@dataclass(frozen=True)
class TopicSecondedOnPaper:
    seconders: int
    on_paper: int
    sheet: str


@dataclass(frozen=True)
class TopicHandedIn:
    seconders: int


@dataclass(frozen=True)
class TopicTakenUp:
    procedure: str
    edition: int


@dataclass(frozen=True)
class TopicRefused:
    why: str


@dataclass(frozen=True)
class RefusalAppealed:
    on_paper: bool = False


@dataclass(frozen=True)
class AppealHeard:
    admitted: bool
    finding: str


@dataclass(frozen=True)
class GroupsDeclared:
    groups: list[str]


@dataclass(frozen=True)
class StageEnded:
    order: int
    name: str


@dataclass(frozen=True)
class PutOnShow:
    title: str
    until: str


@dataclass(frozen=True)
class VerdictGiven:
    solved: bool
    grade: int


@dataclass(frozen=True)
class TopicClosed:
    pass


@dataclass(frozen=True)
class TopicReopened:
    why: str


@dataclass(frozen=True)
class TopicWithdrawn:
    why: str
