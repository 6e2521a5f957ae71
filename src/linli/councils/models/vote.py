from typing import Any

from django.db import models
from django.db.models import F, Q

from linli.councils.lifecycle import ANNOUNCED, VoteState
from linli.councils.models.area import AreaSet
from linli.councils.recount import class_of
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.kernel.words import say
from linli.people.models import Post
from linli.places.models import Place


class VoteSet(AreaSet):
    def announced(self):
        """What everybody may read: notice was given."""
        return self.filter(state__in=ANNOUNCED).exclude(noticed_at=None)


class Vote(Ref, models.Model):
    """One owners' joint decision (Civil Code art. 278), from the draft to the published result."""

    State = VoteState

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    city = models.CharField(max_length=30)
    edition = models.PositiveIntegerField()  # of the book of cities
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    emergency = models.BooleanField(default=False)  # there is danger: then no vote is held, art. 281(2)
    silent: Any = models.JSONField(default=dict)  # {"on", "clause", "since"}; off unless law, agreement or usage has it
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    drafted_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    noticed_at = models.DateTimeField(null=True)
    roll_hash = models.CharField(max_length=64, blank=True)
    notice_hash = models.CharField(max_length=64, blank=True)  # over matters, window and rules, as they were announced
    closed_at = models.DateTimeField(null=True)
    outcome: Any = models.JSONField(
        null=True
    )  # what `recount` makes of the evidence pack, or what the city's system said
    outcome_from = models.CharField(max_length=120, blank=True)  # the document of the city's system
    pack_hash = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)
    abandoned_why = models.CharField(max_length=200, blank=True)

    objects = VoteSet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="vote_closes_after_opening")]
        indexes = [
            models.Index("path", F("id").desc(), name="vote_path"),
            models.Index("opens", name="vote_opens", condition=Q(state="noticed")),
            models.Index("closes", name="vote_closes", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state_words(self) -> str:
        return str(VoteState(self.state).label)

    @property
    def abandoned_words(self) -> str:
        """In the office's own words, or the clock's in the reader's language."""
        return say(self.abandoned_why) if self.abandoned_why else ""

    @property
    def silence_counts(self) -> bool:
        return self.silent.get("on") is True


class Matter(models.Model):
    """One question of a vote. How much it needs follows from the law."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.CASCADE, related_name="matters")
    number = models.PositiveSmallIntegerField()
    item = models.PositiveSmallIntegerField()  # of art. 278, or 279
    title = models.CharField(max_length=80)
    words = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was taken to be this item
    only: Any = models.JSONField(default=list)  # stairwells, where only a part votes; empty: all
    without_kinds: Any = models.JSONField(default=list)

    class Meta:
        ordering = ["vote", "number"]
        constraints = [models.UniqueConstraint("vote", "number", name="matter_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """Its name in ballots and in the evidence pack."""
        return f"m{self.number}"

    @property
    def kind(self) -> str:
        return class_of(self.item)
