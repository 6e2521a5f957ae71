"""What is filled in about a meeting."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils import books
from linli.councils.models import AgendaItem, Meeting, Topic, Venue
from linli.councils.queries.meetings import Seat
from linli.desk.cases.pictures import Photos
from linli.desk.money.forms import Amount
from linli.desk.votes.forms import Moment
from linli.kernel.clock import SHANGHAI
from linli.people import rules as people
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Place
from linli.rulebook.names import named

LENGTHS = [
    ("60", _("an hour")),
    ("90", _("an hour and a half")),
    ("120", _("two hours")),
    ("180", _("three hours")),
    ("240", _("four hours")),
]
ELSEWHERE = "other"
SPEAKS_FOR_A_UNIT = people.FOR_A_UNIT | {Role.OWNERS_REPRESENTATIVE}


class When(forms.Form):
    """A room and a time."""

    venue = forms.ChoiceField(label=_("Room"))
    starts = Moment(label=_("Begins"))
    length = forms.ChoiceField(label=pgettext_lazy("meeting", "How long"), choices=LENGTHS, initial="120")

    def __init__(self, *args, venues: Iterable[Venue], **more):
        super().__init__(*args, **more)
        self.venues = {str(venue.pk): venue for venue in venues}
        self.fields["venue"].choices = [(key, f"{v.place.name} {v.name}") for key, v in self.venues.items()]

    def when(self) -> dict:
        given = self.cleaned_data
        ends = given["starts"] + timedelta(minutes=int(given["length"]))
        return {"venue": self.venues[given["venue"]], "starts": given["starts"], "ends": ends}


class Call(When):
    kind = forms.ChoiceField(label=_("Kind of meeting"))
    place = forms.ChoiceField(label=_("For which place"))
    title = forms.CharField(
        label=_("What it is called"), max_length=80, required=False, help_text=_("If empty: the place and the kind.")
    )
    open_to_all = forms.BooleanField(label=_("Neighbours may sit in"), required=False, initial=True)

    field_order = ["kind", "place", "title", "venue", "starts", "length", "open_to_all"]

    def __init__(self, *args, places: Iterable[Place], **more):
        super().__init__(*args, **more)
        self.places = {place.code: place for place in places}
        self.fields["place"].choices = [(code, place.address) for code, place in self.places.items()]
        self.fields["kind"].choices = [(k.key, named(k.name)) for k in books.meetings.rules().kinds.values()]

    def said(self) -> dict:
        given = self.cleaned_data
        return self.when() | {
            "place": self.places[given["place"]],
            "title": given["title"],
            "open_to_all": given["open_to_all"],
        }


class Sheets(forms.Form):
    """What was signed, as it lies there."""

    photos = Photos()

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["photos"].help_text = _(
            "A photo of the signed sheet. It bears names: only those who convene here see it."
        )


class Move(When):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


def when_of(meeting: Meeting) -> dict:
    minutes = int((meeting.ends - meeting.starts).total_seconds() // 60)
    known = [int(value) for value, _words in LENGTHS]
    nearest = min(known, key=lambda length: abs(length - minutes))
    return {
        "venue": str(meeting.venue_id),
        "starts": meeting.starts.astimezone(SHANGHAI),
        "length": str(nearest),
        "seen": meeting.version,
    }


class Room(forms.Form):
    place = forms.ChoiceField(label=_("Where it lies"))
    name = forms.CharField(label=_("Name of the room"), max_length=40)
    seats = forms.IntegerField(label=_("Seats"), min_value=0, max_value=5000, initial=20)
    note = forms.CharField(
        label=_("Good to know"),
        max_length=120,
        required=False,
        help_text=_("Which floor, whether one gets in without steps."),
    )

    def __init__(self, *args, places: Iterable[Place], **more):
        super().__init__(*args, **more)
        self.places = {place.code: place for place in places}
        self.fields["place"].choices = [(code, place.address) for code, place in self.places.items()]


class Item(forms.Form):
    topic = forms.ChoiceField(label=_("A topic"), required=False)
    title = forms.CharField(label=_("or something else"), max_length=80, required=False)
    words = forms.CharField(
        label=_("What goes with it"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, topics: Iterable[Topic], **more):
        super().__init__(*args, **more)
        self.topics = {topic.number: topic for topic in topics}
        self.fields["topic"].choices = [("", "—"), *((number, t.title) for number, t in self.topics.items())]

    def said(self) -> dict:
        given = self.cleaned_data
        return {"title": given["title"], "words": given["words"], "topic": self.topics.get(given["topic"])}


class OnPaper(forms.Form):
    """A line of the paper list."""

    party = forms.ChoiceField(label=pgettext_lazy("attendance", "For whom"), required=False)
    name = forms.CharField(label=pgettext_lazy("attendance", "Name"), max_length=40)

    def __init__(self, *args, seats: Sequence[Seat], **more):
        super().__init__(*args, **more)
        self.fields["party"].choices = [("", _("a neighbour")), *((s.party.key, named(s.party.name)) for s in seats)]


class Minutes(forms.Form):
    """One item: what was said and what came of it."""

    minutes = forms.CharField(max_length=8000, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4}))
    outcome = forms.ChoiceField(choices=AgendaItem.Outcome, required=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class Promised(forms.Form):
    """Who does what until when, for how much."""

    words = forms.CharField(label=pgettext_lazy("promise", "What will be done"), max_length=200)
    who = forms.ChoiceField(label=pgettext_lazy("promise", "Who promises it"))
    somebody = forms.CharField(label=_("if somebody else: who"), max_length=60, required=False)
    due = forms.DateField(label=pgettext_lazy("promise", "Until"), widget=forms.DateInput(attrs={"type": "date"}))
    money = Amount(_("For how much, in yuan"), required=False)

    def __init__(self, *args, posts: Iterable[tuple[str, Post]], **more):
        super().__init__(*args, **more)
        self.posts = {str(post.pk): post for _party, post in posts}
        choices = {str(post.pk): f"{party} {post.person}" for party, post in posts}
        self.fields["who"].choices = [*choices.items(), (ELSEWHERE, _("somebody else"))]

    def clean(self):
        given = super().clean()
        if given.get("who") == ELSEWHERE and not given.get("somebody", "").strip():
            self.add_error("somebody", _("Write who promises it."))
        return given

    def said(self) -> dict:
        given = self.cleaned_data
        post = self.posts.get(given["who"])
        unit = post.organisation if post and post.role in SPEAKS_FOR_A_UNIT else None
        return {
            "words": given["words"],
            "due": given["due"],
            "money": given["money"],
            "owner": post,
            "organisation": unit,
            "owner_words": "" if post else given["somebody"],
        }
