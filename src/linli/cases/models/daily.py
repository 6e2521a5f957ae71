"""What makes a day's work lighter: kept views, standard texts, tags, following, deeds done to many at once, exports."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from linli.kernel.clock import SHANGHAI
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.models import Post
from linli.places.models import Place


class View(models.Model):
    """A list's filters under a name of one's own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["kept_at", "id"]
        constraints = [models.UniqueConstraint("post", "name", name="view_once")]

    def __str__(self) -> str:
        return self.name


class Phrase(models.Model):
    """A standard text with fields, for one step; everybody who works under `place` may use it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    step = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    words = models.TextField()
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["step", "name", "id"]
        indexes = [models.Index("place", "step", name="phrase_place")]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word by which a street finds cases again. It names matters, never people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("place", "name", name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("case", "tag", name="tagging_once")]
        indexes = [models.Index("tag", F("case").desc(), name="tagging_tag")]

    def __str__(self) -> str:
        return str(self.tag)


class Follow(models.Model):
    """Somebody wants to hear what becomes of a case they may see."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="followers")
    post = models.ForeignKey(Post, models.CASCADE, related_name="following")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("case", "post", name="follow_once")]
        indexes = [models.Index("post", F("case").desc(), name="follow_post")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.case_id}"


class BulkDeed(Ref, models.Model):
    """One step taken on many cases at once, and what is needed to take it back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    step = models.CharField(max_length=20)
    said: Any = models.JSONField(default=dict)
    done: Any = models.JSONField(default=list)  # [{"case", "version", "was": {…}}]
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index("post", F("id").desc(), name="bulk_post")]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"


class Export(Ref, models.Model):
    """What left the house as a file: who took what, how many rows, what for, and who agreed where a
    second person must.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    query = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=400, db_collation="C")
    purpose = models.CharField(max_length=200)
    rows = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    approved_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    personal = models.BooleanField(default=False)  # whether residents can be recognised in it
    second = models.BooleanField(default=False)  # whether a second person has to agree
    granted = models.BooleanField(null=True)  # what the second person said at `approved_at`
    decision = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True)  # until then it can be taken
    times = models.PositiveSmallIntegerField(default=0)  # how often it was

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index("path", F("id").desc(), name="export_path"),
            models.Index("path", "id", name="export_pending", condition=Q(second=True, approved_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"

    @property
    def number(self) -> str:
        """Short enough to be read out from a watermark."""
        return f"{self.at.astimezone(SHANGHAI):%y%m%d}-{self.pk.hex[-6:].upper()}"
