"""A book of rules as a domain sees it: a name, and how its text is read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any

from linli.kernel import clock
from linli.rulebook import names
from linli.rulebook.models import Edition

KEPT_FOR = 60.0
"""Seconds. Another process may learn of a new edition a minute late."""

BOOKS: "dict[str, Book[Any]]" = {}
"""Every book there is, by name: domains enter theirs when they are loaded."""


@dataclass(frozen=True)
class Edited[T]:
    """The rules of one edition, read."""

    number: int
    since: datetime
    rules: T


@dataclass
class Book[T]:
    """One subject of rules.

    `read` makes rules of an edition's body, or raises Faulty that says what is wrong.
    `shipped` gives the body that comes with the platform; it becomes edition 1 when a database is prepared.
    """

    name: str
    title: object
    read: Callable[[Any], T]
    shipped: Callable[[], Any]
    _kept: tuple[float, list[tuple[int, datetime]]] | None = field(default=None, repr=False)
    _read: dict[int, Edited[T]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        BOOKS[self.name] = self

    def current(self) -> Edited[T]:
        """The edition in force now. Asks the database at most once a minute; an edition is read once, as it never
        changes.
        """
        now = clock.now()
        return self.edition(max(number for number, since in self._numbers() if since <= now))

    def at(self, moment: datetime) -> Edited[T]:
        """The edition that was in force at a moment."""
        return self.edition(max(number for number, since in self._numbers() if since <= moment))

    def rules(self) -> T:
        return self.current().rules

    def edition(self, number: int) -> Edited[T]:
        """The edition of this number, also one that is no longer in force."""
        if number not in self._read:
            row = Edition.objects.get(book=self.name, number=number)
            self._read[number] = Edited(row.number, row.since, self.read(row.body))
        return self._read[number]

    def editions(self) -> list[Edited[T]]:
        """All there are, the oldest first; each is read once."""
        return [self.edition(number) for number, _since in self._numbers()]

    def forget(self) -> None:
        """Have the next question ask the database."""
        with self._lock:
            self._kept, self._read = None, {}
        names.forget()

    def _numbers(self) -> list[tuple[int, datetime]]:
        if (kept := self._kept) and monotonic() - kept[0] < KEPT_FOR:
            return kept[1]
        with self._lock:
            numbers = list(Edition.objects.filter(book=self.name).order_by("number").values_list("number", "since"))
            self._kept = (monotonic(), numbers)
            return numbers


def forget() -> None:
    for book in BOOKS.values():
        book.forget()
