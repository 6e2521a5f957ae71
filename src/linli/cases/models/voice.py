from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.fields import SealedTextField
from linli.people.models import Post


class Source(models.TextChoices):
    """How a voice came in."""

    PLATE = "plate", _("QR plate")
    WEB = "web", _("web page")
    PHONE = "phone", _("phone call")
    COUNTER = "counter", _("visitor at the counter")
    STALL = "stall", _("stall")
    LETTER_BOX = "letter_box", _("letter box")
    VISIT = "visit", _("home visit")
    PATROL = "patrol", _("found on patrol")
    HOTLINE = "hotline", _("12345 hotline")
    GROUP = "group", _("heard in a residents' group")
    DECISION = "decision", _("decided by neighbours")
    OTHER = "other", _("another channel")


class Grade(models.IntegerChoices):
    """The five grades of GB/T 39734-2020."""

    VERY_SATISFIED = 5, _("very satisfied")
    SATISFIED = 4, _("satisfied")
    FAIR = 3, _("fair")
    DISSATISFIED = 2, _("dissatisfied")
    VERY_DISSATISFIED = 1, _("very dissatisfied")


class Voice(Ref, models.Model):
    """One resident in one matter: own words, own receipt code, own reply and rating."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="voices")
    receipt = models.CharField(max_length=16, unique=True)
    submission_key = models.CharField(max_length=64, null=True, unique=True)
    source = models.CharField(max_length=12, choices=Source)
    said_at = models.DateTimeField()
    words = models.TextField()
    confidential = models.BooleanField(default=False)
    may_publish = models.BooleanField(default=False)  # the resident agreed that the words may stand on the public page
    entered_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+"
    )  # at the desk, on somebody's behalf
    solved = models.BooleanField(null=True)
    grade = models.PositiveSmallIntegerField(choices=Grade, null=True)
    rating_words = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    rated_how = models.CharField(max_length=10, blank=True)  # "page", "phone", "paper"
    reply = models.TextField(blank=True)  # to this voice alone; empty: the case's answer is the reply
    replied_at = models.DateTimeField(null=True)
    came_from = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, db_index=False, related_name="gave_voices"
    )  # before a merge
    next_call_at = models.DateTimeField(null=True)  # when to ring up and ask; None: nobody need ring
    calls = models.PositiveSmallIntegerField(default=0)
    call_held_by = models.ForeignKey(
        Post, models.PROTECT, null=True, db_index=False, related_name="+"
    )  # who is ringing up now: nobody else gets this one …
    call_held_until = models.DateTimeField(null=True)  # … before then

    class Meta:
        ordering = ["said_at", "id"]
        indexes = [
            models.Index("next_call_at", name="voice_to_call", condition=Q(next_call_at__isnull=False)),
            models.Index("came_from", name="voice_came_from", condition=Q(came_from__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.words[:40]

    @property
    def answer(self) -> str:
        """What this resident was answered: the reply to this voice alone, else the case's answer."""
        return self.reply or self.case.answer


class Addition(models.Model):
    """Words that a resident added later to the own voice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="additions")
    words = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return self.words[:40]


class Contact(models.Model):
    """A resident's name and phone, apart from the case.

    Purpose: reaching the resident about this matter. Basis: given by the resident, freely, for that (PIPL 13(1)).
    Ends: `until`, ninety days after the case has ended; until then pushed forward while the case is open.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voice = models.OneToOneField(Voice, models.CASCADE, related_name="contact")
    name = SealedTextField(blank=True, default="")
    phone = SealedTextField(blank=True, default="")
    until = models.DateField()

    def __str__(self) -> str:
        return "***"


class Call(Ref, models.Model):
    """One time that somebody rang up (or visited) to ask about the result."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="call_log")
    at = models.DateTimeField()
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, default="phone")
    reached = models.BooleanField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {'✓' if self.reached else '–'}"
