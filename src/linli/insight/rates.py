"""The three rates: response, solution, satisfaction, and what they leave out. Free of Django.

Response speaks of matters: contacted in time, of those who could be. Solution and satisfaction speak of voices: each
resident says for oneself. A matter excluded by two people's decision is left out of solution and satisfaction, but
counts in response. Silence counts neither for nor against, and is shown.

Source: Beijing's regulation on handling complaints without delay (2021), art. 32, for the three rates and weights that
are adjusted; the five grades are those of GB/T 39734-2020. Weights and times differ by city: `insight.books.rates`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Self

from linli.calendar.workdays import Limit
from linli.kernel.errors import Faulty
from linli.kernel.words import N_

FEW = 10
"""Below so many, a share would say more than it knows: it is shown as a count."""


@dataclass(frozen=True)
class Counts:
    """What is counted of the matters raised in a month at a place; sums of counts are counts."""

    raised: int = 0  # matters; those merged into another are that one's voices
    voices: int = 0
    answered: int = 0  # matters that have an answer now, closed ones among them
    late: int = 0  # matters whose finish clock ever ran out
    in_time: int = 0  # contacted in time …
    contact_of: int = 0  # … of those who left a phone and were contacted, or the time for it is over
    contact_running: int = 0  # left a phone, and there is still time
    solved: int = 0  # voices that say it is solved …
    said: int = 0  # … of those that said anything
    silent: int = 0  # voices that have an answer and have not said
    waiting: int = 0  # voices whose answer is still to come
    excluded: int = 0  # matters left out
    excluded_voices: int = 0
    grade_5: int = 0
    grade_4: int = 0
    grade_3: int = 0
    grade_2: int = 0
    grade_1: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(*(a + b for a, b in zip(self.values(), other.values(), strict=True)))

    def values(self) -> tuple[int, ...]:
        return tuple(getattr(self, name) for name in NAMES)

    @classmethod
    def total(cls, some: Iterable[Self]) -> Self:
        return sum(some, start=cls())

    @property
    def rated(self) -> int:
        return self.grade_5 + self.grade_4 + self.grade_3 + self.grade_2 + self.grade_1


NAMES = tuple(one.name for one in fields(Counts))


@dataclass(frozen=True)
class Rate:
    """One rate, with all it speaks of and all it leaves out, by why."""

    yes: Fraction  # whole, but for satisfaction, where a fair grade may count in part
    of: int
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> int | None:
        """Whole per cent, half up; never 100 while something is missing, never 0 while there is something.

        None for fewer than `FEW`, which are shown as counts.
        """
        if self.of < FEW:
            return None
        rounded = int((200 * self.yes + self.of) // (2 * self.of))
        return min(max(rounded, 1 if self.yes else 0), 99 if self.yes < self.of else 100)

    @property
    def below_one(self) -> bool:
        """There is something, but not one per cent of it: to be said in words, as no whole number fits."""
        return 0 < 100 * self.yes < self.of

    @property
    def yes_words(self) -> str:
        """The numerator as people write it: 12, or 12.5."""
        return f"{float(self.yes):.12g}"


@dataclass(frozen=True)
class RateRules:
    """How much each rate weighs in the whole, in per cent, how much a fair grade counts as satisfied, and how long
    units have to say something about their figures before everyone sees them.
    """

    response: int
    solution: int
    satisfaction: int
    fair: Fraction
    comment: Limit

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, dict):
            raise Faulty(N_("The rates are a table: response, solution, satisfaction, fair, comment."))
        try:
            weights = [int(body[name]) for name in ("response", "solution", "satisfaction")]
            fair = Fraction(str(body["fair"])) / 100
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            raise Faulty(N_("Give response, solution, satisfaction and fair, each as whole per cent.")) from None
        try:
            comment = Limit.parse(str(body.get("comment", SHIPPED["comment"])))
        except ValueError as error:
            raise Faulty(N_("The time for units' words: {error}"), error=error) from None
        if min(weights) < 0 or sum(weights) != 100:
            raise Faulty(N_("The three weights together are 100 per cent; these are {total}."), total=sum(weights))
        if not 0 <= fair <= 1:
            raise Faulty(N_("A fair grade counts between 0 and 100 per cent."))
        return cls(weights[0], weights[1], weights[2], fair=fair, comment=comment)


SHIPPED = {"response": 30, "solution": 35, "satisfaction": 35, "fair": 60, "comment": "5wd"}
"""30/35/35 is one city's practice; what a fair grade counts differs more, so an office has to decide it. No rule we
know of says how long units may check their figures: five working days are a week at the office, enough for one round
of looking the cases up, and over before the tenth, when returns of the month before are published
(`returns.PUBLISHED_ON`).
"""


@dataclass(frozen=True)
class ThreeRates:
    counts: Counts
    rules: RateRules

    @property
    def response(self) -> Rate:
        c = self.counts
        no_phone = c.raised - c.contact_of - c.contact_running
        return Rate(Fraction(c.in_time), c.contact_of, {"no_phone": no_phone, "running": c.contact_running})

    @property
    def solution(self) -> Rate:
        return Rate(Fraction(self.counts.solved), self.counts.said, self._not_said())

    @property
    def satisfaction(self) -> Rate:
        c = self.counts
        yes = c.grade_5 + c.grade_4 + self.rules.fair * c.grade_3
        return Rate(Fraction(yes), c.rated, self._not_said() | {"no_grade": max(c.said - c.rated, 0)})

    def _not_said(self) -> dict[str, int]:
        c = self.counts
        return {"silent": c.silent, "waiting": c.waiting, "excluded": c.excluded_voices}

    @property
    def exclusion(self) -> Rate:
        """How many of the matters raised were excluded; published every month."""
        return Rate(Fraction(self.counts.excluded), self.counts.raised)

    @property
    def fair_percent(self) -> str:
        return f"{float(self.rules.fair * 100):g}"

    @property
    def whole_words(self) -> str:
        """The three together, with one decimal; empty while one of them speaks of too few."""
        return "" if self.whole is None else f"{float(self.whole):.1f} %"

    @property
    def whole(self) -> Fraction | None:
        """The three by their weights, in per cent; None while one of them speaks of fewer than `FEW`."""
        parts = (
            (self.response, self.rules.response),
            (self.solution, self.rules.solution),
            (self.satisfaction, self.rules.satisfaction),
        )
        if any(one.of < FEW for one, weight in parts if weight):
            return None
        return sum((one.yes / one.of * weight for one, weight in parts if weight), start=Fraction(0))
