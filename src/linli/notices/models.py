from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    LEASED = "leased", _("being sent")
    SENT = "sent", _("sent")
    GIVEN_UP = "given_up", _("given up")


class NoticeSet(models.QuerySet):
    def due(self, now):
        """Whose turn has come: waiting ones, and leased ones whose holder died."""
        waiting = Q(state=State.WAITING, next_try_at__lte=now)
        return self.filter(waiting | Q(state=State.LEASED, leased_until__lt=now))

    def inbox_of(self, *refs):
        return self.filter(to__in=refs, channel="inbox", state=State.SENT).order_by("-id")

    def unread(self):
        return self.filter(read_at=None)

    def given_up(self):
        return self.filter(state=State.GIVEN_UP).order_by("-id")


class Notice(Ref, models.Model):
    """One message to one addressee by one channel. What it says is put into words when it is read or sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to = models.CharField(max_length=120)  # a ref
    channel = models.CharField(max_length=20, default="inbox")
    kind = models.CharField(max_length=60)  # which sentence: see notices/sentences.py
    facts = models.JSONField(default=dict)
    about = models.CharField(max_length=120, blank=True)  # a ref
    once = models.CharField(max_length=200, null=True, unique=True)  # a key that makes a repeated job harmless
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = NoticeSet.as_manager()

    class Meta:
        indexes = [
            models.Index("next_try_at", name="notice_outbox", condition=Q(state__in=["waiting", "leased"])),
            models.Index("to", F("id").desc(), name="notice_inbox"),
            models.Index("to", name="notice_unread", condition=Q(read_at=None, state="sent")),
            models.Index("id", name="notice_given_up", condition=Q(state="given_up")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"
