"""The promises of a case and of its units, reckoned anew with all that was granted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from linli.calendar import queries as calendar
from linli.calendar.workdays import Calendar, Deadline, Limit, deadline
from linli.cases import books, clocks
from linli.cases.clocks import Reckoning
from linli.cases.models import Approval, Assignment, Case, Category
from linli.cases.queries import ON_THE_CLOCK, clock_of, granted_time, time_of
from linli.cases.times import STOPS
from linli.cases.whistles import UnitLimits
from linli.kernel import clock
from linli.places.models import Place


def promises(category: Category, place: Place, start: datetime, *, edition: int | None = None) -> dict[str, Any]:
    """The two promises of a matter that begins at `start`, by the edition in force or by the one it was
    promised under.
    """
    days = calendar.current()
    book = books.limits.edition(edition) if edition else books.limits.current()
    rule = book.rules.rule_for(category.code, urgent=category.urgent, places=place.path.split("/")[:-1])
    warn_at = books.ladder.rules().remind_at
    contact_ = deadline(rule.contact, start, days, warn_at=warn_at)
    finish = clocks.reckon(rule.finish, start, days, warn_at=warn_at)
    return {
        "contact_limit": str(rule.contact),
        "contact_warn": contact_.warn,
        "contact_due": contact_.due,
        "finish_limit": str(rule.finish),
        "finish_warn": finish.warn,
        "finish_due": finish.due,
        "provisional": contact_.provisional or finish.provisional,
        "limits_edition": book.number,
    }


def deadline_of(limit: str, start: datetime, days: Calendar) -> Deadline:
    """When a limit runs out, and when to remind of it: by the ladder in force. A promise to the resident keeps the
    edition it was made under; when its keeper is reminded is no promise, so what is reckoned anew takes today's ladder.
    """
    return deadline(Limit.parse(limit), start, days, warn_at=books.ladder.rules().remind_at)


def note_lateness(case: Case) -> None:
    """What is late stays late: no later extension, answer or reopening takes it back."""
    if case.late_since is None and case.answered_at is None and case.finish_due < clock.now():
        case.late_since = case.finish_due


def reckon(
    case: Case, *, also: Approval | None = None, days: Calendar | None = None, resumed: bool = False
) -> Reckoning:
    """Set the finish clock by its limit, its start and all that was granted; `also`: what is granted just now.

    Units' clocks stop and run again with it: `resumed` says that a stop has ended before its day. Nothing is written
    of the case itself; `note_lateness` comes before.
    """
    was, days = case.finish_due, days or calendar.current()
    granted = [one for one in granted_time(case) if not also or one.pk != also.pk] + ([also] if also else [])
    found = clock_of(case, granted=granted, days=days)
    first = deadline_of(case.contact_limit, case.reported_at, days)
    case.finish_warn, case.finish_due = found.warn, found.due
    case.provisional = found.provisional or (case.contacted_at is None and first.provisional)
    case.stopped_until = max((one.until for one in granted if one.until and one.holds), default=None)
    if case.finish_due > was:
        case.reminded = _still_told(case.reminded, case.finish_warn, case.finish_due)
    _move_units(case, was, granted, days, resumed=resumed)
    return found


def _still_told(reminded: int, warn: datetime, due: datetime) -> int:
    """What has been told of a clock that ends later now: what comes again is told again."""
    now = clock.now()
    return 0 if warn > now else min(reminded, 1) if due > now else reminded


def _move_units(case: Case, due_was: datetime, granted: list[Approval], days: Calendar, *, resumed: bool) -> None:
    """A unit that is at work has as much more time as the case; none of them gets less than the stop had given it."""
    for one in case.assignments.at_work().select_related("whistle"):
        limits, changed = limits_of(one), unit_dues(one, granted, days)
        if not resumed:
            changed = {name: due for name, due in changed.items() if due > getattr(one, name)}
        hangs = one.done_due == due_was
        if hangs:
            warn, due = max(one.called_at, case.finish_warn), case.finish_due
        else:
            stops, more = time_of(granted, since=one.called_at)
            own = clocks.reckon(
                Limit.parse(limits.done or case.finish_limit),
                one.called_at,
                days,
                stops=stops,
                more=more,
                warn_at=books.ladder.rules().remind_at,
            )
            warn, due = own.warn, own.due
        if due > one.done_due or (resumed and (hangs or limits.done)):
            changed |= {"done_warn": warn, "done_due": due, "reminded": _still_told(one.reminded, warn, due)}
        for name, value in changed.items():
            setattr(one, name, value)
        if changed:
            one.save(update_fields=[*changed])


def unit_dues(one: Assignment, granted: Sequence[Approval], days: Calendar) -> dict[str, datetime]:
    """When a unit has to sign, be in touch, report in and plan, of what it has still to do and is not late with.

    Its clocks run from the call and stand still whenever the case's does; an extension of the case moves none of them.
    """
    limits, now = limits_of(one), clock.now()
    stops, _more = time_of(granted, since=one.called_at)
    dues = {}
    for name, limit, done in (
        ("sign_due", limits.sign, one.signed_at),
        ("contact_due", limits.contact, one.contacted_at),
        ("report_due", limits.report, one.reported_in_at),
        ("plan_due", limits.plan, one.planned_at),
    ):
        was = getattr(one, name)
        if limit and was and not done and was > now:
            dues[name] = clocks.reckon(Limit.parse(limit), one.called_at, days, stops=stops).due
    return dues


def limits_of(one: Assignment) -> UnitLimits:
    """The clocks under which a unit was called."""
    book = books.whistles.edition(one.whistle.edition) if one.whistle else books.whistles.at(one.called_at)
    return book.rules.limits_for(one.whistle.kind if one.whistle else "dispatch")


def settle_clock(case: Case) -> None:
    """There is nothing left to wait for: running stops end, and what was still to be decided about the time lapses."""
    now = clock.now()
    case.approvals.pending().filter(kind__in=ON_THE_CLOCK).update(granted=False, decided_at=now)
    if case.stopped_until:
        case.approvals.granted().filter(kind__in=STOPS, ended_at=None).update(ended_at=now)
        case.stopped_until = None
