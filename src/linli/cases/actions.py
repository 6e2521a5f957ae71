"""Everything that can be done to a case. No other module writes one."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from linli.calendar import queries as calendar
from linli.calendar.workdays import Limit, deadline
from linli.cases import events
from linli.cases.lifecycle import AT_WORK, MOVES, UNANSWERED, UNIT_MOVES, Stage, State
from linli.cases.models import Addition, Assignment, Case, Category, Contact, Photo, Voice
from linli.cases.promises import limits_for
from linli.cases.queries import categories, category_by_code, forget_categories, units_open
from linli.cases.rules import may_open_contact, serves_the_place
from linli.cases.suggest import suggest
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import receipt_code, short_code
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.ids import uuid7
from linli.kernel.refs import CLOCK, VISITOR, HasRef
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Organisation, Post
from linli.people.queries import in_charge_of
from linli.places.models import Place

OTHER = "L04"  # 其他/待研判: where a matter stands until the desk has named it
LONGEST_WORDS = 4000
KEPT_AFTER_END = timedelta(days=90)
CONTACT_KEPT_OPEN = timedelta(days=365)


@dataclass(frozen=True)
class Reachable:
    """How a resident wants to be reached; both may be empty."""

    name: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone)


@dataclass(frozen=True)
class Picture:
    """A photo that lies in the store already, cleaned: see `cases.photos.take_in`."""

    file: str
    width: int
    height: int
    size: int


# --- a voice comes in -------------------------------------------------------------------------------------------


def report_case(
    *, place: Place, words: str, source: str, by: HasRef = VISITOR, submission_key: str | None = None, category: str | None = None,
    contact: Reachable | None = None, confidential: bool = False, may_publish: bool = False, photos: Sequence[Picture] = (),
) -> Voice:  # fmt: skip
    """Take in what somebody says about a place; the people in charge of the block are told at once.

    The same `submission_key` always gives the same voice, also when two copies arrive at once or a day apart:
    the unique key lets one of them in, the other waits for its commit and then finds it.
    Refuses empty or endless words.
    """
    words = _words(words, field="text")
    for _ in range(3):
        if submission_key and (
            before := Voice.objects.filter(submission_key=submission_key).select_related("case").first()
        ):
            return before
        try:
            return _report(
                place, words, source, by, submission_key, category, contact, confidential, may_publish, photos
            )
        except IntegrityError as error:
            if not any(name in str(error) for name in ("submission_key", "case_number", "number", "receipt")):
                raise
    raise Refused(N_("This could not be stored just now. What you typed is kept; please send it once more."))


@transaction.atomic
def _report(place, words, source, by, submission_key, category, contact, confidential, may_publish, photos) -> Voice:
    now = clock.now()
    kind = category_by_code(category) or category_by_code(suggest(words, vocabulary())) or category_by_code(OTHER)
    grid = place if place.kind == "grid" else place.grid
    post = by if isinstance(by, Post) else None
    promises = _promises(kind, now)
    case = Case(
        id=uuid7(now), number=f"{now:%y%m%d}-{short_code()}", title=_title(words), category=kind, place=place, path=place.path, grid=grid,
        grid_path=grid.path if grid else "", source=source, urgent=kind.urgent, restricted=kind.restricted,
        reported_at=now, last_at=now, last_event="CaseReported", **promises,
    )  # fmt: skip
    voice = Voice(
        case=case, receipt=receipt_code(), submission_key=submission_key, source=source, said_at=now, words=words,
        confidential=confidential, may_publish=may_publish, entered_by=post,
    )  # fmt: skip
    # Foreign keys are checked at commit, so the voice may go first and a second copy is turned away before any work.
    voice.save(force_insert=True)
    case.save(force_insert=True)
    _keep_contact(voice, contact)
    _keep_photos(case, voice, photos, by=voice if post is None else post)
    reported = events.CaseReported(
        source=source, place=place.code, category=kind.code, finish_due=promises["finish_due"].isoformat()
    )
    record(reported, on=case, by=by if post else voice, new=True)
    _tell_the_block(case, "case_reported")
    return voice


def join_case(case: Case, *, words: str, source: str, by: HasRef = VISITOR, submission_key: str | None = None,
              contact: Reachable | None = None, confidential: bool = False, photos: Sequence[Picture] = ()) -> Voice:  # fmt: skip
    """ "The same here": another resident joins an open case with own words and an own receipt. Refuses an ended case."""
    words = _words(words, field="text")
    if submission_key and (before := Voice.objects.filter(submission_key=submission_key).first()):
        return before
    with transaction.atomic():
        case = _locked(case)
        if not case.running:
            raise Refused(
                N_("This matter has been answered in the meantime. Please report it anew if it is still there.")
            )
        post = by if isinstance(by, Post) else None
        voice = Voice.objects.create(
            case=case, receipt=receipt_code(), submission_key=submission_key, source=source, said_at=clock.now(), words=words,
            confidential=confidential, entered_by=post,
        )  # fmt: skip
        _keep_contact(voice, contact)
        _keep_photos(case, voice, photos, by=voice if post is None else post)
        case.voices_count += 1
        _write(case, events.VoiceJoined(source=source), by=post or voice)
        return voice


@transaction.atomic
def add_to_voice(voice: Voice, *, words: str = "", photos: Sequence[Picture] = ()) -> Voice:
    """The resident adds words or photos. Refuses when there is nothing new or the case has ended."""
    case = _locked(voice.case)
    words = words.strip()
    if not words and not photos:
        raise Refused(N_("Please write something or add a photo."), field="text")
    if not case.open:
        raise Refused(N_("This matter has ended. Please report it anew if there is something new."))
    if words:
        Addition.objects.create(voice=voice, words=_words(words, field="text"), said_at=clock.now())
    _keep_photos(case, voice, photos, by=voice)
    _write(case, events.VoiceAdded(photos=len(photos)), by=voice)
    _tell_keeper(case, "voice_added")
    return voice


@transaction.atomic
def withdraw(voice: Voice) -> Case:
    """The resident takes the matter back. With other voices in it, only this one falls silent."""
    case = _locked(voice.case)
    MOVES.check("withdraw", case, by=voice)
    if case.voices_count > 1:
        raise Refused(N_("Other residents have joined this matter, so it goes on. You need not do anything."))
    case.state, case.ended_at = State.WITHDRAWN, clock.now()
    _end_assignments(case)
    _write(case, events.Withdrawn(), by=voice)
    _tell_keeper(case, "case_withdrawn")
    _forget_contacts_after(case)
    return case


@transaction.atomic
def rate(
    voice: Voice,
    *,
    solved: bool,
    grade: int | None = None,
    words: str = "",
    how: str = "page",
    by: HasRef | None = None,
) -> Case:
    """What the resident says of the result. "Not solved" re-opens the case once, under supervision.

    Refuses before there is an answer, and a second rating of the same answer. Silence is never a rating.
    """
    case = _locked(voice.case)
    voice = Voice.objects.select_for_update().get(pk=voice.pk)
    if case.state not in (State.ANSWERED, State.CLOSED):
        raise Refused(N_("You can rate once there is an answer."))
    if voice.rated_at and (case.answered_at is None or voice.rated_at > case.answered_at):
        raise Refused(N_("You have rated this answer already. Thank you."))
    if grade is not None and grade not in range(1, 6):
        raise Refused(N_("Please choose one of the five grades."), field="grade")
    voice.solved, voice.grade, voice.rating_words, voice.rated_at, voice.rated_how = (
        solved,
        grade,
        words.strip()[:1000],
        clock.now(),
        how,
    )
    voice.save(update_fields=["solved", "grade", "rating_words", "rated_at", "rated_how"])
    case.solved = solved if case.solved is None or case.voices_count == 1 else case.solved and solved
    case.grade = grade if case.voices_count == 1 or case.grade is None else min(case.grade, grade or case.grade)
    actor = by or voice
    _write(case, events.Rated(solved=solved, grade=grade, how=how), by=actor)
    if not solved and case.reopenings == 0:
        _reopen(case, by=actor, words="", supervised=True)
    elif not solved:
        _tell_overseers(case, "still_not_solved")
    elif case.state == State.ANSWERED:
        _close(case, by=actor, why="rated")
    return case


# --- the desk works on it ---------------------------------------------------------------------------------------


@transaction.atomic
def take_up(case: Case, *, by: Post, seen: int | None = None) -> Case:
    """Say: this is mine now. The resident sees who has it."""
    case = _step("take_up", case, by=by, seen=seen)
    case.keeper, case.taken_up_at = by, case.taken_up_at or clock.now()
    return _write(case, events.TakenUp(), by=by)


@transaction.atomic
def hand_on(case: Case, *, to: Post, words: str = "", by: Post, seen: int | None = None) -> Case:
    """Pass the case to another post that serves the place. Refuses one that doesn't."""
    case = _step("hand_on", case, by=by, seen=seen)
    if not serves_the_place.allows(to, case):
        raise Refused(N_("{post} does not serve this place. Choose somebody who does."), field="to", post=str(to))
    case.keeper, case.taken_up_at = to, case.taken_up_at or clock.now()
    _write(case, events.HandedOn(to=to.ref, words=words.strip()), by=by)
    tell([to], "case_handed_on", about=case, **_about(case), who=str(by))
    return case


