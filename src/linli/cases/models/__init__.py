"""The tables of a case and of all that hangs on it."""

from linli.cases.models.approval import Approval
from linli.cases.models.case import Case, CaseSet
from linli.cases.models.category import Category
from linli.cases.models.daily import BulkDeed, Export, Follow, Phrase, Tag, Tagging, View
from linli.cases.models.hotline import Order, OrderSet, Sheet
from linli.cases.models.looks import LookObjection
from linli.cases.models.mediation import Mediation, Mediator, Party, PastMediation, Talk
from linli.cases.models.merge import Merge
from linli.cases.models.photo import Photo
from linli.cases.models.recomputation import Recomputation
from linli.cases.models.supervision import Rung, Supervision
from linli.cases.models.unit import Assignment, SessionItem, Whistle, WhistleKind, WhistleSession
from linli.cases.models.voice import Addition, Call, Contact, Grade, Source, Voice

__all__ = [
    "Addition",
    "Approval",
    "Assignment",
    "BulkDeed",
    "Call",
    "Case",
    "CaseSet",
    "Category",
    "Contact",
    "Export",
    "Follow",
    "Grade",
    "LookObjection",
    "Mediation",
    "Mediator",
    "Merge",
    "Order",
    "OrderSet",
    "Party",
    "PastMediation",
    "Photo",
    "Phrase",
    "Recomputation",
    "Rung",
    "SessionItem",
    "Sheet",
    "Source",
    "Supervision",
    "Tag",
    "Tagging",
    "Talk",
    "View",
    "Voice",
    "Whistle",
    "WhistleKind",
    "WhistleSession",
]
