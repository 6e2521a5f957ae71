"""What can have happened to posts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PostGiven:
    role: str
    place: str
    organisation: str
    starts: str


@dataclass(frozen=True)
class PostEnded:
    on: str
