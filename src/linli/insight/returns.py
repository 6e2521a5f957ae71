"""How often units said "not ours" or returned for another reason, and how whistles went: by unit and month, never by
person.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import pgettext_lazy

from linli.cases.models import Assignment, Grade
from linli.insight.periods import Period, add_months
from linli.kernel.clock import SHANGHAI
from linli.places.models import Place

GOOD = Grade.SATISFIED
PUBLISHED_ON = 10  # of the following month: until then units look at their own figures and can have mistakes mended


# In the order of the table's columns.
REASONS_SAID = {
    "not_ours": pgettext_lazy("return", "not on its duty list"),
    "wrong_place": pgettext_lazy("return", "not its area"),
    "too_little_known": pgettext_lazy("return", "too little was known"),
    "duplicate": pgettext_lazy("return", "in work already"),
}


@dataclass(frozen=True)
class Returns:
    """One unit: how often it returned a case, by reason and by month, in the order of the columns."""

    unit: str
    by_reason: list[int]
    by_month: list[int]

    @property
    def total(self) -> int:
        return sum(self.by_reason)


@dataclass(frozen=True)
class Whistled:
    """One unit in the whistles that were stood down: of how many ratings of each side how many were good ones.

    Counts and no means: most units have few.
    """

    unit: str
    called: int
    in_time: int
    by_callers: int
    callers_good: int
    by_unit: int
    unit_good: int


def published_until(today: date) -> date:
    """The first day of the last month whose figures stand in public."""
    return add_months(today.replace(day=1), -1 if today.day >= PUBLISHED_ON else -2)


def returned(place: Place, period: Period) -> list[Returns]:
    """Per unit, by name: counted, never ranked. Complaints about staff are not counted."""
    found = (
        Assignment.objects.filter(
            returned_for__in=list(REASONS_SAID), ended_at__gte=period.start, ended_at__lt=period.end
        )
        .exclude(returned_for="")
        .filter(case__path__gte=place.path, case__path__lt=place.path_end, case__restricted=False)
        .annotate(month=TruncMonth("ended_at", tzinfo=SHANGHAI))
        .values("organisation__name", "returned_for", "month")
        .annotate(times=Count("pk"))
        .order_by()
    )
    reasons, months = list(REASONS_SAID), list(period.months())
    rows: dict[str, Returns] = {}
    for row in found:
        name = row["organisation__name"]
        one = rows.setdefault(name, Returns(name, [0] * len(reasons), [0] * len(months)))
        one.by_reason[reasons.index(row["returned_for"])] += row["times"]
        one.by_month[months.index(row["month"].date().replace(day=1))] += row["times"]
    return sorted(rows.values(), key=lambda one: one.unit)


def whistled(place: Place, period: Period) -> list[Whistled]:
    """Per unit, by name: whistles stood down in the period. There is no order by grade, and no person in it."""
    found = (
        Assignment.objects.filter(
            whistle__path__gte=place.path,
            whistle__path__lt=place.path_end,
            whistle__stood_down_at__gte=period.start,
            whistle__stood_down_at__lt=period.end,
            case__restricted=False,
            done_at__isnull=False,
        )
        .values("organisation__name")
        .annotate(
            called=Count("pk"),
            in_time=Count("pk", filter=Q(done_at__lte=F("done_due"))),
            by_callers=Count("caller_grade"),
            callers_good=Count("pk", filter=Q(caller_grade__gte=GOOD)),
            by_unit=Count("unit_grade"),
            unit_good=Count("pk", filter=Q(unit_grade__gte=GOOD)),
        )
        .order_by("organisation__name")
    )
    return [Whistled(unit=row.pop("organisation__name"), **row) for row in found]
