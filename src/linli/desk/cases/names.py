"""How the desk calls places, people and deeds."""

from linli.places.models import Kind, Place

NEAR = {Kind.COMPOUND, Kind.BUILDING, Kind.UNIT, Kind.DWELLING}
PARENTS = "place__parent__parent__parent"  # a dwelling's compound is three steps up
HEAVY = [f"{way}__{column}" for way in ("place", "place__parent", "place__parent__parent", PARENTS)
         for column in ("shape", "duties")]  # fmt: skip


def address(place: Place) -> str:
    """As people say it: 锦和苑 3栋 2单元. From the compound down; anything larger is called by its own name."""
    names, here = [place.name], place
    while here.kind in NEAR - {Kind.COMPOUND} and here.parent:
        here = here.parent
        if here.kind in NEAR:
            names.append(here.name)
    return " ".join(reversed(names))
