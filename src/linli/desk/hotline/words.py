"""What the columns, fields and reasons of a hotline are called on our pages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

COLUMN_WORDS = {
    "number": _("order's number"),
    "text": _("what the caller said"),
    "title": _("title of the order"),
    "received": _("when it was received"),
    "due": _("its limit, a date or 5个工作日"),
    "caller": _("caller's name (sealed)"),
    "phone": _("caller's phone (sealed)"),
    "confidential": _("confidential, yes or no"),
    "wants_reply": _("a reply is wanted, yes or no"),
    "no_reply": _("no reply is wanted, yes or no"),
    "kind": _("kind of matter, in their words"),
    "code": _("kind of matter, their code"),
    "address": _("address"),
    "lead": _("unit in the lead"),
    "support": _("units in support"),
    "urgency": _("urgency"),
    "previous": _("number of an earlier order"),
}
REPLY_WORDS = {
    "serial": _("serial number"),
    "number": _("order's number"),
    "received": _("when it was received"),
    "title": _("title of the order"),
    "category": _("kind of matter"),
    "office": _("office that replies"),
    "true": _("whether it is as the caller says"),
    "beyond": _("whether it goes beyond our duties"),
    "beyond_kind": _("in which way it goes beyond our duties"),
    "contacted": _("whether the caller was contacted"),
    "contacted_how": _("how the caller was contacted"),
    "contacted_at": _("when the caller was contacted"),
    "solved": _("whether it is solved"),
    "unsolved_why": _("why it is not solved"),
    "words": _("what was done"),
    "public": _("what the caller may be told"),
    "attachments": _("names of the attachments"),
    "replied": _("when we replied"),
}
GIVE_BACK_WORDS = {
    "not_ours": _("not ours: another's duty"),
    "out_of_scope": _("a matter that the hotline does not take"),
}
CONTACT_WAYS = {"phone": _("by phone"), "visit": _("at a visit"), "other": _("in another way")}
STATE_WORDS = {
    "open": pgettext_lazy("order", "open"),
    "replied": pgettext_lazy("order", "replied"),
    "exported": pgettext_lazy("order", "exported"),
    "returned": pgettext_lazy("order", "given back"),
}
