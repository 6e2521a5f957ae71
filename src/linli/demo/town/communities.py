"""Communities: neighbouring blocks joined into 14 areas."""

from collections.abc import Iterable, Iterator
from random import Random

from .ground import COLUMNS, ROWS, Cell


def join_blocks(rng: Random, count: int) -> list[list[Cell]]:
    """Join the street's blocks into so many communities of two, some of three, numbered from the north-west.

    Tries at random until every block has found neighbours; a few dozen tries are the rule.
    """
    cells = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    while True:
        free, groups = set(cells), []
        for size in [3] * (len(cells) - 2 * count) + [2] * (3 * count - len(cells)):
            if (group := _grow(rng, free, size)) is None:
                break
            groups.append(group)
            free -= set(group)
        if not free:
            return sorted(groups, key=_reading_order)


def _grow(rng: Random, free: set[Cell], size: int) -> list[Cell] | None:
    """A connected group that starts at the block with the fewest ways out, so that none is left behind."""
    start = min(sorted(free), key=lambda cell: (len(list(_beside(cell, free))), rng.random()))
    group = [start]
    while len(group) < size:
        options = sorted({cell for member in group for cell in _beside(member, free)} - set(group))
        if not options:
            return None
        group.append(rng.choice(options))
    return group


def _beside(cell: Cell, free: Iterable[Cell]) -> Iterator[Cell]:
    column, row = cell
    yield from (n for n in ((column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)) if n in free)


def _reading_order(group: list[Cell]) -> tuple[float, float]:
    return -max(row for _, row in group), min(column for column, _ in group)
