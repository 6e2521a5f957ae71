"""What can happen to a promise."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PromiseMade:
    due: str
    money: int | None


@dataclass(frozen=True)
class PromiseReported:
    pass


@dataclass(frozen=True)
class PromisePutOff:
    was: str
    due: str
    why: str


@dataclass(frozen=True)
class PromiseKept:
    pass


@dataclass(frozen=True)
class PromiseDoubted:
    why: str


@dataclass(frozen=True)
class PromiseDropped:
    why: str
