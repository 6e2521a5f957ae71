"""Calling units: one, or several by a whistle."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases import books
from linli.cases.duties import Duty
from linli.cases.whistles import UnitLimits
from linli.desk.cases.forms.step import StepForm
from linli.desk.fields import Choices, Words
from linli.kernel.words import N_, say
from linli.people.models import Organisation
from linli.rulebook.names import cited
from linli.ui.moments import said_limit


class NeedsWhy(StepForm):
    """Calls units. Why a unit is called against the duty list, or its own word, is asked only where it can be so.

    The box stands there from the start; a script shows it once such a unit is chosen.
    """

    def prepare(self):
        against = self.known.against_the_list
        if not self.is_bound and not against:
            del self.fields["why"]
        else:
            self.fields["why"].widget.attrs["data-why"] = " ".join(sorted(map(str, against)))


def why_field() -> Words:
    return Words(
        _("Why a unit is called that the duty list does not name, or that has said “not ours”"),
        required=False,
        rows=2,
        help_text=_("only needed in that case; the unit reads it"),
    )


class CallsUnits(NeedsWhy):
    """Where there are more units than anybody reads through, the others are sought by a word of their name."""

    def prepare(self):
        super().prepare()
        if not self.known.more_units and not self.known.sought:
            del self.fields["sought"]
        else:
            self.initial["sought"] = self.known.sought

    def clean(self):
        given = super().clean()
        given.pop("sought", None)
        return given

    @property
    def nobody_found(self) -> bool:
        return bool(self.known.sought) and not self.known.found


def sought_field() -> forms.CharField:
    return forms.CharField(label=_("Another unit, by a word of its name"), required=False, max_length=40)


class Dispatch(CallsUnits):
    texts_for = "dispatch"
    sought = sought_field()
    unit = forms.ChoiceField(label=_("To which unit"))
    words = Words(_("What they should know"), required=False, rows=2)
    why = why_field()

    def prepare(self):
        super().prepare()
        units, first, named, found = self.known.units, self.known.suggested, self.known.named, self.known.found
        sought = [(str(u.pk), u.name) for u in found]
        likely = [
            (str(u.pk), f"{u.name} · {cited(named[u.pk].cited)}" if u.pk in named else u.name)
            for u in units
            if u.pk in first and u not in found
        ]
        others = [(str(u.pk), u.name) for u in units if u.pk not in first and u not in found]
        heading = _("On the duty list for this kind of matter") if named else _("Likely, by the kind of matter")
        rest = _("Others, which need a reason") if named else _("Others")
        groups = [(_("Found by name"), sought), (heading, likely), (rest if sought or likely else "", others)]
        self.fields["unit"].choices = [("", _("please choose")), *((name, of) for name, of in groups if of)]
        if len(sought) == 1:
            self.initial["unit"] = sought[0][0]

    def clean_unit(self) -> Organisation:
        return next(u for u in self.known.units if str(u.pk) == self.cleaned_data["unit"])


@dataclass(frozen=True)
class UnitRow:
    """A line of the table that picks the units of a whistle."""

    unit: Organisation
    leads: bool
    supports: bool
    duty: Duty | None = None
    returned: bool = False


class BlowWhistle(CallsUnits):
    sought = sought_field()
    kind = Choices(_("Which whistle"), [])
    lead = forms.ChoiceField(label=_("In the lead"), widget=forms.RadioSelect)
    support = forms.MultipleChoiceField(label=_("In support"), required=False, widget=forms.CheckboxSelectMultiple)
    words = Words(_("What they have to come for"))
    why = why_field()

    def prepare(self):
        super().prepare()
        for name in ("lead", "support"):
            self.fields[name].choices = [(str(unit.pk), unit.name) for unit in self.known.units]
        rules = books.whistles.rules()
        kinds = rules.kinds_for(self.known.post.role)
        self.fields["kind"].choices = [
            (kind, f"{WHISTLES_SAID[kind]}{said_clocks(rules.kinds[kind])}") for kind in kinds
        ]
        likely = "emergency" if self.known.case.urgent else "joint"
        self.fields["kind"].initial = likely if likely in kinds else next(iter(kinds), "")

    @cached_property
    def rows(self) -> list[UnitRow]:
        lead, support = str(self["lead"].value() or ""), [str(v) for v in self["support"].value() or []]
        known = self.known
        return [
            UnitRow(u, str(u.pk) == lead, str(u.pk) in support, known.named.get(u.pk), u.pk in known.said_not_ours)
            for u in known.units
        ]

    @property
    def likely(self) -> list[UnitRow]:
        """Those in sight: the suggested, those found by name, those chosen already."""
        return [row for row in self.rows if self._in_sight(row)]

    @property
    def others(self) -> list[UnitRow]:
        return [row for row in self.rows if not self._in_sight(row)]

    def _in_sight(self, row: UnitRow) -> bool:
        known = self.known
        return (
            row.unit.pk in known.suggested
            or row.unit in known.found
            or (bool(known.sought) and (row.leads or row.supports))
        )

    @property
    def chosen_among_others(self) -> bool:
        return any(row.leads or row.supports for row in self.others)

    def clean_lead(self) -> Organisation:
        return next(u for u in self.known.units if str(u.pk) == self.cleaned_data["lead"])

    def clean_support(self) -> list[Organisation]:
        return [u for u in self.known.units if str(u.pk) in self.cleaned_data["support"]]


WHISTLES_SAID = {
    "key": pgettext_lazy("whistle", "key problem"),
    "joint": pgettext_lazy("whistle", "joint enforcement"),
    "emergency": pgettext_lazy("whistle", "emergency"),
}
CLOCKS_SAID = {
    "sign": N_("sign {limit}"),
    "contact": N_("contact {limit}"),
    "report": N_("report in {limit}"),
    "plan": N_("plan {limit}"),
    "done": N_("done {limit}"),
}


def said_clocks(limits: UnitLimits) -> str:
    """A kind's clocks in one line: sign 1 hour, contact 24 hours, …"""
    given = ((name, getattr(limits, name)) for name in CLOCKS_SAID)
    said = say(N_(", ")).join(say(CLOCKS_SAID[name], limit=said_limit(limit)) for name, limit in given if limit)
    return say(N_(" ({clocks})"), clocks=said)
