"""The tree of places, for whoever looks for a place by its name rather than by a plate."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from linli.places.models import Kind, Place, Plate
from linli.places.queries import PAGE, breadcrumb, children_page
from linli.public.streets import WITH_PAGE


def top(request: HttpRequest) -> HttpResponse:
    return _page(request, None)


def place(request: HttpRequest, code: str) -> HttpResponse:
    return _page(
        request, get_object_or_404(Place.objects.select_related("grid").defer("shape", "grid__shape"), code=code)
    )


def _page(request: HttpRequest, at: Place | None) -> HttpResponse:
    """A place and what lies right under it, so many at a time; dwellings are nobody's to browse."""
    after = (
        Place.objects.filter(parent=at, code=request.GET.get("after", "")).first() if "after" in request.GET else None
    )
    found = children_page(at, after=after, limit=PAGE + 1)
    page = [child for child in found[:PAGE] if child.kind != Kind.DWELLING]
    return render(
        request,
        "public/places.html",
        {
            "at": at,
            "trail": breadcrumb(at)[:-1] if at else [],
            "children": page,
            "after": after,
            "more": found[PAGE - 1].code if len(found) > PAGE else "",
            "plate": Plate.objects.filter(place=at, retired_at=None).first() if at else None,
            "with_page": WITH_PAGE,
        },
    )
