from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.lifecycle import AT_WORK, Stage
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.models import Organisation, Post
from linli.places.models import Place


class AssignmentSet(models.QuerySet):
    def at_work(self):
        return self.filter(stage__in=AT_WORK)


class Assignment(Ref, models.Model):
    """One unit called for one case, on its own clocks."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    round = models.CharField(max_length=10, choices=[("dispatch", _("dispatch")), ("whistle", _("whistle"))])
    lead = models.BooleanField(default=True)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.CALLED)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    sign_due = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    contact_due = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    report_due = models.DateTimeField(null=True)
    reported_in_at = models.DateTimeField(null=True)
    done_warn = models.DateTimeField()
    done_due = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    whistle = models.ForeignKey("cases.Whistle", models.CASCADE, null=True, related_name="assignments")
    plan = models.TextField(blank=True)
    plan_due = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)
    returned_for = models.CharField(max_length=20, blank=True)  # one of RETURN_REASONS
    duty_item = models.CharField(max_length=80, blank=True)  # the item of the duty list that the unit cites
    overruled = models.TextField(
        blank=True
    )  # why it was called although it had said "not ours", or the list does not name it
    caller_grade = models.PositiveSmallIntegerField(null=True)  # how those who called rate the unit …
    caller_words = models.TextField(blank=True)
    unit_grade = models.PositiveSmallIntegerField(null=True)  # … and the unit the call
    unit_words = models.TextField(blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)

    objects = AssignmentSet.as_manager()

    class Meta:
        ordering = ["called_at", "-lead", "id"]
        constraints = [
            models.UniqueConstraint("case", "organisation", name="assignment_once", condition=Q(stage__in=AT_WORK))
        ]
        indexes = [
            models.Index("organisation", "case", name="assignment_unit"),
            models.Index("organisation", "done_due", name="assignment_open", condition=Q(stage__in=AT_WORK)),
            models.Index(
                "returned_for", F("ended_at").desc(), name="assignment_returned", condition=~Q(returned_for="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.stage}"

    @property
    def state(self) -> str:
        """The lifecycle's name for the stage."""
        return self.stage

    @state.setter
    def state(self, value: str) -> None:
        self.stage = value

    @property
    def open(self) -> bool:
        return self.stage in AT_WORK

    def marks(self) -> list[tuple[str, datetime | None, datetime | None]]:
        """The marks of the whistle board: (step, when it was done, when it is due). The plan is the lead's."""
        return [
            ("sign", self.signed_at, self.sign_due),
            ("unit_contact", self.contacted_at, self.contact_due),
            ("report_in", self.reported_in_at, self.report_due),
            ("plan", self.planned_at, self.plan_due),
            ("report_done", self.done_at, self.done_due),
        ]


class WhistleKind(models.TextChoices):
    """The three uses of a whistle; who may blow which, and its clocks, stand in the book of whistles."""

    KEY = "key", pgettext_lazy("whistle", "key problem")
    JOINT = "joint", pgettext_lazy("whistle", "joint enforcement")
    EMERGENCY = "emergency", pgettext_lazy("whistle", "emergency")


class WhistleSet(models.QuerySet):
    def open(self):
        return self.filter(stood_down_at=None)

    def within(self, place: Place):
        """Blown at this place or under it; a street's sheet is found from the index of open whistles."""
        return self.filter(path__gte=place.path, path__lt=place.path_end)


class Whistle(Ref, models.Model):
    """One call to the spot: of several units, from the blowing to the standing down (销哨)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="whistles")
    kind = models.CharField(max_length=10, choices=WhistleKind)
    path = models.CharField(max_length=400, db_collation="C")  # of the case's place, for the sheets of a street
    edition = models.PositiveIntegerField(default=1)  # of the book of whistles
    words = models.TextField()
    blown_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    blown_at = models.DateTimeField()
    stood_down_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    stood_down_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    objects = WhistleSet.as_manager()

    class Meta:
        ordering = ["blown_at", "id"]
        indexes = [
            models.Index("path", F("id").desc(), name="whistle_path"),
            models.Index("path", "id", name="whistle_open", condition=Q(stood_down_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.blown_at:%Y-%m-%d}"


class WhistleSession(Ref, models.Model):
    """A street's weekly unit day: the list frozen on Thursday, gone through on Friday."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="whistle_sessions")
    day = models.DateField()
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.CharField(max_length=120, blank=True)  # a ref: a post, or the clock
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint("place", "day", name="session_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.day}"


class SessionItem(models.Model):
    """One whistle on one session's list, and what the session said of it."""

    class Outcome(models.TextChoices):
        SETTLED = "settled", pgettext_lazy("whistle", "settled")
        ON_COURSE = "on_course", pgettext_lazy("whistle", "on course")
        CARRIED = "carried", pgettext_lazy("whistle", "carried over")
        RAISED = "raised", pgettext_lazy("whistle", "raised to the level above")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(WhistleSession, models.CASCADE, related_name="items")
    whistle = models.ForeignKey(Whistle, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    times = models.PositiveSmallIntegerField(default=1)  # the how-many-th session that has it on its list
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    words = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint("session", "whistle", name="session_item_once")]

    def __str__(self) -> str:
        return f"{self.order}. {self.whistle}"
