"""The views of the work list: which cases stand in them, in which order, how many, and page by page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case as Which
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases import books
from linli.cases.lifecycle import AT_WORK, LISTED_ENDED, Stage, State
from linli.cases.models import Assignment, Case, CaseSet, Order, Tagging
from linli.desk.cases.names import HEAVY, PARENTS
from linli.kernel import clock
from linli.people import rules as people
from linli.people.models import Post

PAGE = 30
MOST = 500  # counting stops here and says "500+", so that no count grows with the table
ORDER = Order.objects.filter(voice__case=OuterRef("pk")).order_by("received_at").values("number")[:1]
TAGS = Tagging.objects.filter(case=OuterRef("pk")).order_by("tag__name").values("tag__name")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class View:
    """One tab. `find` gives its cases; open views carry the clock they are ordered by as clock_start,
    _warn and _due.
    """

    name: str
    words: object
    find: Callable[[Post], CaseSet]
    says: object = ""  # which cases stand here, and whose time it is that counts
    nothing: object = _("Nothing here.")
    ended: bool = False
    of_unit: bool = False

    def asked(self, post: Post, state: str) -> CaseSet:
        """Merged cases go on under another number; they are listed only when they are asked for."""
        return (
            Case.objects.visible_to(post).filter(state=state)
            if self.ended and state == State.MERGED
            else self.find(post)
        )

    def bare(self, found: CaseSet) -> CaseSet:
        """Cases with this view's columns, whichever they are. A unit's clocks hang on how they were found."""
        if self.of_unit:
            return found
        return Case.objects.all() if self.ended else _clocked(Case.objects.all())


def views_for(post: Post) -> list[View]:
    """The tabs this post has; none for a post without cases."""
    if post.role in people.FOR_A_UNIT and post.organisation_id:
        return UNIT_VIEWS
    if post.place is None:
        return []
    if post.role in people.SERVING | people.HEARING_COMPLAINTS:
        return SERVING_VIEWS
    return LOOKING_VIEWS if post.role in people.LOOKING_ON | people.SUPERVISING else []


# --- those who serve places -------------------------------------------------------------------------------------


def _clocked(cases: CaseSet) -> CaseSet:
    """With their clock, and in its order also for counting: left the choice, the planner would read the whole table."""
    clocked = cases.annotate(clock_start=F("reported_at"), clock_warn=F("finish_warn"), clock_due=F("finish_due"))
    return clocked.order_by("clock_due")


def _today(post: Post) -> CaseSet:
    """What is mine and not with others; and what nobody has taken up: at the block at once, above it
    when it is late.
    """
    unclaimed = Q(state=State.REPORTED)
    if post.role not in people.AT_THE_BLOCK:
        unclaimed &= Q(contact_due__lt=clock.now()) | Q(grid=None) | Q(restricted=True)
    to_do = [State.REPORTED, State.TAKEN_UP, State.HANDLED, State.CHECKED]
    return _clocked(Case.objects.visible_to(post).filter(state__in=to_do).filter(Q(keeper=post) | unclaimed))


SERVING_VIEWS = [
    View(
        "today",
        pgettext_lazy("view", "My turn"),
        _today,
        _(
            "Where the next step is yours, and what nobody has taken up: at the block at once, above it when "
            "it is late. What is over its time stands first."
        ),
        _("Nothing waits for you just now. What is new shows up here by itself."),
    ),
    View(
        "mine",
        pgettext_lazy("view", "Mine"),
        lambda post: _clocked(Case.objects.visible_to(post).open().kept_by(post)),
        _("All open cases you keep, also while others have to act."),
        _("You keep no open case. Take one up under “All open”."),
    ),
    View(
        "area",
        pgettext_lazy("view", "All open"),
        lambda post: _clocked(Case.objects.visible_to(post).open()),
        _("All open cases of your places, whoever keeps them."),
    ),
    View(
        "waiting",
        pgettext_lazy("view", "With others"),
        lambda post: _clocked(Case.objects.visible_to(post).waiting_for_others()),
        _("Dispatched or whistled for: units have to act."),
    ),
    View(
        "overdue",
        pgettext_lazy("view", "Overdue"),
        lambda post: _clocked(Case.objects.visible_to(post).overdue()),
        _("The answer promised to the resident is late, whoever has to act."),
        _("Nothing is overdue."),
    ),
    View(
        "ended",
        pgettext_lazy("view", "Ended"),
        lambda post: Case.objects.visible_to(post).filter(state__in=LISTED_ENDED),
        ended=True,
    ),
]
LOOKING_VIEWS = [view for view in SERVING_VIEWS if view.name in ("area", "overdue", "ended")]


# --- units ------------------------------------------------------------------------------------------------------


def _with_unit(post: Post, *stages: str) -> CaseSet:
    """A unit sees its own clock: of the times it has still to keep, the next."""
    called = F("assignments__called_at")
    due = Least(
        _while_in("sign_due", Stage.CALLED),
        _while_in("contact_due", Stage.CALLED, Stage.SIGNED),
        _while_in("report_due", Stage.CALLED, Stage.SIGNED, Stage.CONTACTED),
        F("assignments__done_due"),
    )
    share = books.ladder.rules().remind_at / 100
    warn = ExpressionWrapper(called + ExpressionWrapper((due - called) * share, DurationField()), DateTimeField())
    found = Case.objects.filter(
        restricted=False, assignments__organisation=post.organisation_id, assignments__stage__in=stages
    )
    return found.annotate(clock_start=called, clock_warn=warn, clock_due=due)


def _while_in(due: str, *stages: str) -> Which:
    return Which(When(assignments__stage__in=stages, then=F(f"assignments__{due}")))


def _done_with(post: Post) -> CaseSet:
    """Where the unit was called and has nothing to do any more; found from its own assignments, never
    from all cases.
    """
    called = Assignment.objects.filter(organisation=post.organisation_id)
    ended = called.exclude(case__in=called.at_work().values("case"))
    return Case.objects.filter(restricted=False, pk__in=ended.values("case"))


UNIT_VIEWS = [
    View(
        "to_sign",
        pgettext_lazy("view", "To sign for"),
        lambda post: _with_unit(post, Stage.CALLED),
        _("Your unit was called and has to sign."),
        _("No new calls for your unit."),
        of_unit=True,
    ),
    View(
        "at_work",
        pgettext_lazy("view", "In work"),
        lambda post: _with_unit(post, Stage.SIGNED, Stage.CONTACTED, Stage.REPORTED_IN),
        _("Signed for and not done. Shown is the next of your unit's times: contact, report in, done."),
        of_unit=True,
    ),
    View(
        "overdue",
        pgettext_lazy("view", "Overdue"),
        lambda post: _with_unit(post, *AT_WORK).filter(clock_due__lt=clock.now()),
        _("Your unit is late by one of its own times: to sign, contact, report in or be done."),
        _("Nothing is overdue."),
        of_unit=True,
    ),
    View("ended", pgettext_lazy("view", "Ended"), _done_with, ended=True),
]


# --- counting and turning pages ---------------------------------------------------------------------------------


def page_of(view: View, cases: CaseSet, after: str) -> CaseSet:
    """The cases of one page after the cursor, and one more if there is a next page."""
    if not view.ended:
        if cursor := due_and_key(after):
            due, key = cursor
            cases = cases.filter(clock_due__gte=due).filter(Q(clock_due__gt=due) | Q(id__gt=key))
        return cases.order_by("clock_due", "id")[: PAGE + 1]
    if key := uuid_said(after):
        cases = cases.filter(id__lt=key)
    return cases.order_by("-id")[: PAGE + 1]


def counts_and_keys(lists: Iterable[CaseSet], page: CaseSet) -> tuple[list[int], list[UUID]]:
    """How many each list has, at most `MOST`, and the keys of the page's cases; one statement, answered
    from indexes.
    """
    parts, values = [], []
    wanted = [("(select count(*) from ({}) as found)", "0", one[:MOST]) for one in lists]
    for question, nothing, cases in [*wanted, ("array({})", "array[]::uuid[]", page)]:
        try:
            sql, params = cases.values("pk").query.sql_with_params()
        except EmptyResultSet:
            parts.append(nothing)
        else:
            parts.append(question.format(sql))
            values += params
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(parts)}", values)
        *counts, keys = cursor.fetchone()
    return counts, keys


def rows_of(view: View, cases: CaseSet, keys: list[UUID]) -> tuple[list[Case], str]:
    """The rows with these keys, which `page_of` gave, and the cursor of the next page, empty on the last.

    What stands beside a case is looked up here, for thirty rows, and not while they are searched for.
    """
    rows = list(
        view.bare(cases)
        .filter(pk__in=keys)
        .order_by("-id" if view.ended else "clock_due", "id")
        .select_related("category", "keeper__person", PARENTS)
        .defer(*HEAVY)
        .annotate(order_number=Subquery(ORDER), tag_names=ArraySubquery(TAGS))
    )
    if len(rows) <= PAGE:
        return rows, ""
    rows, last = rows[:PAGE], rows[PAGE - 1]
    if view.ended:
        return rows, last.pk.hex
    return rows, f"{(last.clock_due - EPOCH) // timedelta(microseconds=1)}-{last.pk.hex}"


def uuid_said(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None


def due_and_key(text: str) -> tuple[datetime, UUID] | None:
    moment, _sep, key = text.partition("-")
    found = uuid_said(key)
    if not found or not moment.isdecimal() or not moment.isascii() or len(moment) > 17:
        return None
    try:
        return EPOCH + timedelta(microseconds=int(moment)), found
    except OverflowError:
        return None
