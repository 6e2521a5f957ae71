"""Asking and deciding: more time, a stop of the clock, a unit's objection, leaving a case out of the rates.

One engine for all of them. Each kind says who may ask, who decides, and what a yes or a no brings about; whoever asks
never decides. The kinds are entered in `SORTS` by the modules that know them.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from linli.cases import events
from linli.cases.actions import within
from linli.cases.models import Approval, Assignment, Case, Voice
from linli.cases.queries import binding_order, clock_of
from linli.cases.times import STOPS
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import HasRef
from linli.kernel.rules import Rule
from linli.kernel.words import N_
from linli.people.models import Post
from linli.people.roles import Role


@dataclass(frozen=True)
class Sort:
    """How one kind of approval works.

    `may_ask` judges (actor, case or assignment); `decider` gives the rule that judges (post, case) for one approval.
    `granted` and `refused` change the locked case, before it is written; `told` says who hears of the decision.
    `roles` are those that could ever decide, under whichever edition it was asked: nobody else need look for it.
    """

    may_ask: Rule
    decider: Callable[[Approval], Rule]
    granted: Callable[[Case, Approval], None]
    refused: Callable[[Case, Approval], None] = lambda case, approval: None
    asked: Callable[[Case, Approval], None] = lambda case, approval: None
    roles: Callable[[], Set[str]] = lambda: frozenset(Role.values)


SORTS: dict[str, Sort] = {}


def kinds_for(post: Post) -> set[str]:
    """The kinds that somebody in this role could have to decide."""
    return {kind for kind, sort in SORTS.items() if post.role in sort.roles()}


def may_decide(post: Post, approval: Approval) -> bool:
    """Whether this post is the one to decide what is still undecided; never the person who asked, in whatever post."""
    if approval.decided_at or (approval.asked_by and approval.asked_by.person_id == post.person_id):
        return False
    return SORTS[approval.kind].decider(approval).allows(post, approval.case)


@transaction.atomic
def ask(
    case: Case,
    kind: str,
    *,
    words: str,
    by: HasRef,
    seen: int | None = None,
    reason: str = "",
    item: str = "",
    limit: str = "",
    until: datetime | None = None,
    assignment: Assignment | None = None,
    edition: int = 1,
    check: Callable[[Case], None] = lambda case: None,
) -> Approval:
    """Ask for a decision. `check` may refuse once the case is locked.

    Refuses without a reason in words, an actor who may not ask, a case that has changed, and a second request of the
    same kind while the first is undecided.
    """
    words = within.said(words)
    case = within.locked(case)
    if seen is not None and seen != case.version:
        raise within.overtaken()
    sort = SORTS[kind]
    sort.may_ask.require(by, assignment or case)
    check(case)
    before = case.approvals.filter(kind=kind)
    if before.pending().filter(assignment=assignment).exists():
        raise Refused(N_("This has been asked already and is waiting for a decision."))
    post, voice = (by if isinstance(by, Post) else None), (by if isinstance(by, Voice) else None)
    approval = Approval.objects.create(
        case=case,
        assignment=assignment,
        kind=kind,
        number=(before.aggregate(last=Max("number"))["last"] or 0) + 1,
        edition=edition,
        reason=reason,
        item=item.strip()[:80],
        words=words,
        asked_by=post,
        voice=voice,
        asked_at=clock.now(),
        limit=limit,
        until=until,
    )
    sort.asked(case, approval)
    said = "" if voice else words  # a resident's words can be corrected and forgotten; the journal can't
    asked = events.Asked(
        kind=kind,
        number=approval.number,
        words=said,
        reason=reason,
        item=approval.item,
        limit=limit,
        until=_iso(until),
        unit=assignment.organisation.name if assignment else "",
    )
    within.write(case, asked, by=by)
    return approval


@transaction.atomic
def decide(approval: Approval, *, granted: bool, words: str, by: HasRef, seen: int | None = None) -> Approval:
    """Say yes or no, with the reason. Refuses the one who asked, and a second decision."""
    case = within.locked(approval.case)
    approval = Approval.objects.select_related("assignment__organisation", "asked_by").get(pk=approval.pk)
    approval.case = case
    if approval.decided_at:
        raise Refused(N_("This has been decided already."))
    if seen is not None and seen != case.version:
        raise within.overtaken()
    if isinstance(by, Post):
        if approval.asked_by and approval.asked_by.person_id == by.person_id:
            raise Refused(N_("Whoever asks does not decide. A colleague has to."))
        SORTS[approval.kind].decider(approval).require(by, case)
    words = words.strip()
    if not granted and not words:
        raise Refused(N_("Say why not; whoever asked reads it."), field="words")
    approval.granted, approval.decision, approval.decided_at = granted, words, clock.now()
    approval.decided_by, approval.due_was = (by if isinstance(by, Post) else None), case.finish_due
    (SORTS[approval.kind].granted if granted else SORTS[approval.kind].refused)(case, approval)
    approval.due_is = case.finish_due
    approval.save()
    decided = events.Decided(
        kind=approval.kind,
        number=approval.number,
        granted=granted,
        words=words,
        due_was=_iso(approval.due_was),
        due_is=_iso(approval.due_is),
        unit=approval.assignment.organisation.name if approval.assignment else "",
        ordered=_iso(binding_order(case, clock_of(case))) if granted and approval.kind in STOPS else "",
    )
    within.write(case, decided, by=by)
    return approval


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
