"""What can happen to neighbours' money and cameras."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountOpened:
    kind: str


@dataclass(frozen=True)
class MoneyEntered:
    number: int
    amount: int


@dataclass(frozen=True)
class MoneyApproved:
    number: int


@dataclass(frozen=True)
class AccountClosed:
    why: str


@dataclass(frozen=True)
class CameraRegistered:
    account: str


@dataclass(frozen=True)
class CameraRunning:
    since: str


@dataclass(frozen=True)
class CameraRemoved:
    on: str
