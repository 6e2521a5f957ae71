from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from linli.cases import books
from linli.cases.models.case import Case
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people import rules as people
from linli.people.models import Post
from linli.places.models import Place


class OrderSet(models.QuerySet):
    def visible_to(self, post: Post):
        """What this post may see; `rules.may_see_order` gives the same answer for one order."""
        if post.place is None or not post.is_current():
            return self.none()
        if post.role not in people.IN_THE_COMMUNITY | people.AT_THE_STREET | people.HEARING_COMPLAINTS:
            return self.none()
        seen = Q(voice__case__restricted=False)
        if post.role in people.HEARING_COMPLAINTS:
            seen |= Q(voice__case__in=Case.objects.visible_to(post).filter(restricted=True).values("pk"))
        return self.within(post.place).filter(seen)

    def within(self, place: Place):
        return self.filter(path__gte=place.path, path__lt=place.path_end)

    def open(self):
        """Those that want something there: a reply, or to be given back."""
        return self.filter(replied_at=None, returned_at=None, reply_due__isnull=False)

    def to_export(self):
        return self.filter(replied_at__isnull=False, exported_at=None)


class Sheet(Ref, models.Model):
    """One file of orders that a hotline sent and somebody imported."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    system = models.CharField(max_length=40)  # which hotline; its column map stands in the book of hotlines
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=400, db_collation="C")
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index("path", F("id").desc(), name="sheet_path")]

    def __str__(self) -> str:
        return self.name


class Order(Ref, models.Model):
    """What came from another system under its own number: it is one voice here, and wants a reply there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voice = models.OneToOneField("cases.Voice", models.CASCADE, related_name="order")
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, related_name="orders")
    system = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    path = models.CharField(max_length=400, db_collation="C")
    received_at = models.DateTimeField()
    return_due = models.DateTimeField(null=True)  # by then it may be given back as not ours
    reply_due = models.DateTimeField(null=True)
    row: Any = models.JSONField(default=dict)  # the other columns of the sheet as they came; never a name or a phone
    reply: Any = models.JSONField(default=dict)  # the fields of the reply sheet
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    returned_for = models.TextField(blank=True)
    exported_at = models.DateTimeField(null=True)

    objects = OrderSet.as_manager()

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [models.UniqueConstraint("system", "number", name="order_once")]
        indexes = [
            models.Index("path", F("id").desc(), name="order_path"),
            models.Index("path", "reply_due", name="order_open", condition=Q(replied_at=None, returned_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.number}"

    @property
    def reply_warn(self) -> datetime | None:
        share = books.ladder.rules().remind_at / 100
        return self.received_at + (self.reply_due - self.received_at) * share if self.reply_due else None

    @property
    def state(self) -> str:
        """ "returned", "exported", "replied" or "open"."""
        done = (("returned", self.returned_at), ("exported", self.exported_at), ("replied", self.replied_at))
        return next((name for name, at in done if at), "open")
