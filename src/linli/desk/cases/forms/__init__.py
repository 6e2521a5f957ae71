"""What each step asks for: the fewest fields, filled with what is already known."""

from linli.desk.cases.forms.block import Answer, CallBack, Check, ContactResident, Correct, HandOn, Note, Urge
from linli.desk.cases.forms.calling import BlowWhistle, Dispatch
from linli.desk.cases.forms.contact import PURPOSES, OpenContact
from linli.desk.cases.forms.step import Say, SayWithPhotos, StepForm
from linli.desk.cases.forms.unit import ObjectTo, ReportIn, SendBack, UnitContact, WritePlan, cited_items

__all__ = [
    "PURPOSES",
    "Answer",
    "BlowWhistle",
    "CallBack",
    "Check",
    "ContactResident",
    "Correct",
    "Dispatch",
    "HandOn",
    "Note",
    "ObjectTo",
    "OpenContact",
    "ReportIn",
    "Say",
    "SayWithPhotos",
    "SendBack",
    "StepForm",
    "UnitContact",
    "Urge",
    "WritePlan",
    "cited_items",
]
