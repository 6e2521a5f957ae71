"""What is filled in about money."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils.amounts import fen
from linli.councils.models import Account, Motion
from linli.desk.cases.pictures import Photos
from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.people.models import Organisation, OrganisationKind
from linli.places.models import Place, lineage_of


class Amount(forms.CharField):
    """Yuan as people write them; cleaned to whole fen."""

    def __init__(self, label, **more):
        box = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, max_length=24, widget=box, **more)

    def clean(self, value):
        said = super().clean(value)
        if not said:
            return None
        try:
            return fen(said)
        except ValueError as error:
            raise ValidationError(str(error)) from None


KEEPING = [
    OrganisationKind.RESIDENTS_COMMITTEE,
    OrganisationKind.OWNERS_COMMITTEE,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.PROPERTY_COMPANY,
]


def keepers_within(area: str) -> Iterable[Organisation]:
    """Who may keep money in this area: bodies that lie in it, or whose own area it lies in."""
    around = Q(place__path__in=lineage_of(area)) | Q(place__path__startswith=area)
    return Organisation.objects.filter(around, kind__in=KEEPING).order_by("name")[:200]


class Opening(forms.Form):
    place = forms.ChoiceField(label=_("Place"))
    kind = forms.ChoiceField(
        label=_("Where the money comes from"), choices=Account.Kind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("What the money is for"), max_length=80)
    purpose = forms.CharField(
        label=_("Who gives, for what, and what happens to the rest"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Everyone can read it. Money is pooled among neighbours of this place only, and nobody has to give."
        ),
    )
    goal = Amount(_("How much is needed, in yuan"), required=False)
    keeper = forms.ChoiceField(label=_("Who keeps the money"))
    motion = forms.ChoiceField(
        label=_("By which decision"), required=False, help_text=_("The maintenance fund is used only after one.")
    )

    def __init__(
        self, *args, places: Iterable[Place], keepers: Iterable[Organisation], motions: Iterable[Motion], **more
    ):
        super().__init__(*args, **more)
        self.places = {place.code: place for place in places}
        self.keepers = {one.code: one for one in keepers}
        self.motions = {one.number: one for one in motions}
        self.fields["place"].choices = [(code, place.address) for code, place in self.places.items()]
        self.fields["keeper"].choices = [(code, one.name) for code, one in self.keepers.items()]
        self.fields["motion"].choices = [("", _("none")), *((n, str(one)) for n, one in self.motions.items())]

    def said(self) -> dict:
        given = self.cleaned_data
        return given | {
            "place": self.places[given["place"]],
            "keeper": self.keepers[given["keeper"]],
            "motion": self.motions.get(given["motion"]),
        }


class Line(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    way = forms.ChoiceField(
        label=_("In or out"), choices=[("in", _("came in")), ("out", _("goes out"))], widget=forms.RadioSelect
    )
    amount = Amount(_("Yuan"))
    words = forms.CharField(label=pgettext_lazy("money", "What for"), max_length=120)
    giver = forms.CharField(
        label=_("Name to be shown"),
        max_length=40,
        required=False,
        help_text=_("As the giver wishes it; empty: a neighbour."),
    )
    on = forms.DateField(label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}))
    document = forms.CharField(label=_("Number of the receipt or invoice"), max_length=60, required=False)
    photos = Photos()

    def __init__(self, data=None, files=None):
        super().__init__(data, files, initial={"key": uuid7().hex, "on": clock.today(), "way": "in"})
        self.fields["photos"].help_text = _(
            "Everyone sees it: cover names, account numbers and phones before you take the picture."
        )

    def said(self) -> dict:
        given = self.cleaned_data
        return {
            "amount": given["amount"] * (1 if given["way"] == "in" else -1),
            "words": given["words"],
            "giver": given["giver"],
            "on": given["on"],
            "document": given["document"],
            "pictures": given["photos"],
            "submission_key": given["key"],
        }
