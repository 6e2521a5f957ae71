"""What became of it: the answers that may stand in public."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import OuterRef, Subquery

from linli.cases.lifecycle import State
from linli.cases.models import Case, Voice
from linli.insight.figures import KEPT_FOR
from linli.insight.periods import first_key
from linli.kernel import clock
from linli.places.models import Kind, Place

WITHIN = timedelta(days=365)
INDOORS = {Kind.DWELLING, Kind.UNIT, Kind.BUILDING}
# A place and what it stands in, without their shapes.
HOUSE = [
    f"place{'__parent' * steps}__{field}"
    for steps in range(4)
    for field in ("name", "kind", *(["parent"] if steps < 3 else []))
]


@dataclass(frozen=True)
class PublicAnswer:
    """One matter as everyone may see it: never a name, a phone, a photo, or the door it was about."""

    category: str  # code
    place: str  # the compound, road or site; nothing nearer
    reported: date
    answered: date
    answer: str
    words: str  # the resident's own, if the resident agreed to that; else empty
    solved: bool | None


def public_answers(place: Place, *, limit: int = 20, fresh: bool | None = None) -> list[PublicAnswer]:
    """The latest public answers of a place to what was raised within a year; two statements."""
    if fresh if fresh is not None else settings.DEMO:
        return _read(place, limit)
    return cache.get_or_set(f"insight/answers/{place.pk}/{limit}", lambda: _read(place, limit), KEPT_FOR)


def _read(place: Place, limit: int) -> list[PublicAnswer]:
    latest = (
        Case.objects.within(place)
        .filter(
            pk__gte=first_key(clock.now() - WITHIN), answer_public=True, restricted=False,
            state__in=[State.ANSWERED, State.CLOSED], answered_at__isnull=False,
        )
        .exclude(answer="")
        .order_by("-answered_at")
        .values_list("pk", flat=True)[:limit]
    )  # fmt: skip
    agreed = Voice.objects.filter(case=OuterRef("pk"), may_publish=True, confidential=False).order_by("said_at", "id")
    cases = (
        Case.objects.filter(pk__in=list(latest))
        .select_related("category", "place__parent__parent__parent")
        .only("reported_at", "answered_at", "answer", "solved", "category__code", *HOUSE)
        .annotate(words=Subquery(agreed.values("words")[:1]))
        .order_by("-answered_at", "-pk")
    )
    return [
        PublicAnswer(
            category=case.category.code,
            place=outdoors(case.place).name,
            reported=case.reported_at.astimezone(clock.SHANGHAI).date(),
            answered=case.answered_at.astimezone(clock.SHANGHAI).date(),
            answer=without_phones(case.answer),
            words=without_phones(case.words or ""),
            solved=case.solved,
        )
        for case in cases
    ]


def outdoors(place: Place) -> Place:
    """The place, or for a stairwell or a home what it stands in: no public page goes nearer than the compound."""
    while place.kind in INDOORS and place.parent:
        place = place.parent
    return place


def without_phones(words: str) -> str:
    """Mobile numbers blotted out: they may have slipped into what somebody wrote."""
    return re.sub(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)", "1**********", words)
