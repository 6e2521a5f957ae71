from typing import Any

from django.db import models

from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.models import Post


class Merge(Ref, models.Model):
    """Somebody found two cases to be one matter. What is needed to take it back stands in `was`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    into = models.ForeignKey("cases.Case", models.CASCADE, related_name="merges_in")
    absorbed = models.ForeignKey("cases.Case", models.CASCADE, related_name="merges_away")
    words = models.TextField(blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    was: Any = models.JSONField(default=dict)
    undone_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.into_id}"
