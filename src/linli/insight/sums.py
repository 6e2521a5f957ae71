"""What is counted, and the rates drawn from it. Free of Django.

A rate always says of how many it speaks and how many it leaves out. Whoever said nothing is left out: silence counts
neither for nor against.
"""

from dataclasses import dataclass
from typing import Self

FEW = 10
"""Below so many, a share would say more than it knows: it is shown as a count."""


@dataclass(frozen=True)
class Rate:
    """`of` were asked about it, `yes` of them it holds for, `excluded` could not be asked or did not say."""

    yes: int
    of: int
    excluded: int

    @property
    def percent(self) -> int | None:
        """Rounded half up; None for fewer than `FEW`."""
        return share(self.yes, self.of) if self.of >= FEW else None


def share(part: int, whole: int) -> int:
    """Whole per cent, half up; never 100 while one is missing, never 0 while there is one."""
    if not whole:
        return 0
    rounded = (200 * part + whole) // (2 * whole)
    return min(max(rounded, 1 if part else 0), 99 if part < whole else 100)


@dataclass(frozen=True)
class Sum:
    """The matters of one month, group or place, by what has become of them."""

    raised: int = 0
    working: int = 0  # not yet answered
    answered: int = 0  # answered, the resident's word is awaited
    closed: int = 0
    withdrawn: int = 0
    timed: int = 0  # have an answer whose time is known
    median_days: float | None = None  # from report to answer, natural days
    in_time: int = 0
    contact_due: int = 0  # left a phone, and were contacted or the time for it is over
    solved: int = 0
    said: int = 0  # voices that said whether it is solved
    unsaid: int = 0  # voices that have not said, or have no answer yet
    satisfied: int = 0  # grades 4 and 5
    rated: int = 0

    @classmethod
    def of(cls, row: dict) -> Self:
        seconds = row.pop("median")
        return cls(median_days=None if seconds is None else float(seconds) / 86_400, **row)

    @property
    def open(self) -> int:
        return self.working + self.answered

    @property
    def ended(self) -> int:
        return self.closed + self.withdrawn

    @property
    def contact_rate(self) -> Rate:
        return Rate(self.in_time, self.contact_due, self.raised - self.contact_due)

    @property
    def solved_rate(self) -> Rate:
        return Rate(self.solved, self.said, self.unsaid)

    @property
    def satisfied_rate(self) -> Rate:
        return Rate(self.satisfied, self.rated, self.unsaid + self.said - self.rated)
