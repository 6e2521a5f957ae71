from datetime import datetime
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.cases.lifecycle import AT_WORK, ENDED, OPEN, UNANSWERED, Stage, State
from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people import rules as people
from linli.people.fields import SealedTextField
from linli.people.models import Organisation, Post
from linli.places.models import Place


class Source(models.TextChoices):
    """How a voice came in."""

    PLATE = "plate", _("QR plate")
    WEB = "web", _("web page")
    PHONE = "phone", _("phone call")
    COUNTER = "counter", _("visitor at the counter")
    STALL = "stall", _("stall")
    LETTER_BOX = "letter_box", _("letter box")
    VISIT = "visit", _("home visit")
    PATROL = "patrol", _("found on patrol")
    HOTLINE = "hotline", _("12345 hotline")


class Category(models.Model):
    """What a case can be about, with its default owner and its two promises."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=10, unique=True)
    group = models.CharField(max_length=4)
    group_name = models.CharField(max_length=40)
    group_name_en = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    owner = models.CharField(max_length=80)
    contact_limit = models.CharField(max_length=8)  # calendar.workdays.Limit as text
    finish_limit = models.CharField(max_length=8)
    urgent = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)  # a complaint about staff goes round that staff's own line
    alarm = models.CharField(max_length=120, blank=True)
    alarm_en = models.CharField(max_length=200, blank=True)
    words = models.JSONField(default=list)  # what residents say when they mean it
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_en if _english() else self.name

    @property
    def group_words(self) -> str:
        return self.group_name_en if _english() else self.group_name

    @property
    def alarm_words(self) -> str:
        return self.alarm_en if _english() else self.alarm


def _english() -> bool:
    return (get_language() or "").startswith("en")


class CaseSet(models.QuerySet):
    def visible_to(self, post: Post):
        """What this post may see; `rules.may_see` gives the same answer for one case."""
        if not post.is_current():
            return self.none()
        seen = self
        if post.role not in people.HEARING_COMPLAINTS:
            seen = seen.filter(restricted=False)
        if post.role in people.FOR_A_UNIT:
            return self.called(post.organisation) if post.organisation_id else self.none()
        if post.place is None or post.role not in people.SERVING | people.LOOKING_ON | people.HEARING_COMPLAINTS:
            return self.none()
        return seen.within(post.place)

    def within(self, place: Place):
        """At this place or under it; for a grid: in it."""
        column = "grid_path" if place.kind == "grid" else "path"
        return self.filter(**{f"{column}__gte": place.path, f"{column}__lt": place.path_end})

    def called(self, organisation: Organisation):
        """Those for which this unit was ever called."""
        return self.filter(pk__in=Assignment.objects.filter(organisation=organisation).values("case"))

    def waiting_for(self, organisation: Organisation):
        """Those in which this unit has something to do now."""
        return self.filter(pk__in=Assignment.objects.at_work().filter(organisation=organisation).values("case"))

    def open(self):
        return self.filter(state__in=OPEN)

    def unanswered(self):
        return self.filter(state__in=UNANSWERED)

    def kept_by(self, post: Post):
        return self.filter(keeper=post)

    def waiting_for_others(self):
        return self.filter(state=State.WITH_UNITS)

    def overdue(self, now: datetime | None = None):
        return self.unanswered().filter(finish_due__lt=now or clock.now())

    def nearly_due(self, now: datetime | None = None):
        now = now or clock.now()
        return self.unanswered().filter(finish_warn__lte=now, finish_due__gte=now)

    def for_list(self):
        return self.select_related("place", "category", "keeper__person")

    def for_page(self):
        return self.select_related(
            "place__parent", "grid", "category", "keeper__person", "keeper__place"
        ).prefetch_related("assignments__organisation", "voices__contact", "photos")


class Case(Ref, models.Model):
    """The current values of one matter. Its history stands in the journal, its words in its voices."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=16, unique=True)
    version = models.PositiveIntegerField(default=1)  # grows with every deed; a page sends back the one it showed
    title = models.CharField(max_length=80)
    category = models.ForeignKey(Category, models.PROTECT)
    place = models.ForeignKey(Place, models.PROTECT, related_name="cases")
    path = models.CharField(max_length=400, db_collation="C")
    grid = models.ForeignKey(Place, models.PROTECT, null=True, related_name="grid_cases")
    grid_path = models.CharField(max_length=400, blank=True, db_collation="C")
    source = models.CharField(max_length=12, choices=Source)
    state = models.CharField(max_length=12, choices=State, default=State.REPORTED)
    round = models.CharField(max_length=10, blank=True)  # how the units were called last: "dispatch" or "whistle"
    urgent = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    supervised = models.BooleanField(default=False)
    reachable = models.BooleanField(default=False)  # somebody left a phone: the promise of a first contact binds
    keeper = models.ForeignKey(Post, models.PROTECT, null=True, related_name="kept_cases")
    reported_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()
    last_event = models.CharField(max_length=60)
    contact_limit = models.CharField(max_length=8)
    contact_warn = models.DateTimeField()
    contact_due = models.DateTimeField()
    finish_limit = models.CharField(max_length=8)
    finish_warn = models.DateTimeField()
    finish_due = models.DateTimeField()
    provisional = models.BooleanField(default=False)  # a due time hangs on a year whose holidays are not yet announced
    reminded = models.PositiveSmallIntegerField(default=0)  # 0 nobody, 1 the person (70 %), 2 the chief (100 %)
    contact_reminded = models.PositiveSmallIntegerField(default=0)
    voices_count = models.PositiveIntegerField(default=1)
    returns = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    answer_public = models.BooleanField(default=False)  # the desk's answer may stand on the public page
    solved = models.BooleanField(null=True)  # as the residents say; None: nobody has said
    grade = models.PositiveSmallIntegerField(null=True)

    objects = CaseSet.as_manager()

    class Meta:
        indexes = [
            # With what every list asks besides the place, so that a page is found without reading the cases themselves.
            models.Index("path", F("id").desc(), name="case_path", include=["state", "restricted"]),
            models.Index("grid_path", F("id").desc(), name="case_grid_path", include=["state", "restricted"]),
            models.Index("finish_due", "id", name="case_due", condition=Q(state__in=OPEN)),
            models.Index("path", "finish_due", "id", name="case_open_path", condition=Q(state__in=OPEN)),
            models.Index("grid_path", "finish_due", "id", name="case_open_grid", condition=Q(state__in=OPEN)),
            models.Index("keeper", "finish_due", "id", name="case_keeper", condition=Q(state__in=OPEN)),
            models.Index("last_at", name="case_answered", condition=Q(state=State.ANSWERED)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def open(self) -> bool:
        return self.state not in ENDED

    @property
    def running(self) -> bool:
        """Whether its finish clock still runs."""
        return self.state in UNANSWERED

    @property
    def state_words(self) -> str:
        if self.state == State.WITH_UNITS:
            return str(
                pgettext_lazy("case", "whistle blown")
                if self.round == "whistle"
                else pgettext_lazy("case", "dispatched")
            )
        return str(State(self.state).label)

    @cached_property
    def units(self) -> "list[Assignment]":
        return list(self.assignments.all())


class AssignmentSet(models.QuerySet):
    def at_work(self):
        return self.filter(stage__in=AT_WORK)


class Assignment(Ref, models.Model):
    """One unit called for one case, on its own clocks."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
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
        """The four marks of the whistle board: (step, when it was done, when it is due)."""
        return [
            ("sign", self.signed_at, self.sign_due),
            ("unit_contact", self.contacted_at, self.contact_due),
            ("report_in", self.reported_in_at, self.report_due),
            ("report_done", self.done_at, self.done_due),
        ]


class Grade(models.IntegerChoices):
    """The five grades of GB/T 39734-2020."""

    VERY_SATISFIED = 5, _("very satisfied")
    SATISFIED = 4, _("satisfied")
    FAIR = 3, _("fair")
    DISSATISFIED = 2, _("dissatisfied")
    VERY_DISSATISFIED = 1, _("very dissatisfied")


class Voice(Ref, models.Model):
    """One resident in one matter: own words, own receipt code, own reply and rating."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="voices")
    receipt = models.CharField(max_length=16, unique=True)
    submission_key = models.CharField(max_length=64, null=True, unique=True)
    source = models.CharField(max_length=12, choices=Source)
    said_at = models.DateTimeField()
    words = models.TextField()
    confidential = models.BooleanField(default=False)
    may_publish = models.BooleanField(default=False)  # the resident agreed that the words may stand on the public page
    entered_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+"
    )  # at the desk, on somebody's behalf
    solved = models.BooleanField(null=True)
    grade = models.PositiveSmallIntegerField(choices=Grade, null=True)
    rating_words = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    rated_how = models.CharField(max_length=10, blank=True)  # "page", "phone", "paper"

    class Meta:
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return self.words[:40]


class Addition(models.Model):
    """Words that a resident added later to the own voice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="additions")
    words = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return self.words[:40]


class Contact(models.Model):
    """A resident's name and phone, apart from the case.

    Purpose: reaching the resident about this matter. Basis: given by the resident, freely, for that (PIPL 13(1)).
    Ends: `until`, ninety days after the case has ended; until then pushed forward while the case is open.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voice = models.OneToOneField(Voice, models.CASCADE, related_name="contact")
    name = SealedTextField(blank=True, default="")
    phone = SealedTextField(blank=True, default="")
    until = models.DateField()

    def __str__(self) -> str:
        return "***"


class Photo(models.Model):
    """A picture, stripped of where and by what it was taken. Never public by default."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="photos")
    voice = models.ForeignKey(Voice, models.CASCADE, null=True, related_name="photos")  # None: taken by staff
    stage = models.CharField(max_length=10, default="before")  # "before" or "after" the work; "inside": for colleagues
    file = models.CharField(max_length=80)  # under MEDIA_ROOT, named by the SHA-256 of its content
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    by = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.file
