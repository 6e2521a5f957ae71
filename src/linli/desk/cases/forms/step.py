"""A step on the page of a case, and the two plainest ones."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from linli.cases.actions import LONGEST_WORDS
from linli.cases.models import Case
from linli.desk.cases.known import Known
from linli.desk.cases.pictures import Photos
from linli.desk.cases.texts import Text
from linli.desk.fields import Words


class StepForm(forms.Form):
    """`seen` is the version of the case the person was looking at when they wrote this."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, files=None, *, step: str, known: "Known"):
        super().__init__(data, files, auto_id=f"{step}-%s", initial={"seen": known.case.version})
        self.known = known
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices."""

    @property
    def folded(self) -> list[forms.BoundField]:
        """Fields that lie in a fold of their own."""
        return []

    texts_for = ""  # the step whose standard texts are offered

    @property
    def texts(self) -> list[Text]:
        return self.known.texts.of(self.texts_for) if self.texts_for else []

    def with_text(self, typed: QueryDict, key: str) -> None:
        """The page again, with what was typed and this standard text behind it: for those without script."""
        unit = (
            next((u.name for u in self.known.units if str(u.pk) == typed.get("unit")), "")
            if "unit" in self.fields
            else ""
        )
        text = self.known.texts.filled(self.texts_for, key, unit=unit)
        self.keep(typed)
        self.initial["words"] = "\n".join(filter(None, [typed.get("words", "").strip(), text]))[:LONGEST_WORDS]

    def keep(self, typed: QueryDict) -> None:
        """The page again, with what was typed."""
        for name, field in self.fields.items():
            if name in typed:
                self.initial[name] = field.widget.value_from_datadict(typed, {}, name)

    def show_as_of(self, case: Case) -> None:
        """The next try is made against what the page shows now."""
        self.data = self.data.copy()
        self.data["seen"] = case.version


class SayWithPhotos(StepForm):
    words = Words(_("What was done"))
    photos = Photos()


class Say(StepForm):
    words = Words(_("The reason"), rows=2)
