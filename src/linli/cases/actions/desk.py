"""What those who serve the place do with a case."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from linli.cases import books, events
from linli.cases.actions import daily, listed, supervision, within
from linli.cases.lifecycle import Stage, State
from linli.cases.models import Case, Category, Whistle, WhistleKind
from linli.cases.queries import units_open
from linli.cases.rules import serves_the_place
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Organisation, Post
from linli.pictures.photos import Picture
from linli.places.models import Place


@transaction.atomic
def take_up(case: Case, *, by: Post, seen: int | None = None) -> Case:
    """Say: this is mine now. The resident sees who has it."""
    case = within.step("take_up", case, by=by, seen=seen)
    case.keeper, case.taken_up_at = by, case.taken_up_at or clock.now()
    return within.write(case, events.TakenUp(), by=by)


@transaction.atomic
def hand_on(case: Case, *, to: Post, words: str = "", by: Post, seen: int | None = None) -> Case:
    """Pass the case to another post that serves the place. Refuses one that doesn't."""
    case = within.step("hand_on", case, by=by, seen=seen)
    if not serves_the_place.allows(to, case):
        raise Refused(N_("{post} does not serve this place. Choose somebody who does."), field="to", post=str(to))
    listed.not_pushed_down(case, to=to, by=by)
    case.keeper, case.taken_up_at = to, case.taken_up_at or clock.now()
    within.write(case, events.HandedOn(to=to.ref, words=words.strip()), by=by)
    tell([to], "case_handed_on", about=case, **within.about(case), who=str(by))
    supervision.passed_on(case, by=by)
    return case


@transaction.atomic
def contact(case: Case, *, how: str, words: str, by: Post, seen: int | None = None) -> Case:
    """The resident was reached ("phone", "visit" or "other"); stops the first clock."""
    case = within.step("contact", case, by=by, seen=seen)
    case.contacted_at = case.contacted_at or clock.now()
    return within.write(case, events.Contacted(how=how, words=within.said(words)), by=by)


@transaction.atomic
def solve(case: Case, *, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None) -> Case:
    """Solved at the block, nobody else needed. What was done must be said."""
    case = within.step("solve", case, by=by, seen=seen)
    within.keep_photos(case, None, photos, by=by, stage="after")
    return within.write(case, events.Solved(words=within.said(words)), by=by)


@transaction.atomic
def dispatch(
    case: Case, *, unit: Organisation, words: str = "", why: str = "", by: Post, seen: int | None = None
) -> Case:
    """Send the case to the one unit whose duty it is.

    Refuses, without a `why`, a unit that the duty list does not name here or that has said "not ours".
    """
    case = within.step("dispatch", case, by=by, seen=seen)
    overruled = listed.overruled(case, [unit], why)
    case.round, case.keeper, case.taken_up_at = "dispatch", case.keeper or by, case.taken_up_at or clock.now()
    within.call(case, [unit], lead=unit, by=by, overruled=overruled)
    within.write(case, events.Dispatched(unit=unit.name, words=words.strip()), by=by)
    _say_overruled(case, [unit], overruled, by=by)
    within.tell_units(case, [unit], "unit_dispatched", who=str(by))
    return case


@transaction.atomic
def blow_whistle(
    case: Case,
    *,
    lead: Organisation,
    support: Iterable[Organisation] = (),
    words: str,
    kind: str = "",
    why: str = "",
    by: Post,
    seen: int | None = None,
) -> Case:
    """Call units to the spot, one of them in the lead; each has its own clocks to sign, contact, report in and finish.

    Without a `kind` of whistle, an urgent case is an emergency and any other a matter for joint enforcement.
    Refuses without a reason, a unit named twice, a kind that is not this post's to blow and, without a `why`, units
    that the duty list does not name here or that have said "not ours".
    """
    called = [lead, *support]
    if len({unit.pk for unit in called}) < len(called):
        raise Refused(N_("A unit can't lead and support at the same time. Name each unit once."), field="support")
    words = within.said(words)
    case = within.step("blow_whistle", case, by=by, seen=seen)
    kind = kind or (WhistleKind.EMERGENCY if case.urgent else WhistleKind.JOINT)
    book = books.whistles.current()
    if by.role not in book.rules.blowers.get(kind, ()):
        raise Refused(
            N_("This kind of whistle is not yours to blow. Choose another, or ask your community or street."),
            field="kind",
        )
    overruled = listed.overruled(case, called, why)
    case.round, case.keeper, case.taken_up_at = "whistle", case.keeper or by, case.taken_up_at or clock.now()
    whistle = Whistle.objects.create(
        case=case, kind=kind, path=case.path, edition=book.number, words=words, blown_by=by, blown_at=clock.now()
    )
    within.call(case, called, lead=lead, by=by, whistle=whistle, overruled=overruled)
    blown = events.WhistleBlown(lead=lead.name, support=[u.name for u in called[1:]], words=words, kind=kind)
    within.write(case, blown, by=by)
    _say_overruled(case, called, overruled, by=by)
    within.tell_units(case, called, "whistle_blown", who=str(by))
    return case


def _say_overruled(case: Case, units: Sequence[Organisation], overruled: dict[UUID, str], *, by: Post) -> None:
    if overruled:
        named = [unit.name for unit in units if unit.pk in overruled]
        within.write(case, events.Overruled(units=named, words=next(iter(overruled.values()))), by=by)


