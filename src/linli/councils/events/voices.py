"""What can happen to the voices of a topic."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HearingUntil:
    until: str


@dataclass(frozen=True)
class StatementsAdded:
    numbers: list[int]


@dataclass(frozen=True)
class StatementModerated:
    number: int
    shown: bool
    reason: str
    note: str


@dataclass(frozen=True)
class CardsPrinted:
    cards: int


@dataclass(frozen=True)
class VoiceEntered:
    """Somebody's stances were entered on their behalf: how many, and how they came; never whose."""

    channel: str
    stances: int


@dataclass(frozen=True)
class HouseholdVerified:
    """Somebody's door was seen; `merged` if the household had a voice already. Never whose, and never which door."""

    merged: bool


@dataclass(frozen=True)
class BoxOpened:
    where: str
    cards: int


@dataclass(frozen=True)
class BoxWitnessed:
    where: str


@dataclass(frozen=True)
class BoxDropped:
    """A count that nobody had confirmed was taken back."""

    where: str
    cards: int
