"""draw_town: from one seed to the whole town."""

from random import Random

from . import names, register
from .communities import join_blocks
from .grids import coverage, grids_per_community, patches
from .ground import break_ground
from .homes import settle
from .plane import placed
from .sites import bus_stops, plots
from .spots import Town, Water


def draw_town(seed: int = 2026) -> Town:
    """Draw the fictional street 云渡街道 and everything on it.

    The same seed gives the same town on every platform: chance comes from the standard library's generator, and all
    coordinates are rounded to six decimals. Every seed gives 14 communities, 97 base grids, 46 compounds, 347
    buildings, 79 roads and lanes, and about 22,300 households.
    """
    rng = Random(seed)
    ground = break_ground(rng)
    lands = [
        [parcel for parcel in ground.parcels if parcel.cell in cells]
        for cells in join_blocks(rng, len(names.COMMUNITIES))
    ]
    settled = settle(rng, lands)
    cut = [
        patches(estates, land, count)
        for estates, land, count in zip(settled, lands, grids_per_community(settled), strict=True)
    ]
    shapes = iter(coverage([patch for group in cut for patch in group]))

    communities, grids, compounds, buildings, units, sites = [], [], [], [], [], []
    stops = bus_stops(ground)
    rows = zip(names.COMMUNITIES, cut, settled, plots(settled, lands), strict=True)
    for number, (stem, group, estates, found) in enumerate(rows, 1):
        its_grids = register.grids(number, stem, group, [next(shapes) for _ in group])
        grid_of = {home: grid.code for grid, patch in its_grids.items() for home in patch.homes}
        community = register.community(number, stem, list(its_grids))
        communities.append(community)
        grids += its_grids
        for estate_number, estate in enumerate(estates, 1):
            compound = register.compound(estate_number, community.code, estate)
            compounds.append(compound)
            for home_number, home in enumerate(estate.homes, 1):
                building = register.building(home_number, compound, estate, home, grid_of[home])
                buildings.append(building)
                units += register.units(building, estate, home)
        sites += register.sites(community.code, list(its_grids), [*found, *stops])

    street = register.street(communities)
    return Town(
        register.county(street),
        street,
        communities,
        grids,
        compounds,
        buildings,
        units,
        sites,
        roads=[register.road(number, way) for number, way in enumerate(ground.ways, 1)],
        waters=[Water(names.CANAL, placed(ground.canal)), Water(names.RIVER, placed(ground.river))],
    )
