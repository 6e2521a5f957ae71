"""Reads over the tree of places."""

from collections.abc import Collection, Mapping

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from linli.places.addresses import RANK, AddressBook, Spot
from linli.places.models import Kind, Place
from linli.places.tree import Stored

PAGE = 50
INDOORS = {Kind.DWELLING, Kind.UNIT, Kind.BUILDING}


def children_page(place: Place | None, *, after: Place | None = None, limit: int = PAGE) -> list[Place]:
    """The standing places right under `place` (None: the top of the tree), as people count, after the one shown last.

    Each says whether it `carries` others. One index range, however many siblings were shown before.
    """
    page = Place.objects.standing().filter(parent=place)
    if after is not None:
        page = page.filter(order__gte=after.order).filter(Q(order__gt=after.order) | Q(code__gt=after.code))
    below = Place.objects.standing().filter(parent=OuterRef("pk"))
    return list(page.annotate(carries=Exists(below)).order_by("order", "code")[:limit])


def outdoors(place: Place) -> Place:
    """The place, or for a stairwell or a home what it stands in: no public page goes nearer than the compound."""
    while place.kind in INDOORS and place.parent:
        place = place.parent
    return place


def breadcrumb(place: Place) -> list[Place]:
    """What the place lies in, from the top, itself last."""
    return list(Place.objects.above(place))


def search(words: str, *, within: Place, limit: int = 20) -> list[Place]:
    """Standing places within a place whose name holds these words, or whose code begins with them.

    Reads the index range of `within` and no more; hits with a name that begins with the words come first.
    """
    words = " ".join(words.split())
    if not words:
        return []
    places = Place.objects.within(within).standing().order_by("path")
    found = list(places.filter(Q(name__istartswith=words) | Q(code__startswith=words))[:limit])
    if len(found) < limit:
        rest = places.filter(name__icontains=words).exclude(pk__in=[place.pk for place in found])
        found += rest[: limit - len(found)]
    return found


def compounds_of(place: Place):
    """The standing compounds within a place."""
    return Place.objects.within(place).of_kind(Kind.COMPOUND).standing().order_by("parent_id", "order", "code")


def buildings_of(place: Place):
    """The standing buildings within a place; for a grid: those it serves."""
    places = Place.objects.filter(grid=place) if place.kind == Kind.GRID else Place.objects.within(place)
    return places.of_kind(Kind.BUILDING).standing().order_by("parent_id", "order", "code")


def stored(codes: Collection[str]) -> dict[str, Stored]:
    """What the tree knows of these places, by code."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.code, p.id::text, p.name, p.kind, coalesce(above.code, ''), p.path, p.std_code, "
            "grid.code, p.order, "
            "p.households, p.floors, p.closed_on is not null from places_place p "
            "left join places_place above on above.id = p.parent_id left join places_place grid on grid.id = p.grid_id "
            "where p.code = any(string_to_array(%s, %s))",  # one text: a list of a million is slow to hand over
            ["\n".join(codes), "\n"],
        )
        return {row[0]: Stored(*row[1:]) for row in cursor}


def carrying(codes: Collection[str]) -> set[str]:
    """Those of these places in which others lie."""
    below = Place.objects.filter(parent=OuterRef("pk"))
    return set(Place.objects.filter(Exists(below), code__in=codes).values_list("code", flat=True))


def address_book(place: Place, aliases: Mapping[str, str] | None = None) -> AddressBook:
    """The names under a place, for finding which of them many addresses mean; one statement."""
    inside = Place.objects.within(place).standing().of_kind(*RANK, Kind.BUILDING, Kind.UNIT)
    return AddressBook((Spot(*row) for row in inside.values_list("code", "name", "kind", "path")), aliases)
