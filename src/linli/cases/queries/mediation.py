"""Talks between neighbours: in figures without names, and whose they are."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Extract

from linli.cases.lifecycle import MediationState
from linli.cases.models import Mediation, Mediator, PastMediation
from linli.kernel import clock
from linli.people.models import Post
from linli.places.models import Kind, Place


@dataclass(frozen=True)
class MediationFigures:
    """Counts without names. Few files are shown as counts, never as a share."""

    opened: int
    going_on: int
    agreed: int  # of these some have ended since, kept to
    failed: int
    withdrawn: int
    talks: int
    median_days: float | None  # from opening to the agreement

    @property
    def decided(self) -> int:
        return self.agreed + self.failed + self.withdrawn


def mediation_figures(place: Place, start: datetime, end: datetime) -> MediationFigures:
    """Files opened at a place and below in a period, and what has become of them; of those deleted
    since, the counts.
    """
    files = Mediation.objects.filter(opened_at__gte=start, opened_at__lt=end)
    first, last = (moment.astimezone(clock.SHANGHAI).date() for moment in (start, end))
    past = PastMediation.objects.filter(month__gte=first, month__lt=last)
    if place.kind == Kind.GRID:
        files, past = files.filter(place__grid__path=place.path), past.filter(grid_path=place.path)
    else:
        inside = {"path__gte": place.path, "path__lt": place.path_end}
        files, past = files.filter(**inside), past.filter(**inside)
    took_so_long = Extract(ExpressionWrapper(F("agreed_at") - F("opened_at"), DurationField()), "epoch") / 86_400.0
    kept = files.order_by().annotate(n=Count("talks"), days=took_so_long).values_list("state", "n", "days")
    rows = list(kept.union(past.values_list("outcome", "talks", Cast("days", FloatField())), all=True).order_by())
    took = [days for _state, _n, days in rows if days is not None]
    by_state = Counter(state for state, *_more in rows)
    agreed = by_state[MediationState.AGREED] + by_state[MediationState.ENDED]
    return MediationFigures(
        len(rows),
        by_state[MediationState.OPEN],
        agreed,
        by_state[MediationState.FAILED],
        by_state[MediationState.WITHDRAWN],
        sum(n for _state, n, _days in rows),
        median(took) if took else None,
    )


def talks_of(post: Post) -> QuerySet[Mediation]:
    """The files of talks that are going on and that this post keeps or helps with."""
    helping = Mediator.objects.filter(mediation=OuterRef("pk"), post=post, ended_at=None)
    return Mediation.objects.open().filter(Q(keeper=post) | Exists(helping))
