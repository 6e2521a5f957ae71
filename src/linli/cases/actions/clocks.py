"""More time: extensions, pauses, waiting for the resident, the slow lane. Asked with a reason, decided by another, and
bounded.

What may be had, and who decides, stands in the book `cases.books.time`. What is late stays late (`Case.late_since`).
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction

from linli.calendar.workdays import OFFICE_HOURS, SHANGHAI, Limit
from linli.cases import books, events
from linli.cases.actions import approvals, within
from linli.cases.clocks import Reckoning, working_days
from linli.cases.lifecycle import MOVES
from linli.cases.models import Approval, Assignment, Case
from linli.cases.queries import ON_THE_CLOCK, binding_order, clock_of, granted_time
from linli.cases.rules import in_the_role_of, may_ask_for_time, serves_the_place
from linli.cases.times import EXTENSION_REASONS, SLOW_REASONS, STOPS, TimeRules
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef
from linli.kernel.rules import Rule
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Post

Kind = Approval.Kind
STEPS = {
    Kind.EXTENSION: "ask_extension",
    Kind.PAUSE: "ask_pause",
    Kind.WAITING: "wait",
    Kind.SLOW_LANE: "ask_slow_lane",
}
OPENS = OFFICE_HOURS.spans[0][0]
LAST_MINUTE = time(23, 59)


# --- asking -----------------------------------------------------------------------------------------------------


def ask_extension(
    case: Case,
    *,
    limit: str,
    reason: str = "ordinary",
    words: str,
    by: Post,
    seen: int | None = None,
    assignment: Assignment | None = None,
) -> Approval:
    """Ask for a later due time; the resident reads the reason.

    Refuses after the due time, beyond the number and the days that the book allows, and while one is undecided.
    """
    book = books.time.current()
    rules = book.rules
    if reason not in EXTENSION_REASONS:
        raise Refused(N_("Choose what the time is needed for."), field="reason")
    try:
        days = working_days(Limit.parse(limit))
    except ValueError as error:
        raise Refused(str(error), field="limit") from None

    def check(case: Case) -> None:
        MOVES.check("ask_extension", case, by=by)
        if isinstance(by, Post) and not rules.units_may_ask and not serves_the_place.allows(by, case):
            raise Refused(N_("Units don't ask for more time here. Tell the community what you need."))
        _refuse_when_late(case)
        if case.approvals.pending().filter(kind=Kind.EXTENSION).exists():
            raise Refused(N_("This has been asked already and is waiting for a decision."))
        had = extensions(case)
        if len(had) >= rules.most:
            raise Refused(
                N_("This case has been extended {most} times; more is not possible. Answer with what is done so far."),
                most=rules.most,
            )
        left = days_left(case, rules)
        if days > left:
            raise Refused(
                N_("At most {left} more days are possible in this case ({in_all} in all)."),
                field="limit",
                left=f"{left:.3g}",
                in_all=rules.days_in_all,
            )

    return approvals.ask(
        case,
        Kind.EXTENSION,
        words=words,
        by=by,
        seen=seen,
        reason=reason,
        limit=limit,
        assignment=assignment,
        edition=book.number,
        check=check,
    )


def ask_pause(case: Case, *, until: date, words: str, by: Post, seen: int | None = None) -> Approval:
    """Ask that the clock stand still until a day, on whose morning it runs again."""
    return _ask_stop(case, Kind.PAUSE, datetime.combine(until, OPENS, SHANGHAI), words=words, by=by, seen=seen)


def ask_slow_lane(case: Case, *, until: date, reason: str, words: str, by: Post, seen: int | None = None) -> Approval:
    """Ask to put off what hangs on the season or on works (挂账)."""
    if reason not in SLOW_REASONS:
        raise Refused(N_("Choose what the time is needed for."), field="reason")
    moment = datetime.combine(until, OPENS, SHANGHAI)
    return _ask_stop(case, Kind.SLOW_LANE, moment, words=words, by=by, seen=seen, reason=reason)


@transaction.atomic
def wait_for_resident(case: Case, *, until: date, words: str, by: Post, seen: int | None = None) -> Approval:
    """Ask the resident for what is missing. The clock stands from now on until they add it, or until
    that day is over.
    """
    moment = datetime.combine(until, LAST_MINUTE, SHANGHAI)
    approval = _ask_stop(case, Kind.WAITING, moment, words=words, by=by, seen=seen)
    return approvals.decide(approval, granted=True, words="", by=CLOCK)


def _ask_stop(
    case: Case, kind: Kind, until: datetime, *, words: str, by: Post, seen: int | None, reason: str = ""
) -> Approval:
    book = books.time.current()
    rules = book.rules.stops[kind]

    def check(case: Case) -> None:
        MOVES.check(STEPS[kind], case, by=by)
        _refuse_when_late(case)
        if case.stopped_until:
            raise Refused(N_("The clock stands still already."))
        today = clock.today()
        days = (until.date() - today).days
        if until <= clock.now():
            raise Refused(N_("Choose a day to come."), field="until")
        if days > rules.days:
            raise Refused(
                N_("At most {days} days at a time are possible, until {latest}."),
                field="until",
                days=rules.days,
                latest=(today + timedelta(days=rules.days)).isoformat(),
            )
        had = sum((_lasted(one) for one in granted_time(case) if one.kind == kind), timedelta())
        if had + timedelta(days=days) > timedelta(days=rules.days_in_all):
            raise Refused(
                N_("At most {days} days in all are possible in one case; {had} have been used."),
                field="until",
                days=rules.days_in_all,
                had=had.days + bool(had % timedelta(days=1)),
            )

    return approvals.ask(
        case, kind, words=words, by=by, seen=seen, reason=reason, until=until, edition=book.number, check=check
    )


def _refuse_when_late(case: Case) -> None:
    if case.finish_due <= clock.now():
        raise Refused(
            N_(
                "The time is over. More has to be asked for before it runs out; a late case stays late. Please "
                "answer soon."
            )
        )


def _lasted(stop: Approval) -> timedelta:
    return (stop.ended_at or stop.until) - stop.begins_at if stop.begins_at else timedelta()


def extensions(case: Case) -> list[Approval]:
    """Those granted to the clock that runs now."""
    start = case.finish_start or case.reported_at
    return [one for one in granted_time(case) if one.kind == Kind.EXTENSION and one.limit and one.decided_at >= start]


def days_left(case: Case, rules: TimeRules) -> Decimal:
    """How much more time could still be asked for."""
    return rules.days_in_all - sum((working_days(Limit.parse(one.limit)) for one in extensions(case)), Decimal())


# --- deciding ---------------------------------------------------------------------------------------------------


def deciders(approval: Approval) -> frozenset[str]:
    """The roles that decide on it, by the edition under which it was asked; of extensions, those granted
    before count.
    """
    rules: TimeRules = books.time.edition(approval.edition).rules
    if approval.kind == Kind.EXTENSION:
        return rules.decides_extension(len(extensions(approval.case)) + 1, approval.reason)
    return rules.stops[approval.kind].roles


def _roles(kind: str) -> frozenset[str]:
    return frozenset().union(*(edited.rules.deciders_of(kind) for edited in books.time.editions()))


def _decider(approval: Approval) -> Rule:
    return in_the_role_of(deciders(approval))


def _asked(case: Case, approval: Approval) -> None:
    """Tell those who decide."""
    if approval.kind != Kind.WAITING:
        roles = deciders(approval) & people.HEARING_COMPLAINTS if case.restricted else deciders(approval)
        others = [ref for ref in within.posts_at(case.path, roles) if ref != getattr(approval.asked_by, "ref", "")]
        tell(others, f"asked_{approval.kind}", about=case, **within.about(case), who=str(approval.asked_by))


def _grant(case: Case, approval: Approval) -> None:
    """The due time moves; that it ran out before the decision stays noted."""
    if not case.running:
        raise Refused(N_("This has been answered or has ended in the meantime; there is nothing left to decide."))
    within.note_lateness(case)
    if approval.kind != Kind.EXTENSION:
        if approval.until <= clock.now():
            raise Refused(N_("The day on which the clock would run again has passed. Say no; they may ask again."))
        approval.begins_at = clock.now()
    reckoned = within.reckon(case, also=approval)
    bound = approval.kind in STOPS and binding_order(case, reckoned)
    _tell_the_asker(case, approval, "time_granted_bound" if bound else "time_granted")


def _refuse(case: Case, approval: Approval) -> None:
    _tell_the_asker(case, approval, "time_refused")


def _tell_the_asker(case: Case, approval: Approval, kind: str) -> None:
    if approval.asked_by and approval.kind != Kind.WAITING:
        tell([approval.asked_by], kind, about=case, **within.about(case))


for _kind, _may_ask in {
    Kind.EXTENSION: may_ask_for_time,
    Kind.PAUSE: serves_the_place,
    Kind.WAITING: serves_the_place,
    Kind.SLOW_LANE: serves_the_place,
}.items():
    approvals.SORTS[_kind] = approvals.Sort(_may_ask, _decider, _grant, _refuse, _asked, partial(_roles, _kind))


def if_granted(approval: Approval) -> Reckoning | None:
    """The finish clock as it would be if this were granted now; None for what doesn't touch the clock."""
    case = approval.case
    if approval.kind not in ON_THE_CLOCK:
        return None
    tried = Approval(
        pk=approval.pk,
        case=case,
        kind=approval.kind,
        limit=approval.limit,
        until=approval.until,
        granted=True,
        decided_at=clock.now(),
        begins_at=clock.now(),
    )
    return clock_of(case, granted=[*granted_time(case), tried])


