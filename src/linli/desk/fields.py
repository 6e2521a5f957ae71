"""Fields that the pages of the desk share."""

from django import forms

from linli.cases.actions import LONGEST_WORDS


class Words(forms.CharField):
    def __init__(self, label, *, required=True, rows=3, **more):
        box = forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST_WORDS})
        super().__init__(label=label, required=required, widget=box, max_length=LONGEST_WORDS, **more)


class Choices(forms.ChoiceField):
    """A few answers side by side, each a radio button."""

    def __init__(self, label, choices, *, required=True, **more):
        super().__init__(label=label, choices=choices, required=required, widget=forms.RadioSelect, **more)
