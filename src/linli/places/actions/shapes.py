"""Drawing places, and finding for each building the grid that its ground belongs to."""

from collections.abc import Mapping

from django.db import transaction
from shapely.geometry import mapping

from linli.journal.actions import record
from linli.kernel.refs import HasRef
from linli.places.events import GridsAssigned, ShapesSet
from linli.places.geometry import SHAPES, GridIndex, Outline, forget
from linli.places.models import Kind, Place
from linli.places.sheets import Imported

DECIMALS = 7  # of a degree: a centimetre


@transaction.atomic
def set_shapes(outlines: Mapping[str, Outline], *, by: HasRef) -> Imported:
    """Draw places, by code: an area becomes the place's shape, a point only says where it stands.

    Codes that no place has are passed over.
    """
    places = Place.objects.select_for_update().filter(code__in=outlines).order_by("path")
    changed, new = [], 0
    for place in places:
        drawn = place.lon is not None
        if _draw(place, outlines[place.code]):
            changed.append(place)
            new += not drawn
    Place.objects.bulk_update(changed, ["shape", "shape_source", "lon", "lat"], batch_size=500)
    if changed:
        # All shapes share one book, so that its length tells every process when to build its index anew.
        record(ShapesSet(sources={place.code: place.shape_source for place in changed}), on=SHAPES, by=by)
        transaction.on_commit(forget)
    return Imported(new=new, changed=len(changed) - new, unchanged=len(places) - len(changed))


def _draw(place: Place, outline: Outline) -> bool:
    """Put the outline on the place; whether that changed anything."""
    before = (place.shape, place.lon, place.lat)
    drawn, place.shape_source = outline
    point = drawn if drawn.geom_type == "Point" else drawn.representative_point()
    place.lon, place.lat = round(point.x, DECIMALS), round(point.y, DECIMALS)
    if drawn.geom_type != "Point":
        place.shape = _rounded(mapping(drawn))
    return (place.shape, place.lon, place.lat) != before


def _rounded(geometry: dict) -> dict:
    def rounded(part):
        return round(part, DECIMALS) if isinstance(part, float | int) else [rounded(p) for p in part]

    return {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}


@transaction.atomic
def assign_grids(place: Place, *, by: HasRef) -> tuple[int, int]:
    """Give every standing building and site within a place the grid its point lies in; units and dwellings follow
    their building. Returns how many were given another grid than before, and how many lie in no grid and keep theirs.
    """
    lineage = list(Place.objects.above(place))
    index = GridIndex.build(next((above for above in lineage if above.kind == Kind.COUNTY), lineage[0]))
    ground = Place.objects.select_for_update().within(place).standing().order_by("path")
    moved: list[Place] = []
    outside, grid_of = 0, {}
    for spot in ground.of_kind(Kind.BUILDING, Kind.SITE, Kind.UNIT, Kind.DWELLING):
        if spot.kind in (Kind.UNIT, Kind.DWELLING):
            found = grid_of.get(spot.parent_id)
        elif spot.lon is not None:
            found = index.grid_at(spot.lon, spot.lat)
            outside += found is None
        else:
            found = None
        grid_of[spot.pk] = found or spot.grid_id
        if found and found != spot.grid_id:
            spot.grid_id = found
            moved.append(spot)
    Place.objects.bulk_update(moved, ["grid"], batch_size=500)
    if moved:
        record(GridsAssigned(within=place.code, assigned=len(moved), outside=outside), on=place, by=by)
    return len(moved), outside
