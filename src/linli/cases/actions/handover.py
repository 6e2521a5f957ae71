"""When a post ends, nothing is left behind: cases, files of talks, calls and followed cases go to successors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from linli.cases import events
from linli.cases.actions import within
from linli.cases.models import Case, Follow, Mediation, Mediator, Voice
from linli.cases.queries import kept_by_ended
from linli.cases.rules import may_end_post, may_hand_over, may_see, serves_the_place
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.actions import end_post
from linli.people.models import Post
from linli.people.queries import to_tell

BEFOREHAND = timedelta(days=30)


@dataclass
class HandedOver:
    cases: int = 0
    talks: int = 0
    follows: int = 0
    calls: int = 0


@transaction.atomic
def hand_over(
    ended: Post, *, cases: Mapping[UUID, Post], talks: Mapping[UUID, Post], rest: Post | None, by: Post
) -> HandedOver:
    """Give each case and each file of talks to its successor; `rest` also goes on following what was followed.

    Each case has its journal entry. Refuses a post that doesn't end, and a successor who may not have what is given.
    """
    may_hand_over.require(by, ended)
    if not ends(ended):
        raise Refused(N_("This post does not end within {days} days. Enter its last day first."), days=BEFOREHAND.days)
    done, told = HandedOver(), {}
    for key, to in sorted(cases.items()):
        _hand_case_over(key, ended, to, by=by)
        told.setdefault(to, [0, 0])[0] += 1
        done.cases += 1
    for key, to in sorted(talks.items()):
        _hand_talks_over(key, ended, to, by=by)
        told.setdefault(to, [0, 0])[1] += 1
        done.talks += 1
    done.follows = _follow_on(ended, rest)
    done.calls = Voice.objects.filter(call_held_by=ended).update(call_held_by=None, call_held_until=None)
    for to, (some_cases, some_talks) in told.items():
        if to.pk != by.pk:
            tell([to], "handed_over", post=str(ended), cases=some_cases, talks=some_talks)
    return done


@transaction.atomic
def leave(
    leaving: Post, *, on: date, cases: Mapping[UUID, Post], talks: Mapping[UUID, Post], rest: Post | None, by: Post
) -> HandedOver:
    """Enter the last day of a post and, if that is near, hand over what it keeps, all or nothing."""
    may_end_post.require(by, leaving)
    if leaving.ends and leaving.ends < clock.today():
        raise Refused(N_("This post has ended already, on {day}."), day=leaving.ends)
    ended = end_post(leaving, by=by, on=on)
    return hand_over(ended, cases=cases, talks=talks, rest=rest, by=by) if ends(ended) else HandedOver()


def ends(post: Post) -> bool:
    return post.ends is not None and post.ends <= clock.today() + BEFOREHAND


def may_succeed(to: Post, case: Case) -> bool:
    """Whether this post may keep the case: a complaint about staff may be nobody's but its hearers'."""
    return to.is_current() and serves_the_place.allows(to, case)


def _hand_case_over(key: UUID, ended: Post, to: Post, *, by: Post) -> None:
    case = within.locked(Case(pk=key))
    if case.keeper_id != ended.pk or not case.open:
        raise Overtaken(
            N_("Somebody was faster: case {number} is not kept by this post any more. Please look again."),
            number=case.number,
        )
    if to.pk == ended.pk or not may_succeed(to, case):
        raise Refused(
            N_("{post} may not keep case {number}. Choose somebody else for it."), post=str(to), number=case.number
        )
    case.keeper = to
    within.write(case, events.HandedOver(was=ended.ref, to=to.ref), by=by)


def _hand_talks_over(key: UUID, ended: Post, to: Post, *, by: Post) -> None:
    """The file's keeper and, apart from that, the seat among those who help the parties."""
    file = Mediation.objects.select_for_update().get(pk=key)
    if not to.is_current() or to.pk == ended.pk or to.role not in people.SERVING:
        raise Refused(N_("{post} may not keep a file of talks. Choose somebody else for it."), post=str(to))
    if file.keeper_id == ended.pk:
        file.keeper, file.version = to, file.version + 1
        file.save(update_fields=["keeper", "version"])
        record(events.FilePassedOn(to=to.ref), on=file, by=by)
    seats = Mediator.objects.filter(mediation=file, post=ended, ended_at=None)
    for seat in seats:
        seat.ended_at = clock.now()
        seat.save(update_fields=["ended_at"])
        record(events.MediatorLetGo(capacity=seat.capacity), on=file, by=by)
        if file.keeper_id != to.pk and not Mediator.objects.filter(mediation=file, post=to, ended_at=None).exists():
            Mediator.objects.create(mediation=file, post=to, capacity=seat.capacity, since=clock.now())
            record(events.MediatorInvited(capacity=seat.capacity), on=file, by=by)


def _follow_on(ended: Post, rest: Post | None) -> int:
    followed = (
        Follow.objects.filter(post=ended)
        .select_related("case__about_post", "case__keeper")
        .prefetch_related("case__assignments")
    )
    moved = [
        Follow(case=one.case, post=rest, at=one.at)
        for one in followed
        if rest and one.case.open and may_see.allows(rest, one.case)
    ]
    Follow.objects.bulk_create(moved, ignore_conflicts=True)
    if ended.ends and ended.ends < clock.today():
        followed.delete()
    return len(moved)


def tell_of_orphans(day: date | None = None) -> int:
    """Nightly: whoever has left and still keeps something is told to those who choose successors, once a week."""
    week = (day or clock.today()).isocalendar()
    told = 0
    for ended, cases, talks in kept_by_ended():
        refs = [ref for _role, ref in to_tell(ended.place.path, roles={"community_head"})] if ended.place else []
        refs = refs or (
            [ref for _role, ref in to_tell(ended.place.path, roles=people.AT_THE_STREET)] if ended.place else []
        )
        refs = refs or [post.ref for post in Post.objects.current().of_role(*people.ADMINISTERING)]
        occasion = f"{ended.ref}/orphans/{week.year}-{week.week}"
        told += len(tell(refs, "orphans", about=ended, once=occasion, post=str(ended), cases=cases, talks=talks))
    return told
