from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.models import Post

LEAVING_OUT = ["exclusion", "readmission"]


class ApprovalSet(models.QuerySet):
    def pending(self):
        return self.filter(decided_at=None)

    def granted(self):
        return self.filter(granted=True)


class Approval(Ref, models.Model):
    """What one asks for and another decides, about one case: more time, a stop of the clock, leaving it out of the
    rates, a unit's objection. Whoever asks never decides.
    """

    class Kind(models.TextChoices):
        EXTENSION = "extension", pgettext_lazy("approval", "extension")
        PAUSE = "pause", pgettext_lazy("approval", "pause")
        WAITING = "waiting", pgettext_lazy("approval", "waiting for the resident")
        SLOW_LANE = "slow_lane", pgettext_lazy("approval", "slow lane")
        OBJECTION = "objection", pgettext_lazy("approval", "objection of a unit")
        EXCLUSION = "exclusion", pgettext_lazy("approval", "exclusion from the rates")
        READMISSION = "readmission", pgettext_lazy("approval", "re-admission to the rates")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="approvals")
    assignment = models.ForeignKey("cases.Assignment", models.CASCADE, null=True, related_name="approvals")
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveSmallIntegerField(default=1)  # the how-many-th of its kind in this case
    edition = models.PositiveIntegerField(default=1)  # of the book of rules it was asked under
    reason = models.CharField(max_length=20, blank=True)
    item = models.CharField(max_length=80, blank=True)  # of a duty list, or of the list of grounds
    words = models.TextField()
    asked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # None: the resident asked
    voice = models.ForeignKey("cases.Voice", models.CASCADE, null=True, related_name="+")  # which resident, if one did
    asked_at = models.DateTimeField()
    limit = models.CharField(max_length=8, blank=True)  # an extension's length
    until = models.DateTimeField(null=True)  # a stop's end
    reviewed_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+"
    )  # an exclusion is looked at by one and decided by another
    reviewed_at = models.DateTimeField(null=True)
    review = models.TextField(blank=True)
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    decision = models.TextField(blank=True)
    begins_at = models.DateTimeField(null=True)  # a granted stop: from then …
    ended_at = models.DateTimeField(null=True)  # … until then, when it ended before or at `until`
    due_was = models.DateTimeField(null=True)
    due_is = models.DateTimeField(null=True)

    objects = ApprovalSet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "case",
                "kind",
                "assignment",
                name="approval_one_pending",
                condition=Q(decided_at=None),
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index("case", "kind", name="approval_case"),
            models.Index(F("id").desc(), name="approval_pending", condition=Q(decided_at=None)),
            models.Index(F("id").desc(), name="approval_left_out", condition=Q(kind__in=LEAVING_OUT, decided_at=None)),
            models.Index(
                F("id").desc(),
                name="approval_left_out_decided",
                condition=Q(kind__in=LEAVING_OUT, decided_at__isnull=False),
            ),
            models.Index(
                "decided_at", name="approval_readmission", condition=Q(kind="readmission", decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def running(self) -> bool:
        """Whether a granted stop holds the clock now."""
        return bool(self.granted) and self.ended_at is None

    @property
    def holds(self) -> bool:
        return self.running and self.begins_at is not None