@transaction.atomic
def call_off(case: Case, *, words: str, by: Post, seen: int | None = None) -> Case:
    """Take the call back; the units stand down and the case returns to its keeper."""
    words = within.said(words)
    case = within.step("call_off", case, by=by, seen=seen)
    units = [a.organisation for a in units_open(case)]
    within.end_assignments(case)
    within.stand_down(case, words, by=by)
    within.write(case, events.CalledOff(words=words), by=by)
    within.tell_units(case, units, "call_taken_back", who=str(by))
    return case


@transaction.atomic
def correct(
    case: Case,
    *,
    category: Category | None = None,
    place: Place | None = None,
    words: str = "",
    by: Post,
    seen: int | None = None,
) -> Case:
    """Set category or place right. The promises follow the new category, counted from the report; old and new are
    journaled.

    Refuses when nothing would change. A keeper who may not serve it as it is now lets go of the case: another place,
    or a complaint about staff, which goes round their line. Whose it is instead is told. Units called for what becomes
    such a complaint lose sight of it; they hear only that the call has ended.
    """
    case = within.step("correct", case, by=by, seen=seen)
    kept_apart = case.restricted
    was = {"category": case.category.code, "place": case.place.code, "finish_due": case.finish_due.isoformat()}
    if category and category != case.category:
        within.note_lateness(case)
        case.category, case.urgent, case.restricted = category, category.urgent, category.restricted
        promised = within.promises(category, place or case.place, case.reported_at, edition=case.limits_edition)
        for name in promised.keys() - {"finish_warn", "finish_due"}:
            setattr(case, name, promised[name])
        within.reckon(case)
        case.reminded = 0
    moved = bool(place and place != case.place)
    if place and moved:
        grid = place if place.kind == "grid" else place.grid
        case.place, case.path, case.grid, case.grid_path = place, place.path, grid, grid.path if grid else ""
        within.orders_follow(case)
    freed = _apart_or_not(case, by=by) if case.restricted != kept_apart else []
    if case.keeper and not serves_the_place.allows(case.keeper, case):
        case.keeper = None
    if case.keeper is None and case.state == State.TAKEN_UP:
        case.state = State.REPORTED
    now = {"category": case.category.code, "place": case.place.code, "finish_due": case.finish_due.isoformat()}
    if was == now:
        raise Refused(N_("Nothing is different. Choose another category or place."))
    within.write(case, events.Corrected(was=was, now=now, words=words.strip()), by=by)
    within.tell_the_freed(case, freed)
    if case.restricted != kept_apart:
        if case.restricted:
            within.take_back_notices(case)
        within.tell_the_block(case, "case_reported")
    elif moved:
        within.tell_the_block(case, "case_moved_here")
    return case


def _apart_or_not(case: Case, *, by: Post) -> list[Organisation]:
    """A complaint about staff is no unit's to work on or to see; and whom it was about is nobody's business once it is
    none.

    Returns the units whose call has ended with this.
    """
    case.about_post = None
    if not case.restricted:
        return []
    units = [a.organisation for a in units_open(case)]
    within.end_assignments(case)
    within.stand_down(case, "", by=by)
    if case.state in (State.WITH_UNITS, State.HANDLED, State.CHECKED):
        case.state = State.TAKEN_UP
    case.keeper = within.entrusted(case.path) or case.keeper
    return units


@transaction.atomic
def pass_check(case: Case, *, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None) -> Case:
    """Seen on the spot: it is done. For a whistle this is the standing down (销哨)."""
    case = within.step("pass_check", case, by=by, seen=seen)
    words = within.said(words)
    within.keep_photos(case, None, photos, by=by, stage="after")
    within.stand_down(case, words, by=by)
    return within.write(case, events.CheckPassed(words=words), by=by)


@transaction.atomic
def fail_check(case: Case, *, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None) -> Case:
    """Seen on the spot: it is not done. The units that said so are called again."""
    case = within.step("fail_check", case, by=by, seen=seen)
    words = within.said(words)
    within.keep_photos(case, None, photos, by=by, stage="inside")
    case.reworks += 1
    last_round = list(case.assignments.filter(stage=Stage.DONE, done_at__gte=within.last_call(case)))
    lead = next((a.organisation for a in last_round if a.lead), last_round[0].organisation)
    whistle = last_round[0].whistle if case.round == "whistle" else None
    within.call(case, [a.organisation for a in last_round], lead=lead, by=by, whistle=whistle)
    within.write(case, events.CheckFailed(words=words), by=by)
    within.tell_units(case, [a.organisation for a in last_round], "check_failed", who=str(by))
    supervision.reworked(case, by=by)
    return case


@transaction.atomic
def note(case: Case, *, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None) -> Case:
    """An internal note for colleagues; the resident doesn't see it. Whom it names after an @ is told, if they may see
    it.
    """
    case = within.step("note", case, by=by, seen=seen)
    words = within.said(words)
    named = daily.mentioned(case, words, by=by)
    within.keep_photos(case, None, photos, by=by, stage="inside")
    within.write(case, events.Noted(words=words), by=by)
    daily.tell_mentioned(case, named, by=by)
    return case