@transaction.atomic
def contact(case: Case, *, how: str, words: str, by: Post, seen: int | None = None) -> Case:
    """The resident was reached ("phone", "visit" or "other"); stops the first clock."""
    case = _step("contact", case, by=by, seen=seen)
    case.contacted_at = case.contacted_at or clock.now()
    return _write(case, events.Contacted(how=how, words=_words(words)), by=by)


@transaction.atomic
def solve(case: Case, *, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None) -> Case:
    """Solved at the block, nobody else needed. What was done must be said."""
    case = _step("solve", case, by=by, seen=seen)
    _keep_photos(case, None, photos, by=by, stage="after")
    return _write(case, events.Solved(words=_words(words)), by=by)


@transaction.atomic
def dispatch(case: Case, *, unit: Organisation, words: str = "", by: Post, seen: int | None = None) -> Case:
    """Send the case to the one unit whose duty it is."""
    case = _step("dispatch", case, by=by, seen=seen)
    case.round, case.keeper, case.taken_up_at = "dispatch", case.keeper or by, case.taken_up_at or clock.now()
    _call(case, [unit], lead=unit, by=by)
    _write(case, events.Dispatched(unit=unit.name, words=words.strip()), by=by)
    _tell_units(case, [unit], "unit_dispatched", who=str(by))
    return case


