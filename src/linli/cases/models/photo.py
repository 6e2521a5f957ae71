from typing import Any

from django.db import models
from django.db.models import Q

from linli.cases.lifecycle import WITH_ANSWER
from linli.cases.models.voice import Voice
from linli.kernel.ids import uuid7


class PhotoSet(models.QuerySet):
    def public(self):
        """Those of which a covered copy stands beside a public answer: staff's after the work, or a resident's who
        agreed.
        """
        agreed = Q(voice__may_publish=True, voice__confidential=False) | Q(voice=None, stage="after")
        return self.exclude(public_file="").filter(
            agreed,
            case__answer_public=True,
            case__restricted=False,
            case__erased_on=None,
            case__state__in=WITH_ANSWER,
        )


def kept(files: list[str]) -> set[str]:
    """Those of these files that a photo has, as the picture itself or as its covered copy; two questions
    to an index.
    """
    found = set(Photo.objects.filter(file__in=files).values_list("file", flat=True))
    covered = Photo.objects.filter(public_file__in=files).exclude(public_file="")
    return found | set(covered.values_list("public_file", flat=True))


class Photo(models.Model):
    """A picture, stripped of where and by what it was taken. Never public by default."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="photos")
    voice = models.ForeignKey(Voice, models.CASCADE, null=True, related_name="photos")  # None: taken by staff
    stage = models.CharField(max_length=10, default="before")  # "before" or "after" the work; "inside": for colleagues
    file = models.CharField(max_length=80)  # under MEDIA_ROOT, named by the SHA-256 of its content
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    by = models.CharField(max_length=120)
    public_file = models.CharField(
        max_length=80, blank=True
    )  # the copy with faces, plates and doors covered; empty: not public
    boxes: Any = models.JSONField(
        default=list
    )  # what was covered: [[left, top, width, height], …] as shares of the picture
    added_at = models.DateTimeField()

    objects = PhotoSet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        indexes = [
            models.Index("file", name="photo_file"),  # whether a stored file is still somebody's
            models.Index("public_file", name="photo_public", condition=~Q(public_file="")),
        ]

    def __str__(self) -> str:
        return self.file
