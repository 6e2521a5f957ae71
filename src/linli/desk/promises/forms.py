"""What is filled in about a promise."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils.models import Evidence
from linli.desk.cases.pictures import Photos

WHY = {"max_length": 200, "widget": forms.Textarea(attrs={"rows": 2})}


class OfPromise(forms.Form):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Proof(OfPromise):
    words = forms.CharField(label=pgettext_lazy("promise", "What was done"), required=False, **WHY)
    photos = Photos()

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["photos"].help_text = _("Everyone sees it: no faces, no number plates, no names.")

    def said(self) -> dict:
        given = self.cleaned_data
        return {"words": given["words"], "files": [picture.file for picture in given["photos"]]}


class Report(Proof):
    kind = forms.ChoiceField(
        label=_("What it shows"), choices=Evidence.Kind, initial=Evidence.Kind.AFTER, widget=forms.RadioSelect
    )

    def said(self) -> dict:
        return super().said() | {"kind": self.cleaned_data["kind"]}


class Later(OfPromise):
    due = forms.DateField(label=_("Until when now"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(label=_("Why; everyone can read it"), **WHY)

    def said(self) -> dict:
        return {"due": self.cleaned_data["due"], "why": self.cleaned_data["why"]}


class Why(OfPromise):
    why = forms.CharField(label=pgettext_lazy("promise", "Why; everyone can read it"), **WHY)

    def said(self) -> dict:
        return {"why": self.cleaned_data["why"]}
