"""The three rates of a street as they were published, month by month, with what the units say of theirs."""

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from linli.insight.models import Publication
from linli.insight.published import told
from linli.kernel.clock import SHANGHAI
from linli.places.models import Kind, Place

MOST = 36


def published(request: HttpRequest, code: str, month: str = "") -> HttpResponse:
    place = get_object_or_404(Place.objects.of_kind(Kind.STREET).only("code", "name", "path", "kind"), code=code)
    rows = Publication.objects.filter(place=place, state=Publication.State.PUBLISHED).order_by("-month")
    months = list(rows.values_list("month", flat=True)[:MOST])
    chosen = _month(month) if month else next(iter(months), None)
    if month and (chosen is None or chosen not in months):
        raise Http404
    shown = rows.filter(month=chosen).first() if chosen else None
    facts = {"place": place, "months": months, "it": shown} | (told(shown) if shown else {})
    return render(request, "public/rates.html", facts)


def _month(said: str) -> date | None:
    try:
        return datetime.strptime(said, "%Y-%m").replace(tzinfo=SHANGHAI).date()
    except ValueError:
        return None
