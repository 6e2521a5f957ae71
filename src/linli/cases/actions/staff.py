"""Complaints about staff go round that staff's own line."""

from django.db import transaction

from linli.cases import events
from linli.cases.actions import within
from linli.cases.lifecycle import State
from linli.cases.models import Case
from linli.cases.rules import may_see
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Post


@transaction.atomic
def name_staff(case: Case, *, about: Post, words: str = "", by: Post, seen: int | None = None) -> Case:
    """Say whose deeds it is about. Whoever may not see it any more loses it: as keeper, and what was told of it.

    What is about the street's own leader or inspector stands with the county from then on.
    """
    case = within.step("name_staff", case, by=by, seen=seen)
    if about.pk == case.about_post_id:
        raise Refused(N_("It says so already."), field="about")
    case.about_post = about
    if case.keeper and not may_see.allows(case.keeper, case):
        case.keeper = None
        if case.state == State.TAKEN_UP:
            case.state = State.REPORTED
    within.write(case, events.StaffNamed(post=about.ref, words=words.strip()), by=by)
    within.take_back_notices(case)
    within.tell_the_block(case, "complaint_is_yours")
    return case
