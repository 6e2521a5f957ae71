"""What a called unit does."""

from collections.abc import Sequence

from django.db import transaction

from linli.cases import events
from linli.cases.actions import listed, supervision, within
from linli.cases.actions.whistles import refuse_if_bound, returned_again
from linli.cases.lifecycle import MOVES, State
from linli.cases.models import Assignment
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Post
from linli.pictures.photos import Picture


@transaction.atomic
def sign(assignment: Assignment, *, by: Post, seen: int | None = None) -> Assignment:
    """The unit has seen the call and answers for it."""
    case, assignment = within.unit_step("sign", assignment, by=by, seen=seen)
    assignment.signed_at = clock.now()
    return within.unit_write(case, assignment, events.Signed(unit=assignment.organisation.name), by=by)


@transaction.atomic
def unit_contact(assignment: Assignment, *, words: str, by: Post, seen: int | None = None) -> Assignment:
    """The unit has spoken to the resident (or, where no phone was left, to the grid worker)."""
    case, assignment = within.unit_step("unit_contact", assignment, by=by, seen=seen)
    assignment.contacted_at = clock.now()
    case.contacted_at = case.contacted_at or assignment.contacted_at
    return within.unit_write(
        case, assignment, events.UnitContacted(unit=assignment.organisation.name, words=within.said(words)), by=by
    )


@transaction.atomic
def report_in(
    assignment: Assignment, *, how: str, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None
) -> Assignment:
    """The unit has come: to the spot ("on_site") or to the joint meeting ("meeting")."""
    case, assignment = within.unit_step("report_in", assignment, by=by, seen=seen)
    assignment.reported_in_at = clock.now()
    within.keep_photos(case, None, photos, by=by, stage="inside")
    return within.unit_write(
        case, assignment, events.ReportedIn(unit=assignment.organisation.name, how=how, words=within.said(words)), by=by
    )


@transaction.atomic
def report_done(
    assignment: Assignment, *, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None
) -> Assignment:
    """The unit says its part is done. When the last of them has, the case waits for the check."""
    case, assignment = within.unit_step("report_done", assignment, by=by, seen=seen)
    assignment.done_at = assignment.ended_at = clock.now()
    assignment.result = within.said(words)
    within.keep_photos(case, None, photos, by=by, stage="after")
    assignment.save()
    within.settle_objections(case, assignment)
    if not case.assignments.at_work().exists():
        case.state = MOVES.moves["finish"].to
    assignment = within.unit_write(
        case, assignment, events.UnitDone(unit=assignment.organisation.name, words=assignment.result), by=by
    )
    if case.state == State.HANDLED:
        within.tell_keeper(case, "ready_for_check")
    return assignment


RETURN_REASONS = ("not_ours", "wrong_place", "too_little_known", "duplicate")


@transaction.atomic
def send_back(
    assignment: Assignment, *, reason: str, item: str = "", words: str, by: Post, seen: int | None = None
) -> Assignment:
    """Return the case with a reason code; "not ours" must cite the item of the duty list. The street decides on the
    second.

    If other units stay called, they go on; the last one's return hands the case back to its keeper. Refuses "not ours"
    in a whistle, where a unit objects and the street decides, and any return of what the street has decided.
    """
    if reason not in RETURN_REASONS:
        raise Refused(N_("Choose why the case is returned."), field="reason")
    item = listed.cited(item) if reason == listed.NOT_OURS else " ".join(item.split())[:80]
    case, assignment = within.unit_step("send_back", assignment, by=by, seen=seen)
    refuse_if_bound(assignment)
    if reason == listed.NOT_OURS and assignment.round == "whistle":
        raise Refused(
            N_("A unit called by a whistle does not leave by itself: object and cite the item; the street decides."),
            field="reason",
        )
    assignment.ended_at, assignment.result = clock.now(), within.said(words)
    assignment.returned_for, assignment.duty_item = reason, item
    assignment.save()
    within.settle_objections(case, assignment)
    case.returns += 1
    if not case.assignments.at_work().exists():
        case.state = MOVES.moves["send_back"].to
    back = events.SentBack(unit=assignment.organisation.name, reason=reason, item=item, words=assignment.result)
    assignment = within.unit_write(case, assignment, back, by=by)
    within.tell_keeper(case, "unit_sent_back", unit=assignment.organisation.name)
    if case.returns >= 2:
        returned_again(case, assignment, by=by)
    supervision.passed_on(case, by=by)
    return assignment
