import json

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from linli.councils.models.roll import RollUnit
from linli.councils.models.vote import Vote
from linli.kernel.ids import uuid7
from linli.people.fields import SealedTextField
from linli.people.models import Post


class Choices:
    """What was said on each matter, sealed: nobody reads it in the database before the close."""

    said: str

    @property
    def choices(self) -> dict[str, str]:
        return json.loads(self.said)


class Proxy(models.Model):
    """Somebody who votes for owners, in writing. Recognised by name and phone, so that a cap can be kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.CASCADE, related_name="proxies")
    code = models.CharField(max_length=48)
    name = SealedTextField()
    fingerprint = models.CharField(max_length=64)
    property_staff = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint("vote", "fingerprint", name="proxy_once"),
            models.UniqueConstraint("vote", "code", name="proxy_code"),
        ]

    def __str__(self) -> str:
        return self.code


class PaperEntry(Choices, models.Model):
    """A paper ballot as the first person typed it. It becomes a ballot when a second person, paper in hand, types the
    same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(RollUnit, models.PROTECT, related_name="paper_entries")
    owner = models.CharField(max_length=48)
    proxy = models.ForeignKey(Proxy, models.PROTECT, null=True, related_name="+")
    signed = models.BooleanField()
    said = SealedTextField()
    received_at = models.DateTimeField()
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    submission_key = models.CharField(max_length=64, unique=True)
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)


class Ballot(Choices, models.Model):
    """One ballot in the log. Rows are added, never changed; which of several counts is told by the count."""

    class Channel(models.TextChoices):
        PAPER = "paper", pgettext_lazy("ballot", "on paper")
        ELECTRONIC = "electronic", pgettext_lazy("ballot", "electronically")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(RollUnit, models.PROTECT, related_name="ballots")
    receipt = models.CharField(max_length=16, unique=True)
    channel = models.CharField(max_length=10, choices=Channel)
    at = models.DateTimeField()
    owner = models.CharField(max_length=48)  # who says it, or for whom the proxy says it
    proxy = models.ForeignKey(Proxy, models.PROTECT, null=True, related_name="ballots")
    signed = models.BooleanField(default=True)
    said = SealedTextField()
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)  # over the salt and all by which it counts; published after the close
    entry = models.OneToOneField(PaperEntry, models.PROTECT, null=True, related_name="ballot")
    confirmed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    submission_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="electronic", entry=None) | Q(channel="paper", entry__isnull=False),
                name="ballot_paper_was_entered",
            )
        ]

    def __str__(self) -> str:
        return self.receipt


class CallBack(models.Model):
    """A paper ballot drawn after the close: its owner is asked what the paper said. The draw is seeded by the pack, so
    nobody chooses it.

    Somebody who did not enter the paper asks, without seeing what was entered; a second person was there and confirms.
    """

    class Result(models.TextChoices):
        MATCHES = "matches", pgettext_lazy("call-back", "says the same")
        DIFFERS = "differs", pgettext_lazy("call-back", "says something else")
        NOT_REACHED = "not_reached", pgettext_lazy("call-back", "not reached")

    class How(models.TextChoices):
        IN_PERSON = "in_person", pgettext_lazy("call-back", "in person")
        BY_PHONE = "by_phone", pgettext_lazy("call-back", "by phone")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="call_back")
    order = models.PositiveSmallIntegerField()  # in the draw
    result = models.CharField(max_length=12, choices=Result, blank=True)
    how = models.CharField(max_length=10, choices=How, blank=True)
    asked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("asked_by")), name="call_back_by_two"
            )
        ]

    def __str__(self) -> str:
        return self.result
