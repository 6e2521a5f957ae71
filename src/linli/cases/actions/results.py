"""The answer, what the resident says of it, and the end."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from linli.cases import events
from linli.cases.actions import calls, supervision, within
from linli.cases.lifecycle import WITH_ANSWER, State
from linli.cases.models import Case, Contact, Voice
from linli.cases.phrases import BLANK
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef
from linli.kernel.words import N_
from linli.people.models import Post


@transaction.atomic
def answer(
    case: Case,
    *,
    words: str,
    public: bool = False,
    replies: Mapping[UUID, str] | None = None,
    by: Post,
    seen: int | None = None,
) -> Case:
    """The public words to everyone who raised the matter; stops the second clock. `public`: may stand on the street's
    page.

    `replies` gives single residents, by the key of their voice, words of their own instead.
    """
    case = within.step("answer", case, by=by, seen=seen)
    supervision.require_second_pair(case, by)
    if any(BLANK in said for said in (words, *(replies or {}).values())):
        raise Refused(N_("A line of the standard text is still blank. Fill it in, or take it out."), field="words")
    own = {key: within.said(said) for key, said in (replies or {}).items() if said.strip()}
    case.voices.filter(replied_at__isnull=False).update(reply="", replied_at=None)
    own_replies = sum(
        case.voices.filter(pk=key).update(reply=said, replied_at=clock.now()) for key, said in own.items()
    )
    within.note_lateness(case)
    within.settle_clock(case)
    case.answer, case.answer_public, case.answered_at = within.said(words), public and not case.restricted, clock.now()
    case.contacted_at = case.contacted_at or clock.now()
    within.write(case, events.Answered(words=case.answer, public=case.answer_public, own=own_replies), by=by)
    calls.line_up(case)
    return case


@transaction.atomic
def call_back(
    case: Case,
    voice: Voice,
    *,
    reached: bool,
    solved: bool | None = None,
    grade: int | None = None,
    words: str = "",
    by: Post,
    how: str = "phone",
    seen: int | None = None,
) -> Case:
    """Ask the resident about the result. Not reached is written down as not reached, never as satisfied."""
    case = within.step("call_back", case, by=by, seen=seen)
    if not reached:
        calls.missed(voice, words=words.strip(), by=by, how=how)
        return within.write(case, events.CallMissed(words=words.strip()), by=by)
    if solved is None:
        raise Refused(N_("Please say whether the resident calls it solved."), field="solved")
    calls.done(voice, by=by, how=how)
    return rate(voice, solved=solved, grade=grade, words=words, how=how, by=by)


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
    case = within.locked(voice.case)
    voice = Voice.objects.select_for_update().get(pk=voice.pk)
    if case.state not in WITH_ANSWER:
        raise Refused(N_("You can rate once there is an answer."))
    if case.erased_on:
        raise Refused(N_("The time to keep this matter is over and its words are gone; please report anew."))
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
    voice.next_call_at = None
    voice.save(update_fields=["solved", "grade", "rating_words", "rated_at", "rated_how", "next_call_at"])
    case.solved = solved if case.solved is None or case.voices_count == 1 else case.solved and solved
    case.grade = grade if case.voices_count == 1 or case.grade is None else min(case.grade, grade or case.grade)
    actor = by or voice
    within.write(case, events.Rated(solved=solved, grade=grade, how=how), by=actor)
    if not solved and case.reopenings == 0:
        _reopen(case, by=actor, words="", supervised=True)
    elif not solved:
        supervision.meet(case, "not_solved", case.reopenings + 1, by=actor)
    elif case.state == State.ANSWERED:
        _close(case, by=actor, why="rated")
    return case


@transaction.atomic
def close(case: Case, *, by: HasRef, why: str = "desk", seen: int | None = None) -> Case:
    """The matter has ended: after the rating, after a call back, or by the clock when nobody answered ("no_answer")."""
    case = within.step("close", case, by=by, seen=seen)
    return _close(case, by=by, why=why)


@transaction.atomic
def reopen(case: Case, *, words: str, by: HasRef, seen: int | None = None) -> Case:
    """Take it up again, supervised."""
    words = within.said(words)
    case = within.step("reopen", case, by=by, seen=seen)
    return _reopen(case, by=by, words=words, supervised=True)


def _close(case: Case, *, by: HasRef, why: str) -> Case:
    case.state, case.ended_at = State.CLOSED, clock.now()
    within.forget_contacts_after(case)
    calls.call_off(case)
    return within.write(case, events.Closed(why=why), by=by)


def _reopen(case: Case, *, by: HasRef, words: str, supervised: bool) -> Case:
    now = clock.now()
    case.state, case.supervised, case.reopenings, case.reminded = State.TAKEN_UP, supervised, case.reopenings + 1, 0
    case.ended_at = case.answered_at = case.erased_on = None
    case.finish_start, case.rung = now, 0
    calls.call_off(case)
    within.reckon(case)
    Contact.objects.filter(voice__case=case).update(until=within.kept_until("contact_open"))
    within.write(case, events.Reopened(words=words, supervised=supervised), by=by)
    within.tell_keeper(case, "case_reopened")
    supervision.meet(case, "not_solved", case.reopenings, by=by)
    supervision.reworked(case, by=by)
    return case


def close_the_silent(after: timedelta = timedelta(days=10), limit: int = 500) -> int:
    """Close what was answered long ago without a word from the resident: as "no answer", which counts as
    nothing else.
    """
    spoken = Voice.objects.filter(case=OuterRef("pk"), solved=False, rated_at__gt=OuterRef("answered_at"))
    silent = Case.objects.filter(~Exists(spoken), state=State.ANSWERED, last_at__lt=clock.now() - after)
    old = silent.order_by("last_at")[:limit]  # whoever has said "not solved" was not silent: those above decide
    closed = 0
    for case in old:
        try:
            close(case, by=CLOCK, why="no_answer")
            closed += 1
        except Refused:
            pass  # rated or taken up again since we looked
    return closed
