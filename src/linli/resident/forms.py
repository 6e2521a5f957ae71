"""What a resident sends. Forgiving where it can be; every no is a sentence."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
        choices=[("yes", ""), ("no", "")],
        coerce=lambda said: said == "yes",
        error_messages={
            "required": _("Please say first whether it is solved."),
            "invalid_choice": _("Please say first whether it is solved."),
        },
    )
    grade = forms.TypedChoiceField(
        choices=[(str(number), words) for number, words in Grade.choices], coerce=int, required=False, empty_value=None
    )
    words = Words()


class Raised(forms.Form):
    title = forms.CharField(
        label=_("What should be talked over?"),
        max_length=80,
        help_text=_("In one sentence, such as: how the trees in the yard are trimmed"),
        error_messages={"required": _("Say in one sentence what is to be talked over.")},
    )
    words = forms.CharField(
        label=_("How is it now, and whom does it concern?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody can read this. Please name nobody."),
    )

    def clean_words(self) -> str:
        return plain(self.cleaned_data["words"])


class Appeal(forms.Form):
    words = forms.CharField(
        label=_("Why should it be taken up after all?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody can read this. The street decides, once."),
    )

    def clean_words(self) -> str:
        return plain(self.cleaned_data["words"])


class Verdict(forms.Form):
    solved = forms.TypedChoiceField(
        label=_("Is it solved?"),
        choices=[("yes", pgettext_lazy("verdict", "solved")), ("no", pgettext_lazy("verdict", "not solved"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say first whether it is solved.")},
    )
    grade = forms.TypedChoiceField(
        label=_("How well was it done?"),
        choices=[
            ("5", _("5 very well")),
            ("4", _("4 well")),
            ("3", _("3 fair")),
            ("2", _("2 badly")),
            ("1", _("1 very badly")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please give a grade from 1 to 5.")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read this once five residents have judged. Please name nobody."),
    )

    def clean_words(self) -> str:
        return plain(self.cleaned_data["words"])
