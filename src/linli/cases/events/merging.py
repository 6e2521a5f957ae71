"""What was found to be one matter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Merged:
    """This case goes on as another; its voices went there."""

    into: str
    voices: int
    words: str


@dataclass(frozen=True)
class Absorbed:
    """Another case was found to be this matter; of the two due times the earlier stands."""

    number: str
    voices: int
    words: str
    due_was: str
    due_is: str


@dataclass(frozen=True)
class Unmerged:
    """The merge was taken back; the case goes on as it was."""

    out_of: str
    voices: int
    words: str


@dataclass(frozen=True)
class Released:
    number: str
    voices: int
    words: str
    due_was: str
    due_is: str


@dataclass(frozen=True)
class SameMatter:
    """Answered with an earlier result, as nothing new was said."""

    earlier: str
    words: str
