from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils.lifecycle import HEARD, TopicState
from linli.councils.models.area import AreaSet
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.models import Post
from linli.places.models import Place


class TopicSet(AreaSet):
    def public(self):
        """What everybody may read: it was screened and taken up, or is looking for seconders."""
        return self.filter(state__in=HEARD)


class Topic(Ref, models.Model):
    """Something a neighbourhood talks over, from the first voice to the residents' verdict."""

    State = TopicState

    class Origin(models.TextChoices):
        RESIDENTS = "residents", _("raised by residents")
        COMMITTEE = "committee", _("raised by the committee")
        OWNERS = "owners", _("raised by the owners' committee")
        STREET = "street", _("raised by the street")
        CASES = "cases", _("from cases that keep coming back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    title = models.CharField(max_length=80)
    words = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin)
    state = models.CharField(max_length=10, choices=State)
    cases: Any = models.JSONField(default=list)  # refs of the cases it came from
    seconders_needed = models.PositiveSmallIntegerField(default=0)
    seconded_on_paper = models.PositiveSmallIntegerField(default=0)  # signatures on a sheet, beside those from devices
    paper_sheet = models.CharField(max_length=80, blank=True)  # where that sheet lies
    groups: Any = models.JSONField(default=list)  # who is concerned, declared: [{"key", "name", "options": [...]}]
    procedure = models.CharField(max_length=30, blank=True)  # its key in the book of procedures
    edition = models.PositiveIntegerField(default=0)  # of that book
    at = models.PositiveSmallIntegerField(default=0)  # the order of the stage it is in; 0: in none yet
    raised_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # None: by a resident
    raised_at = models.DateTimeField()
    screened_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    screened_at = models.DateTimeField(null=True)
    reasons: Any = models.JSONField(default=list)  # why not, by their keys in the book of procedures
    refusal = models.CharField(
        max_length=400, blank=True
    )  # and in words: why it was not taken up; everybody who raised it reads it
    appeal = models.CharField(max_length=400, blank=True)
    # By whom it was entered that came on paper or at the counter.
    appeal_entered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    appeal_heard_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=400, blank=True)  # what the street said about the appeal
    hearing_until = models.DateTimeField(null=True)  # stances are taken until then
    closed_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)

    objects = TopicSet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index("path", F("id").desc(), name="topic_path")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state_words(self) -> str:
        return str(TopicState(self.state).label)


class Stage(Ref, models.Model):
    """One stage of a topic's procedure, copied from the template in force when it was taken up. None can be skipped.

    Its record is more than words where the kind asks for more: a meeting whose minutes are out, a motion that was
    decided, or, for what was held outside this platform, where it was and the signed sheet (an `Evidence` of the
    stage).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)  # what is done in it: procedures.KINDS
    who = models.CharField(max_length=80)
    records = models.CharField(max_length=120)  # what must be written down before it ends
    least_days = models.PositiveSmallIntegerField(default=0)
    publishes = models.BooleanField(default=False)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    result = models.TextField(blank=True)
    meeting = models.ForeignKey(
        "councils.Meeting", models.PROTECT, null=True, related_name="+"
    )  # it rests on this one …
    motion = models.ForeignKey("councils.Motion", models.PROTECT, null=True, related_name="+")  # … or on this one …
    outside = models.CharField(max_length=400, blank=True)  # … or it was held elsewhere: when, where, who came

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint("topic", "order", name="stage_once")]

    def __str__(self) -> str:
        return self.name


class Publication(models.Model):
    """Something put on show, on the web and on paper, for at least so many days. It is never changed, only followed by
    another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="publications")
    meeting = models.ForeignKey("councils.Meeting", models.PROTECT, null=True, related_name="publications")
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="publications")
    title = models.CharField(max_length=80)
    body = models.TextField()
    published_at = models.DateTimeField()
    shown_until = models.DateField()
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["published_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__isnull=False) | Q(meeting__isnull=False), name="publication_of_something"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Verdict(models.Model):
    """What one resident says at the end of a topic: solved or not, and how well."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="verdicts")
    participant = models.ForeignKey("councils.Participant", models.CASCADE, related_name="verdicts")
    solved = models.BooleanField()
    grade = models.PositiveSmallIntegerField()  # 1 … 5, 5 the best
    words = models.CharField(max_length=400, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["-said_at"]
        constraints = [
            models.UniqueConstraint("topic", "participant", name="verdict_once"),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="verdict_grade"),
        ]

    def __str__(self) -> str:
        return f"{self.grade}"


def kept(files: list[str]) -> set[str]:
    """Those of these pictures that prove something."""
    return set(Evidence.objects.filter(file__in=files).exclude(file="").values_list("file", flat=True))


class Evidence(models.Model):
    """Words and a picture that show that something was done or paid. `of` is the ref of a promise, a money line or a
    stage.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", pgettext_lazy("evidence", "before")
        AFTER = "after", pgettext_lazy("evidence", "after")
        DOCUMENT = "document", pgettext_lazy("evidence", "document")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    of = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.AFTER)
    words = models.CharField(max_length=200, blank=True)
    file = models.CharField(max_length=80, blank=True)  # a picture in the store, named by its content
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index("of", "at", name="evidence_of"),
            models.Index("file", name="evidence_file", condition=~Q(file="")),
        ]

    def __str__(self) -> str:
        return self.words or self.file
