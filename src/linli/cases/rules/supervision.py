"""The ladder, exclusions and calling back."""

from django.utils.translation import gettext_lazy as _

from linli.cases import books
from linli.cases.rules.place import at_the_place, serves_the_place, stands_in
from linli.cases.rules.sight import sees_to_it
from linli.cases.rules.units import is_called
from linli.kernel.rules import rule
from linli.people import rules as people
from linli.people.roles import Role


@rule(_("those who serve this place and do not stand on the highest rung yet"))
def may_raise(post, case) -> bool:
    return sees_to_it.allows(post, case) and bool(rungs_to_raise_to(post, case))


def rungs_to_raise_to(post, case) -> list[int]:
    """Up to the rung above one's own, and above where the case stands."""
    rules = books.ladder.rules()
    own = max(rules.heard_by(post.role), default=0)
    if post.role in people.IN_THE_COMMUNITY:
        own = max(own, max(rules.heard_by(Role.COMMUNITY_HEAD), default=0))
    if post.role in people.AT_THE_STREET | people.HEARING_COMPLAINTS:
        own = max(own, max(rules.heard_by(Role.STREET_LEADER), default=0))
    lowest = max(case.rung + 1, 4 if case.restricted else 2)
    return list(range(lowest, min(max(own, 1) + 1, len(rules.rungs)) + 1))


@rule(_("those on this rung of the ladder or above"))
def may_acknowledge(post, supervision) -> bool:
    case = supervision.case
    if not sees_to_it.allows(post, case):
        return False
    if supervision.rung == 1:
        return case.keeper_id == post.pk or (case.keeper_id is None and post.role in people.AT_THE_BLOCK)
    if case.restricted:
        return supervision.rung < 5 or post.role in people.SUPERVISING
    return max(books.ladder.rules().heard_by(post.role), default=0) >= supervision.rung


@rule(_("those who serve this place, and a unit that is called now"))
def may_ask_exclusion(post, case) -> bool:
    return not case.excluded and (serves_the_place | is_called).allows(post, case)


@rule(_("the street's clerks and leaders, or the inspector"))
def may_review_exclusion(post, case) -> bool:
    return at_the_place(post, case, people.AT_THE_STREET | people.HEARING_COMPLAINTS) or stands_in(post, case)


@rule(_("the street's leader or inspector, or the county"))
def may_decide_exclusion(post, case) -> bool:
    return at_the_place(post, case, people.HEARING_COMPLAINTS | people.SUPERVISING)


@rule(_("the community or the street of this place, but not the one who handled it"))
def may_ring(post, case) -> bool:
    """Calling back about the result: whoever keeps the case does not ask about the own work."""
    keeps = case.keeper_id is not None and case.keeper.person_id == getattr(post, "person_id", None)
    return not keeps and at_the_place(post, case, people.CALLING)


@rule(_("those who see to this place, but not whoever keeps it"))
def may_urge(post, case) -> bool:
    return sees_to_it.allows(post, case) and case.keeper_id != getattr(post, "pk", None)
