"""How the kinds of data that are kept are called before residents and staff, and what happens to each at its end."""

from django.utils.translation import gettext_lazy as _

KINDS_SAID = {
    "case": _("Your words, and the place they are about"),
    "photo": _("Photos"),
    "contact": _("Name and phone"),
    "contact_open": _("Name and phone, while nothing happens"),
    "call": _("Notes of calls about the result"),
    "order": _("Columns of a hotline's sheet"),
    "mediation": _("Files of talks between neighbours"),
    "sheet": _("A hotline's sheet before it is taken in"),
    "unsent_photo": _("Photos of a report that never came"),
    "notice": _("Notices to staff"),
    "export": _("The log of exports"),
    "account": _("Login and personal phone of staff"),
    "knock": _("A scrambled mark of your network address"),
}

BEGINS = {
    "case": _("after the matter has ended"),
    "photo": _("after the matter has ended"),
    "contact": _("after the matter has ended"),
    "contact_open": _("after the last news of a matter that is still open"),
    "call": _("after the matter has ended"),
    "order": _("after the matter has ended"),
    "mediation": _("after the last follow-up"),
    "sheet": _("after it was sent"),
    "unsent_photo": _("after it was sent"),
    "notice": _("after it was written"),
    "export": _("after it was asked for"),
    "account": _("after the last post"),
    "knock": _("after the visit"),
}

WHAT_HAPPENS = {
    "case": _("words and title are deleted, the place becomes the compound; figures stay"),
    "photo": _("deleted, with every copy"),
    "contact": _("deleted, also where they stand in the words"),
    "contact_open": _("deleted, also where they stand in the words"),
    "call": _("the words are deleted; that there was a call stays"),
    "order": _("deleted; the order's number stays"),
    "mediation": _("deleted, with all names and words; only a number stays"),
    "sheet": _("deleted"),
    "unsent_photo": _("deleted"),
    "notice": _("deleted"),
    "export": _("deleted; the journal keeps that there was one"),
    "account": _("deleted; the name stays where it signed for a deed"),
    "knock": _("deleted"),
}
