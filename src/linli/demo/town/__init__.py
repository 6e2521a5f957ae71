"""The fictional street 云渡街道 of 澜川区, 安澜市: a whole small town, drawn from one seed, free of Django."""

from .drawing import draw_town
from .spots import Road, Spot, Town, Water

__all__ = ["Road", "Spot", "Town", "Water", "draw_town"]
