"""Lock, check, write: what every deed on a case goes through."""

from dataclasses import replace
from typing import Any

from linli.cases import events
from linli.cases.actions.within.hearing import HEARD, tell_followers
from linli.cases.blots import names_in, without_names
from linli.cases.lifecycle import GONE, MOVES, UNIT_MOVES, State
from linli.cases.models import Assignment, Case, Contact
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.refs import HasRef
from linli.kernel.words import N_
from linli.people.models import Post


def locked(case: Case) -> Case:
    """Lock first, then read. A statement that waits for the lock and joins as well would come back with the category,
    place and keeper from before the wait or, because PostgreSQL then asks the join again, with no case at all.
    """
    Case.objects.select_for_update().values_list("pk").get(pk=case.pk)
    return (
        Case.objects.select_related("place__parent__parent", "category", "keeper__person", "keeper__place")
        .defer("place__shape", "place__parent__shape", "place__parent__parent__shape", "keeper__place__shape")
        .get(pk=case.pk)
    )


def step(step: str, case: Case, *, by: HasRef, seen: int | None) -> Case:
    """Lock the case, see that it is as the person saw it, check the move and set the new state. Nothing
    is written yet.
    """
    case = locked(case)
    if seen is not None and seen != case.version:
        raise overtaken()
    move = MOVES.check(step, case, by=by)
    case.state = move.to or case.state
    return case


def unit_step(step: str, assignment: Assignment, *, by: Post, seen: int | None) -> tuple[Case, Assignment]:
    """The same for one unit's part. What other units did meanwhile doesn't overtake it; what happened to its own part
    does.
    """
    case = locked(assignment.case)
    assignment = Assignment.objects.select_related("organisation").get(pk=assignment.pk)
    try:
        move = UNIT_MOVES.check(step, assignment, by=by)
    except Refused:
        if seen is not None and seen != case.version:
            raise overtaken() from None
        raise
    assignment.stage = move.to or assignment.stage
    return case, assignment


def overtaken() -> Overtaken:
    return Overtaken(
        N_(
            "Somebody was faster: this case has changed since you opened it. Please look again; what you typed "
            "is still here."
        )
    )


def lasting(event: Any, case: Case) -> Any:
    """The event as the journal may keep it for ever: what colleagues wrote, without the names and phones that residents
    left with this case. Those are forgotten one day, and the journal forgets nothing. What was said to the residents
    themselves stays as it was said.
    """
    said = {key: words for key in ("words", "purpose") if (words := getattr(event, key, ""))}
    if not said or isinstance(event, events.Answered | events.SameMatter):
        return event
    names = list(names_in(*Contact.objects.filter(voice__case=case)))
    return replace(event, **{key: without_names(words, *names) for key, words in said.items()}) if names else event


def write(case: Case, event: Any, *, by: HasRef) -> Case:
    case.version += 1
    case.last_at, case.last_event = clock.now(), type(event).__name__
    if case.rung and (isinstance(event, events.Answered | events.SameMatter) or case.state in (State.MERGED, *GONE)):
        step_down(case)
    case.save()
    record(lasting(event, case), on=case, by=by)
    if kind := HEARD.get(type(event).__name__):
        tell_followers(case, kind, occasion=f"{kind}/{case.version}", by=by)
    return case


def step_down(case: Case) -> None:
    """Answered, or nothing to answer any more: whoever had it from above need not see to it now."""
    case.supervisions.filter(ended_at=None).update(ended_at=clock.now())
    case.rung = 0


def unit_write(case: Case, assignment: Assignment, event: Any, *, by: Post) -> Assignment:
    assignment.save()
    write(case, event, by=by)
    assignment.case = case
    return assignment
