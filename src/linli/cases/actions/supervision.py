"""The ladder (督办): who hears of a case that does not get on, up to the county. One mechanism for the clock, for what
has happened too often, and for those above who raise a case by hand.

Raising and acknowledging are no deeds on the case: its version stays, so that nobody who is typing is overtaken by
them.
"""

from django.db import transaction

from linli.calendar import queries as calendar
from linli.calendar.workdays import Limit, deadline
from linli.cases import books, events
from linli.cases.actions import within
from linli.cases.ladder import KEEPER, LadderRules
from linli.cases.lifecycle import MOVES, WITH_ANSWER
from linli.cases.models import Case, Rung, Supervision
from linli.cases.rules import may_acknowledge, rungs_to_raise_to, serves_the_place
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef, key_of
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Post
from linli.people.queries import in_charge_of

NOTICES = {
    "nearly_due": "nearly_due",
    "overdue": "overdue_chief",
    "silence": "supervise_silence",
    "unanswered": "supervise_unanswered",
    "reworks": "supervise_reworks",
    "transfers": "supervise_transfers",
    "by_hand": "supervise_by_hand",
}


@transaction.atomic
def raise_case(case: Case, *, rung: int, words: str, by: Post, seen: int | None = None) -> Case:
    """Raise it by hand: from above, or by those who serve the place to the rung above their own."""
    words = within.said(words)
    case = within.locked(case)
    if seen is not None and seen != case.version:
        raise within.overtaken()
    MOVES.check("raise_case", case, by=by)
    if rung <= case.rung:
        raise Refused(N_("It stands as high as that already. Choose a higher rung."), field="rung")
    if rung not in rungs_to_raise_to(by, case):
        raise Refused(N_("You may raise it to the level above your own, not higher."), field="rung")
    put(case, rung, why="by_hand", by=by, words=words)
    return case


def meet(case: Case, what: str, times: int, *, by: HasRef) -> None:
    """Something has happened for the so-many-th time; the ladder may have a rung for it. The case is locked and
    written.
    """
    rung = books.ladder.rules().rung_for(what, times)
    if rung and rung > case.rung:
        put(case, rung, why=what, by=by)


def reworked(case: Case, *, by: HasRef) -> None:
    meet(case, "reworks", case.reworks + case.reopenings, by=by)


def passed_on(case: Case, *, by: HasRef) -> None:
    """Handed on or returned: how often has it gone from hand to hand since it was (re)opened?"""
    journal = Entry.objects.filter(subject=case.ref)
    if opened := journal.filter(event="Reopened").order_by("-seq").values_list("seq", flat=True).first():
        journal = journal.filter(seq__gt=opened)
    meet(case, "transfers", journal.filter(event__in=["HandedOn", "SentBack"]).count(), by=by)


def put(case: Case, rung: int, *, why: str, by: HasRef, words: str = "") -> Supervision:
    """Onto this rung, or the next one above on which somebody stands; the rungs below are relieved."""
    now, rules = clock.now(), books.ladder.rules()
    rung, refs = _who_stands(case, rung, rules)
    case.supervisions.filter(ended_at=None).update(ended_at=now)
    limit = rules.rungs[rung].acknowledge
    one = Supervision.objects.create(
        case=case, rung=rung, why=why, words=words, path=case.path, raised_by=by.ref, raised_at=now, due=_due(limit)
    )
    case.rung, case.supervised = rung, case.supervised or rung >= Rung.STREET
    case.save(update_fields=["rung", "supervised"])
    if rung > Rung.REMINDER:
        record(within.lasting(events.Raised(rung=rung, why=why, words=words), case), on=case, by=by)
    kind = NOTICES.get(why) or ("case_reopened_supervised" if case.running else "still_not_solved")
    who = str(by) if isinstance(by, Post) else ""
    tell(refs, kind, about=case, once=one.ref, **within.about(case), who=who)
    return one


def _who_stands(case: Case, rung: int, rules: LadderRules) -> tuple[int, list[str]]:
    """The rung and whom to tell; a rung on which nobody stands is passed over."""
    for number in range(rung, len(Rung) + 1):
        if case.restricted:
            refs = within.hearers(case, above=number == Rung.COUNTY)
        elif KEEPER in (roles := rules.rungs[number].roles):
            refs = [case.keeper.ref] if serves_the_place.allows(case.keeper, case) else within.block_posts(case)
        else:
            refs = within.rung_posts(case, roles)
        if refs:
            return number, refs
    return rung, []


