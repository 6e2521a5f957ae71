"""What can have happened to a case. Facts name units, reasons and staff's words; a resident's words, name and phone never."""

from linli.cases.events.case import (
    Answered,
    CallMade,
    CallMissed,
    CaseReported,
    CheckFailed,
    CheckPassed,
    Closed,
    Contacted,
    Corrected,
    HandedOn,
    Noted,
    Rated,
    Reopened,
    Solved,
    TakenUp,
    VoiceAdded,
    VoiceJoined,
    Withdrawn,
)
from linli.cases.events.clocks import Asked, ClockRuns, Decided, DuesRecomputed, NoticeTakenIn
from linli.cases.events.daily import HandedOver, PutBack, Reminded, Tagged, Untagged
from linli.cases.events.hotline import OrderReceived, OrderReplied, OrderReturned, RepliesExported, SheetTakenIn
from linli.cases.events.mediation import (
    AgreementReached,
    FilePassedOn,
    FollowedUp,
    MediationEnded,
    MediationForgotten,
    MediationOpened,
    MediatorInvited,
    MediatorLetGo,
    PartyNamed,
    PartyTakenOut,
    TalkHeld,
)
from linli.cases.events.merging import Absorbed, Merged, Released, SameMatter, Unmerged
from linli.cases.events.privacy import (
    ContactOpened,
    Erased,
    ExportAsked,
    ExportDecided,
    ExportTaken,
    LookAnswered,
    LookObjected,
    PhotoCovered,
    PhotoTakenBack,
    RetentionRun,
)
from linli.cases.events.supervision import Acknowledged, Raised, Reviewed, StaffNamed
from linli.cases.events.units import (
    CalledOff,
    Dispatched,
    LeadPassed,
    Overruled,
    ReportedIn,
    SentBack,
    Signed,
    UnitContacted,
    UnitDone,
)
from linli.cases.events.whistles import Planned, SessionFrozen, SessionHeld, SessionSaid, WhistleBlown, WhistleRated

__all__ = [
    "Absorbed", "Acknowledged", "AgreementReached", "Answered", "Asked", "CallMade", "CallMissed", "CalledOff", "CaseReported", "CheckFailed",
    "CheckPassed", "ClockRuns", "Closed", "ContactOpened", "Contacted", "Corrected", "Decided", "Dispatched", "DuesRecomputed", "Erased",
    "ExportAsked", "ExportDecided", "ExportTaken", "FilePassedOn", "FollowedUp", "HandedOn", "HandedOver", "LeadPassed", "LookAnswered",
    "LookObjected", "MediationEnded", "MediationForgotten", "MediationOpened", "MediatorInvited", "MediatorLetGo", "Merged", "Noted",
    "NoticeTakenIn", "OrderReceived", "OrderReplied", "OrderReturned", "Overruled", "PartyNamed", "PartyTakenOut", "PhotoCovered",
    "PhotoTakenBack", "Planned", "PutBack", "Raised", "Rated", "Released", "Reminded", "Reopened", "RepliesExported", "ReportedIn",
    "RetentionRun", "Reviewed", "SameMatter", "SentBack", "SessionFrozen", "SessionHeld", "SessionSaid", "SheetTakenIn", "Signed", "Solved",
    "StaffNamed", "Tagged", "TakenUp", "TalkHeld", "UnitContacted", "UnitDone", "Unmerged", "Untagged", "VoiceAdded", "VoiceJoined",
    "WhistleBlown", "WhistleRated", "Withdrawn",
]  # fmt: skip
