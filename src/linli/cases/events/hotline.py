"""Orders of a hotline."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OrderReceived:
    """It came from another system under its own number; `bound` if the order's limit is shorter than ours and binds."""

    system: str
    number: str
    reply_due: str = ""
    return_due: str = ""
    bound: bool = False
    previous: str = ""


@dataclass(frozen=True)
class OrderReturned:
    """Given back to the hotline as not ours to do."""

    system: str
    number: str
    reason: str
    item: str
    words: str


@dataclass(frozen=True)
class OrderReplied:
    """The reply for the hotline is written; `solved`: whether it says that the matter is solved."""

    system: str
    number: str
    solved: bool
    words: str


@dataclass(frozen=True)
class SheetTakenIn:
    system: str
    rows: int


@dataclass(frozen=True)
class RepliesExported:
    system: str
    rows: int
    purpose: str