@transaction.atomic
def blow_whistle(
    case: Case,
    *,
    lead: Organisation,
    support: Iterable[Organisation] = (),
    words: str,
    by: Post,
    seen: int | None = None,
) -> Case:
    """Call units to the spot, one of them in the lead; each has its own clocks to sign, contact, report in and finish.

    Refuses without a reason, and a unit named twice.
    """
    called = [lead, *support]
    if len({unit.pk for unit in called}) < len(called):
        raise Refused(N_("A unit can't lead and support at the same time. Name each unit once."), field="support")
    words = _words(words)
    case = _step("blow_whistle", case, by=by, seen=seen)
    case.round, case.keeper, case.taken_up_at = "whistle", case.keeper or by, case.taken_up_at or clock.now()
    _call(case, called, lead=lead, by=by)
    _write(case, events.WhistleBlown(lead=lead.name, support=[u.name for u in called[1:]], words=words), by=by)
    _tell_units(case, called, "whistle_blown", who=str(by))
    return case


@transaction.atomic
def call_off(case: Case, *, words: str, by: Post, seen: int | None = None) -> Case:
    """Take the call back; the units stand down and the case returns to its keeper."""
    words = _words(words)
    case = _step("call_off", case, by=by, seen=seen)
    units = [a.organisation for a in units_open(case)]
    _end_assignments(case)
    _write(case, events.CalledOff(words=words), by=by)
    _tell_units(case, units, "call_taken_back", who=str(by))
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
    """Set category or place right. The promises follow the new category, counted from the report; old and new are journaled.

    Refuses when nothing would change. A keeper who doesn't serve the new place lets go of the case.
    """
    case = _step("correct", case, by=by, seen=seen)
    was = {"category": case.category.code, "place": case.place.code, "finish_due": case.finish_due.isoformat()}
    if category and category != case.category:
        case.category, case.urgent, case.restricted = category, category.urgent, category.restricted
        for name, value in _promises(category, case.reported_at).items():
            setattr(case, name, value)
        case.reminded = 0
    moved = bool(place and place != case.place)
    if place and moved:
        grid = place if place.kind == "grid" else place.grid
        case.place, case.path, case.grid, case.grid_path = place, place.path, grid, grid.path if grid else ""
        if case.keeper and not serves_the_place.allows(case.keeper, case):
            case.keeper = None
            if case.state == State.TAKEN_UP:
                case.state = State.REPORTED
    now = {"category": case.category.code, "place": case.place.code, "finish_due": case.finish_due.isoformat()}
    if was == now:
        raise Refused(N_("Nothing is different. Choose another category or place."))
    _write(case, events.Corrected(was=was, now=now, words=words.strip()), by=by)
    if moved:
        _tell_the_block(case, "case_moved_here")
    return case


