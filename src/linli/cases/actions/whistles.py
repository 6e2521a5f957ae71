"""What belongs to a whistle alone: the lead's plan, a unit's objection, the street's word on it, and both sides'
ratings.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.calendar import queries as calendar
from linli.calendar.workdays import Limit, deadline
from linli.cases import events
from linli.cases.actions import approvals, listed, within
from linli.cases.lifecycle import AT_WORK, Stage, State
from linli.cases.models import Approval, Assignment, Case, Grade, Whistle
from linli.cases.rules import (
    answers_for,
    decides_for_the_street,
    is_the_unit,
    may_object,
    objections_of,
    serves_the_place,
)
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK
from linli.kernel.rules import Rule, rule
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Post
from linli.people.roles import Role

DECIDED_WITHIN = Limit.parse("1wd")  # the human coordination after a second return


@transaction.atomic
def plan(assignment: Assignment, *, words: str, by: Post, seen: int | None = None) -> Assignment:
    """The unit in the lead says how it is to be done, by whom and until when; said anew, the later words stand."""
    case, assignment = within.unit_step("plan", assignment, by=by, seen=seen)
    assignment.plan, assignment.planned_at = within.said(words), assignment.planned_at or clock.now()
    return within.unit_write(
        case, assignment, events.Planned(unit=assignment.organisation.name, words=assignment.plan), by=by
    )


# --- objecting, and what is decided -----------------------------------------------------------------------------


@transaction.atomic
def object_to(assignment: Assignment, *, item: str, words: str, by: Post, seen: int | None = None) -> Assignment:
    """ "Not ours", said once in a case and with the item of the duty list; the street decides, and until then clocks
    run on.

    Refuses without an item, a second objection, and one of a unit that has reported in.
    """
    item = listed.cited(item)
    case, assignment = within.unit_step("object", assignment, by=by, seen=seen)
    asked = approvals.ask(
        case, Approval.Kind.OBJECTION, words=words, by=by, reason=listed.NOT_OURS, item=item, assignment=assignment
    )
    assignment.case = asked.case
    who = assignment.organisation.name
    within.tell_street(case, "unit_objects", unit=who)
    within.tell_keeper(case, "unit_objects", unit=who)
    return assignment


def returned_again(case: Case, assignment: Assignment, *, by: Post) -> None:
    """The second return of a case: within a working day the street says whether it stands. `case` is locked."""
    due = deadline(DECIDED_WITHIN, clock.now(), calendar.current()).due
    Approval.objects.create(
        case=case,
        assignment=assignment,
        kind=Approval.Kind.OBJECTION,
        number=objections_of(case, assignment.organisation_id).count() + 1,
        reason=listed.SECOND_RETURN,
        item=assignment.duty_item,
        words=assignment.result,
        asked_by=by,
        asked_at=clock.now(),
        until=due,
    )
    within.tell_overseers(case, "returned_twice")


def refuse_if_bound(assignment: Assignment) -> None:
    """What the street has decided to be a unit's, that unit can't return in this case."""
    if objections_of(assignment.case, assignment.organisation_id).filter(granted=False).exists():
        raise Refused(
            N_("The street has decided that this is yours; that binds. If something is in the way, say so in a note.")
        )


def _decider(approval: Approval) -> Rule:
    caller = approval.assignment.called_by

    @rule(_("the street of this place, and there not whoever called the unit"))
    def decides(post, case) -> bool:
        called_it = caller is not None and isinstance(post, Post) and caller.person_id == post.person_id
        return decides_for_the_street.allows(post, case) and not called_it

    return decides


def _upheld(case: Case, approval: Approval) -> None:
    """Not theirs: the unit goes, with the item it cited; of those left one leads. A second return simply stands."""
    one = approval.assignment
    if approval.reason == listed.SECOND_RETURN:
        return _tell_unit(approval, "return_stands")
    if one.stage not in AT_WORK:
        raise Refused(N_("The unit is not at work on this any more, so there is nothing left to decide."))
    one.stage, one.ended_at = Stage.RETURNED, clock.now()
    one.returned_for, one.duty_item, one.result = listed.NOT_OURS, approval.item, approval.words
    was_lead, one.lead = one.lead, False
    one.save()
    others = list(case.assignments.filter(whistle=one.whistle_id).exclude(pk=one.pk).select_related("organisation"))
    left = [other for other in others if other.open]
    if was_lead and left and not any(other.lead for other in left):
        _pass_lead(case, left[0], one)
    if not left:
        done = any(other.stage == Stage.DONE and other.done_at >= one.called_at for other in others)
        case.state = State.HANDLED if done else State.TAKEN_UP
        case.returns += not done
        within.tell_keeper(case, "ready_for_check" if done else "unit_sent_back", unit=one.organisation.name)
    _tell_unit(approval, "objection_upheld")


def _pass_lead(case: Case, to: Assignment, was: Assignment) -> None:
    to.lead, to.plan_due = True, was.plan_due
    to.save(update_fields=["lead", "plan_due"])
    within.write(case, events.LeadPassed(unit=to.organisation.name), by=was.called_by or CLOCK)
    within.tell_units(case, [to.organisation], "you_lead_now")


def _dismissed(case: Case, approval: Approval) -> None:
    """It is theirs, and that binds. After a second return the unit is called again at once, on fresh clocks."""
    one = approval.assignment
    if approval.reason == listed.SECOND_RETURN:
        if case.state not in (State.TAKEN_UP, State.WITH_UNITS):
            raise Refused(N_("The case has gone on meanwhile, so there is nothing left to decide."))
        unit, alone = one.organisation, case.state == State.TAKEN_UP
        case.state, case.round = State.WITH_UNITS, "dispatch" if alone else case.round
        within.call(
            case,
            [unit],
            lead=unit if alone else None,
            by=approval.decided_by,
            whistle=None if alone else one.whistle,
            overruled={unit.pk: approval.decision},
        )
    elif one.open:
        one.overruled = approval.decision
        one.save(update_fields=["overruled"])
    _tell_unit(approval, "objection_dismissed")


def _tell_unit(approval: Approval, kind: str) -> None:
    within.tell_units(approval.case, [approval.assignment.organisation], kind)


approvals.SORTS[Approval.Kind.OBJECTION] = approvals.Sort(
    may_ask=may_object,
    decider=_decider,
    granted=_upheld,
    refused=_dismissed,
    roles=lambda: people.AT_THE_STREET,
)


def remind_of_decisions(limit: int = 200) -> int:
    """Tell the street's leaders of second returns that nobody has decided in time; each once."""
    late = Approval.objects.pending().filter(
        kind=Approval.Kind.OBJECTION, reason=listed.SECOND_RETURN, until__lt=clock.now()
    )
    found = list(late.select_related("case__place").order_by("id")[:limit])
    for one in found:
        with transaction.atomic():
            leaders = within.posts_at(one.case.path, roles=[Role.STREET_LEADER])
            tell(leaders, "decision_overdue", about=one.case, once=f"{one.ref}/late", **within.about(one.case))
    return len(found)


