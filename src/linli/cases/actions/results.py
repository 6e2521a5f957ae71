"""The answer, what the resident says of it, and the end."""

from datetime import timedelta

from django.db import transaction

from linli.calendar import queries as calendar
from linli.calendar.workdays import Limit, deadline
from linli.cases import events
from linli.cases.actions import within
from linli.cases.lifecycle import State
from linli.cases.models import Case, Contact, Voice
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef
from linli.kernel.words import N_
from linli.people.models import Post


@transaction.atomic
def answer(case: Case, *, words: str, public: bool = False, by: Post, seen: int | None = None) -> Case:
    """The public words to everyone who raised the matter; stops the second clock. `public`: may stand on the street's page."""
    case = within.step("answer", case, by=by, seen=seen)
    within.note_lateness(case)
    case.answer, case.answer_public, case.answered_at = within.said(words), public and not case.restricted, clock.now()
    case.contacted_at = case.contacted_at or clock.now()
    return within.write(case, events.Answered(words=case.answer, public=case.answer_public), by=by)


@transaction.atomic
def call_back(
    case: Case, voice: Voice, *, reached: bool, solved: bool | None = None, grade: int | None = None, words: str = "", by: Post,
    how: str = "phone", seen: int | None = None,
) -> Case:  # fmt: skip
    """Ask the resident about the result. Not reached is written down as not reached, never as satisfied."""
    case = within.step("call_back", case, by=by, seen=seen)
    if not reached:
        return within.write(case, events.CallMissed(words=words.strip()), by=by)
    if solved is None:
        raise Refused(N_("Please say whether the resident calls it solved."), field="solved")
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
    within.write(case, events.Rated(solved=solved, grade=grade, how=how), by=actor)
    if not solved and case.reopenings == 0:
        _reopen(case, by=actor, words="", supervised=True)
    elif not solved:
        within.tell_overseers(case, "still_not_solved")
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
    return within.write(case, events.Closed(why=why), by=by)


def _reopen(case: Case, *, by: HasRef, words: str, supervised: bool) -> Case:
    now = clock.now()
    case.state, case.supervised, case.reopenings, case.reminded = State.TAKEN_UP, supervised, case.reopenings + 1, 0
    case.ended_at = case.answered_at = None
    again = deadline(Limit.parse(case.finish_limit), now, calendar.current())
    case.finish_warn, case.finish_due, case.provisional = again.warn, again.due, again.provisional
    case.finish_start = now
    Contact.objects.filter(voice__case=case).update(until=(now + within.CONTACT_KEPT_OPEN).date())
    within.write(case, events.Reopened(words=words, supervised=supervised), by=by)
    within.tell_keeper(case, "case_reopened")
    within.tell_overseers(case, "case_reopened_supervised")
    return case


def close_the_silent(after: timedelta = timedelta(days=10), limit: int = 500) -> int:
    """Close what was answered long ago without a word from the resident: as "no answer", which counts as nothing else."""
    old = Case.objects.filter(state=State.ANSWERED, last_at__lt=clock.now() - after).order_by("last_at")[:limit]
    closed = 0
    for case in old:
        try:
            close(case, by=CLOCK, why="no_answer")
            closed += 1
        except Refused:
            pass  # rated or taken up again since we looked
    return closed
