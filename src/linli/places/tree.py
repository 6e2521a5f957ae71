"""Where each place of a list lies in the tree: its path from the top down; strangers, misfits and circles found."""

import re
import unicodedata
from collections.abc import Mapping, Set
from typing import NamedTuple

from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.places.sheets import BadRows

SEPARATOR = "/"
LONGEST_PATH = 400

# A place lies in a larger one. Areas of one size may nest: a grid in a grid, a courtyard in a compound.
SIZES = (
    ("nation",),
    ("province",),
    ("city",),
    ("county",),
    ("street",),
    ("community",),
    ("grid", "compound", "road", "site"),
    ("building",),
    ("unit",),
    ("dwelling",),
)
RANK = {kind: rank for rank, kinds in enumerate(SIZES) for kind in kinds}
MAY_STAND_ALONE = {"nation", "province", "city", "county", "street", "community"}
NESTING = {"grid", "compound", "road", "site"}
NUMBERED = {"grid", "compound", "road", "building", "unit", "dwelling"}


class Row(NamedTuple):
    """What a list says of one place. None, and for the parent an empty text, is: it says nothing of that."""

    number: int
    code: str
    name: str
    kind: str
    parent: str
    std_code: str | None = None
    grid: str | None = None
    order: int | None = None
    households: int | None = None
    floors: int | None = None


class Stored(NamedTuple):
    """What the tree knows of a place already; parent and grid by their codes."""

    id: str
    name: str
    kind: str
    parent: str
    path: str
    std_code: str | None
    grid: str | None
    order: int
    households: int
    floors: int | None
    closed: bool


def fits(kind: str, within: str) -> bool:
    """Whether a place of one kind may lie in one of another."""
    return (
        RANK[within] < RANK[kind]
        or (kind in NESTING and within in NESTING)
        or (kind == "site" and within == "building")
    )


def arrange(
    rows: Mapping[str, Row],
    stored: Mapping[str, Stored],
    *,
    bad: BadRows,
    fixed: Set[str] = frozenset(),
    spoiled: Set[str] = frozenset(),
) -> dict[str, str]:
    """The path of every new place in `rows`, by code; what can't be placed is added to `bad`.

    `stored` holds at least the places that `rows` names, as themselves, as parent or as grid; those in `fixed` must
    keep their kind. `spoiled` are codes of rows that are bad for another reason: their children aren't blamed too.
    """
    for row in rows.values():
        before, above = stored.get(row.code), row.parent
        try:
            if before is not None:
                _check_kept(row, before, fixed)
                above = before.parent
            _check_parent(row, above, before is None, rows, stored, spoiled)
            _check_grid(row, rows, stored, spoiled)
        except Refused as reason:
            bad.add(row.number, reason)
    return _paths(rows, stored, bad)


def _check_kept(row: Row, before: Stored, fixed: Set[str]) -> None:
    if row.parent and row.parent != before.parent:
        raise Refused(
            N_(
                "{code} lies in {was} now, and an import does not move places. "
                "Give {was} as its parent, or enter the place under a new code."
            ),
            code=row.code,
            was=before.parent or "—",
        )
    if row.kind != before.kind and (row.code in fixed or "grid" in (row.kind, before.kind)):
        raise Refused(N_("{code} is in use as another kind of place; its kind can't be changed."), code=row.code)


def _check_parent(row: Row, parent: str, new: bool, rows, stored, spoiled) -> None:
    if not parent:
        if row.kind not in MAY_STAND_ALONE:
            raise Refused(N_("The parent code is missing."))
        return
    if parent == row.code:
        raise Refused(N_("{code} is given as its own parent."), code=row.code)
    above = rows.get(parent) or stored.get(parent)
    if above is None:
        if parent in spoiled:
            return
        raise Refused(N_("The parent {parent} is neither in this file nor in the tree."), parent=parent)
    if not fits(row.kind, above.kind):
        raise Refused(N_("A place of this kind can't lie in {parent} ({name})."), parent=parent, name=above.name)
    if new and parent in stored and stored[parent].closed:
        raise Refused(N_("{parent} ({name}) is closed."), parent=parent, name=above.name)


def _check_grid(row: Row, rows, stored, spoiled) -> None:
    if not row.grid or row.grid in spoiled:
        return
    grid = rows.get(row.grid) or stored.get(row.grid)
    if grid is None:
        raise Refused(N_("The grid {grid} is neither in this file nor in the tree."), grid=row.grid)
    if row.grid in stored and stored[row.grid].closed:
        raise Refused(N_("{parent} ({name}) is closed."), parent=row.grid, name=grid.name)
    if grid.kind != "grid":
        raise Refused(N_("{grid} ({name}) is not a grid."), grid=row.grid, name=grid.name)


def _paths(rows: Mapping[str, Row], stored: Mapping[str, Stored], bad: BadRows) -> dict[str, str]:
    """The paths of the places that are new. Each trail is climbed once, up to a path that is known."""
    paths: dict[str, str] = {}
    lost: set[str] = set()  # in a circle or under one, or under something that is not there
    for start in rows:
        trail: dict[str, None] = {}
        code = start
        while code in rows and code not in stored and not (code in paths or code in lost or code in trail):
            trail[code] = None
            code = rows[code].parent
        if code in trail:
            _tell_circle(list(trail)[list(trail).index(code) :], rows, bad)
        above = "" if not code else paths.get(code) or (stored[code].path if code in stored else None)
        if above is None:
            lost.update(trail)
            continue
        for below in reversed(trail):
            above = paths[below] = f"{above}{below}{SEPARATOR}"
            if len(above) > LONGEST_PATH:
                bad.add(rows[below].number, Refused(N_("{code} lies too deep in the tree."), code=below))
    return paths


def _tell_circle(circle: list[str], rows: Mapping[str, Row], bad: BadRows) -> None:
    if len(circle) == 1:  # told already: its own parent
        return
    way = " → ".join([*circle[:10], circle[0]])
    for code in circle:
        bad.add(rows[code].number, Refused(N_("{code} lies in itself: {circle}."), code=code, circle=way))


# --- as people count --------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"\d+|[〇零一二两三四五六七八九十百]+(?=[号栋幢座楼单组期弄室区网])")
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_LARGEST_NUMBER = 9_999


def natural_order(kind: str, name: str) -> int:
    """Where a name that counts stands among its siblings: 2栋 before 10栋, 1区10栋 before 2区1栋; 0 if it counts
    nothing.

    The first two numbers of the name, each up to 9,999. Administrative areas keep the order of their codes.
    """
    if kind not in NUMBERED:
        return 0
    order = 0
    for number in _NUMBER.findall(unicodedata.normalize("NFKC", name))[:2]:
        order = order * (_LARGEST_NUMBER + 1) + min(_value(number), _LARGEST_NUMBER)
    return order


def _value(number: str) -> int:
    """A number in digits or in Chinese, up to 999: 十二 is 12, 二十 is 20, 一〇四 is 104."""
    if number.isdecimal():
        return int(number[:12])
    if not set(number) & {"十", "百"}:
        return int("".join(str(_DIGITS[digit]) for digit in number[:4]))
    hundreds, _, rest = number.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = 100 * _DIGITS.get(hundreds[-1:], 1 if "百" in number else 0)
    value += (10 * _DIGITS.get(tens[-1:], 1)) if ten else 0
    return value + _DIGITS.get(ones[-1:], 0)
