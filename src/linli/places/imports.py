"""Filling the tree from files: lists of places from CSV or Excel, their outlines from GeoJSON."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.kernel.errors import Refused
from linli.kernel.refs import HasRef, Nobody
from linli.kernel.words import N_, say
from linli.places.actions import enter_places, set_shapes
from linli.places.actions.entering import checked_code, checked_name
from linli.places.coordinates import CGCS2000, system_named, to_cgcs2000
from linli.places.geometry import Outline
from linli.places.models import Kind, Place
from linli.places.sheets import NOTHING, BadRows, Column, Imported, Progress, number_in, read_bytes, read_table, silent
from linli.places.tree import Row

IMPORT = Nobody("import")
EVERY = 5_000  # rows, between two signs of progress

COLUMNS = (
    Column("code", ("编码", "代码", "地点编码", "区划代码", "统计用区划代码", "地址编码", "code")),
    Column("name", ("名称", "地点名称", "名字", "name")),
    Column("kind", ("类型", "类别", "级别", "层级", "kind", "type", "level")),
    Column("parent", ("上级编码", "父级编码", "上级代码", "父级代码", "parent code", "parent_code", "parent")),
    Column("std_code", ("标准编码", "标准代码", "标准地址编码", "standard code", "std_code"), required=False),
    Column(
        "grid", ("所属网格", "所属网格编码", "网格编码", "网格代码", "grid", "grid code", "grid_code"), required=False
    ),
    Column("households", ("户数", "居民户数", "总户数", "households"), required=False),
    Column("floors", ("层数", "楼层数", "总层数", "floors"), required=False),
    Column("order", ("排序", "顺序", "排序号", "order"), required=False),
)

KINDS = {
    Kind.NATION: "国家 全国",
    Kind.PROVINCE: "省 省级 自治区 直辖市 特别行政区",
    Kind.CITY: "市 市级 地市 地级市 地级 自治州 州 盟 地区",
    Kind.COUNTY: "区县 县区 区 县 县级 县级市 旗 市辖区 自治县",
    Kind.STREET: "街道 镇街 街镇 乡镇 镇 乡 街道乡镇 乡镇街道 乡级 街道办",
    Kind.COMMUNITY: "社区 村 村居 村社区 社区村 行政村 居委会 村委会 村级",
    Kind.GRID: "网格 基础网格 专属网格 大网格 中网格 小网格 微网格 专属",
    Kind.COMPOUND: "小区 住宅小区 院落 大院 自然村 园区 封闭小区",
    Kind.BUILDING: "楼栋 楼 栋 幢 楼宇 楼幢 建筑 座",
    Kind.UNIT: "单元 门栋 单元门 楼门",
    Kind.DWELLING: "户 户室 房屋 房间 住户 室 户号",
    Kind.ROAD: "道路 路 街路巷 街巷 街 巷",
    Kind.SITE: "场所 公共场所 点位 设施 单位",
}


def import_file(file: Path | bytes, *, by: HasRef = IMPORT, progress: Progress = silent) -> Imported:
    """Read a list of places from CSV or Excel into the tree. Raises BadRows, and then nothing was entered."""
    raw, name = read_bytes(file)
    table, bad, spoiled = read_table(raw, COLUMNS), BadRows(), set()
    rows: dict[str, Row] = {}
    kinds = _kinds()
    for number, cells in table:
        try:
            row = _row(number, cells, kinds, rows)
            if row.code in rows:
                raise Refused(
                    N_("The code {code} stands in row {number} already."), code=row.code, number=rows[row.code].number
                )
            rows[row.code] = row
        except Refused as reason:
            bad.add(number, reason)
            spoiled.add("".join(normalize("NFKC", cells["code"]).split()))
        if number % EVERY == 0:
            progress(say(N_("Reading")), number, table.total)
    if not rows and not bad.rows:
        raise Refused(N_("The file has a header and no rows."))
    done = enter_places(
        rows, by=by, file=name, sha256=hashlib.sha256(raw).hexdigest(), spoiled=spoiled, bad=bad, progress=progress
    )
    return Imported(done.new, done.changed, done.unchanged, noted=tuple(table.noted))


def _row(number: int, cells: dict[str, str], kinds: dict[str, str], above: dict[str, Row]) -> Row:
    code, name = checked_code(cells["code"]), checked_name(cells["name"])
    kind = kinds.get(cells["kind"].lower())
    if kind is None:
        raise Refused(
            N_("“{text}” is not a kind of place; kinds are 社区, 小区, 楼栋, 单元, 网格 and so on."),
            text=cells["kind"][:20],
        )
    parent = cells["parent"]
    # The very same text where it can be, so that a nation fits into memory.
    parent = above[parent].code if parent in above else _code_said(parent) or ""
    if len(cells) == 4:
        return Row(number, code, name, kind, parent)
    std_code = _code_said(cells.get("std_code", ""))
    if std_code and len(std_code) > 15:
        raise Refused(N_("The standard code {code} has more than 15 digits."), code=std_code)
    return Row(
        number,
        code,
        name,
        kind,
        parent,
        std_code,
        grid=_code_said(cells.get("grid", "")),
        order=number_in(cells.get("order", ""), largest=2**31 - 1, what=_("order")),
        households=number_in(cells.get("households", ""), largest=10**7, what=_("number of households")),
        floors=number_in(cells.get("floors", ""), largest=200, what=_("number of floors")) or None,
    )


def _code_said(text: str) -> str | None:
    return None if text in NOTHING else checked_code(text)


def _kinds() -> dict[str, str]:
    """Every word for a kind: its code, its label in both languages, and what offices write."""
    words = {word: str(kind) for kind, said in KINDS.items() for word in (kind.value, *said.split())}
    for language in ("zh-hans", "en"):
        with override(language):
            words |= {str(kind.label).lower(): kind.value for kind in Kind}
    return words


# --- outlines ---------------------------------------------------------------------------------------------------

MOST_CORNERS = 200_000
_CODE_PROPERTIES = ("code", "编码", "代码")
_SYSTEM_PROPERTIES = ("source_crs", "crs", "坐标系")
_CROSSING = re.compile(r".*[Ss]elf-intersection.*\[(-?[\d.]+) (-?[\d.]+)")


def import_geojson(file: Path | bytes, *, by: HasRef = IMPORT, progress: Progress = silent) -> Imported:
    """Read shapes from a GeoJSON FeatureCollection, found by the property `code` (编码), and draw the places.

    Coordinates are CGCS2000 or WGS-84, unless a feature's property `source_crs` (坐标系), or the collection's, says
    GCJ-02 or BD-09. Raises BadRows naming each bad feature, and then nothing was drawn.
    """
    raw = read_bytes(file)[0]
    collection = _collection(raw)
    features, default = collection["features"], _system_of(collection) or CGCS2000
    bad = BadRows(N_("Feature {number}: {reason}"))
    outlines: dict[str, Outline] = {}
    numbers: dict[str, int] = {}
    for number, feature in enumerate(features, start=1):
        try:
            code, outline = _outline(feature, default)
            if code in numbers:
                raise Refused(
                    N_("The code {code} stands in feature {number} already."), code=code, number=numbers[code]
                )
            outlines[code], numbers[code] = outline, number
        except Refused as reason:
            bad.add(number, reason)
        if number % 100 == 0:
            progress(say(N_("Reading")), number, len(features))
    known = set(Place.objects.filter(code__in=outlines).values_list("code", flat=True))
    for code in outlines.keys() - known:
        bad.add(numbers[code], Refused(N_("There is no place with the code {code}."), code=code))
    bad.raise_if_any()
    return set_shapes(outlines, by=by)


def _collection(raw: bytes) -> dict:
    try:
        collection = json.loads(raw.decode("utf-8-sig"))
        if collection["type"] == "FeatureCollection" and isinstance(collection["features"], list):
            return collection
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise Refused(N_("This is not GeoJSON: it needs a FeatureCollection with a list of features, in UTF-8."))


def _outline(feature: Any, default: str) -> tuple[str, Outline]:
    """A feature's code, and its shape in CGCS2000."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise Refused(N_("It has no properties, so no code."))
    properties = feature["properties"]
    code = checked_code(str(next((properties[name] for name in _CODE_PROPERTIES if properties.get(name)), "")))
    system = _system_of(properties) or default
    try:
        geometry = shapely.force_2d(shape(feature["geometry"]))
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        RecursionError,
        shapely.errors.ShapelyError,
    ) as error:
        raise Refused(N_("Its geometry can't be read.")) from error
    if geometry.geom_type not in ("Polygon", "MultiPolygon", "Point") or geometry.is_empty:
        raise Refused(N_("It is neither an area nor a point but: {kind}."), kind=geometry.geom_type)
    if shapely.get_num_coordinates(geometry) > MOST_CORNERS:
        raise Refused(N_("It has more than {limit} corners."), limit=MOST_CORNERS)
    _check_degrees(geometry)
    geometry = shapely.transform(geometry, lambda points: to_cgcs2000(points, system))
    _check_valid(geometry)
    return code, Outline(geometry, system)


