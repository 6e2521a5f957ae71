from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils.models.topic import Topic
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.fields import SealedTextField
from linli.people.models import Post


class Channel(models.TextChoices):
    """How a voice came in. Every figure counts all of them, and says how many came which way."""

    ONLINE = "online", _("online")
    CARD = "card", _("paper card")
    DOOR = "door", _("at the door")
    STALL = "stall", _("at a stall")
    BOX = "box", _("letter box")
    MEETING = "meeting", pgettext_lazy("channel", "at a meeting")


class Participant(Ref, models.Model):
    """One voice in one topic: a device, or a card that somebody holds. No account, no name.

    Whoever holds the card's code may see and correct what was said in its name. A household is known only as a
    fingerprint, when somebody verified it, so that it has one voice; the door itself is sealed.
    Purpose: one voice each in this topic. Basis: consent by taking part. Ends: with the topic, see retention.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="participants")
    number = models.PositiveIntegerField()  # within the topic, in the order of coming; stands in published data
    channel = models.CharField(max_length=10, choices=Channel)
    device = models.CharField(max_length=64, null=True)  # hash of a random cookie
    code = models.CharField(max_length=16, null=True, unique=True)  # on the card
    household = models.CharField(max_length=64, null=True)  # fingerprint of the door
    door = SealedTextField(blank=True, default="")
    groups: Any = models.JSONField(default=dict)  # {"floor": "4F and above"}
    raised = models.BooleanField(default=False)  # raised this topic
    seconded_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)  # None: a printed card that nobody has used yet
    entered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # None: themselves
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    news_seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("topic", "number", name="participant_number"),
            models.UniqueConstraint("topic", "device", name="participant_device", condition=Q(device__isnull=False)),
            models.UniqueConstraint(
                "topic",
                "household",
                name="participant_household",
                condition=Q(household__isnull=False, merged_into=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Statement(Ref, models.Model):
    """One sentence to agree or disagree with. Under forty people: something liked, needed, or a condition."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", pgettext_lazy("statement", "statement")
        CONDITION = "condition", pgettext_lazy("statement", "condition")
        LIKE = "like", pgettext_lazy("statement", "what I like about it")
        NEED = "need", pgettext_lazy("statement", "what I need")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("statement", "to be looked at")
        SHOWN = "shown", pgettext_lazy("statement", "shown")
        REFUSED = "refused", pgettext_lazy("statement", "not shown")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="statements")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STATEMENT)
    words = models.CharField(max_length=140)
    condition_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="conditions")
    author = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="statements")
    entered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=30, blank=True)  # why it is not shown: a key in the book of hearings
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, related_name="alike")  # the one that says it too
    note = models.CharField(max_length=200, blank=True)
    moderated_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    moderated_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint("topic", "number", name="statement_number")]
        indexes = [models.Index("topic", name="statement_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return self.words


class Stance(models.Model):
    """What one participant says to one statement: the last word counts. "Agree if" is no agreement yet; its condition
    is a statement.
    """

    class Side(models.TextChoices):
        AGREE = "agree", pgettext_lazy("stance", "agree")
        DISAGREE = "disagree", pgettext_lazy("stance", "disagree")
        PASS = "pass", pgettext_lazy("stance", "pass")
        IF = "if", pgettext_lazy("stance", "agree if …")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="stances")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="stances")
    side = models.CharField(max_length=10, choices=Side)
    condition = models.ForeignKey(Statement, models.SET_NULL, null=True, related_name="wished_by")
    channel = models.CharField(max_length=10, choices=Channel)
    entered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [models.UniqueConstraint("participant", "statement", name="stance_once")]

    def __str__(self) -> str:
        return self.side


class Opening(models.Model):
    """A letter box was opened by two: when, by whom, how many cards lay in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="openings")
    where = models.CharField(max_length=80)
    cards = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    witness = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # None: not confirmed yet
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]
        constraints = [models.CheckConstraint(condition=~Q(by=models.F("witness")), name="opening_by_two")]

    def __str__(self) -> str:
        return self.where


class BoardRun(models.Model):
    """One computed board, kept with everything needed to compute it again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="boards")
    pack: Any = models.JSONField()  # format, version, seed, statements, people with their groups, stances
    input_hash = models.CharField(max_length=64)
    output: Any = models.JSONField()
    output_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint("topic", "input_hash", name="board_once")]

    def __str__(self) -> str:
        return self.input_hash[:12]
