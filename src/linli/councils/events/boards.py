"""What can happen to the board of common ground."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BoardComputed:
    input_hash: str
    people: int
    statements: int


@dataclass(frozen=True)
class BoardPublished:
    input_hash: str
    output_hash: str


@dataclass(frozen=True)
class RoundBegan:
    round: int
    numbers: list[int]
