from typing import Any

from django.db import models
from django.db.models import F

from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref


class Edition(Ref, models.Model):
    """One edition of one book of rules. It is never changed; whoever wants other rules issues the next."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    body: Any = models.JSONField()
    since = models.DateTimeField()  # in force from then on, until the next
    why = models.TextField()
    by = models.CharField(max_length=120)  # a ref
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("book", "number", name="edition_once")]
        indexes = [models.Index("book", F("number").desc(), name="edition_newest")]

    def __str__(self) -> str:
        return f"{self.book} {self.number}"
