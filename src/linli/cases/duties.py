"""Who must do what: the power and duty lists by level, and the proofs that a community must not issue. Free of Django.

Municipal practice is a list for each level (权责清单, 乡镇街道履职事项清单, 社区工作事项清单); Beijing's regulation on
handling complaints (2021, Art. 17) forbids pushing work that is on no list down to communities. The lists stand in a
book (`cases.books.duties`), edition by edition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_

PROOFS = "J07"  # the category of proofs: what is issued, and what nobody should ask a community for
LEVELS = ("street", "community", "department", "steward")
MUST, ASSISTS, DELEGATED, MUST_NOT_ISSUE = KINDS = ("must", "assists", "delegated", "must_not_issue")
EVERY = "*"
FIELDS = (
    "level",
    "number",
    "item",
    "item_en",
    "kind",
    "unit",
    "categories",
    "basis",
    "basis_en",
    "instead",
    "instead_en",
    "also",
)

# To which level's list an organisation belongs, by its kind.
LEVEL_OF = {
    "government": "street",
    "residents_committee": "community",
    "department": "department",
    "enterprise": "department",
    "property_company": "department",
}


@dataclass(frozen=True)
class Duty:
    """One item of a list.

    `unit` is an organisation's code, "@" and a kind of organisation ("@property_company"), or EVERY at this level.
    `categories` are codes or a group's letter. A proof that must not be issued says `instead` where it is to be had,
    and by which other names people ask for it (`also`).
    """

    level: str
    number: str
    item: str
    kind: str = MUST
    unit: str = EVERY
    categories: tuple[str, ...] = ()
    basis: str = ""
    instead: str = ""
    also: tuple[str, ...] = ()
    item_en: str = field(
        default="", compare=False
    )  # a list from elsewhere has none; the book's names are found by the Chinese
    basis_en: str = field(default="", compare=False)
    instead_en: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.level, self.unit, self.number

    @property
    def cited(self) -> str:
        """As a unit cites it and a form shows it."""
        return f"{self.number} {self.item}"

    @property
    def row(self) -> dict[str, Any]:
        """As it stands in the book."""
        said = {name: getattr(self, name) for name in FIELDS}
        said |= {"categories": list(self.categories), "also": list(self.also)}
        return {name: value for name, value in said.items() if value}

    def is_of(self, code: str, kind: str) -> bool:
        """Whether this item is the organisation's with this code and kind."""
        return self.level == LEVEL_OF.get(kind) and self.unit in (EVERY, code, f"@{kind}")

    def speaks_of(self, category: str) -> bool:
        return category in self.categories or category[:1] in self.categories


