from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.models import Post


class Rung(models.IntegerChoices):
    """The ladder, from a reminder up to the county."""

    REMINDER = 1, pgettext_lazy("rung", "reminder")
    CHIEF = 2, pgettext_lazy("rung", "grid chief")
    COMMUNITY = 3, pgettext_lazy("rung", "community")
    STREET = 4, pgettext_lazy("rung", "street")
    COUNTY = 5, pgettext_lazy("rung", "county")


class Supervision(Ref, models.Model):
    """One time a case was raised to a rung, and who there said: seen, I see to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="supervisions")
    rung = models.PositiveSmallIntegerField(choices=Rung)
    why = models.CharField(max_length=20)  # "overdue", "reworks", "returns", "not_solved", "silence", "by_hand"
    words = models.TextField(blank=True)
    path = models.CharField(max_length=400, db_collation="C")
    raised_by = models.CharField(max_length=120)  # a ref: a post, a voice, the clock
    raised_at = models.DateTimeField()
    due = models.DateTimeField(
        null=True
    )  # by then somebody there says "seen", and later has it answered, or the next rung hears
    acknowledged_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledgement = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)  # the case was answered, or a higher rung took over

    class Meta:
        ordering = ["raised_at", "id"]
        indexes = [
            models.Index("case", "rung", name="supervision_case"),
            models.Index("path", F("id").desc(), name="supervision_open", condition=Q(ended_at=None)),
            models.Index("due", name="supervision_due", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_rung_display()} {self.raised_at:%Y-%m-%d}"
