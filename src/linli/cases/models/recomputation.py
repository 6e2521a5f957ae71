from typing import Any

from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref


class Recomputation(Ref, models.Model):
    """A holiday notice came: the due times it may move are gone through, in batches, and how far that has come."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.PositiveSmallIntegerField()
    changed: Any = models.JSONField(default=list)  # the days that are of another kind now, as "2026-02-14"
    by = models.CharField(max_length=120)  # a ref
    at = models.DateTimeField()
    after = models.UUIDField(null=True)  # the last case that was looked at
    seen = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)  # cases with a due time that is later now
    kept = models.PositiveIntegerField(default=0)  # cases that would be due earlier, and are not
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(F("id").desc(), name="recomputation_newest"),
            models.Index("id", name="recomputation_running", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.seen}"
