"""Entering places, drawing them, closing them, hanging plates. Nobody else writes them.

Who may do so is asked by the door: places lie below people and know no posts.
"""

from linli.places.actions.entering import add_place, close_place, enter_places, rename_place
from linli.places.actions.plates import plate_for, replace_plate
from linli.places.actions.shapes import assign_grids, set_shapes

__all__ = [
    "add_place",
    "assign_grids",
    "close_place",
    "enter_places",
    "plate_for",
    "rename_place",
    "replace_plate",
    "set_shapes",
]
