"""How much was left out of the rates, month by month, of how much that was raised; and on which grounds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

from linli.cases import books
from linli.cases.models import Approval, Case
from linli.insight.figures import KEPT_FOR
from linli.insight.periods import Period, first_key
from linli.kernel import clock
from linli.places.models import Place


@dataclass(frozen=True)
class Exclusions:
    """Matters raised in the period that are left out now. Complaints about staff are not counted here."""

    months: Mapping[date, int]
    grounds: Mapping[str, int]  # in words, most first
    objections: int  # residents' and others' objections that were decided
    readmitted: int

    @property
    def total(self) -> int:
        return sum(self.months.values())


def exclusions_of(place: Place, period: Period, *, fresh: bool | None = None) -> Exclusions:
    """Three statements, from an index that holds only what is left out."""
    if fresh if fresh is not None else settings.DEMO:
        return _count(place, period)
    key = f"insight/exclusions/{place.pk}/{period}/{get_language()}"
    return cache.get_or_set(key, lambda: _count(place, period), KEPT_FOR)


def _count(place: Place, period: Period) -> Exclusions:
    inside = Case.objects.within(place).filter(
        restricted=False, pk__gte=first_key(period.start), reported_at__gte=period.start, reported_at__lt=period.end
    )
    out = list(inside.filter(excluded=True).order_by().values_list("pk", "reported_at"))
    months = Counter(at.astimezone(clock.SHANGHAI).date().replace(day=1) for _pk, at in out)
    asked = Approval.objects.filter(kind=Approval.Kind.EXCLUSION, granted=True, case__in=[pk for pk, _at in out])
    last = {
        case: (reason, edition)
        for case, reason, edition in asked.order_by("decided_at").values_list("case", "reason", "edition")
    }
    grounds = Counter(_words(*one) for one in last.values())
    decided = Approval.objects.filter(
        kind=Approval.Kind.READMISSION, decided_at__gte=period.start, case__in=inside.values("pk")
    ).values_list("granted", flat=True)
    outcomes = Counter(decided)
    return Exclusions(dict(months), dict(grounds.most_common()), outcomes.total(), outcomes[True])


def _words(code: str, edition: int) -> str:
    ground = books.exclusions.edition(edition).rules.grounds.get(code)
    return ground.said(get_language() or "zh-hans") if ground else code
