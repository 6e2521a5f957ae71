"""What can happen to an owners' vote."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VoteDrafted:
    place: str
    follows: str


@dataclass(frozen=True)
class DraftChanged:
    pass


@dataclass(frozen=True)
class MattersSet:
    items: list[int]


@dataclass(frozen=True)
class RollImported:
    units: int
    sha256: str


@dataclass(frozen=True)
class NoticeGiven:
    roll: str
    notice: str
    units: int
    opens: str
    closes: str


@dataclass(frozen=True)
class SheetsPrinted:
    units: int


@dataclass(frozen=True)
class NoticesServed:
    kind: str
    how: str
    units: int


@dataclass(frozen=True)
class VoteOpened:
    pass


@dataclass(frozen=True)
class PaperEntered:
    unit: str


@dataclass(frozen=True)
class PaperSetAside:
    unit: str


@dataclass(frozen=True)
class BallotTaken:
    receipt: str
    channel: str
    commitment: str


@dataclass(frozen=True)
class UnitTransferred:
    unit: str
    at: str


@dataclass(frozen=True)
class VoteClosed:
    roll: str
    ballots: int
    pack: str
    outcomes: dict[str, str]


@dataclass(frozen=True)
class OutcomeBrought:
    """The outcome of the city's own system was entered."""

    document: str
    outcomes: dict[str, str]


@dataclass(frozen=True)
class PackTaken:
    sha256: str


@dataclass(frozen=True)
class VotePublished:
    pass


@dataclass(frozen=True)
class CallBacksDrawn:
    papers: int
    drawn: int


@dataclass(frozen=True)
class CallBackEntered:
    order: int
    result: str


@dataclass(frozen=True)
class CallBackConfirmed:
    order: int


@dataclass(frozen=True)
class VoteAbandoned:
    why: str
