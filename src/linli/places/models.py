from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel.codes import plate_code
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref


class Kind(models.TextChoices):
    NATION = "nation", _("nation")
    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county")
    STREET = "street", _("street")
    COMMUNITY = "community", _("community")
    GRID = "grid", pgettext_lazy("place", "grid")
    COMPOUND = "compound", _("compound")
    BUILDING = "building", _("building")
    UNIT = "unit", _("unit")
    DWELLING = "dwelling", _("dwelling")
    ROAD = "road", _("road")
    SITE = "site", _("site")


# Codes make up the path, so they must sort after the separator's end and never contain it.
SEPARATOR, AFTER_SEPARATOR = "/", "0"


def lineage_of(path: str) -> list[str]:
    """The paths of what lies on the way to this path, from the top, itself last."""
    codes = path.rstrip(SEPARATOR).split(SEPARATOR)
    return [SEPARATOR.join(codes[: n + 1]) + SEPARATOR for n in range(len(codes))]


class PlaceSet(models.QuerySet):
    def within(self, place: "Place"):
        """The place and everything under it: one index range."""
        return self.filter(path__gte=place.path, path__lt=place.path_end)

    def of_kind(self, *kinds: str):
        return self.filter(kind__in=kinds)

    def grids(self):
        return self.filter(kind=Kind.GRID)

    def above(self, place: "Place"):
        """The place and what it lies in, from the top."""
        return self.filter(path__in=place.lineage()).order_by("path")

    def standing(self):
        return self.filter(closed_on=None)


class Place(Ref, models.Model):
    """One node of the tree. A building also names the grid that serves it, which is an area over the same ground."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    std_code = models.CharField(_("standard code"), max_length=15, null=True, blank=True)  # 12 digits, grids 15
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", db_index=False)
    path = models.CharField(
        max_length=400, unique=True, db_collation="C", editable=False
    )  # codes from the top, each ended by /
    grid = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="served", limit_choices_to={"kind": Kind.GRID}
    )
    order = models.PositiveIntegerField(default=0)  # among siblings, as people count: 2栋 before 10栋
    households = models.PositiveIntegerField(default=0)
    floors = models.PositiveSmallIntegerField(null=True, blank=True)
    shape = models.JSONField(null=True, blank=True)  # GeoJSON geometry in CGCS2000
    shape_source = models.CharField(max_length=20, blank=True)  # the coordinate system it came in
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    duties = models.JSONField(default=list, blank=True)  # what the grid's workers do, as its public page says
    closed_on = models.DateField(null=True, blank=True)

    objects = PlaceSet.as_manager()

    class Meta:
        indexes = [
            models.Index("parent", "order", "code", name="place_children"),
            models.Index("kind", "path", name="place_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path_end(self) -> str:
        """The first path after everything under this place."""
        return self.path[:-1] + AFTER_SEPARATOR

    def lineage(self) -> list[str]:
        """The paths of what this place lies in, from the top, itself last."""
        return lineage_of(self.path)

    @property
    def address(self) -> str:
        """As people say it: 锦和苑 3栋 2单元. From the compound down; what is larger is called by its own name.

        Reads the parents: select `parent__parent__parent` with the place.
        """
        names, here = [self.name], self
        while here.kind in {Kind.BUILDING, Kind.UNIT, Kind.DWELLING} and here.parent:
            here = here.parent
            if here.kind in {Kind.COMPOUND, Kind.BUILDING, Kind.UNIT}:
                names.append(here.name)
        return " ".join(reversed(names))

    def contains(self, path: str) -> bool:
        """Whether `path` is this place or lies under it."""
        return path.startswith(self.path)


class Plate(models.Model):
    """A QR plate on a wall: a public code that opens the report page of its place. Replaced, never re-used."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=12, unique=True, default=plate_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="plates")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("place", name="place_plate_one", condition=Q(retired_at=None))]

    def __str__(self) -> str:
        return self.code
