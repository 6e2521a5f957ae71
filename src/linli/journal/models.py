import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import models

from linli.kernel.clock import SHANGHAI
from linli.kernel.ids import uuid7

GENESIS = "0" * 64


class NeverRewritten(models.QuerySet):
    """Entries and seals are added, never changed."""

    def update(self, **_):
        raise TypeError("The journal is append-only.")

    bulk_update = update_or_create = update

    def delete(self):
        raise TypeError("The journal is append-only.")


class Entry(models.Model):
    """One thing that happened to one subject."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.CharField(max_length=120)
    seq = models.PositiveIntegerField()
    event = models.CharField(max_length=60)
    facts = models.JSONField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = NeverRewritten.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("subject", "seq", name="journal_entry_seq")]
        indexes = [models.Index("at", "id", name="journal_entry_at"), models.Index("by", "at", name="journal_entry_by")]

    def __str__(self) -> str:
        return f"{self.subject} #{self.seq} {self.event}"

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The journal is append-only.")
        super().save(force_insert=True, **kwargs)

    def delete(self, **_: Any):
        raise TypeError("The journal is append-only.")

    def sealed(self) -> str:
        """The SHA-256 over everything the entry says and the hash of the entry before it, as 64 hex digits."""
        return entry_hash(self.subject, self.seq, self.event, self.facts, self.by, self.at, self.previous)


def entry_hash(subject: str, seq: int, event: str, facts: dict, by: str, at: datetime, previous: str) -> str:
    said = [subject, seq, event, facts, by, at.astimezone(SHANGHAI).isoformat(timespec="microseconds"), previous]
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class Seal(models.Model):
    """All entries of one day under one hash, chained to the day before. Publish it, and tampering shows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField(unique=True)
    entries = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = NeverRewritten.as_manager()

    def __str__(self) -> str:
        return f"{self.day} {self.hash[:12]}"
