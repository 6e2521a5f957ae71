from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.councils.lifecycle import MotionState
from linli.councils.models.area import AreaSet
from linli.councils.models.meeting import Meeting
from linli.councils.models.topic import Topic
from linli.councils.models.vote import Vote
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.kernel.words import say
from linli.people.models import Post
from linli.places.models import Place


class Engine(models.TextChoices):
    """Who decides, and so how it is counted. They are kept apart: mixing them is the likeliest legal error."""

    ADVICE = "advice", _("advice of a council")
    ASSEMBLY = "assembly", _("residents' assembly")
    REPRESENTATIVES = "delegates", _("residents' representatives")
    OWNERS = "owners", _("owners' joint decision")


class Motion(Ref, models.Model):
    """One proposal put to the body that may decide it."""

    State = MotionState

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="motions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="motions")
    vote = models.OneToOneField(Vote, models.PROTECT, null=True, related_name="motion")  # of the owners
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    engine = models.CharField(max_length=10, choices=Engine)
    edition = models.PositiveIntegerField()  # of the book of assemblies
    item = models.PositiveSmallIntegerField(null=True)  # which matter of the Civil Code it is, if it is one
    title = models.CharField(max_length=80)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    called_how = models.CharField(max_length=12, blank=True)  # who had the assembly called: assemblies.CALLERS
    askers = models.PositiveIntegerField(null=True)  # so many asked for it …
    askers_of = models.PositiveIntegerField(null=True)  # … of so many
    counted_in = models.CharField(max_length=12, blank=True)  # adults, households or delegates
    noticed_at = models.DateTimeField(null=True)
    studied_at = models.DateField(null=True)  # by the party organisation of the community, before (art. 30)
    entitled = models.PositiveIntegerField(null=True)
    present = models.PositiveIntegerField(null=True)
    yes = models.PositiveIntegerField(null=True)
    no = models.PositiveIntegerField(null=True)
    abstain = models.PositiveIntegerField(null=True)
    counted_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    outcome: Any = models.JSONField(null=True)  # what the engine made of the count, and under which rules
    decided_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    abandoned_why = models.CharField(max_length=200, blank=True)
    drafted_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    objects = AreaSet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("counted_by")), name="motion_counted_by_two"
            ),
            models.CheckConstraint(condition=Q(vote=None) | Q(engine="owners"), name="motion_vote_of_owners"),
        ]
        indexes = [models.Index("path", F("id").desc(), name="motion_path")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state_words(self) -> str:
        return str(MotionState(self.state).label)

    @property
    def abandoned_words(self) -> str:
        """In the office's own words, or the clock's in the reader's language."""
        return say(self.abandoned_why) if self.abandoned_why else ""


class Advice(models.Model):
    """What one member of a council advised, with the reason. Advice binds nobody; the minority's reasons are published
    too.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    motion = models.ForeignKey(Motion, models.CASCADE, related_name="advice")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    member = models.CharField(max_length=60)  # as the minutes name the seat: "owners' representative, building 3"
    side = models.CharField(max_length=10)  # for, against, abstain
    reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint("motion", "member", name="advised_once")]

    def __str__(self) -> str:
        return self.side
