"""The cases behind a figure, so that whoever may see them can look."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from linli.cases.lifecycle import GONE, UNANSWERED, WITH_ANSWER
from linli.cases.models import Assignment, Case, CaseSet, Voice
from linli.insight.periods import Period, first_key
from linli.places.models import Place

MEASURES = {
    "raised": _("everything raised"),
    "late": _("late"),
    "in_time": _("contacted in time"),
    "not_in_time": _("not contacted in time"),
    "no_phone": _("left no phone"),
    "solved": _("solved, as a resident says"),
    "not_solved": _("not solved, as a resident says"),
    "silent": _("answered, the resident has not said"),
    "waiting": _("waiting for an answer"),
    "satisfied": _("satisfied"),
    "fair": _("fair"),
    "dissatisfied": _("dissatisfied"),
    "excluded": _("excluded from the rates"),
}


def cases_behind(
    measure: str, place: Place, period: Period, *, category: str = "", unit: UUID | None = None, now: datetime
) -> CaseSet:
    """The cases that `counting` counts for this measure; it leaves the choice of who may see them to `visible_to`."""
    found = Case.objects.within(place).filter(
        id__gte=first_key(period.start),
        reported_at__gte=period.start,
        reported_at__lt=period.end,
        restricted=False,
        merged_into=None,
    )
    if category:
        found = found.filter(Q(category__code=category) | Q(category__group=category))
    if unit:
        found = found.filter(Exists(Assignment.objects.filter(case=OuterRef("pk"), organisation=unit)))
    return found.filter(_holds(measure, now))


def _holds(measure: str, now: datetime) -> Q:
    answered = Q(state__in=WITH_ANSWER)
    match measure:
        case "late":
            return ~Q(late_since=None)
        case "in_time":
            return Q(reachable=True, contacted_at__lte=F("contact_due"))
        case "not_in_time":
            never = Q(contacted_at=None, contact_due__lt=now) & ~Q(state__in=GONE)
            return Q(reachable=True) & (Q(contacted_at__gt=F("contact_due")) | never)
        case "no_phone":
            return Q(reachable=False)
        case "solved":
            return Q(excluded=False) & _said(solved=True)
        case "not_solved":
            return Q(excluded=False) & _said(solved=False)
        case "silent":
            return Q(excluded=False) & answered & _said(solved=None)
        case "waiting":
            return Q(excluded=False, state__in=UNANSWERED) & _said(solved=None)
        case "satisfied":
            return Q(excluded=False) & _said(grade__gte=4)
        case "fair":
            return Q(excluded=False) & _said(grade=3)
        case "dissatisfied":
            return Q(excluded=False) & _said(grade__lte=2)
        case "excluded":
            return Q(excluded=True)
    return Q()


def _said(**what: object) -> Q:
    return Q(Exists(Voice.objects.filter(case=OuterRef("pk"), **what)))
