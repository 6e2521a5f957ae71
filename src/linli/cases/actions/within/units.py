"""Calling units, and what ends with their part."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from linli.calendar import queries as calendar
from linli.calendar.workdays import Limit
from linli.cases import books, clocks
from linli.cases.lifecycle import AT_WORK, Stage
from linli.cases.models import Assignment, Case, Order, Whistle
from linli.cases.queries import granted_time, time_of
from linli.kernel import clock
from linli.people.models import Organisation, Post

NOTHING_OVERRULED: Mapping[UUID, str] = MappingProxyType({})


def call(
    case: Case,
    units: list[Organisation],
    *,
    lead: Organisation | None,
    by: Post,
    whistle: Whistle | None = None,
    overruled: Mapping[UUID, str] = NOTHING_OVERRULED,
) -> None:
    """Call units, each on its own clocks: those of a dispatch, or those of the whistle's kind and edition.

    `overruled` gives, for a unit that the duty list does not name or that had said "not ours", why it is called.
    """
    now, days = clock.now(), calendar.current()
    book = books.whistles.edition(whistle.edition) if whistle else books.whistles.current()
    limits = book.rules.limits_for(whistle.kind if whistle else "dispatch")

    stops, _more = time_of(
        granted_time(case), since=now
    )  # called while the clock stands still, a unit's begins after it

    def due(limit: str | None):
        return (
            clocks.reckon(Limit.parse(limit), now, days, stops=stops, warn_at=books.ladder.rules().remind_at)
            if limit
            else None
        )

    contact_, report, done, plan = due(limits.contact), due(limits.report), due(limits.done), due(limits.plan)
    sign_ = due(limits.sign)
    if (
        done is None
    ):  # the case's own finish clock binds; if it has run out, the unit gets the category's limit from now
        done = due(case.finish_limit) if case.finish_due <= now else None
    Assignment.objects.bulk_create(
        Assignment(
            case=case,
            organisation=unit,
            round=case.round,
            lead=unit == lead,
            called_at=now,
            called_by=by,
            sign_due=sign_.due,
            whistle=whistle,
            overruled=overruled.get(unit.pk, ""),
            plan_due=plan.due if plan and unit == lead else None,
            contact_due=contact_.due if contact_ and case.reachable else None,
            report_due=report.due if report else None,
            done_warn=done.warn if done else max(now, case.finish_warn),
            done_due=done.due if done else case.finish_due,
        )
        for unit in units
    )


def orders_follow(case: Case) -> None:
    """A hotline's orders stand in the lists of the place where their case is now."""
    Order.objects.filter(voice__case=case).update(path=case.path)


def last_call(case: Case) -> datetime:
    return case.assignments.order_by("-called_at").values_list("called_at", flat=True).first()


def settle_objections(case: Case, assignment: Assignment | None = None) -> None:
    """What a unit has objected is nobody's to decide any more: its part has ended in another way."""
    pending = case.approvals.pending().filter(kind="objection").exclude(assignment=None)
    (pending.filter(assignment=assignment) if assignment else pending).update(decided_at=clock.now())


def end_assignments(case: Case) -> None:
    settle_objections(case)
    case.assignments.filter(stage__in=AT_WORK).update(stage=Stage.CALLED_OFF, ended_at=clock.now())


def stand_down(case: Case, words: str, *, by: Post) -> None:
    """The whistle still open in this case, if there is one, has done its work (销哨)."""
    case.whistles.filter(stood_down_at=None).update(stood_down_at=clock.now(), stood_down_by=by, outcome=words)
