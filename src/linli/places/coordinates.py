"""From the shifted coordinates of Chinese map services to CGCS2000, in which places are stored.

CGCS2000 (EPSG:4490) and WGS-84 differ by centimetres, which is nothing here. GCJ-02, which every map published in
China uses, shifts a point by some hundred metres by a smooth function; BD-09 shifts it once more. Neither has an
inverse in closed form; we search it.
"""

import numpy as np

from linli.kernel.errors import Refused
from linli.kernel.words import N_

CGCS2000, GCJ02, BD09 = "CGCS2000", "GCJ-02", "BD-09"

_NAMES = {
    CGCS2000: ("cgcs2000", "4490", "wgs84", "4326", "crs84", "国家2000", "2000国家大地"),
    GCJ02: ("gcj02", "火星", "国测局", "高德", "腾讯"),
    BD09: ("bd09", "bd09ll", "百度"),
}
_SYSTEMS = {name: system for system, names in _NAMES.items() for name in names}

# Krassovsky 1940, on which the shift is defined.
_RADIUS, _ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
# Outside this box the published function leaves a point where it is.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_PRECISION = 1e-10  # degrees: a hundredth of a millimetre
_STEPS = 10


def system_named(name: str) -> str:
    """The coordinate system meant by a name or an EPSG code, however it is written. Refuses one we can't convert."""
    plain = name.lower().rpartition(":")[2]
    for mark in "- _()（）":
        plain = plain.replace(mark, "")
    if system := _SYSTEMS.get(plain.removesuffix("系").removesuffix("坐标")):
        return system
    raise Refused(
        N_("The coordinate system “{name}” is not known here; CGCS2000, WGS-84, GCJ-02 and BD-09 are."), name=name[:40]
    )


def to_cgcs2000(points: np.ndarray, system: str) -> np.ndarray:
    """Convert points.

    points: array of shape (n, 2), longitude and latitude in degrees.
    system: CGCS2000, GCJ02 or BD09.
    Returns an array of the same shape; converting back gives `points` within 1e-10 degrees.
    """
    forward = {GCJ02: to_gcj02, BD09: to_bd09}.get(system)
    return points if forward is None else _inverse(forward, points)


def to_gcj02(points: np.ndarray) -> np.ndarray:
    """The published shift of GCJ-02, for points of shape (n, 2) in degrees."""
    lon, lat = points[:, 0], points[:, 1]
    x, y = lon - 105.0, lat - 35.0
    ripple = 20.0 * (np.sin(6 * np.pi * x) + np.sin(2 * np.pi * x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += (ripple + _waves(x, (20.0, 1), (40.0, 3)) + _waves(x, (150.0, 12), (300.0, 30))) * 2 / 3
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += (ripple + _waves(y, (20.0, 1), (40.0, 3)) + _waves(y, (160.0, 12), (320.0, 30))) * 2 / 3
    # From metres on the ellipsoid to degrees: radii of curvature in the prime vertical and in the meridian.
    w = 1 - _ECCENTRICITY * np.sin(np.radians(lat)) ** 2
    d_lon = np.degrees(east / (_RADIUS / np.sqrt(w) * np.cos(np.radians(lat))))
    d_lat = np.degrees(north / (_RADIUS * (1 - _ECCENTRICITY) / (w * np.sqrt(w))))
    inside = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return points + np.where(inside[:, None], np.column_stack([d_lon, d_lat]), 0.0)


def _waves(along: np.ndarray, *waves: tuple[float, int]) -> np.ndarray:
    """A sum of sines: (amplitude in metres, half a wavelength in degrees)."""
    return sum((height * np.sin(along / length * np.pi) for height, length in waves), np.zeros_like(along))


def to_bd09(points: np.ndarray) -> np.ndarray:
    """The shift of BD-09, which is laid over GCJ-02, for points of shape (n, 2) in degrees CGCS2000."""
    lon, lat = to_gcj02(points).T
    turn = np.pi * 3000.0 / 180.0
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * turn)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * turn)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])


def _inverse(forward, target: np.ndarray) -> np.ndarray:
    """Fixed-point search: step back by how far the guess overshoots. The shift is smooth, so three steps do."""
    guess = target.copy()
    for _ in range(_STEPS):
        off = forward(guess) - target
        guess -= off
        if np.abs(off).max(initial=0.0) < _PRECISION:
            break
    return guess
