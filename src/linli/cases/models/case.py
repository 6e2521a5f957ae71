from datetime import datetime
from functools import cached_property

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import pgettext_lazy

from linli.cases.lifecycle import ENDED, LISTED_ENDED, OPEN, UNANSWERED, State
from linli.cases.models.category import Category
from linli.cases.models.supervision import Rung
from linli.cases.models.unit import Assignment
from linli.cases.models.voice import Source
from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people import rules as people
from linli.people.models import Organisation, Post
from linli.people.roles import Role
from linli.places.models import Place


def _heard_by(post: Post) -> Q:
    """Which complaints about staff come before this post; `rules.hears` gives the same answer for one case."""
    mine = [role for role in Role.values if post.role in people.hearing_about(role)]
    about = Post.objects.filter(pk=OuterRef("about_post"), role__in=mine).exclude(person=post.person_id)
    unnamed = Q(about_post=None) if post.role in people.NAMING else Q(about_post=None, keeper=post)
    return unnamed | Q(Exists(about))


class CaseSet(models.QuerySet):
    def visible_to(self, post: Post):
        """What this post may see; `rules.may_see` gives the same answer for one case."""
        if not post.is_current():
            return self.none()
        if post.role in people.FOR_A_UNIT:
            return self.filter(restricted=False).called(post.organisation) if post.organisation_id else self.none()
        hearing = people.HEARING_COMPLAINTS | people.SUPERVISING
        if post.place is None or post.role not in people.SERVING | people.LOOKING_ON | hearing:
            return self.none()
        heard = Q(restricted=False)
        return self.within(post.place).filter(heard | _heard_by(post) if post.role in hearing else heard)

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

    def late(self):
        """Those whose finish clock ever ran out, answered or not: late stays late."""
        return self.exclude(late_since=None)

    def counted(self):
        """Those that stand for a matter of their own: not the ones merged into another."""
        return self.filter(merged_into=None)

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
    finish_start = models.DateTimeField(
        null=True
    )  # when the finish clock began, if not with the report: at the last reopening
    limits_edition = models.PositiveIntegerField(default=1)  # of the book of limits, under which it was promised
    late_since = models.DateTimeField(null=True)  # the finish clock ran out; no later extension takes this back
    stopped_until = models.DateTimeField(null=True)  # the finish clock stands still until then
    provisional = models.BooleanField(default=False)  # a due time hangs on a year whose holidays are not yet announced
    reminded = models.PositiveSmallIntegerField(
        default=0
    )  # 0 nobody, 1 the person (nearly due), 2 those above (overdue)
    contact_reminded = models.PositiveSmallIntegerField(default=0)
    voices_count = models.PositiveIntegerField(default=1)
    returns = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    rung = models.PositiveSmallIntegerField(
        default=0
    )  # how far up the supervision ladder it stands; 0: nobody above has it
    excluded = models.BooleanField(default=False)  # left out of solution and satisfaction, by two people's decision
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="absorbed")
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="repeated_by"
    )  # answered with that one's result
    about_post = models.ForeignKey(
        Post, models.PROTECT, null=True, db_index=False, related_name="+"
    )  # whom a complaint about staff is about
    erased_on = models.DateField(null=True)  # words and address are gone, figures stay
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
            models.Index("id", name="case_ended", condition=Q(state__in=LISTED_ENDED)),
            models.Index("stopped_until", name="case_stopped", condition=Q(stopped_until__isnull=False)),
            models.Index("path", F("id").desc(), name="case_public_answer", condition=Q(answer_public=True)),
            models.Index("merged_into", name="case_merged", condition=Q(merged_into__isnull=False)),
            models.Index("same_as", name="case_same", condition=Q(same_as__isnull=False)),
            models.Index("path", "id", name="case_excluded", condition=Q(excluded=True)),
            models.Index("ended_at", name="case_to_erase", condition=Q(erased_on=None, ended_at__isnull=False)),
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

    @property
    def rung_words(self) -> str:
        """Who above has it, if somebody has; a reminder to the keeper is nobody above."""
        return str(Rung(self.rung).label) if self.rung > Rung.REMINDER else ""

    @cached_property
    def units(self) -> "list[Assignment]":
        return list(self.assignments.all())
