"""Where the lines of a chart run. Free of Django; templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 220
LEFT, RIGHT, TOP, FOOT = 12, 40, 28, 40
ERA = 40  # what a year needs beneath its months


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    value: int
    label: str


@dataclass(frozen=True)
class Line:
    dots: list[Dot]

    @property
    def points(self) -> str:
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


@dataclass(frozen=True)
class LineChart:
    """Lines over the same steps, in a picture of WIDTH by HEIGHT; `rules` are heights with their value."""

    lines: list[Line]
    rules: list[tuple[float, int]]
    labels: list[tuple[float, str]]
    eras: list[tuple[float, str]]  # a second line of labels, where it begins anew: the years beneath the months
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def right(self) -> int:
        """Where the rules end and their values stand."""
        return self.width - RIGHT + LEFT

    @property
    def ground(self) -> float:
        return self.height - FOOT

    @property
    def highest(self) -> Dot:
        """The one dot whose value is written beside it: the highest of the first line."""
        return max(self.lines[0].dots, key=lambda dot: dot.value)


def line_chart(labels: Sequence[str], *series: Sequence[int], eras: Sequence[str] = ()) -> LineChart:
    """`series` of one value for each label, and perhaps an era; the scale starts at nought."""
    top = round_up(max((value for values in series for value in values), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(labels) - 1, 1)
    xs = [round(LEFT + i * step, 1) for i in range(len(labels))] if len(labels) > 1 else [(WIDTH - RIGHT) / 2]

    def height(value: int) -> float:
        return round(HEIGHT - FOOT - value / top * (HEIGHT - FOOT - TOP), 1)

    every = -(-len(labels) // 12)  # no more than twelve labels
    return LineChart(
        lines=[
            Line([Dot(x, height(value), value, label) for x, value, label in zip(xs, values, labels, strict=True)])
            for values in series
        ],
        rules=[(height(value), value) for value in (0, top // 2, top)],
        labels=[
            (x, label)
            for i, (x, label) in enumerate(zip(xs, labels, strict=True))
            if (len(labels) - 1 - i) % every == 0
        ],
        eras=_begun(xs, eras),
    )


def _begun(xs: Sequence[float], eras: Sequence[str]) -> list[tuple[float, str]]:
    """Where each era begins; one that the next leaves no room is left out."""
    begun = [(x, era) for i, (x, era) in enumerate(zip(xs, eras, strict=False)) if i == 0 or era != eras[i - 1]]
    return [one for i, one in enumerate(begun) if i + 1 == len(begun) or begun[i + 1][0] - one[0] >= ERA]


def round_up(value: int) -> int:
    """The next round number that has a whole half: 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200 and so on."""
    power = 1
    while 10 * power < value:
        power *= 10
    return next(step * power for step in (2, 4, 6, 8, 10) if step * power >= value)


def widths(values: Sequence[int]) -> list[float]:
    """Lengths of bars in per cent of the longest."""
    most = max(values, default=0)
    return [round(100 * value / most, 1) if most else 0.0 for value in values]