def _due(limit: str | None):
    return deadline(Limit.parse(limit), clock.now(), calendar.current()).due if limit else None


@transaction.atomic
def acknowledge(supervision: Supervision, *, words: str = "", by: Post) -> Supervision:
    """Seen, I see to it. The ladder waits; but not for ever: unanswered, the next rung hears all the same."""
    case = within.locked(supervision.case)
    one = Supervision.objects.select_related("acknowledged_by").get(pk=supervision.pk)
    one.case = case
    may_acknowledge.require(by, one)
    if one.ended_at:
        raise Refused(N_("This needs no acknowledgement any more: it was answered, or a higher level has it."))
    if one.acknowledged_at:
        raise Refused(N_("{who} has acknowledged this already."), who=str(one.acknowledged_by))
    words = words.strip()
    if len(words) > within.LONGEST_WORDS:
        within.said(words)
    one.acknowledged_by, one.acknowledged_at, one.acknowledgement = by, clock.now(), words
    one.due = _due(books.ladder.rules().rungs[one.rung].again)
    if not case.running:
        one.ended_at, case.rung = clock.now(), 0
        case.save(update_fields=["rung"])
    one.save()
    if one.rung > Rung.REMINDER:
        record(within.lasting(events.Acknowledged(rung=one.rung, words=words), case), on=case, by=by)
    return one


def climb(limit: int = 500) -> int:
    """Where nobody said "seen" in time, or said so and it is still unanswered, the next rung hears. For the clock."""
    over = Supervision.objects.filter(ended_at=None, due__lt=clock.now()).order_by("due")[:limit]
    climbed = 0
    for one in over:
        with transaction.atomic():
            climbed += _climb(one)
    return climbed


def _climb(one: Supervision) -> bool:
    case, now = within.locked(one.case), clock.now()
    one = Supervision.objects.get(pk=one.pk)
    if one.ended_at or one.due is None or one.due >= now:
        return False
    still_not_solved = one.why == "not_solved" and case.state in WITH_ANSWER
    given_time = one.why in ("overdue", "silence", "unanswered") and case.finish_due > now
    if (not case.running and not still_not_solved) or given_time:
        one.ended_at, case.rung = now, 0
        one.save(update_fields=["ended_at"])
        case.save(update_fields=["rung"])
        return False
    if case.stopped_until and now < case.stopped_until <= case.finish_due:
        one.due = case.stopped_until
        one.save(update_fields=["due"])
        return False
    above = books.ladder.rules().above(one.rung)
    if above is None:
        one.due = None
        one.save(update_fields=["due"])
        return False
    put(case, above, why="unanswered" if one.acknowledged_at else "silence", by=CLOCK)
    return True


# --- a second pair of eyes --------------------------------------------------------------------------------------


def needs_another(case: Case, post: Post) -> bool:
    """Whether a supervised case that was reopened has to be answered by somebody else than this one, who answered or
    solved it last. Where nobody else serves the place, that one may.
    """
    if not (case.supervised and case.reopenings):
        return False
    persons = {one.person_id for one in handled_last(case)}
    if post.person_id not in persons:
        return False
    others = in_charge_of(*filter(None, [case.path, case.grid_path]), roles=within.SEATS)
    return any(one.person_id not in persons and serves_the_place.allows(one, case) for one in others)


def require_second_pair(case: Case, by: Post) -> None:
    if needs_another(case, by):
        raise Refused(
            N_(
                "This matter was reopened under supervision, and you handled it last. Somebody else has to "
                "look at it and answer: ask a colleague."
            )
        )


def handled_last(case: Case) -> list[Post]:
    """Who gave the answer that was not accepted, and who solved it since."""
    told = list(
        Entry.objects.filter(subject=case.ref, event__in=["Answered", "Solved", "Reopened"])
        .order_by("seq")
        .values_list("event", "by")
    )
    opened = max((n for n, (event, _by) in enumerate(told) if event == "Reopened"), default=-1)
    before = [by for event, by in told[: max(opened, 0)] if event == "Answered"][-1:]
    since = [by for event, by in told[opened + 1 :] if event == "Solved"][-1:]
    keys = [key_of(ref) for ref in before + since if ref.startswith("people/post/")]
    return list(Post.objects.filter(pk__in=keys).select_related("person")) if keys else []