@transaction.atomic
def pass_check(case: Case, *, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None) -> Case:
    """Seen on the spot: it is done. For a whistle this is the standing down (销哨)."""
    case = _step("pass_check", case, by=by, seen=seen)
    _keep_photos(case, None, photos, by=by, stage="after")
    return _write(case, events.CheckPassed(words=_words(words)), by=by)


@transaction.atomic
def fail_check(case: Case, *, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None) -> Case:
    """Seen on the spot: it is not done. The units that said so are called again."""
    case = _step("fail_check", case, by=by, seen=seen)
    words = _words(words)
    _keep_photos(case, None, photos, by=by, stage="after")
    case.reworks += 1
    last_round = list(case.assignments.filter(stage=Stage.DONE, done_at__gte=_last_call(case)))
    lead = next((a.organisation for a in last_round if a.lead), last_round[0].organisation)
    _call(case, [a.organisation for a in last_round], lead=lead, by=by)
    _write(case, events.CheckFailed(words=words), by=by)
    _tell_units(case, [a.organisation for a in last_round], "check_failed", who=str(by))
    return case


@transaction.atomic
def answer(case: Case, *, words: str, public: bool = False, by: Post, seen: int | None = None) -> Case:
    """The public words to everyone who raised the matter; stops the second clock. `public`: may stand on the street's page."""
    case = _step("answer", case, by=by, seen=seen)
    case.answer, case.answer_public, case.answered_at = _words(words), public and not case.restricted, clock.now()
    case.contacted_at = case.contacted_at or clock.now()
    return _write(case, events.Answered(words=case.answer, public=case.answer_public), by=by)


@transaction.atomic
def call_back(
    case: Case, voice: Voice, *, reached: bool, solved: bool | None = None, grade: int | None = None, words: str = "", by: Post,
    how: str = "phone", seen: int | None = None,
) -> Case:  # fmt: skip
    """Ask the resident about the result. Not reached is written down as not reached, never as satisfied."""
    case = _step("call_back", case, by=by, seen=seen)
    if not reached:
        return _write(case, events.CallMissed(words=words.strip()), by=by)
    if solved is None:
        raise Refused(N_("Please say whether the resident calls it solved."), field="solved")
    return rate(voice, solved=solved, grade=grade, words=words, how=how, by=by)


@transaction.atomic
def close(case: Case, *, by: HasRef, why: str = "desk", seen: int | None = None) -> Case:
    """The matter has ended: after the rating, after a call back, or by the clock when nobody answered ("no_answer")."""
    case = _step("close", case, by=by, seen=seen)
    return _close(case, by=by, why=why)


@transaction.atomic
def reopen(case: Case, *, words: str, by: HasRef, seen: int | None = None) -> Case:
    """Take it up again, supervised."""
    words = _words(words)
    case = _step("reopen", case, by=by, seen=seen)
    return _reopen(case, by=by, words=words, supervised=True)


@transaction.atomic
def note(case: Case, *, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None) -> Case:
    """An internal note for colleagues; the resident doesn't see it."""
    case = _step("note", case, by=by, seen=seen)
    _keep_photos(case, None, photos, by=by, stage="after")
    return _write(case, events.Noted(words=_words(words)), by=by)


