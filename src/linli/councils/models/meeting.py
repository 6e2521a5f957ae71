from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import pgettext_lazy

from linli.councils.lifecycle import MeetingState, PromiseState
from linli.councils.models.area import AreaSet
from linli.councils.models.topic import Topic
from linli.councils.rules import ballots_area_of
from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.fields import SealedTextField
from linli.people.models import Organisation, Post
from linli.places.models import AFTER_SEPARATOR, Place

PUBLIC_WORDS = {
    MeetingState.CALLED: pgettext_lazy("meeting, for everybody", "coming"),
    MeetingState.SITTING: pgettext_lazy("meeting, for everybody", "sitting now"),
    MeetingState.HELD: pgettext_lazy("meeting, for everybody", "held, minutes to come"),
}


class Venue(Ref, models.Model):
    """A room or a spot where people meet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    name = models.CharField(max_length=40)
    seats = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=120, blank=True)  # "ground floor, step-free"
    closed_on = models.DateField(null=True)

    objects = AreaSet.as_manager()

    class Meta:
        ordering = ["path", "name"]
        constraints = [models.UniqueConstraint("place", "name", name="venue_once")]

    def __str__(self) -> str:
        return self.name


class MeetingSet(AreaSet):
    def visible_to(self, post: Post):
        """Those of the place, and those a post is called to; `rules.sees_meeting` gives the same answer for one."""
        if not post.is_current():
            return self.none()
        called = Q(Exists(Invitation.objects.filter(meeting=OuterRef("pk"), post=post)))
        if path := ballots_area_of(post):
            called |= Q(path__gte=path, path__lt=path[:-1] + AFTER_SEPARATOR)
        return self.filter(called)

    def upcoming(self, now):
        return self.filter(state=MeetingState.CALLED, ends__gte=now)


class Meeting(Ref, models.Model):
    """Somebody called people together, at a place and a time, over an agenda."""

    State = MeetingState

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=30)  # its key in the book of meetings
    edition = models.PositiveIntegerField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.CALLED)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="meetings")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    code = models.CharField(max_length=8, unique=True)  # attendance: on the wall of the room
    open_to_all = models.BooleanField(default=True)
    called_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    agenda_closed_at = models.DateTimeField(null=True)
    minutes = models.TextField(blank=True)  # what belongs to no item
    held_at = models.DateTimeField(null=True)
    signed_by: Any = models.JSONField(default=list)  # the parties that signed the sheet
    unsigned_why = models.CharField(max_length=200, blank=True)  # why it was published without all of them; public
    published_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=200, blank=True)

    objects = MeetingSet.as_manager()

    class Meta:
        ordering = ["-starts", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="meeting_ends_after_start"),
            ExclusionConstraint(
                name="venue_not_twice",
                expressions=[
                    ("venue", RangeOperators.EQUAL),
                    (
                        Func(F("starts"), F("ends"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state="cancelled"),
            ),
        ]
        indexes = [
            models.Index("path", F("starts").desc(), name="meeting_path"),
            models.Index("kind", "place", "starts", name="meeting_regular"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state_words(self) -> str:
        return str(MeetingState(self.state).label)

    @property
    def is_to_come(self) -> bool:
        """Nobody sits yet, nor has its time come: some begin a little early, some write it all down afterwards."""
        return self.state == MeetingState.CALLED and clock.now() < self.starts

    @property
    def is_over(self) -> bool:
        """Held, or its time went by and nobody opened it: nothing can be put to it any more."""
        gone = self.state == MeetingState.CALLED and self.ends <= clock.now()
        return gone or self.state in (MeetingState.HELD, MeetingState.PUBLISHED)

    @property
    def public_words(self) -> str:
        """How it stands, for those who only come or read."""
        return str(PUBLIC_WORDS.get(self.state) or self.state_words)


class Invitation(models.Model):
    """A party that is called, and the post that stands for it, if it is known."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    party = models.CharField(max_length=30)  # its key in the kind's list of parties
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["party", "id"]
        constraints = [models.UniqueConstraint("meeting", "party", "post", name="invited_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return self.party


class Attendance(models.Model):
    """Somebody came: by the room's code or by the paper list. The name is for the minutes and sealed; it goes a year
    after the meeting.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    party = models.CharField(max_length=30, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    name = SealedTextField(blank=True, default="")
    device = models.CharField(max_length=64, null=True)
    by_paper = models.BooleanField(default=False)
    entered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint("meeting", "device", name="attended_once", condition=Q(device__isnull=False)),
            models.UniqueConstraint("meeting", "post", name="attended_post_once", condition=Q(post__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.party


class AgendaItem(Ref, models.Model):
    """One point of a meeting: what it is about, what was said, what came of it."""

    class Outcome(models.TextChoices):
        OPEN = "open", pgettext_lazy("agenda item", "open")
        SETTLED = "settled", pgettext_lazy("agenda item", "settled")
        CARRIED = "carried", pgettext_lazy("agenda item", "carried over")
        DROPPED = "dropped", pgettext_lazy("agenda item", "dropped")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    words = models.TextField(blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="items")
    promise = models.ForeignKey("councils.Promise", models.PROTECT, null=True, related_name="returned")  # a late one
    came_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="went_to")
    minutes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)  # of its minutes: two may write at once
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title


class PromiseSet(AreaSet):
    def visible_to(self, post: Post):
        """Those of the place, and whoever promised; `rules.follows_promise` gives the same answer for one."""
        if not post.is_current():
            return self.none()
        mine = Q(owner=post) | (Q(organisation=post.organisation_id) if post.organisation_id else Q(pk=None))
        if path := ballots_area_of(post):
            mine |= Q(path__gte=path, path__lt=path[:-1] + AFTER_SEPARATOR)
        return self.filter(mine)

    def late(self, today):
        return self.filter(state=PromiseState.PROMISED, due__lt=today)


class Promise(Ref, models.Model):
    """An undertaking: who will do what until when, for how much, and the proof that it was done."""

    State = PromiseState

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    words = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.PROMISED)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="promises")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="promises")
    owner = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    owner_words = models.CharField(max_length=60, blank=True)  # where neither is known here
    due = models.DateField()
    first_due = models.DateField()  # as it was promised; a later date stays visible as one
    money = models.BigIntegerField(null=True)  # fen
    work = models.CharField(max_length=120, blank=True)  # ref of the case that carries it out
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)

    objects = PromiseSet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(money=None) | Q(money__gte=0), name="promise_money"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(organisation__isnull=False) | ~Q(owner_words=""),
                name="promise_has_an_owner",
            ),
        ]
        indexes = [
            models.Index("path", "due", name="promise_open", condition=Q(state="promised")),
            models.Index("path", F("id").desc(), name="promise_path"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.words}"

    @property
    def who(self) -> str:
        """Who promised, as everybody may read it."""
        return str(self.organisation or self.owner or "") or self.owner_words

    @property
    def late(self) -> bool:
        return self.state == PromiseState.PROMISED and self.due < clock.today()

    @property
    def put_off(self) -> bool:
        return self.due != self.first_due

    @property
    def state_words(self) -> str:
        return str(PromiseState(self.state).label)
