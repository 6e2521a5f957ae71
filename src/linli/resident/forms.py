"""What a resident sends. Forgiving where it can be; every no is a sentence."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.actions import Reachable
from linli.cases.models import Grade


def plain(text: str) -> str:
    """Line ends as one character, without the control characters that some keyboards and PDF readers leave behind."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


class Words(forms.CharField):
    """What somebody types freely. How long it may be is the action's to say."""

    def __init__(self, **more):
        super().__init__(required=False, strip=False, **more)

    def to_python(self, value):
        return plain(super().to_python(value))


class Phone(forms.CharField):
    def to_python(self, value):
        return unicodedata.normalize("NFKC", super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if value and sum(c.isdigit() for c in value) < 5:
            raise forms.ValidationError(_("Please write a number we can call, or leave it empty."))


class Report(forms.Form):
    text = Words()
    category = forms.CharField(required=False, max_length=10)
    contact_name = forms.CharField(required=False, max_length=40)
    contact_phone = Phone(required=False, max_length=30)
    confidential = forms.BooleanField(required=False)
    may_publish = forms.BooleanField(required=False)
    submission_key = forms.CharField(required=False)
    subject_line = forms.CharField(required=False)  # seen and filled in by machines only

    def clean_submission_key(self) -> str | None:
        return self.cleaned_data["submission_key"].strip()[:64] or None

    def clean_category(self) -> str | None:
        return self.cleaned_data["category"] or None

    @property
    def contact(self) -> Reachable | None:
        given = self.cleaned_data
        return Reachable(given.get("contact_name", ""), given.get("contact_phone", "")) or None


class More(forms.Form):
    text = Words()


class Rating(forms.Form):
    solved = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes",
        error_messages={"required": _("Please say first whether it is solved."), "invalid_choice": _("Please say first whether it is solved.")},
    )  # fmt: skip
    grade = forms.TypedChoiceField(
        choices=[(str(number), words) for number, words in Grade.choices], coerce=int, required=False, empty_value=None
    )
    words = Words()
