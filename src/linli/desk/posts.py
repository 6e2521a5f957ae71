"""Changing posts, and a look at one's own."""

from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linli.desk.cases.filters import parts_of
from linli.desk.frame import page
from linli.people.queries import in_charge_of
from linli.people.rules import AT_THE_BLOCK, IN_THE_COMMUNITY
from linli.places.models import Plate


@require_POST
def switch(request):
    """Act as another of one's own posts from now on."""
    chosen = request.POST.get("post", "")
    if any(str(post.pk) == chosen for post in request.posts):
        request.session["post"] = chosen
    return redirect("desk:work")


def places(request):
    """My post and my places: what lies in them, who else serves there, the plates on the walls."""
    place = request.post.place
    facts = {"place": place}
    if place:
        parts = list(parts_of(place))
        plates = Plate.objects.filter(retired_at=None, place__in=[place, *parts]).select_related("place__parent")
        facts |= {
            "parts": parts,
            "colleagues": in_charge_of(place.path, roles=AT_THE_BLOCK | IN_THE_COMMUNITY),
            "plates": list(plates.defer("place__shape", "place__parent__shape").order_by("place__path")[:60]),
        }
    return page(request, "desk/places.html", facts)
