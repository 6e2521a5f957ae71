"""The drawing plane: metres east and north of a point on the open sea, and the way from there to coordinates."""

from math import cos, radians, sin

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

CENTRE = (123.4, 30.9)
DECIMALS = 6
TILT = radians(5)
"""The town leans a little; no real one is square to the compass."""

# Length of a degree on the CGCS2000 ellipsoid at the centre, by the usual cosine series.
_LAT = radians(CENTRE[1])
METRES_PER_LON = 111_412.84 * cos(_LAT) - 93.5 * cos(3 * _LAT) + 0.118 * cos(5 * _LAT)
METRES_PER_LAT = 111_132.954 - 559.822 * cos(2 * _LAT) + 1.175 * cos(4 * _LAT)


def rounded(shape: BaseGeometry) -> BaseGeometry:
    """The shape with six decimals (about 0.1 m) and vertices in an order that does not depend on the platform."""
    return shapely.normalize(shapely.transform(shape, lambda xy: np.round(xy, DECIMALS)))


def to_degrees(shape: BaseGeometry) -> BaseGeometry:
    """From plane metres to longitude and latitude, unrounded."""

    def turn(xy):
        x, y = xy[:, 0], xy[:, 1]
        east, north = x * cos(TILT) - y * sin(TILT), x * sin(TILT) + y * cos(TILT)
        return np.column_stack([CENTRE[0] + east / METRES_PER_LON, CENTRE[1] + north / METRES_PER_LAT])

    return shapely.transform(shape, turn)


def placed(shape: BaseGeometry) -> BaseGeometry:
    return rounded(to_degrees(shape))


def label_point(shape: BaseGeometry) -> tuple[float, float]:
    """The centroid where that lies inside the shape, else a point that does."""
    point: Point = shape.centroid
    if not shape.covers(point):
        point = shape.point_on_surface()
    return round(point.x, DECIMALS), round(point.y, DECIMALS)
