"""The steps of a unit that was called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases import books
from linli.desk.cases.forms.step import SayWithPhotos, StepForm
from linli.desk.cases.story import REPORT_WAYS, RETURN_WORDS
from linli.desk.fields import Choices, Words
from linli.insight.duties import LEVELS_SAID
from linli.kernel.words import N_, say
from linli.people.models import Organisation
from linli.rulebook.names import cited


class UnitContact(StepForm):
    words = Words(_("What was said"), rows=2)


class ReportIn(SayWithPhotos):
    how = Choices(_("Where"), REPORT_WAYS.items(), initial="on_site")
    words = Words(_("What was found and agreed"))
    field_order = ["how", "words", "photos"]


class WritePlan(StepForm):
    words = Words(_("How it is to be done, by whom, until when"), rows=6)

    def prepare(self):
        self.fields["words"].initial = self.known.assignment.plan if self.known.assignment else ""


class CitesItem(StepForm):
    """Names the item of a duty list: one of the unit's own, or the one by which it is somebody else's."""

    def prepare(self):
        unit = self.known.assignment and self.known.assignment.organisation
        groups = cited_items(self.known.case.category.code, unit.code, unit.kind) if unit else []
        if groups:
            self.fields["listed"].choices = [("", "—"), *groups]
        else:
            del self.fields["listed"]
            self.fields["item"].label = _("The item of your duty list")

    def clean(self):
        given = super().clean()
        given["item"] = given.get("item") or given.pop("listed", "")
        given.pop("listed", None)
        return given


def cited_items(category: str, code: str, kind: str) -> list[tuple[object, list[tuple[str, str]]]]:
    """What an organisation can cite: first by which items it is somebody else's, then what its own list says."""
    rules = books.duties.rules()
    others = rules.others_for(category, code, kind)
    names = dict(Organisation.objects.filter(code__in={d.unit for d in others}).values_list("code", "name"))
    theirs = [
        (d.cited, say(N_("{unit}: {item}"), unit=names.get(d.unit, LEVELS_SAID[d.level]), item=cited(d.cited)))
        for d in others
    ]
    own = [(d.cited, cited(d.cited)) for d in rules.of_unit(code, kind)]
    return [
        (words, some)
        for words, some in ((_("By which it is somebody else's"), theirs), (_("Your own list"), own))
        if some
    ]


def listed_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("The item of the duty list"),
        required=False,
        help_text=_("needed when it is not on your duty list: which item shows it"),
    )


class SendBack(CitesItem):
    reason = Choices(_("Reason"), RETURN_WORDS.items())
    listed = listed_field()
    item = forms.CharField(label=_("or in your own words"), required=False, max_length=200)
    words = Words(_("What the community should know"), rows=2)

    def prepare(self):
        super().prepare()
        if self.known.assignment and self.known.assignment.round == "whistle":  # there a unit objects
            self.fields["reason"].choices = [
                (code, words) for code, words in RETURN_WORDS.items() if code != "not_ours"
            ]
            self.fields.pop("listed", None)
            del self.fields["item"]


class ObjectTo(CitesItem):
    listed = listed_field()
    item = forms.CharField(label=_("or in your own words"), required=False, max_length=200)
    words = Words(_("Why it is not yours"), rows=3)

    def prepare(self):
        super().prepare()
        if "listed" in self.fields:
            self.fields["listed"].help_text = _("choose the item that shows whose it is, or write it below")
