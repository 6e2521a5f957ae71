"""Leaving a case out of solution and satisfaction (剔除), and taking it in again.

One asks, the street reviews, another person decides; the resident is told with the reason and may object once; a third
person decides on that. The case stays counted in response, and nothing is ever said of the person who raised it.
"""

from django.db import transaction

from linli.cases import books, events
from linli.cases.actions import approvals, within
from linli.cases.actions.approvals import SORTS, Sort
from linli.cases.lifecycle import GONE, State
from linli.cases.models import Approval, Case, Voice
from linli.cases.rules import may_ask_exclusion, may_decide_exclusion, may_review_exclusion, raised_it, serves_the_place
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import HasRef
from linli.kernel.rules import Rule
from linli.kernel.words import N_, say
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Post
from linli.people.queries import in_charge_of

EXCLUSION, READMISSION = Approval.Kind.EXCLUSION, Approval.Kind.READMISSION


def ask_exclusion(case: Case, *, ground: str, words: str, by: Post, seen: int | None = None) -> Case:
    """Apply, on one of the grounds in the book. Refuses what is out already, or was taken in again after
    an objection.
    """
    book = books.exclusions.current()
    if ground not in book.rules.grounds:
        raise Refused(N_("Choose the ground from the list."), field="ground")
    return approvals.ask(
        case, EXCLUSION, words=words, by=by, seen=seen, reason=ground, edition=book.number, check=_may_go_out
    ).case


def _may_go_out(case: Case) -> None:
    if case.excluded:
        raise Refused(N_("This case is left out of the rates already."))
    if case.state in (*GONE, State.MERGED):
        raise Refused(N_("This case counts in no rate anyway."))
    if case.approvals.filter(kind=READMISSION, granted=True).exists():
        raise Refused(N_("This case was taken in again after an objection. It stays in."))


@transaction.atomic
def review(approval: Approval, *, words: str, by: Post, seen: int | None = None) -> Approval:
    """The street looks at it and says what it thinks; somebody else decides."""
    words = within.said(words)
    case = within.locked(approval.case)
    if seen is not None and seen != case.version:
        raise within.overtaken()
    one = Approval.objects.select_related("asked_by").get(pk=approval.pk)
    one.case = case
    if one.decided_at or one.reviewed_at:
        raise Refused(N_("This has been reviewed already."))
    if one.asked_by and one.asked_by.person_id == by.person_id:
        raise Refused(N_("Whoever asks does not review. A colleague has to."))
    may_review_exclusion.require(by, case)
    one.reviewed_by, one.reviewed_at, one.review = by, clock.now(), words
    one.save(update_fields=["reviewed_by", "reviewed_at", "review"])
    within.write(case, events.Reviewed(kind=one.kind, number=one.number, words=words), by=by)
    _tell_deciders(case, one, "exclusion_to_decide")
    return one


def ask_readmission(case: Case, *, words: str, by: HasRef, seen: int | None = None) -> Approval:
    """The resident objects, once; or staff see that it was a mistake."""

    def check(locked: Case) -> None:
        if not locked.excluded:
            raise Refused(N_("This case is counted like every other."))
        if isinstance(by, Voice) and locked.approvals.filter(kind=READMISSION, voice=by).exists():
            raise Refused(N_("You have objected once, and that has been or will be decided by somebody else."))

    return approvals.ask(case, READMISSION, words=words, by=by, seen=seen, check=check)


def _involved(approval: Approval) -> set:
    """Whose word is in it already: in a readmission also those who took the case out."""
    posts = [approval.asked_by, approval.reviewed_by]
    if approval.kind == READMISSION:
        out = approval.case.approvals.filter(kind=EXCLUSION, granted=True)
        last = out.select_related("asked_by", "reviewed_by", "decided_by").order_by("decided_at").last()
        posts += [last.asked_by, last.reviewed_by, last.decided_by] if last else []
    return {post.person_id for post in posts if post}


def _decider(approval: Approval) -> Rule:
    involved = _involved(approval)
    ready = approval.kind == READMISSION or approval.reviewed_at is not None
    another = Rule(
        lambda post, case: ready and getattr(post, "person_id", None) not in involved,
        lambda: say(N_("somebody who has had no part in it, after the street's review")),
    )
    return may_decide_exclusion & another


def _tell_deciders(case: Case, approval: Approval, kind: str) -> None:
    rule = _decider(approval)
    posts = in_charge_of(case.path, roles=people.HEARING_COMPLAINTS | people.SUPERVISING)
    may = [post for post in posts if rule.allows(post, case)]
    near = [post for post in may if post.role not in people.SUPERVISING]
    tell(near or may, kind, about=case, **within.about(case))


def _exclusion_asked(case: Case, approval: Approval) -> None:
    if case.restricted:
        refs: list = within.hearers(case)
    else:
        refs = within.rung_posts(case, {"street_clerk"}) or within.rung_posts(case, people.HEARING_COMPLAINTS)
    tell(refs, "exclusion_to_review", about=case, **within.about(case))


def _exclude(case: Case, approval: Approval) -> None:
    if not approval.decision:
        raise Refused(N_("Say why; the resident reads it."), field="words")
    case.excluded = True
    _tell_asker(case, approval, "exclusion_granted")


def _keep_in(case: Case, approval: Approval) -> None:
    _tell_asker(case, approval, "exclusion_refused")


def _readmit(case: Case, approval: Approval) -> None:
    case.excluded = False
    within.tell_keeper(case, "readmission_granted")


def _tell_asker(case: Case, approval: Approval, kind: str) -> None:
    if approval.asked_by and approval.asked_by.is_current():
        tell([approval.asked_by], kind, about=case, **within.about(case))


SORTS[EXCLUSION] = Sort(may_ask_exclusion, _decider, granted=_exclude, refused=_keep_in, asked=_exclusion_asked)
SORTS[READMISSION] = Sort(
    raised_it | serves_the_place,
    _decider,
    granted=_readmit,
    asked=lambda case, approval: _tell_deciders(case, approval, "exclusion_objected"),
)