@transaction.atomic
def open_contact(voice: Voice, *, purpose: str, by: Post) -> Contact:
    """Show a resident's name and phone to somebody who has to reach them; the look is journaled and the resident sees it."""
    voice.case = _locked(voice.case)
    may_open_contact.require(by, voice)
    if not purpose.strip():
        raise Refused(N_("Say what you need it for."), field="purpose")
    found = Contact.objects.filter(voice=voice).first()
    if found is None:
        raise Refused(N_("This resident left no name and no phone."))
    record(events.ContactOpened(purpose=purpose.strip(), voice=voice.ref), on=voice.case, by=by)
    return found


# --- the units --------------------------------------------------------------------------------------------------


@transaction.atomic
def sign(assignment: Assignment, *, by: Post, seen: int | None = None) -> Assignment:
    """The unit has seen the call and answers for it."""
    case, assignment = _unit_step("sign", assignment, by=by, seen=seen)
    assignment.signed_at = clock.now()
    return _unit_write(case, assignment, events.Signed(unit=assignment.organisation.name), by=by)


@transaction.atomic
def unit_contact(assignment: Assignment, *, words: str, by: Post, seen: int | None = None) -> Assignment:
    """The unit has spoken to the resident (or, where no phone was left, to the grid worker)."""
    case, assignment = _unit_step("unit_contact", assignment, by=by, seen=seen)
    assignment.contacted_at = clock.now()
    case.contacted_at = case.contacted_at or assignment.contacted_at
    return _unit_write(
        case, assignment, events.UnitContacted(unit=assignment.organisation.name, words=_words(words)), by=by
    )


@transaction.atomic
def report_in(
    assignment: Assignment, *, how: str, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None
) -> Assignment:
    """The unit has come: to the spot ("on_site") or to the joint meeting ("meeting")."""
    case, assignment = _unit_step("report_in", assignment, by=by, seen=seen)
    assignment.reported_in_at = clock.now()
    _keep_photos(case, None, photos, by=by, stage="after")
    return _unit_write(
        case, assignment, events.ReportedIn(unit=assignment.organisation.name, how=how, words=_words(words)), by=by
    )


@transaction.atomic
def report_done(
    assignment: Assignment, *, words: str, photos: Sequence[Picture] = (), by: Post, seen: int | None = None
) -> Assignment:
    """The unit says its part is done. When the last of them has, the case waits for the check."""
    case, assignment = _unit_step("report_done", assignment, by=by, seen=seen)
    assignment.done_at = assignment.ended_at = clock.now()
    assignment.result = _words(words)
    _keep_photos(case, None, photos, by=by, stage="after")
    assignment.save()
    if not case.assignments.at_work().exists():
        case.state = MOVES.moves["finish"].to
    assignment = _unit_write(
        case, assignment, events.UnitDone(unit=assignment.organisation.name, words=assignment.result), by=by
    )
    if case.state == State.HANDLED:
        _tell_keeper(case, "ready_for_check")
    return assignment


RETURN_REASONS = ("not_ours", "wrong_place", "too_little_known", "duplicate")


@transaction.atomic
def send_back(
    assignment: Assignment, *, reason: str, item: str = "", words: str, by: Post, seen: int | None = None
) -> Assignment:
    """Return the case with a reason code; "not ours" must cite the item of the duty list. The second return of a case goes up.

    If other units stay called, they go on; the last one's return hands the case back to its keeper.
    """
    if reason not in RETURN_REASONS:
        raise Refused(N_("Choose why the case is returned."), field="reason")
    if reason == "not_ours" and not item.strip():
        raise Refused(N_("“Not ours” needs the item of the duty list that says so. Please cite it."), field="item")
    case, assignment = _unit_step("send_back", assignment, by=by, seen=seen)
    assignment.ended_at, assignment.result = clock.now(), _words(words)
    assignment.save()
    case.returns += 1
    if not case.assignments.at_work().exists():
        case.state = MOVES.moves["send_back"].to
    back = events.SentBack(unit=assignment.organisation.name, reason=reason, item=item.strip(), words=assignment.result)
    assignment = _unit_write(case, assignment, back, by=by)
    _tell_keeper(case, "unit_sent_back", unit=assignment.organisation.name)
    if case.returns >= 2:
        _tell_overseers(case, "returned_twice")
    return assignment


