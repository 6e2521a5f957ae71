"""On which grounds matters were left out of the rates, and how objections to that were decided.

How many were left out is `Counts.excluded`, of the figures and of the tallies: it is counted in one place only.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

from linli.cases import books
from linli.cases.models import Approval
from linli.insight.behind import cases_behind
from linli.insight.figures import KEPT_FOR
from linli.insight.periods import Period
from linli.kernel import clock
from linli.places.models import Kind, Place
from linli.rulebook.names import named


@dataclass(frozen=True)
class Exclusions:
    """Complaints about staff are not counted here, and a merged case is its survivor's."""

    grounds: Mapping[str, int]  # of the matters raised in the period that are left out now: in words, most first
    objections: int  # residents' and others' objections that were decided in the period, whenever the matter was raised
    readmitted: int


def exclusions_of(place: Place, period: Period, *, fresh: bool | None = None) -> Exclusions:
    """Two statements, from indexes that hold only what is left out and what was objected to."""
    if fresh if fresh is not None else settings.DEMO:
        return _count(place, period)
    key = f"insight/exclusions/{place.pk}/{period}/{get_language()}"
    return cache.get_or_set(key, lambda: _count(place, period), KEPT_FOR)


def _count(place: Place, period: Period) -> Exclusions:
    out = cases_behind("excluded", place, period, now=clock.now())
    asked = Approval.objects.filter(kind=Approval.Kind.EXCLUSION, granted=True, case__in=out.order_by().values("pk"))
    last = {
        case: (reason, edition)
        for case, reason, edition in asked.order_by("decided_at").values_list("case", "reason", "edition")
    }
    grounds = Counter(_words(*one) for one in last.values())
    path = "case__grid_path" if place.kind == Kind.GRID else "case__path"
    decided = Approval.objects.filter(
        kind=Approval.Kind.READMISSION,
        decided_at__gte=period.start,
        decided_at__lt=period.end,
        case__restricted=False,
        case__merged_into=None,
        **{f"{path}__gte": place.path, f"{path}__lt": place.path_end},
    )
    outcomes = Counter(decided.order_by().values_list("granted", flat=True))
    return Exclusions(dict(grounds.most_common()), outcomes.total(), outcomes[True])


def _words(code: str, edition: int) -> str:
    ground = books.exclusions.edition(edition).rules.grounds.get(code)
    return named(ground.words) if ground else code