# --- the clock runs again ---------------------------------------------------------------------------------------


@transaction.atomic
def resume(case: Case, *, words: str = "", by: Post, seen: int | None = None) -> Case:
    """Let a clock that stands still run again now."""
    case = within.step("resume", case, by=by, seen=seen)
    if not case.stopped_until:
        raise Refused(N_("The clock is running."))
    return _run_again(case, lambda stop: True, why="hand", by=by, words=words.strip())


def heard_from(case: Case, *, by: HasRef) -> Case:
    """A resident has added something: nobody waits for them any more. Called with the case locked."""
    return _run_again(case, lambda stop: stop.kind == Kind.WAITING, why="answer", by=by)


def run_clocks(limit: int = 500) -> int:
    """Let the clocks run whose stop has come to its end; returns how many. May run as often as one likes, and twice at
    once.
    """
    ran = 0
    for case in Case.objects.filter(stopped_until__lte=clock.now()).order_by("stopped_until")[:limit]:
        with transaction.atomic():
            locked = within.locked(case)
            if locked.stopped_until and locked.stopped_until <= clock.now():
                _run_again(locked, lambda stop: stop.until <= clock.now(), why="date", by=CLOCK)
                ran += 1
    return ran


def _run_again(case: Case, ended: Callable[[Approval], bool], *, why: str, by: HasRef, words: str = "") -> Case:
    stops = [one for one in granted_time(case) if one.holds and ended(one)]
    if not stops:
        if case.stopped_until and case.stopped_until <= clock.now():
            case.stopped_until = None  # nothing holds it any more
            case.save(update_fields=["stopped_until"])
        return case
    was = case.finish_due
    for stop in stops:
        stop.ended_at = min(stop.until, clock.now())
        stop.save(update_fields=["ended_at"])
    if case.running:
        within.reckon(case, resumed=True)
    else:
        case.stopped_until = None
    runs = events.ClockRuns(
        kind=stops[-1].kind, why=why, due_was=was.isoformat(), due_is=case.finish_due.isoformat(), words=words
    )
    within.write(case, runs, by=by)
    if by is CLOCK:
        within.tell_keeper(case, "clock_runs_again")
    return case


__all__ = [
    "ask_extension",
    "ask_pause",
    "ask_slow_lane",
    "days_left",
    "extensions",
    "heard_from",
    "if_granted",
    "resume",
    "run_clocks",
    "wait_for_resident",
]