# --- rating -----------------------------------------------------------------------------------------------------

RATED_UNTIL = timedelta(days=90)


@rule(_("those who blew this whistle, or the level above"))
def may_rate_unit(post, assignment) -> bool:
    whistle = assignment.whistle
    return (
        isinstance(post, Post)
        and whistle is not None
        and post.is_current()
        and answers_for(post, whistle.blown_by)
        and serves_the_place.allows(post, assignment.case)
    )


@transaction.atomic
def rate_unit(assignment: Assignment, *, grade: int, words: str = "", by: Post) -> Assignment:
    """Those who blew say how the unit did; of the unit, never of a person. Once, after the standing down."""
    case, assignment = _stood_down(assignment)
    may_rate_unit.require(by, assignment)
    if assignment.caller_grade is not None:
        raise Refused(N_("This has been rated already."))
    assignment.caller_grade, assignment.caller_words = _graded(grade), words.strip()
    return _rated(case, assignment, "caller", assignment.caller_grade, assignment.caller_words, by)


@transaction.atomic
def rate_call(assignment: Assignment, *, grade: int, words: str = "", by: Post) -> Assignment:
    """The unit says whether it was called for good reason and met on the spot. Once, after the standing down."""
    case, assignment = _stood_down(assignment)
    is_the_unit.require(by, assignment)
    if assignment.unit_grade is not None:
        raise Refused(N_("This has been rated already."))
    assignment.unit_grade, assignment.unit_words = _graded(grade), words.strip()
    return _rated(case, assignment, "unit", assignment.unit_grade, assignment.unit_words, by)


def _stood_down(assignment: Assignment) -> tuple[Case, Assignment]:
    case = within.locked(assignment.case)
    assignment = Assignment.objects.select_related("organisation", "whistle__blown_by").get(pk=assignment.pk)
    assignment.case = case
    whistle: Whistle | None = assignment.whistle
    if whistle is None or whistle.stood_down_at is None:
        raise Refused(N_("Both sides rate each other when the whistle has been stood down."))
    if assignment.reported_in_at is None and assignment.done_at is None:
        raise Refused(N_("This unit did not take part, so there is nothing to rate."))
    if clock.now() - whistle.stood_down_at > RATED_UNTIL:
        raise Refused(N_("Ratings are possible for ninety days after the standing down."))
    return case, assignment


def _graded(grade: int) -> int:
    if grade not in Grade.values:
        raise Refused(N_("Choose a grade from 5 to 1."), field="grade")
    return int(grade)


def _rated(case: Case, assignment: Assignment, side: str, grade: int, words: str, by: Post) -> Assignment:
    rated = events.WhistleRated(unit=assignment.organisation.name, side=side, grade=grade, words=words)
    return within.unit_write(case, assignment, rated, by=by)
