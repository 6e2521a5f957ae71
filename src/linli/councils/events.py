"""What can happen to an owners' vote, as the journal keeps it: never a name, never a choice."""

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


# --- topics -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TopicRaised:
    place: str
    origin: str
    cases: list[str]


@dataclass(frozen=True)
class TopicSeconded:
    seconders: int


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
    pass


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


# --- voices -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HearingUntil:
    until: str


@dataclass(frozen=True)
class StatementsAdded:
    numbers: list[int]


@dataclass(frozen=True)
class StatementModerated:
    number: int
    shown: bool
    reason: str
    note: str


@dataclass(frozen=True)
class CardsPrinted:
    cards: int


@dataclass(frozen=True)
class VoiceEntered:
    """Somebody's stances were entered on their behalf: how many, and how they came; never whose."""

    channel: str
    stances: int


@dataclass(frozen=True)
class HouseholdVerified:
    """Somebody's door was seen; `merged` if the household had a voice already. Never whose, and never which door."""

    merged: bool


@dataclass(frozen=True)
class BoxOpened:
    where: str
    cards: int


@dataclass(frozen=True)
class BoxWitnessed:
    where: str


@dataclass(frozen=True)
class BoxDropped:
    """A count that nobody had confirmed was taken back."""

    where: str
    cards: int


@dataclass(frozen=True)
class BoardComputed:
    input_hash: str
    people: int
    statements: int


@dataclass(frozen=True)
class BoardPublished:
    input_hash: str
    output_hash: str


@dataclass(frozen=True)
class RoundBegan:
    round: int
    numbers: list[int]


# --- meetings and promises --------------------------------------------------------------------------------------


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
    pass


@dataclass(frozen=True)
class MeetingCancelled:
    why: str


@dataclass(frozen=True)
class PromiseMade:
    due: str
    money: int | None


@dataclass(frozen=True)
class PromiseReported:
    pass


@dataclass(frozen=True)
class PromisePutOff:
    was: str
    due: str
    why: str


@dataclass(frozen=True)
class PromiseKept:
    pass


@dataclass(frozen=True)
class PromiseDoubted:
    why: str


@dataclass(frozen=True)
class PromiseDropped:
    why: str


# --- motions and money ------------------------------------------------------------------------------------------


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


@dataclass(frozen=True)
class AccountOpened:
    kind: str


@dataclass(frozen=True)
class MoneyEntered:
    number: int
    amount: int


@dataclass(frozen=True)
class MoneyApproved:
    number: int


@dataclass(frozen=True)
class AccountClosed:
    why: str


@dataclass(frozen=True)
class CameraRegistered:
    account: str


@dataclass(frozen=True)
class CameraRunning:
    since: str


@dataclass(frozen=True)
class CameraRemoved:
    on: str
