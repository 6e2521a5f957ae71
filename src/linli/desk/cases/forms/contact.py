"""Opening name and telephone, for a purpose."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.desk.fields import Choices
from linli.kernel.words import N_, say

PURPOSES = {
    "verify": pgettext_lazy("purpose", "to ask about the matter"),
    "visit": pgettext_lazy("purpose", "to arrange a visit"),
    "call_back": pgettext_lazy("purpose", "to call back about the result"),
}


class OpenContact(forms.Form):
    purpose = Choices(_("What for"), PURPOSES.items(), initial="verify")
    words = forms.CharField(label=_("More exactly"), required=False, max_length=100)

    def purpose_in_words(self) -> str:
        purpose, words = PURPOSES[self.cleaned_data["purpose"]], self.cleaned_data["words"].strip()
        return say(N_("{purpose}: {words}"), purpose=purpose, words=words) if words else str(purpose)
