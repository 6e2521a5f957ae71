"""What can have happened to persons, organisations and posts."""

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


@dataclass(frozen=True)
class PostAmended:
    """What the post's public words were before and are now."""

    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True)
class PersonEntered:
    """Without the name: it stands on the person, and goes when the person is forgotten."""

    login: bool


@dataclass(frozen=True)
class LoginGiven:
    pass


@dataclass(frozen=True)
class OrganisationEntered:
    code: str
    name: str
    kind: str
    place: str
