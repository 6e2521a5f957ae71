"""What the clock does to cases: the person hears when the share of the time that the ladder names is over, those above
when all of it is, each once.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from linli.cases import books
from linli.cases.actions import supervision, within
from linli.cases.lifecycle import UNANSWERED
from linli.cases.models import Assignment, Case, Rung
from linli.kernel import clock
from linli.kernel.refs import CLOCK
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Post
from linli.people.roles import Role

WARNED, LATE = 1, 2  # how far `reminded` has come


def remind(limit: int = 500) -> int:
    """Tell who has to be told now; returns of how many clocks. May run as often as one likes, and twice at once."""
    now = clock.now()
    runs = Q(stopped_until=None) | Q(stopped_until__lte=now) | Q(finish_due__lt=F("stopped_until"))  # an order goes on
    running = Case.objects.filter(state__in=UNANSWERED).filter(runs)
    finish = running.filter(_not_yet_told(now, "finish_warn", "finish_due")).order_by("finish_due")
    units = Assignment.objects.at_work().filter(_not_yet_told(now, "done_warn", "done_due")).order_by("done_due")
    unheard = running.filter(
        reachable=True, contacted_at=None, contact_due__lt=now, contact_reminded=0, finish_due__gte=now
    )
    return (
        _each(finish[:limit], _remind_of_finish, now)
        + _each(units[:limit], _remind_unit, now)
        + _each(unheard.order_by("contact_due")[:limit], _remind_of_contact, now)
        + supervision.climb(limit)
    )


def _not_yet_told(now: datetime, warn: str, due: str) -> Q:
    return Q(reminded__lt=WARNED, **{f"{warn}__lte": now}) | Q(reminded__lt=LATE, **{f"{due}__lt": now})


def _each(found: Iterable[Any], remind_of: Callable[[Any, datetime], bool], now: datetime) -> int:
    told = 0
    for one in found:
        with transaction.atomic():
            told += remind_of(one, now)
    return told


def _remind_of_finish(case: Case, now: datetime) -> bool:
    case = within.locked(case)
    level = LATE if case.finish_due < now else WARNED
    if not case.running or case.reminded >= level:
        return False
    case.reminded = level
    within.note_lateness(case)
    case.save(update_fields=["reminded", "late_since"])
    occasion = f"{case.ref}/finish/{case.finish_due.isoformat()}/{level}"
    overdue = books.ladder.rules().overdue
    if level == LATE:
        within.tell_keeper(case, "overdue", once=occasion)
        within.tell_followers(case, "followed_overdue", occasion=f"followed/{case.finish_due.isoformat()}", by=CLOCK)
        if case.rung < overdue:
            supervision.put(case, overdue, why="overdue", by=CLOCK)
    elif case.rung == 0:
        supervision.put(case, Rung.REMINDER, why="nearly_due", by=CLOCK)
    else:
        within.tell_keeper(case, "nearly_due", once=occasion)
    return True


def _remind_unit(assignment: Assignment, now: datetime) -> bool:
    case = within.locked(assignment.case)
    assignment = Assignment.objects.select_related("organisation").get(pk=assignment.pk)
    level = LATE if assignment.done_due < now else WARNED
    if not assignment.open or assignment.reminded >= level:
        return False
    assignment.reminded = level
    assignment.save(update_fields=["reminded"])
    posts = Post.objects.current().filter(organisation=assignment.organisation)
    occasion, facts = f"{assignment.ref}/{assignment.done_due.isoformat()}/{level}", within.about(case)
    if level == WARNED:
        tell(posts.of_role(*people.FOR_A_UNIT), "unit_nearly_due", about=case, once=occasion, **facts)
    else:
        heads = posts.of_role(Role.DEPARTMENT_HEAD, Role.PROPERTY_MANAGER)
        tell(heads, "unit_overdue", about=case, once=occasion, **facts)
        within.tell_keeper(case, "unit_is_late", unit=assignment.organisation.name, once=f"{occasion}/keeper")
    return True


def _remind_of_contact(case: Case, _now: datetime) -> bool:
    case = within.locked(case)
    if case.contacted_at or case.contact_reminded or not case.running:
        return False
    case.contact_reminded = 1
    case.save(update_fields=["contact_reminded"])
    within.tell_keeper(case, "contact_overdue", once=f"{case.ref}/contact/{case.contact_due.isoformat()}")
    return True
