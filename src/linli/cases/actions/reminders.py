"""What the clock does to cases."""

from django.db import transaction

from linli.cases.actions import within
from linli.cases.lifecycle import UNANSWERED
from linli.cases.models import Assignment, Case, Contact
from linli.kernel import clock
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Post


def remind(limit: int = 500) -> int:
    """Tell the person at 70 % of a clock, and the chief at 100 %. Safe to run as often as one likes; returns how many cases."""
    now, told = clock.now(), 0
    late = Case.objects.filter(state__in=UNANSWERED, finish_warn__lte=now).filter(reminded=0) | Case.objects.filter(
        state__in=UNANSWERED, finish_due__lt=now, reminded=1
    )
    for case in late.order_by("finish_due")[:limit]:
        with transaction.atomic():
            case = within.locked(case)
            overdue = case.finish_due < now
            if not case.running or case.reminded >= (2 if overdue else 1):
                continue
            case.reminded = 2 if overdue else 1
            case.save(update_fields=["reminded"])
            occasion = f"{case.ref}/finish/{case.finish_due.isoformat()}"
            who = [case.keeper] if case.keeper else within.block_posts(case)
            tell(
                who,
                "overdue" if overdue else "nearly_due",
                about=case,
                once=f"{occasion}/{case.reminded}",
                **within.about(case),
            )
            if overdue:
                tell(within.chiefs(case), "overdue_chief", about=case, once=f"{occasion}/chief", **within.about(case))
            told += 1
    waiting = Assignment.objects.at_work().filter(done_warn__lte=now, reminded=0) | Assignment.objects.at_work().filter(
        done_due__lt=now, reminded=1
    )
    for one in waiting.select_related("case", "organisation").order_by("done_due")[:limit]:
        with transaction.atomic():
            case = within.locked(one.case)
            one = Assignment.objects.select_related("organisation").get(pk=one.pk)
            overdue = one.done_due < now
            if not one.open or one.reminded >= (2 if overdue else 1):
                continue
            one.reminded = 2 if overdue else 1
            one.save(update_fields=["reminded"])
            occasion = f"{one.ref}/{one.reminded}"
            roles = people.FOR_A_UNIT if not overdue else {"department_head", "property_manager"}
            posts = Post.objects.current().of_role(*roles).filter(organisation=one.organisation)
            tell(
                posts, "unit_overdue" if overdue else "unit_nearly_due", about=case, once=occasion, **within.about(case)
            )
            if overdue:
                within.tell_keeper(case, "unit_is_late", unit=one.organisation.name, once=f"{occasion}/keeper")
            told += 1
    unheard = Case.objects.filter(
        state__in=UNANSWERED, contacted_at=None, contact_due__lt=now, contact_reminded=0, finish_due__gte=now
    )
    for case in unheard.order_by("contact_due")[:limit]:
        with transaction.atomic():
            case = within.locked(case)
            if case.contacted_at or case.contact_reminded or not case.running:
                continue
            case.contact_reminded = 1
            case.save(update_fields=["contact_reminded"])
            who = [case.keeper] if case.keeper else within.block_posts(case)
            tell(
                who,
                "contact_overdue",
                about=case,
                once=f"{case.ref}/contact/{case.contact_due.isoformat()}",
                **within.about(case),
            )
            told += 1
    return told


def forget_contacts() -> int:
    """Delete names and phones whose time is over."""
    return Contact.objects.filter(until__lt=clock.today()).delete()[0]
