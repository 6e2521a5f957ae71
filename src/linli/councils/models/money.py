from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.councils.lifecycle import CameraState
from linli.councils.models.area import AreaSet
from linli.councils.models.motion import Motion
from linli.councils.models.topic import Topic
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.models import Organisation, Post
from linli.places.models import Place


class Account(Ref, models.Model):
    """Money for one purpose, every line of it public."""

    class Kind(models.TextChoices):
        PUBLIC_REVENUE = "revenue", _("public revenue")
        MAINTENANCE_FUND = "fund", _("maintenance fund")
        DONATIONS = "donations", _("donations")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="accounts")
    motion = models.ForeignKey(Motion, models.PROTECT, null=True, related_name="accounts")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=80)
    purpose = models.CharField(max_length=400)
    goal = models.BigIntegerField(null=True)  # fen
    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=200, blank=True)  # what became of the rest

    objects = AreaSet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index("path", F("id").desc(), name="account_path")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class MoneyLine(Ref, models.Model):
    """One line of an account. Lines are added, never changed; a wrong one is reversed by another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    amount = models.BigIntegerField()  # fen; in is positive, out negative
    words = models.CharField(max_length=120)
    giver = models.CharField(max_length=40, blank=True)  # the name the giver wants to be shown by; empty: a neighbour
    document = models.CharField(max_length=60, blank=True)  # number of the receipt or invoice
    on = models.DateField()
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+"
    )  # what goes out needs a second person
    approved_at = models.DateTimeField(null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    submission_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("account", "number", name="money_line_number"),
            models.CheckConstraint(condition=~Q(amount=0), name="money_line_of_something"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")), name="money_out_by_two"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def moved(self) -> bool:
        """Whether money has moved: in at once, out when a second person approved; what reverses a line that never
        moved, never.
        """
        if self.reverses and self.reverses.amount < 0:
            return self.reverses.approved_at is not None
        return self.amount > 0 or self.approved_at is not None

    @property
    def waits(self) -> bool:
        """For a second person."""
        return self.amount < 0 and self.approved_at is None and not hasattr(self, "reversed_by")


class Camera(Ref, models.Model):
    """A camera that neighbours put up: what for, what it sees, who keeps it, how long pictures stay (PIPL art. 26)."""

    State = CameraState

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="cameras")
    spot = models.CharField(max_length=80)
    angle = models.CharField(max_length=160)  # what it sees, and what it does not: no window, no door
    purpose = models.CharField(max_length=160)
    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    keeper_phone = models.CharField(max_length=30, blank=True)
    retention_days = models.PositiveSmallIntegerField()
    sign_up_on = models.DateField(null=True)  # the sign that tells passers-by
    since = models.DateField(null=True)
    removed_on = models.DateField(null=True)
    registered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    objects = AreaSet.as_manager()

    class Meta:
        ordering = ["path", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="running") | Q(sign_up_on__isnull=False, since__isnull=False),
                name="camera_runs_with_a_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.spot}"
