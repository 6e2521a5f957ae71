"""The ladder, a second pair of eyes, and complaints about staff."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Raised:
    """The case stands on a higher rung of supervision. Not a deed on the case: what somebody is typing stays good."""

    rung: int
    why: str
    words: str = ""


@dataclass(frozen=True)
class Acknowledged:
    """Somebody on that rung has said: seen, I see to it."""

    rung: int
    words: str = ""


@dataclass(frozen=True)
class Reviewed:
    """What is asked for was looked at by somebody who neither asks nor decides."""

    kind: str
    number: int
    words: str


@dataclass(frozen=True)
class StaffNamed:
    """Whom a complaint about staff is about; from now on it goes round that post's own line."""

    post: str
    words: str
