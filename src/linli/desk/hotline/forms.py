"""What the pages of a hotline ask for."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from linli.cases.hotlines import Hotline
from linli.cases.models import Case, Order
from linli.desk.cases.forms import cited_items
from linli.desk.fields import Choices, Words
from linli.desk.hotline.words import CONTACT_WAYS, GIVE_BACK_WORDS
from linli.journal.models import Entry
from linli.kernel.clock import SHANGHAI
from linli.people.models import OrganisationKind, Post
from linli.rulebook.names import named

YES_NO = [("yes", _("yes")), ("no", _("no"))]


class OfCase(forms.Form):
    """`seen` is the version of the case the person was looking at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def show_as_of(self, case: Case) -> None:
        if self.is_bound:
            self.data = self.data.copy()
            self.data["seen"] = case.version


class GiveBack(OfCase):
    reason = Choices(_("Why it is given back"), GIVE_BACK_WORDS.items())
    kind = forms.ChoiceField(label=_("Which kind the hotline does not take"), required=False)
    listed = forms.ChoiceField(
        label=_("The item of the duty list"),
        required=False,
        help_text=_("needed when it is not ours: which item shows whose it is"),
    )
    item = forms.CharField(label=_("or in your own words"), required=False, max_length=200)
    words = Words(_("What the hotline should know"), rows=2, help_text=_("The caller reads it too, on the receipt."))

    def __init__(self, data=None, *, hotline: Hotline, case: Case, by: Post):
        super().__init__(data, auto_id="back-%s", initial={"seen": case.version})
        self.fields["kind"].choices = [("", "—"), *((kind, named(kind)) for kind in hotline.out_of_scope)]
        office = by.organisation
        code, level = (office.code, office.kind) if office else ("", OrganisationKind.GOVERNMENT)
        self.fields["listed"].choices = [("", "—"), *cited_items(case.category.code, code, level)]

    def clean(self):
        given = super().clean()
        kind, listed = given.pop("kind", ""), given.pop("listed", "")
        given["item"] = given.get("item") or listed
        if given.get("reason") == "out_of_scope":
            given["item"] = kind
            if not kind:
                self.add_error("kind", _("Say which kind of matter it is that the hotline does not take."))
        return given


class Reply(OfCase):
    true = Choices(
        _("Is it as the caller says?"), [("yes", _("yes")), ("partly", _("in part")), ("no", _("no"))], initial="yes"
    )
    beyond = Choices(_("Does it go beyond our duties?"), YES_NO, initial="no")
    beyond_kind = forms.ChoiceField(label=_("In which way"), required=False)
    contacted = Choices(_("Was the caller contacted?"), YES_NO)
    contacted_how = forms.ChoiceField(label=_("How"), required=False, choices=[("", "—"), *CONTACT_WAYS.items()])
    contacted_at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Time and way are enough; the number is not written down."),
    )
    solved = Choices(_("Is it solved?"), YES_NO)
    unsolved_why = forms.CharField(label=_("Why it is not solved"), required=False, max_length=1000)
    words = Words(_("What was done"), rows=4)
    public = Words(_("What the caller may be told"), rows=4)
    attachments = forms.MultipleChoiceField(
        label=_("Photos to attach"), required=False, widget=forms.CheckboxSelectMultiple
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data=None, *, hotline: Hotline, order: Order, entries: Iterable[Entry]):
        case = order.voice.case
        super().__init__(
            data,
            auto_id="reply-%s",
            initial={"seen": case.version} | (_again(order.reply) if order.replied_at else drafted(order, entries)),
        )
        self.fields["beyond_kind"].choices = [("", "—"), *((kind, named(kind)) for kind in hotline.beyond)]
        taken = [photo for photo in case.photos.all() if photo.voice_id is None and photo.stage != "inside"]
        self.fields["attachments"].choices = [
            (str(p.pk), _("Photo %(n)s") % {"n": n}) for n, p in enumerate(taken, start=1)
        ]
        if not taken:
            del self.fields["attachments"]

    def clean(self):
        given = super().clean()
        for name, when, sentence in (
            ("beyond_kind", given.get("beyond") == "yes", _("Say in which way it goes beyond our duties.")),
            ("unsolved_why", given.get("solved") == "no", _("Say why it is not solved.")),
            ("contacted_at", given.get("contacted") == "yes", _("Say when the caller was contacted.")),
        ):
            if when and not given.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return given

    def said(self) -> dict[str, Any]:
        """As it is kept: plain values, and nothing that does not belong together."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "shown")}
        for name in ("beyond", "contacted", "solved"):
            given[name] = given[name] == "yes"
        at = given["contacted_at"] if given["contacted"] else None
        given["contacted_at"] = at.isoformat() if at else ""
        given["contacted_how"] = given["contacted_how"] if given["contacted"] else ""
        given["beyond_kind"] = given["beyond_kind"] if given["beyond"] else ""
        given["unsolved_why"] = "" if given["solved"] else given["unsolved_why"]
        return given

    @property
    def digest(self) -> str:
        said = "\n".join(f"{key}={value}" for key, value in sorted(self.said().items()))
        return sha256("\n".join(said.splitlines()).encode("utf-8", "replace")).hexdigest()[:32]

    @property
    def was_shown(self) -> bool:
        return self.cleaned_data.get("shown") == self.digest


def _again(reply: dict[str, Any]) -> dict[str, Any]:
    """What was kept, as the fields take it."""
    yes = {name: "yes" if reply.get(name) else "no" for name in ("beyond", "contacted", "solved")}
    return reply | yes | {"contacted_at": parse_datetime(reply.get("contacted_at") or "")}


WORK = ("Solved", "UnitDone", "CheckPassed")


def drafted(order: Order, entries: Iterable[Entry]) -> dict[str, Any]:
    """What the case knows already, so that nobody writes it twice: what was done, what was answered,
    when they spoke.
    """
    case = order.voice.case
    contact = next((entry for entry in entries if entry.event in ("Contacted", "UnitContacted")), None)
    done = [entry.facts.get("words", "") for entry in entries if entry.event in WORK]
    how = contact.facts.get("how", "phone") if contact else ""
    return {
        "contacted": "yes" if contact else "no",
        "contacted_how": how if how in CONTACT_WAYS else "",
        "contacted_at": contact.at.astimezone(SHANGHAI) if contact else None,
        "solved": "no" if case.solved is False or case.answered_at is None else "yes",
        "words": "\n".join(filter(None, done))[:4000],
        "public": order.voice.reply or case.answer,
    }
