"""What is filled in about a motion."""

from collections.abc import Iterable

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils import assemblies, books
from linli.councils.models import Meeting, Motion
from linli.councils.templatetags.councils import CALLERS, COUNTED_IN, ITEMS, SIDES
from linli.desk.votes.forms import Moment
from linli.rulebook.names import named

ENGINES = [
    (
        "advice",
        _(
            "A council advises: it talks it over and says what it thinks. It decides nothing and binds nobody; "
            "any matter may come before it."
        ),
    ),
    (
        "assembly",
        _(
            "The residents' assembly decides: matters of the whole community that are not the owners' "
            "property. More than half of the adults or households come, more than half of those agree."
        ),
    ),
    (
        "delegates",
        _(
            "The residents' representatives decide, the same matters. At least two thirds come, more than half "
            "of those agree."
        ),
    ),
    (
        "owners",
        _(
            "The owners decide jointly: common parts, property company, maintenance fund, covenant and the "
            "other matters of art. 278. Counted by owners and by area, in a vote of its own."
        ),
    ),
]
NONE = _("none of these: a matter of the residents")
ELECTION = _("election or recall of the residents' committee")


class Draft(forms.Form):
    place = forms.ChoiceField(label=_("Place"))
    title = forms.CharField(label=_("What is to be decided"), max_length=80)
    body = forms.CharField(
        label=_("The motion in full"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Conditions belong into the words: whoever agrees, agrees to them too."),
    )
    item = forms.TypedChoiceField(
        label=_("Is it one of these matters"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            ("", NONE),
            *((n, format_lazy("{}. {}", n, words)) if n < 279 else (n, words) for n, words in ITEMS.items()),
            (assemblies.ELECTION, ELECTION),
        ],
    )
    engine = forms.ChoiceField(label=pgettext_lazy("motion", "Who decides"), choices=ENGINES, widget=forms.RadioSelect)
    sure = forms.BooleanField(label=_("I have looked: it is a matter of the residents"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, places: Iterable, **more):
        super().__init__(*args, **more)
        self.fields["place"].choices = [(place.code, place.address) for place in places]

    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("engine", "title", "body", "item", "sure")}


def initial_of(motion: Motion) -> dict:
    return {
        "place": motion.place.code,
        "title": motion.title,
        "body": motion.body,
        "item": motion.item,
        "engine": motion.engine,
        "seen": motion.version,
        "sure": motion.item is None and assemblies.hinted(motion.title, motion.body) is not None,
    }


class Day(forms.DateField):
    def __init__(self, **more):
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class Put(forms.Form):
    """Before a council: perhaps a meeting. Before an assembly: how it was called, who has a voice, and the study
    before.
    """

    meeting = forms.ChoiceField(label=_("At which meeting"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, motion: Motion, meetings: Iterable[Meeting], **more):
        super().__init__(*args, **more)
        self.meetings = {str(one.pk): one for one in meetings}
        self.fields["meeting"].choices = [("", "—"), *((key, _named(one)) for key, one in self.meetings.items())]
        if motion.engine in (assemblies.RESIDENTS, assemblies.DELEGATES):
            self._ask_for_the_call(motion.engine)

    def _ask_for_the_call(self, engine: str) -> None:
        if engine == assemblies.RESIDENTS:
            self.fields["counted_in"] = forms.ChoiceField(
                label=_("Who is counted"),
                widget=forms.RadioSelect,
                initial=assemblies.HOUSEHOLDS,
                choices=[(key, COUNTED_IN[key]) for key in (assemblies.HOUSEHOLDS, assemblies.ADULTS)],
            )
        self.fields["entitled"] = forms.IntegerField(label=_("How many have a voice"), min_value=1, max_value=10**7)
        self.fields["noticed_on"] = Day(label=_("Notice was given on"))
        self.fields["studied_on"] = Day(
            label=_("Studied by the community's Party organisation on"),
            help_text=_("Before the assembly decides (art. 30)."),
        )
        if engine == assemblies.RESIDENTS:
            self.fields["called_how"] = forms.ChoiceField(
                label=pgettext_lazy("motion", "Called by"), choices=list(CALLERS.items()), required=False
            )
            self.fields["askers"] = forms.IntegerField(
                label=_("If asked for: by how many"), min_value=1, max_value=10**7, required=False
            )
            self.fields["askers_of"] = forms.IntegerField(
                label=_("of how many"), min_value=1, max_value=10**7, required=False
            )

    def said(self) -> dict:
        given = dict(self.cleaned_data)
        given["meeting"] = self.meetings.get(given["meeting"])
        given["called_how"] = given.get("called_how") or assemblies.COMMITTEE
        return given


def _named(meeting: Meeting) -> str:
    return f"{meeting.starts.astimezone():%Y-%m-%d %H:%M} {meeting.title}"


class Count(forms.Form):
    """The figures of the count; the second person fills in the same form, empty."""

    present = forms.IntegerField(label=pgettext_lazy("count", "came"), min_value=0, max_value=10**7)
    yes = forms.IntegerField(label=pgettext_lazy("count", "agreed"), min_value=0, max_value=10**7)
    no = forms.IntegerField(label=pgettext_lazy("count", "disagreed"), min_value=0, max_value=10**7)
    abstain = forms.IntegerField(label=pgettext_lazy("count", "abstained"), min_value=0, max_value=10**7)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Seat(forms.Form):
    member = forms.CharField(
        label=_("Seat"), max_length=60, help_text=_("The seat, not a name: “owners' representative, building 3”.")
    )
    side = forms.ChoiceField(label=_("It advises"), choices=list(SIDES.items()), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever is against gives one. The minority's reasons are published."),
    )


class AskOwners(forms.Form):
    """What an owners' vote needs beside the motion."""

    place = forms.ChoiceField(label=_("Owners of"))
    city = forms.ChoiceField(label=_("By which city's rules"))
    opens = Moment(label=_("Voting opens"))
    closes = Moment(label=_("Voting closes"))
    reason = forms.CharField(label=_("Why it is this item"), max_length=200, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, places: Iterable, **more):
        super().__init__(*args, **more)
        self.fields["place"].choices = [(place.code, place.address) for place in places]
        self.fields["city"].choices = [
            (c.key, f"{named(c.name)} · {named(c.articles)}") for c in books.cities.rules().by_key.values()
        ]