# --- the clock --------------------------------------------------------------------------------------------------


def remind(limit: int = 500) -> int:
    """Tell the person at 70 % of a clock, and the chief at 100 %. Safe to run as often as one likes; returns how many cases."""
    now, told = clock.now(), 0
    late = Case.objects.filter(state__in=UNANSWERED, finish_warn__lte=now).filter(reminded=0) | Case.objects.filter(
        state__in=UNANSWERED, finish_due__lt=now, reminded=1
    )
    for case in late.order_by("finish_due")[:limit]:
        with transaction.atomic():
            case = _locked(case)
            overdue = case.finish_due < now
            if not case.running or case.reminded >= (2 if overdue else 1):
                continue
            case.reminded = 2 if overdue else 1
            case.save(update_fields=["reminded"])
            occasion = f"{case.ref}/finish/{case.finish_due.isoformat()}"
            who = [case.keeper] if case.keeper else _block_posts(case)
            tell(
                who,
                "overdue" if overdue else "nearly_due",
                about=case,
                once=f"{occasion}/{case.reminded}",
                **_about(case),
            )
            if overdue:
                tell(_chiefs(case), "overdue_chief", about=case, once=f"{occasion}/chief", **_about(case))
            told += 1
    waiting = Assignment.objects.at_work().filter(done_warn__lte=now, reminded=0) | Assignment.objects.at_work().filter(
        done_due__lt=now, reminded=1
    )
    for one in waiting.select_related("case", "organisation").order_by("done_due")[:limit]:
        with transaction.atomic():
            case = _locked(one.case)
            one = Assignment.objects.select_related("organisation").get(pk=one.pk)
            overdue = one.done_due < now
            if not one.open or one.reminded >= (2 if overdue else 1):
                continue
            one.reminded = 2 if overdue else 1
            one.save(update_fields=["reminded"])
            occasion = f"{one.ref}/{one.reminded}"
            roles = people.FOR_A_UNIT if not overdue else {"department_head", "property_manager"}
            posts = Post.objects.current().of_role(*roles).filter(organisation=one.organisation)
            tell(posts, "unit_overdue" if overdue else "unit_nearly_due", about=case, once=occasion, **_about(case))
            if overdue:
                _tell_keeper(case, "unit_is_late", unit=one.organisation.name, once=f"{occasion}/keeper")
            told += 1
    unheard = Case.objects.filter(
        state__in=UNANSWERED, contacted_at=None, contact_due__lt=now, contact_reminded=0, finish_due__gte=now
    )
    for case in unheard.order_by("contact_due")[:limit]:
        with transaction.atomic():
            case = _locked(case)
            if case.contacted_at or case.contact_reminded or not case.running:
                continue
            case.contact_reminded = 1
            case.save(update_fields=["contact_reminded"])
            who = [case.keeper] if case.keeper else _block_posts(case)
            tell(
                who,
                "contact_overdue",
                about=case,
                once=f"{case.ref}/contact/{case.contact_due.isoformat()}",
                **_about(case),
            )
            told += 1
    return told


def close_the_silent(after: timedelta = timedelta(days=10), limit: int = 500) -> int:
    """Close what was answered long ago without a word from the resident: as "no answer", which counts as nothing else."""
    old = Case.objects.filter(state=State.ANSWERED, last_at__lt=clock.now() - after).order_by("last_at")[:limit]
    for case in old:
        close(case, by=CLOCK, why="no_answer")
    return len(old)


def forget_contacts() -> int:
    """Delete names and phones whose time is over."""
    return Contact.objects.filter(until__lt=clock.today()).delete()[0]


# --- categories -------------------------------------------------------------------------------------------------


@transaction.atomic
def load_categories(file: Path | None = None) -> int:
    """Enter or amend the categories of a TOML file, by code; idempotent. The default table comes with the platform."""
    table = tomllib.loads((file or Path(__file__).with_name("categories.toml")).read_text("utf-8"))
    groups = table.pop("groups")
    for code, row in table.items():
        Limit.parse(row["contact"]), Limit.parse(row["finish"])
        Category.objects.update_or_create(
            code=code,
            defaults={
                "group": row["group"], "group_name": groups[row["group"]]["name"], "group_name_en": groups[row["group"]]["name_en"],
                "name": row["name"], "name_en": row["name_en"], "owner": row["owner"], "contact_limit": row["contact"],
                "finish_limit": row["finish"], "urgent": row.get("urgent", False), "restricted": row.get("restricted", False),
                "alarm": row.get("alarm", ""), "alarm_en": row.get("alarm_en", ""), "words": row.get("words", []),
            },
        )  # fmt: skip
    forget_categories()
    return len(table)


