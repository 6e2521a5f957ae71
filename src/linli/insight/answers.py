"""What became of it: the answers that may stand in public."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db.models import OuterRef, Subquery

from linli.cases.blots import for_the_public, names_in
from linli.cases.lifecycle import WITH_ANSWER
from linli.cases.models import Case, CaseSet, Contact, Photo, Voice
from linli.insight.figures import KEPT_FOR
from linli.insight.periods import first_key
from linli.kernel import clock
from linli.places.models import Place
from linli.places.queries import outdoors

WITHIN = timedelta(days=365)
MOST_PHOTOS = 3
# A place and what it stands in, without their shapes.
HOUSE = [
    f"place{'__parent' * steps}__{field}"
    for steps in range(4)
    for field in ("name", "kind", *(["parent"] if steps < 3 else []))
]


@dataclass(frozen=True)
class PublicAnswer:
    """One matter as everyone may see it: never a name, a phone, an uncovered photo, or the door it was about."""

    category: str  # code
    place: str  # the compound, road or site; nothing nearer
    reported: date
    answered: date
    answer: str
    words: str  # the resident's own, if the resident agreed to that; else empty
    solved: bool | None
    photos: tuple[UUID, ...] = ()  # covered copies: see `cases.actions.cover_photo`


def public_answers(place: Place, *, limit: int = 20, fresh: bool | None = None) -> list[PublicAnswer]:
    """The latest public answers of a place to what was raised within a year; four statements."""
    if fresh if fresh is not None else settings.DEMO:
        return _read(place, limit)
    return cache.get_or_set(f"insight/answers/{place.pk}/{limit}", lambda: _read(place, limit), KEPT_FOR)


def public_answer(case: Case) -> PublicAnswer | None:
    """One matter as everyone may see it; None if its answer is not public, or not any more."""
    return next(iter(_of(list(_public(Case.objects.filter(pk=case.pk)).values_list("pk", flat=True)))), None)


def _public(cases: CaseSet) -> CaseSet:
    answered = cases.filter(state__in=WITH_ANSWER, answered_at__isnull=False)
    return answered.filter(answer_public=True, restricted=False).exclude(answer="")


def _read(place: Place, limit: int) -> list[PublicAnswer]:
    recent = _public(Case.objects.within(place).filter(pk__gte=first_key(clock.now() - WITHIN)))
    return _of(list(recent.order_by("-answered_at").values_list("pk", flat=True)[:limit]))


def _of(chosen: list[UUID]) -> list[PublicAnswer]:
    agreed = Voice.objects.filter(case=OuterRef("pk"), may_publish=True, confidential=False).order_by("said_at", "id")
    names, photos = _names(chosen), _photos(chosen)
    cases = (
        Case.objects.filter(pk__in=chosen)
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
            answer=for_the_public(case.answer, *names.get(case.pk, [])),
            words=for_the_public(case.words or "", *names.get(case.pk, [])),
            solved=case.solved,
            photos=tuple(photos.get(case.pk, ())),
        )
        for case in cases
    ]


def _photos(cases: list) -> dict:
    found: dict = {}
    for key, case in Photo.objects.public().filter(case__in=cases).order_by("-added_at").values_list("pk", "case"):
        if len(found.setdefault(case, [])) < MOST_PHOTOS:
            found[case].append(key)
    return found


def _names(cases: list) -> dict:
    """The names and phones that residents left with these cases, which may have slipped into what somebody wrote."""
    found: dict = {}
    for contact in Contact.objects.filter(voice__case__in=cases).select_related("voice"):
        found.setdefault(contact.voice.case_id, []).extend(names_in(contact))
    return found
