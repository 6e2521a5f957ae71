from django.db import models
from django.db.models import F, Q

from linli.cases.lifecycle import GOING_ON, MediationState
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.fields import SealedTextField
from linli.people.models import Post
from linli.places.models import Place


class MediationSet(models.QuerySet):
    def visible_to(self, post: Post):
        """What this post helps with, as keeper or mediator; `rules.helps_the_parties` gives the same answer for one
        file.
        """
        if not post.is_current():
            return self.none()
        helping = Mediator.objects.filter(post=post, ended_at=None).values("mediation")
        kept = Mediation.objects.filter(keeper=post).order_by().values("pk")
        return self.filter(
            pk__in=kept.union(helping)
        )  # two walks over an index; with OR it would be all files there are

    def open(self):
        return self.filter(state__in=GOING_ON)


class Mediation(Ref, models.Model):
    """A file of talks between neighbours. Only those who help the parties see it; figures go without names.

    Purpose: settling this dispute. Basis: the parties asked for it or agreed to it (People's Mediation Law, art. 17).
    Ends: `until`, as long after its end as the book of retention says; then it is deleted, and a `PastMediation` stays.
    """

    State = MediationState

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="mediations")
    category = models.ForeignKey("cases.Category", models.PROTECT)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    title = models.CharField(max_length=80)  # without names: "water from above, 2 households"
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    keeper = models.ForeignKey(Post, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    agreement = SealedTextField(blank=True, default="")
    agreed_at = models.DateTimeField(null=True)
    follow_up_on = models.DateField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    follow_up = SealedTextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)

    objects = MediationSet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index("path", F("id").desc(), name="mediation_path"),
            models.Index("follow_up_on", name="mediation_follow_up", condition=Q(followed_up_at=None)),
            models.Index("until", name="mediation_until", condition=Q(until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Party(models.Model):
    """Somebody the dispute is between."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="parties")
    side = models.CharField(max_length=1)  # "A", "B", …
    name = SealedTextField()
    phone = SealedTextField(blank=True, default="")
    agreed_to_talk = models.BooleanField(default=False)

    class Meta:
        ordering = ["side", "id"]

    def __str__(self) -> str:
        return "***"


class Mediator(models.Model):
    """Who helps the parties: a post here, or a volunteer or lawyer from outside by name. Only the posts
    see the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="mediators")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="mediating")
    name = models.CharField(max_length=40, blank=True)
    capacity = models.CharField(max_length=12)  # "mediator", "volunteer", "adviser", "lawyer"
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                "mediation", "post", name="mediator_once", condition=Q(ended_at=None, post__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.post)


class Talk(models.Model):
    """One session."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="talks")
    at = models.DateTimeField()
    where = models.CharField(max_length=80, blank=True)
    present = models.CharField(max_length=40, blank=True)  # the sides that came: "A B"
    words = SealedTextField()
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class PastMediation(models.Model):
    """What stays in the figures of a file that was deleted: a count, without names, number, title, home and day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    path = models.CharField(max_length=400, db_collation="C")  # of the compound or street, never nearer
    grid_path = models.CharField(max_length=400, blank=True, db_collation="C")
    category = models.ForeignKey("cases.Category", models.PROTECT, related_name="+")
    month = models.DateField()  # the first day of the one in which it was opened
    outcome = models.CharField(max_length=10, choices=MediationState)
    talks = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField(null=True)  # from opening to the agreement

    class Meta:
        indexes = [models.Index("path", "month", name="past_mediation_path")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.outcome}"