# --- within the room --------------------------------------------------------------------------------------------


def vocabulary() -> list[tuple[str, list[str]]]:
    return [(c.code, c.words) for c in categories()]


def _words(words: str, *, field: str = "words") -> str:
    words = words.strip()
    if not words:
        raise Refused(N_("Please write a few words first."), field=field)
    if len(words) > LONGEST_WORDS:
        raise Refused(
            N_("That is {long} characters; {most} are possible. Please shorten it or send the rest as an addition."),
            field=field, long=len(words), most=LONGEST_WORDS,
        )  # fmt: skip
    return words


def _title(words: str) -> str:
    first = " ".join(words.split())
    return first if len(first) <= 60 else first[:59] + "…"


def _promises(category: Category, start: datetime) -> dict[str, Any]:
    days = calendar.current()
    contact_, finish = (
        deadline(Limit.parse(text), start, days) for text in (category.contact_limit, category.finish_limit)
    )
    return {
        "contact_limit": category.contact_limit, "contact_warn": contact_.warn, "contact_due": contact_.due,
        "finish_limit": category.finish_limit, "finish_warn": finish.warn, "finish_due": finish.due,
        "provisional": contact_.provisional or finish.provisional,
    }  # fmt: skip


def _locked(case: Case) -> Case:
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("place", "category", "keeper__person", "keeper__place")
        .get(pk=case.pk)
    )


def _step(step: str, case: Case, *, by: HasRef, seen: int | None) -> Case:
    """Lock the case, see that it is as the person saw it, check the move and set the new state. Nothing is written yet."""
    case = _locked(case)
    if seen is not None and seen != case.version:
        raise Overtaken(
            N_(
                "Somebody was faster: this case has changed since you opened it. Please look again; what you typed is still here."
            )
        )
    move = MOVES.check(step, case, by=by)
    case.state = move.to or case.state
    return case


def _unit_step(step: str, assignment: Assignment, *, by: Post, seen: int | None) -> tuple[Case, Assignment]:
    case = _locked(assignment.case)
    if seen is not None and seen != case.version:
        raise Overtaken(
            N_(
                "Somebody was faster: this case has changed since you opened it. Please look again; what you typed is still here."
            )
        )
    assignment = Assignment.objects.select_related("organisation").get(pk=assignment.pk)
    move = UNIT_MOVES.check(step, assignment, by=by)
    assignment.stage = move.to or assignment.stage
    return case, assignment


def _write(case: Case, event: Any, *, by: HasRef) -> Case:
    case.version += 1
    case.last_at, case.last_event = clock.now(), type(event).__name__
    case.save()
    record(event, on=case, by=by)
    return case


def _unit_write(case: Case, assignment: Assignment, event: Any, *, by: Post) -> Assignment:
    assignment.save()
    _write(case, event, by=by)
    assignment.case = case
    return assignment


def _call(case: Case, units: list[Organisation], *, lead: Organisation, by: Post) -> None:
    now, days = clock.now(), calendar.current()
    limits = limits_for(case.round, urgent=case.urgent)

    def due(limit: str | None):
        return deadline(Limit.parse(limit), now, days) if limit else None

    contact_, report, done = due(limits.contact), due(limits.report), due(limits.done)
    sign_ = deadline(Limit.parse(limits.sign), now, days)
    if (
        done is None
    ):  # the case's own finish clock binds; if it has run out, the unit gets the category's limit from now
        done = deadline(Limit.parse(case.finish_limit), now, days) if case.finish_due <= now else None
    Assignment.objects.bulk_create(
        Assignment(
            case=case, organisation=unit, round=case.round, lead=unit == lead, called_at=now, called_by=by, sign_due=sign_.due,
            contact_due=contact_.due if contact_ else None, report_due=report.due if report else None,
            done_warn=done.warn if done else max(now, case.finish_warn), done_due=done.due if done else case.finish_due,
        )
        for unit in units
    )  # fmt: skip


