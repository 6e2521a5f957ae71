"""What can be printed: plates and contact cards."""

from datetime import timedelta
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from linli.gate.actions import Allowance, knock
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.paper import cards, plates
from linli.paper.queries import plates_within
from linli.places.models import Kind, Place, Plate
from linli.public.addresses import address_of
from linli.ui import visitors
from linli.ui.errors import say_no

MOST_PLATES = 2000
# A sheet costs more to make than a page to show; a street office that prints all its cards comes from one address.
SHEETS = Allowance("sheets of an address", 120, timedelta(minutes=10))
BOOKS = Allowance("books of plates of an address", 12, timedelta(minutes=10))
AN_HOUR = "public, max-age=3600"


def within(allowance: Allowance):
    """So many prints for each address; after that a page that says when to come back."""

    def counted(view):
        @wraps(view)
        def print_it(request: HttpRequest, **named: str) -> HttpResponse:
            try:
                knock((allowance, visitors.address_of(request)))
            except Refused:
                return say_no(
                    request, 429, _("Too many prints at once"), _("Please wait a few minutes and print it then.")
                )
            return view(request, **named)

        return print_it

    return counted


@within(SHEETS)
def plate_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """One plate: a sticker, or with ?size=a4 for a notice board. Its code is public, it hangs on a wall."""
    plate = get_object_or_404(Plate.objects.select_related("place__grid"), code=code.upper(), retired_at=None)
    size = _size(request, plates.SIZES)
    return pdf(plates.plate(plate, address=address_of(request), size=size), f"plate-{plate.code}-{size}", AN_HOUR)


@login_required
@within(BOOKS)
def plates_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """All plates of a place, four on a page. Only for those who are logged in: it may be hundreds of pages."""
    place = get_object_or_404(Place, code=code)
    found = plates_within(place, limit=MOST_PLATES + 1)
    if not found:
        raise Http404(_("No plate hangs here yet."))
    if len(found) > MOST_PLATES:
        raise Refused(
            N_("More than {most} plates hang here. Please print them compound by compound."), most=MOST_PLATES
        )
    return pdf(plates.plates(found, of=place, address=address_of(request)), f"plates-{place.code}")


@within(SHEETS)
def card_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """A grid's contact card: A5, or with ?size=a4 four to cut."""
    grid = get_object_or_404(Place.objects.select_related("parent", "grid"), code=code, kind=Kind.GRID)
    plate = Plate.objects.filter(place=grid, retired_at=None).values_list("code", flat=True).first()
    size = _size(request, cards.SIZES)
    return pdf(
        cards.contact_card(grid, address=address_of(request), size=size, plate=plate),
        f"card-{grid.code}-{size}",
        AN_HOUR,
    )


def _size(request: HttpRequest, sizes: tuple[str, ...]) -> str:
    asked = request.GET.get("size", "")
    return asked if asked in sizes else sizes[0]


def pdf(made: bytes, name: str, kept: str = "private, no-cache") -> HttpResponse:
    name = "".join(c if (c.isalnum() and c.isascii()) or c in "-_" else "-" for c in name)
    said = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": kept}
    return HttpResponse(made, content_type="application/pdf", headers=said)
