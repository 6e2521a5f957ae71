"""Talks between neighbours: sides, capacities and states; never a name, a phone or what was said."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MediationOpened:
    place: str
    category: str


@dataclass(frozen=True)
class PartyNamed:
    side: str
    agreed_to_talk: bool


@dataclass(frozen=True)
class PartyTakenOut:
    side: str


@dataclass(frozen=True)
class MediatorInvited:
    capacity: str


@dataclass(frozen=True)
class MediatorLetGo:
    capacity: str


@dataclass(frozen=True)
class FilePassedOn:
    to: str


@dataclass(frozen=True)
class TalkHeld:
    number: int
    present: str


@dataclass(frozen=True)
class AgreementReached:
    follow_up_on: str


@dataclass(frozen=True)
class FollowedUp:
    kept: bool
    next_on: str


@dataclass(frozen=True)
class MediationEnded:
    how: str
    until: str


@dataclass(frozen=True)
class MediationForgotten:
    """Its time was over; nothing of it is left but that it was."""

    state: str
