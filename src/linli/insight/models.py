"""Insight's own tables: figures added up beforehand, and what was published of them. It writes nobody else's."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.models import Organisation, Post
from linli.places.models import Place


class Tally(models.Model):
    """What was raised at a place in a month, added up: see `rates.Counts` for the columns.

    `category` is a category's code, a group's letter, or empty for all; `unit` is one that was called, or None for all.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    path = models.CharField(max_length=400, db_collation="C")  # of a county, street, community, compound or grid
    month = models.DateField()
    category = models.CharField(max_length=10, blank=True)
    unit = models.UUIDField(null=True)  # an organisation's key; no foreign key, so that rows can be added up in bulk
    raised = models.IntegerField()
    voices = models.IntegerField()
    answered = models.IntegerField()
    late = models.IntegerField()
    in_time = models.IntegerField()
    contact_of = models.IntegerField()
    contact_running = models.IntegerField()
    solved = models.IntegerField()
    said = models.IntegerField()
    silent = models.IntegerField()
    waiting = models.IntegerField()
    excluded = models.IntegerField()
    excluded_voices = models.IntegerField()
    grade_5 = models.IntegerField()
    grade_4 = models.IntegerField()
    grade_3 = models.IntegerField()
    grade_2 = models.IntegerField()
    grade_1 = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("path", "month", "category", "unit", name="tally_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.month:%Y-%m} {self.category}"


class Mark(models.Model):
    """Until when the tallies know what happened."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class Publication(Ref, models.Model):
    """The three rates of a street for a month: frozen, shown to the units, annotated, published."""

    class State(models.TextChoices):
        SHOWN = "shown", pgettext_lazy("publication", "shown to the units")
        PUBLISHED = "published", pgettext_lazy("publication", "published")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    month = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.SHOWN)
    body: Any = models.JSONField()
    edition = models.PositiveIntegerField()  # of the book of weights
    shown_at = models.DateTimeField()
    shown_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    comments_until = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint("place", "month", name="publication_once")]
        indexes = [models.Index("place", "month", name="publication_out", condition=Q(state="published"))]

    def __str__(self) -> str:
        return f"{self.place} {self.month:%Y-%m}"


class Annotation(models.Model):
    """What a unit has to say about its figures; it is published with them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="annotations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    words = models.TextField()
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint("publication", "organisation", name="annotation_once")]

    def __str__(self) -> str:
        return self.words[:40]