def _check_degrees(geometry: BaseGeometry) -> None:
    points = shapely.get_coordinates(geometry)
    if not np.isfinite(points).all() or (np.abs(points) > (180, 90)).any():
        raise Refused(
            N_(
                "Its coordinates are not degrees of longitude and latitude, in this order. "
                "Export the layer with longitude and latitude (EPSG:4490)."
            )
        )


def _check_valid(geometry: BaseGeometry) -> None:
    if geometry.is_valid:
        return
    why = shapely.is_valid_reason(geometry)
    if crossing := _CROSSING.match(why):
        raise Refused(
            N_("Its outline crosses itself near {lon}, {lat}."),
            lon=f"{float(crossing[1]):.6f}",
            lat=f"{float(crossing[2]):.6f}",
        )
    raise Refused(N_("Its outline does not enclose an area ({why})."), why=why)


def _system_of(said: dict) -> str | None:
    """The coordinate system named by a collection or by a feature's properties, if it names one."""
    name = next((said[key] for key in _SYSTEM_PROPERTIES if said.get(key)), None)
    if isinstance(
        name, dict
    ):  # GeoJSON of 2008: {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
        name = name.get("properties", {}).get("name") if isinstance(name.get("properties"), dict) else None
    return system_named(str(name)) if name else None
