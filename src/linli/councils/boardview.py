"""A board as pages show it: its rows with their words, bars to draw, what each group refuses, and the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SHARES_FROM = 20
"""People in a group before its share is written as per cent; a smaller group's figures are counts."""
MOST = 5
LETTERS = "ABCDE"


@dataclass(frozen=True)
class Bar:
    """One group on one statement, as a bar of four parts; all in per cent of those who said something."""

    name: str  # "" for everybody together
    heard: bool
    agree: int = 0
    conditional: int = 0
    passed: int = 0
    disagree: int = 0
    said: int = 0
    met: int = 0
    share: float = 0.0
    low: float = 0.0
    high: float = 0.0
    passes: bool = False

    @classmethod
    def of(cls, group: Mapping[str, Any]) -> "Bar":
        name = "、".join(group.get("of", ()))
        if not group["heard"]:
            return cls(name, False)
        return cls(
            name,
            True,
            group["agree"],
            group["if"],
            group["pass"],
            group["disagree"],
            group["said"],
            group.get("met", 0),
            group["share"],
            group["low"],
            group["high"],
            group["passes"],
        )

    @property
    def percent(self) -> str:
        """The share that agrees, where it may be written as one."""
        return _percent(self.share) if self.said >= SHARES_FROM else ""

    @property
    def between(self) -> tuple[str, str]:
        return _percent(self.low), _percent(self.high)

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """(which side, where it begins, how wide it is) for drawing."""
        found, start = [], 0
        for side, count in (
            ("agree", self.agree),
            ("if", self.conditional),
            ("pass", self.passed),
            ("disagree", self.disagree),
        ):
            if count:
                found.append((side, _width(start, self.said), _width(count, self.said)))
            start += count
        return found

    @property
    def whisker(self) -> tuple[str, str]:
        return f"{100 * self.low:.1f}", f"{100 * self.high:.1f}"


@dataclass(frozen=True)
class Row:
    number: int
    words: str
    kind: str
    passes: str
    firm: bool
    bars: list[Bar]
    all: Bar
    worst: Bar | None
    conditions: list[tuple[int, str, bool]]  # number, words, whether it passes with everyone
    consensus: list[tuple[str, float]]
    condition_of: int | None


@dataclass(frozen=True)
class Refused:
    """A statement one group does not accept as it stands, and what would change it."""

    number: int
    words: str
    agree: int
    disagree: int
    conditional: int
    said: int
    conditions: list[tuple[int, str, int, bool]]  # number, words, people of this group, whether it passes with everyone
    unshown: int
    would: bool


@dataclass(frozen=True)
class Drawing:
    """The map: one path of marks to a group, in a square of 200 by 200."""

    paths: list[tuple[str, str, int]]  # letter, path, people
    apart: str  # those in no group
    stability: int
    marks: list[tuple[str, list[tuple[str, str, str]]]]  # letter, what it agrees or disagrees with: side, words, count


def view(board: Mapping[str, Any]) -> dict[str, Any]:
    """Facts for `councils/board.html`."""
    facts: dict[str, Any] = {"board": board, "rounds": board["mode"] == "rounds"}
    if facts["rounds"]:
        return facts
    words = {row["number"]: row["words"] for row in board["statements"]}
    rows = [_row(row, board, words) for row in board["statements"]]
    passing = [row for row in rows if row.passes == "yes"]
    conditional = [row for row in rows if row.passes == "if"]
    top = next(iter(passing or conditional), None)
    return facts | {
        "rows": rows,
        "top": top,
        "nearest": None if top else next((row for row in rows if row.worst), None),
        "also": [row for row in passing if row is not top],
        "with_condition": [row for row in conditional if row is not top],
        "refusals": [one for one in (_refusal(one, board, words) for one in board["refusals"]) if one[1]],
        "warnings": board["warnings"],
        "drawing": _drawing(board, words),
        "words": words,
        "partitions": [(key, _partition(key, board)) for key, _value in (rows[0].consensus if rows else [])],
        "majority": [
            (side, [(words[m["number"]], m) for m in some]) for side, some in board["majority"].items() if some
        ],
    }


def _row(row: Mapping[str, Any], board: Mapping[str, Any], words: Mapping[int, str]) -> Row:
    bars = [Bar.of(group) for group in row["groups"]]
    return Row(
        row["number"],
        row["words"],
        row["kind"],
        row["passes"],
        row["firm"],
        bars,
        Bar.of(row["all"]),
        bars[row["worst"]] if row["worst"] is not None else None,
        [(c["number"], words[c["number"]], c["met"]) for c in row["conditions"]],
        list(row["consensus"].items()),
        row["condition_of"],
    )


def _refusal(one: Mapping[str, Any], board: Mapping[str, Any], words: Mapping[int, str]) -> tuple[str, list[Refused]]:
    some = [
        Refused(
            r["number"],
            words[r["number"]],
            r["agree"],
            r["disagree"],
            r["if"],
            r["said"],
            [(c["number"], words[c["number"]], c["people"], c["passes"] == "yes") for c in r["conditions"]],
            r["unshown"],
            r["would"],
        )
        for r in one["statements"][:MOST]
    ]
    return "、".join(one["of"]), some


def _partition(key: str, board: Mapping[str, Any]) -> str:
    """A grouping's name; empty for the one that was found."""
    return next((d["name"] for d in board["dimensions"] if d["key"] == key), "")


def _drawing(board: Mapping[str, Any], words: Mapping[int, str]) -> Drawing | None:
    drawn = board["map"]
    if not drawn["shown"]:
        return None
    paths = []
    for group, people in enumerate(drawn["groups"]):
        marks = " ".join(_mark(x, y, group) for x, y, g in drawn["points"] if g == group)
        paths.append((LETTERS[group], marks, people))
    apart = " ".join(_mark(x, y, len(LETTERS)) for x, y, g in drawn["points"] if g < 0)
    told = [
        (LETTERS[g], [(r["side"], words[r["number"]], f"{r['count']}/{r['said']}") for r in some])
        for g, some in enumerate(board["representative"].get("opinion", ()))
    ]
    return Drawing(paths, apart, round(100 * drawn["stability"]), told)


SHAPES: Sequence[str] = (
    "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",  # circle
    "m0-4l4 4-4 4-4-4z",  # diamond
    "m-3-3h6v6h-6z",  # square
    "m0-4l4 7h-8z",  # triangle
    "m-4 0h8m-4-4v8",  # cross
    "m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0z",
)


def _mark(x: float, y: float, group: int) -> str:
    return f"M{100 + 92 * x:.1f} {100 - 92 * y:.1f}{SHAPES[group]}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _width(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}"