@dataclass(frozen=True)
class DutyRules:
    rows: tuple[Duty, ...]
    by_category: Mapping[str, tuple[Duty, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text, a list of rows.

        Raises Faulty: for what is not such a list, a row without level, number or item, a level or
        kind that does not exist, two rows with one number for the same unit, a proof that does not say where it is to
        be had.
        """
        if not isinstance(body, list) or not all(isinstance(row, dict) for row in body):
            raise Faulty(N_("The duty lists are a list of rows, each with level, number and item."))
        rows = tuple(_numbered(number, row) for number, row in enumerate(body, start=1))
        seen: set[tuple[str, str, str]] = set()
        for row in rows:
            if row.key in seen:
                raise Faulty(
                    N_("Two rows have the same number for the same unit: {number}. Keep one of them."),
                    number=row.number,
                )
            seen.add(row.key)
        table: dict[str, list[Duty]] = {}
        for row in rows:
            if row.kind != MUST_NOT_ISSUE:
                for category in row.categories:
                    table.setdefault(category, []).append(row)
        return cls(rows, {category: tuple(some) for category, some in table.items()})

    def speaking_of(self, category: str) -> tuple[Duty, ...]:
        """The items of every list that name this kind of matter, those who must before those who assist."""
        found = (*self.by_category.get(category, ()), *self.by_category.get(category[:1], ()))
        return tuple(sorted(found, key=lambda duty: KINDS.index(duty.kind)))

    def naming(self, category: str, code: str, kind: str) -> Duty | None:
        """The item by which this kind of matter is that organisation's, if there is one."""
        return next((duty for duty in self.speaking_of(category) if duty.is_of(code, kind)), None)

    def of_unit(self, code: str, kind: str) -> tuple[Duty, ...]:
        """What an organisation's own list says."""
        return tuple(duty for duty in self.rows if duty.is_of(code, kind) and duty.kind != MUST_NOT_ISSUE)

    def others_for(self, category: str, code: str, kind: str) -> tuple[Duty, ...]:
        """The items by which this kind of matter is somebody else's."""
        return tuple(duty for duty in self.speaking_of(category) if not duty.is_of(code, kind))

    def asks_community(self, category: str) -> bool:
        """Whether this kind of matter is on a community's or a steward's list."""
        return any(duty.level in ("community", "steward") for duty in self.speaking_of(category))

    def search(
        self, *, said: str = "", unit: str = "", category: str = "", level: str = "", kind: str = ""
    ) -> list[Duty]:
        """The items that fit all that is asked; of `unit` those of its code and those of every unit there."""
        words = said.lower().split()
        return [
            duty
            for duty in self.rows
            if (not level or duty.level == level)
            and (not kind or duty.kind == kind)
            and (not unit or duty.unit == unit)
            and (not category or duty.speaks_of(category))
            and all(word in _text(duty) for word in words)
        ]

    @property
    def proofs(self) -> tuple[Duty, ...]:
        """The proofs that a community must not issue."""
        return tuple(duty for duty in self.rows if duty.kind == MUST_NOT_ISSUE)

    def proof_named(self, words: str) -> Duty | None:
        """The proof on that list which these words ask for, by the longest of its names that stands in them."""
        said = words.lower()
        found = [(len(name), duty) for duty in self.proofs for name in names_of(duty) if name in said]
        return max(found, key=lambda hit: hit[0])[1] if found else None


def _text(duty: Duty) -> str:
    said = (duty.item, duty.item_en, duty.basis, duty.basis_en, duty.instead, duty.instead_en)
    return " ".join((duty.number, *said, *duty.also, *duty.categories)).lower()


def names_of(proof: Duty) -> tuple[str, ...]:
    return tuple(name.lower() for name in (proof.item, *proof.also))


@dataclass(frozen=True)
class Difference:
    """What the next edition would change."""

    added: tuple[Duty, ...]
    changed: tuple[tuple[Duty, Duty], ...]  # (as it is, as it would be)
    removed: tuple[Duty, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def difference(before: Iterable[Duty], after: Iterable[Duty]) -> Difference:
    was, becomes = {duty.key: duty for duty in before}, {duty.key: duty for duty in after}
    return Difference(
        tuple(duty for key, duty in becomes.items() if key not in was),
        tuple((was[key], duty) for key, duty in becomes.items() if key in was and was[key] != duty),
        tuple(duty for key, duty in was.items() if key not in becomes),
    )


def duty_of(row: dict[str, Any]) -> Duty:
    """One row of the book's text. Raises Faulty."""
    said = {key: str(row.get(key) or "").strip() for key in FIELDS if key not in ("categories", "also")}
    said["kind"], said["unit"] = said["kind"] or MUST, said["unit"] or EVERY
    for name, known in (("level", LEVELS), ("kind", KINDS)):
        if said[name] not in known:
            raise Faulty(
                N_("the {name} is one of {known}, not “{said}”"),
                name=name,
                known=", ".join(known),
                said=said[name][:20],
            )
    for name, longest in (("number", 20), ("item", 200), ("basis", 200), ("instead", 300), ("unit", 40)):
        if len(said[name]) > longest:
            raise Faulty(N_("the {name} is longer than {longest} characters"), name=name, longest=longest)
    if not said["number"] or not said["item"]:
        raise Faulty(N_("a number and an item are needed"))
    if said["kind"] == MUST_NOT_ISSUE and not said["instead"]:
        raise Faulty(N_("say where “{item}” is to be had instead"), item=said["item"][:20])
    return Duty(**said, categories=_texts(row, "categories"), also=_texts(row, "also"))


def _numbered(number: int, row: dict[str, Any]) -> Duty:
    try:
        return duty_of(row)
    except Faulty as fault:
        raise Faulty(N_("Row {number}: {reason}."), number=number, reason=fault) from None


def _texts(row: dict[str, Any], name: str) -> tuple[str, ...]:
    found = row.get(name) or ()
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise Faulty(N_("{name} is a list of words"), name=name)
    return tuple(one.strip() for one in found if one.strip())
