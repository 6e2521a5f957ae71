"""How long a matter may take, by what it is about, how urgent it is and where it is. Free of Django.

The rules differ by city: they stand in a book (`cases.books.limits`), and a case keeps the edition it was promised
under.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from linli.calendar.workdays import Limit
from linli.kernel.errors import Faulty
from linli.kernel.words import N_

ANY = "*"
URGENCIES = ("", "urgent", "ordinary")


@dataclass(frozen=True)
class LimitRule:
    """One row: for these matters, the first contact within `contact` and the end within `finish`."""

    category: str  # a category's code, a group's letter, or ANY
    contact: Limit
    finish: Limit
    urgency: str = ""  # one of URGENCIES
    place: str = ""  # the code of a place: for it and all under it

    @property
    def row(self) -> dict[str, str]:
        """As it stands in the book."""
        said = {"category": self.category, "urgency": self.urgency, "place": self.place}
        return {k: v for k, v in said.items() if v} | {"contact": str(self.contact), "finish": str(self.finish)}


@dataclass(frozen=True)
class LimitRules:
    rules: tuple[LimitRule, ...]
    by_category: dict[str, list[LimitRule]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for rule in self.rules:
            self.by_category.setdefault(rule.category, []).append(rule)

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text, a list of rows.

        Raises Faulty: for what is not such a list, a limit that isn't one, a first contact without
        an end, two rows that say the same thing differently, and a list that leaves some matters without a limit.
        """
        if not isinstance(body, list) or not all(isinstance(row, dict) for row in body):
            raise Faulty(N_("The limits are a list of rows, each with category, contact and finish."))
        rules = tuple(rule_of(number, row) for number, row in enumerate(body, start=1))
        keys = [(r.category, r.urgency, r.place) for r in rules]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise Faulty(
                N_("Two rows speak of the same matters: {matters}. Keep one of them."),
                matters=" · ".join(filter(None, twice)),
            )
        if (ANY, "", "") not in keys:
            raise Faulty(
                N_(
                    "One row has to hold for everything that no other row names: category {any}, without "
                    "urgency or place."
                ),
                any=ANY,
            )
        return cls(rules)

    def rule_for(self, category: str, *, urgent: bool, places: Sequence[str] = ()) -> LimitRule:
        """The row that binds: the nearest place says more than one above it, then the category, then the urgency.

        `places` are the codes of the place and of all above it, the topmost first, as in its path.
        """
        wanted = "urgent" if urgent else "ordinary"
        depth = {code: n for n, code in enumerate(places, start=1)}
        names = (ANY, category[:1], category)
        fitting: Iterable[tuple[tuple[int, int, bool], LimitRule]] = (
            ((depth.get(rule.place, 0), rank, bool(rule.urgency)), rule)
            for rank, name in enumerate(names)
            for rule in self.by_category.get(name, ())
            if rule.urgency in ("", wanted) and (not rule.place or rule.place in depth)
        )
        return max(fitting, key=lambda found: found[0])[1]


def rule_of(number: int, row: dict[str, Any]) -> LimitRule:
    """One row of the book; raises Faulty that names the row."""
    said = {key: str(row.get(key) or "").strip() for key in ("category", "urgency", "place", "contact", "finish")}
    if not said["category"]:
        raise Faulty(N_("Row {number} does not say for which category it is."), number=number)
    if said["urgency"] not in URGENCIES:
        raise Faulty(
            N_("Row {number}: the urgency is “urgent”, “ordinary” or empty, not “{said}”."),
            number=number,
            said=said["urgency"][:20],
        )
    try:
        contact, finish = Limit.parse(said["contact"]), Limit.parse(said["finish"])
    except ValueError as error:
        raise Faulty(
            N_("Row {number} ({category}): {reason}"), number=number, category=said["category"], reason=error
        ) from None
    return LimitRule(said["category"], contact, finish, said["urgency"], said["place"])
