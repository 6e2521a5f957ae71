"""What is filled in about voices."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.councils import books
from linli.councils.actions import Said
from linli.councils.actions.taking import MOST_CARDS
from linli.councils.actions.voices import LONGEST
from linli.councils.models import Channel, Stance, Statement, Topic
from linli.desk.votes.forms import Moment, fresh_key
from linli.rulebook.names import named

CHANNELS = [choice for choice in Channel.choices if choice[0] != Channel.ONLINE]


class Look(forms.Form):
    """Show a statement, or not, and why."""

    reason = forms.ChoiceField(label=_("Why it is not shown"), required=False)
    same_as = forms.IntegerField(
        label=_("Which statement says the same"),
        required=False,
        min_value=1,
        max_value=30_000,
        help_text=_("Its number."),
    )
    note = forms.CharField(label=_("A word to its author"), max_length=200, required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        reasons = books.hearing.rules().reasons.values()
        self.fields["reason"].choices = [("", "—"), *((one.key, named(one.words)) for one in reasons)]


class Part(forms.Form):
    """One of several small forms of a page: its fields' ids begin with its name."""

    def __init__(self, *args, **more):
        super().__init__(*args, auto_id=f"{type(self).__name__.lower()}_%s", **more)


class Seeds(Part):
    lines = forms.CharField(
        label=_("Statements to begin with"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One a line, each at most 140 characters and so that one can agree or disagree with it. Put in all sides."
        ),
    )


class Until(Part):
    until = Moment(
        label=_("Voices are taken until"), required=False, help_text=_("Empty: as long as the topic goes on.")
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Cards(Part):
    cards = forms.IntegerField(label=_("How many cards"), min_value=1, max_value=MOST_CARDS, initial=20)


class Box(Part):
    where = forms.CharField(label=_("Which box"), max_length=80)
    cards = forms.IntegerField(label=_("How many cards lay in it"), min_value=1, max_value=2000)


class Second(Part):
    cards = forms.IntegerField(label=_("Cards counted"), min_value=1, max_value=2000)


class Household(Part):
    shown = forms.CharField(
        label=_("The word on their phone, or the code of their card"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    door = forms.CharField(label=_("Door"), max_length=80, help_text=_("As on its plate, for example 3栋2单元501."))


class Entry(forms.Form):
    """One voice as it stands on a card, or as it was said: a line for every statement that is shown."""

    channel = forms.ChoiceField(label=_("How it came in"), choices=CHANNELS, widget=forms.RadioSelect)
    code = forms.CharField(
        label=_("Code on the card"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Without a card leave it empty: a code is made, which you hand over."),
    )
    own = forms.CharField(label=_("In their own words"), max_length=LONGEST, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, topic: Topic, statements: Sequence[Statement], **more):
        super().__init__(*args, **more)
        self.topic, self.statements = topic, statements
        self.fields["key"].initial = fresh_key()
        for group in topic.groups:
            choices = [*((option, named(option)) for option in group["options"]), ("", _("not said"))]
            self.fields[f"group-{group['key']}"] = forms.ChoiceField(
                label=named(group["name"]), choices=choices, required=False, initial="", widget=forms.RadioSelect
            )
        for one in statements:
            self.fields[f"s{one.number}"] = forms.ChoiceField(
                label=f"{one.number}. {one.words}",
                choices=Stance.Side.choices,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"c{one.number}"] = forms.CharField(label=_("if"), max_length=LONGEST, required=False)

    @property
    def lines(self) -> list:
        return [(one, self[f"s{one.number}"], self[f"c{one.number}"]) for one in self.statements]

    @property
    def group_fields(self) -> list:
        return [self[f"group-{group['key']}"] for group in self.topic.groups]

    def groups(self) -> dict[str, str]:
        return {group["key"]: self.cleaned_data[f"group-{group['key']}"] for group in self.topic.groups}

    def said(self) -> list[Said]:
        """A condition beside a line that is not ticked means “agree if”."""
        given, found = self.cleaned_data, []
        for one in self.statements:
            side, condition = given[f"s{one.number}"], given[f"c{one.number}"].strip()
            if side or condition:
                found.append(Said(one.number, side or Stance.Side.IF, condition))
        return found
