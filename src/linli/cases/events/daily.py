"""Daily work."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PutBack:
    """Nobody has it now; it waits to be taken up again."""


@dataclass(frozen=True)
class Reminded:
    """Somebody asked whoever has it to get on with it."""

    words: str


@dataclass(frozen=True)
class Tagged:
    tag: str


@dataclass(frozen=True)
class Untagged:
    tag: str


@dataclass(frozen=True)
class HandedOver:
    """The post that kept it ended; a successor keeps it."""

    was: str
    to: str