def _last_call(case: Case) -> datetime:
    return case.assignments.order_by("-called_at").values_list("called_at", flat=True).first()


def _end_assignments(case: Case) -> None:
    case.assignments.filter(stage__in=AT_WORK).update(stage=Stage.CALLED_OFF, ended_at=clock.now())


def _close(case: Case, *, by: HasRef, why: str) -> Case:
    case.state, case.ended_at = State.CLOSED, clock.now()
    _forget_contacts_after(case)
    return _write(case, events.Closed(why=why), by=by)


def _reopen(case: Case, *, by: HasRef, words: str, supervised: bool) -> Case:
    now = clock.now()
    case.state, case.supervised, case.reopenings, case.reminded = State.TAKEN_UP, supervised, case.reopenings + 1, 0
    case.ended_at = case.answered_at = None
    again = deadline(Limit.parse(case.finish_limit), now, calendar.current())
    case.finish_warn, case.finish_due, case.provisional = again.warn, again.due, again.provisional
    Contact.objects.filter(voice__case=case).update(until=(now + CONTACT_KEPT_OPEN).date())
    _write(case, events.Reopened(words=words, supervised=supervised), by=by)
    _tell_keeper(case, "case_reopened")
    _tell_overseers(case, "case_reopened_supervised")
    return case


def _forget_contacts_after(case: Case) -> None:
    Contact.objects.filter(voice__case=case).update(until=(clock.now() + KEPT_AFTER_END).date())


def _keep_contact(voice: Voice, contact_: Reachable | None) -> None:
    if contact_:
        until = (clock.now() + CONTACT_KEPT_OPEN).date()
        Contact.objects.create(
            voice=voice, name=contact_.name.strip()[:40], phone=contact_.phone.strip()[:30], until=until
        )


def _keep_photos(
    case: Case, voice: Voice | None, photos: Sequence[Picture], *, by: HasRef, stage: str = "before"
) -> None:
    if photos:
        now = clock.now()
        Photo.objects.bulk_create(
            Photo(
                case=case, voice=voice, stage=stage, file=p.file, width=p.width, height=p.height, size=p.size, by=by.ref, added_at=now
            )
            for p in photos
        )  # fmt: skip


# Who hears of it


def _about(case: Case) -> dict[str, str]:
    return {"place": case.place.name, "title": case.title, "number": case.number}


def _block_posts(case: Case) -> list[Post]:
    """Who is in charge of the block: the grid's own people; failing them, the community's; failing them, the street's."""
    if case.restricted:
        return in_charge_of(case.path, roles=people.HEARING_COMPLAINTS)
    posts = in_charge_of(*filter(None, [case.path, case.grid_path]), roles=people.SERVING)
    for roles in (people.AT_THE_BLOCK, people.IN_THE_COMMUNITY, people.AT_THE_STREET):
        if nearest := [post for post in posts if post.role in roles]:
            return nearest
    return []


def _tell_the_block(case: Case, kind: str) -> None:
    tell(_block_posts(case), kind, about=case, **_about(case))


def _tell_keeper(case: Case, kind: str, *, once: str | None = None, **facts: object) -> None:
    tell([case.keeper] if case.keeper else _block_posts(case), kind, about=case, once=once, **_about(case), **facts)


def _chiefs(case: Case) -> list[Post]:
    if case.restricted:
        return in_charge_of(case.path, roles=people.HEARING_COMPLAINTS)
    return in_charge_of(*filter(None, [case.path, case.grid_path]), roles={"grid_chief", "community_head"})


def _tell_overseers(case: Case, kind: str) -> None:
    roles = people.HEARING_COMPLAINTS if case.restricted else {"community_head", "street_clerk"}
    tell(in_charge_of(case.path, roles=roles), kind, about=case, **_about(case))


def _tell_units(case: Case, units: Iterable[Organisation], kind: str, **facts: object) -> None:
    posts = Post.objects.current().of_role(*people.FOR_A_UNIT).filter(organisation__in=list(units))
    tell(posts, kind, about=case, **_about(case), **facts)
