from django.db import models
from django.db.models import F, Q

from linli.cases.models.case import Case
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.models import Post


class LookObjectionSet(models.QuerySet):
    def visible_to(self, post: Post):
        """Those of cases that this post may see; `rules.may_answer_look` says who of them answers."""
        if post.place is None:
            return self.none()
        near = self.filter(path__gte=post.place.path, path__lt=post.place.path_end)
        return near.filter(voice__case__in=Case.objects.visible_to(post))

    def pending(self):
        return self.filter(answered_at=None)


class LookObjection(Ref, models.Model):
    """A resident does not see why somebody looked at the own name and phone. An inspector answers, and the resident
    reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voice = models.ForeignKey("cases.Voice", models.CASCADE, related_name="look_objections")
    look = models.UUIDField(unique=True)  # the journal entry of the look
    looked_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()
    purpose = models.CharField(max_length=200)
    path = models.CharField(max_length=400, db_collation="C")
    words = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    proper = models.BooleanField(null=True)  # whether the look was needed, says who answered
    answer = models.TextField(blank=True)

    objects = LookObjectionSet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index("path", F("id").desc(), name="look_objection_path"),
            models.Index("path", "id", name="look_objection_open", condition=Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.looked_at:%Y-%m-%d %H:%M}"
