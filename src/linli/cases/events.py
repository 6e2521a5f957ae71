"""What can have happened to a case. Facts name units, reasons and staff's words; a resident's words, name and phone never."""

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
class Dispatched:
    unit: str
    words: str


@dataclass(frozen=True)
class WhistleBlown:
    lead: str
    support: list[str]
    words: str
    kind: str = ""


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
class ContactOpened:
    """Somebody looked at a resident's name and phone; the resident sees it on the receipt page."""

    purpose: str
    voice: str


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


@dataclass(frozen=True)
class Raised:
    """The case stands on a higher rung of supervision. Not a deed on the case: what somebody is typing stays good."""

    rung: int
    why: str
    words: str = ""


@dataclass(frozen=True)
class Acknowledged:
    """Somebody on that rung has said: seen, I see to it."""

    rung: int
    words: str = ""


@dataclass(frozen=True)
class Reviewed:
    """What is asked for was looked at by somebody who neither asks nor decides."""

    kind: str
    number: int
    words: str


@dataclass(frozen=True)
class StaffNamed:
    """Whom a complaint about staff is about; from now on it goes round that post's own line."""

    post: str
    words: str


@dataclass(frozen=True)
class CallMade:
    """The resident was reached by phone and did not want to rate; counts as no answer."""

    words: str


@dataclass(frozen=True)
class Merged:
    """This case goes on as another; its voices went there."""

    into: str
    voices: int
    words: str


@dataclass(frozen=True)
class Absorbed:
    """Another case was found to be this matter; of the two due times the earlier stands."""

    number: str
    voices: int
    words: str
    due_was: str
    due_is: str


@dataclass(frozen=True)
class Unmerged:
    """The merge was taken back; the case goes on as it was."""

    out_of: str
    voices: int
    words: str


@dataclass(frozen=True)
class Released:
    number: str
    voices: int
    words: str
    due_was: str
    due_is: str


@dataclass(frozen=True)
class SameMatter:
    """Answered with an earlier result, as nothing new was said."""

    earlier: str
    words: str


@dataclass(frozen=True)
class OrderReceived:
    """It came from another system under its own number; `bound` if the order's limit is shorter than ours and binds."""

    system: str
    number: str
    reply_due: str = ""
    return_due: str = ""
    bound: bool = False
    previous: str = ""


@dataclass(frozen=True)
class OrderReturned:
    """Given back to the hotline as not ours to do."""

    system: str
    number: str
    reason: str
    item: str
    words: str


@dataclass(frozen=True)
class OrderReplied:
    """The reply for the hotline is written; `solved`: whether it says that the matter is solved."""

    system: str
    number: str
    solved: bool
    words: str


@dataclass(frozen=True)
class SheetTakenIn:
    system: str
    rows: int


@dataclass(frozen=True)
class RepliesExported:
    system: str
    rows: int
    purpose: str


@dataclass(frozen=True)
class Planned:
    """The unit in the lead has written how it is to be done and by whom."""

    unit: str
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


# Talks between neighbours. Their journal knows sides, capacities and states; never a name, a phone or what was said.


@dataclass(frozen=True)
class MediationOpened:
    place: str
    category: str


@dataclass(frozen=True)
class PartyNamed:
    side: str
    agreed_to_talk: bool


@dataclass(frozen=True)
class PartyTakenOut:
    side: str


@dataclass(frozen=True)
class MediatorInvited:
    capacity: str


@dataclass(frozen=True)
class MediatorLetGo:
    capacity: str


@dataclass(frozen=True)
class FilePassedOn:
    to: str


@dataclass(frozen=True)
class TalkHeld:
    number: int
    present: str


@dataclass(frozen=True)
class AgreementReached:
    follow_up_on: str


@dataclass(frozen=True)
class FollowedUp:
    kept: bool
    next_on: str


@dataclass(frozen=True)
class MediationEnded:
    how: str
    until: str


@dataclass(frozen=True)
class MediationForgotten:
    """Its time was over; nothing of it is left but that it was."""

    state: str


# Privacy.


@dataclass(frozen=True)
class LookObjected:
    """The resident doubts that a look at the own name and phone was needed; `look` is the journal entry of the look."""

    voice: str
    look: str


@dataclass(frozen=True)
class LookAnswered:
    voice: str
    look: str
    proper: bool
    words: str


@dataclass(frozen=True)
class Erased:
    """Its time is over: the residents' words, the title, the address and the photos are gone. The figures stay."""

    ended: str
    photos: int
    edition: int


@dataclass(frozen=True)
class PhotoCovered:
    """A copy of a photo was made that may stand in public; `boxes` areas are covered. None: somebody saw that it shows nobody."""

    photo: str
    boxes: int


@dataclass(frozen=True)
class PhotoTakenBack:
    photo: str


@dataclass(frozen=True)
class ExportAsked:
    what: str
    number: str
    rows: int
    purpose: str
    second: bool


@dataclass(frozen=True)
class ExportDecided:
    granted: bool
    words: str


@dataclass(frozen=True)
class ExportTaken:
    what: str
    number: str
    rows: int


@dataclass(frozen=True)
class RetentionRun:
    """What went because its time was over: how many of each kind."""

    edition: int
    gone: dict


# Daily work


@dataclass(frozen=True)
class PutBack:
    """Nobody has it now; it waits to be taken up again."""


@dataclass(frozen=True)
class Reminded:
    """Somebody asked whoever has it to get on with it."""

    words: str


@dataclass(frozen=True)
class Tagged:
    tag: str


@dataclass(frozen=True)
class Untagged:
    tag: str


@dataclass(frozen=True)
class HandedOver:
    """The post that kept it ended; a successor keeps it."""

    was: str
    to: str
