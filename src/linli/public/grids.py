"""The public page of a grid: who serves it, where it is, and what became of what was raised there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe

from linli.insight.answers import public_answers
from linli.insight.figures import figures_of
from linli.insight.periods import last_months
from linli.insight.plans import grid_plan
from linli.kernel import clock
from linli.paper.cards import duties_of
from linli.paper.marks import qr
from linli.people.queries import contact_card
from linli.places.models import Kind, Place, Plate
from linli.public.addresses import address_of
from linli.public.streets import named

MOST_BUILDINGS = 400


def grid(request: HttpRequest, code: str) -> HttpResponse:
    place = get_object_or_404(
        Place.objects.select_related("parent__parent").defer("parent__shape", "parent__parent__shape"),
        code=code,
        kind=Kind.GRID,
    )
    plate = Plate.objects.filter(place=place, retired_at=None).first()
    report = f"/r/{plate.code}" if plate else ""
    buildings = (
        place.served.of_kind(Kind.BUILDING)
        .standing()
        .select_related("parent")
        .only("code", "name", "order", "parent__name")
        .order_by("path")
    )
    return render(
        request,
        "public/grid.html",
        {
            "place": place,
            "posts": contact_card(place),
            "duties": duties_of(place),
            "plate": plate,
            "report": report,
            "qr": mark_safe(qr(address_of(request) + (report or f"/g/{place.code}"))),
            "plan": mark_safe(grid_plan(place)),
            "compounds": _by_compound(buildings[:MOST_BUILDINGS]),
            "figures": figures_of(place, last_months(1, clock.today())),
            "month": clock.today(),
            "answers": named(public_answers(place, limit=8)),
        },
    )


def _by_compound(buildings) -> dict[str, list[Place]]:
    """The buildings under the name of what they stand in; one compound may lie in several grids."""
    found: dict[str, list[Place]] = {}
    for building in buildings:
        found.setdefault(building.parent.name if building.parent else "", []).append(building)
    for some in found.values():
        some.sort(key=lambda building: (building.order, building.code))
    return found
