"""What can have happened to places."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlacesImported:
    """`top`: codes of the topmost places entered; `was`: what changed places said before, by code, the first few
    hundred.
    """

    file: str
    sha256: str
    new: int
    changed: int
    top: list[str]
    was: dict[str, dict]


@dataclass(frozen=True)
class PlaceAdded:
    code: str
    name: str
    kind: str
    parent: str


@dataclass(frozen=True)
class PlaceRenamed:
    before: str
    after: str


@dataclass(frozen=True)
class PlaceClosed:
    on: str


@dataclass(frozen=True)
class ShapesSet:
    """By place code, the coordinate system its outline came in."""

    sources: dict[str, str]


@dataclass(frozen=True)
class GridsAssigned:
    within: str
    assigned: int
    outside: int


@dataclass(frozen=True)
class PlatesMade:
    """Place code to plate code."""

    plates: dict[str, str]


@dataclass(frozen=True)
class PlateReplaced:
    before: str
    after: str
