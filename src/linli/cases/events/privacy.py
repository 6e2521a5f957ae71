"""Who looked, what was taken out, and what is gone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ContactOpened:
    """Somebody looked at a resident's name and phone; the resident sees it on the receipt page."""

    purpose: str
    voice: str


@dataclass(frozen=True)
class LookObjected:
    """The resident doubts that a look at the own name and phone was needed; `look` is the journal entry of the look."""

    voice: str
    look: str


@dataclass(frozen=True)
class LookAnswered:
    voice: str
    look: str
    proper: bool
    words: str


@dataclass(frozen=True)
class Erased:
    """Its time is over: the residents' words, the title, the address and the photos are gone. The figures stay."""

    ended: str
    photos: int
    edition: int


@dataclass(frozen=True)
class PhotoCovered:
    """A copy of a photo was made that may stand in public; `boxes` areas are covered. None: somebody saw that it shows
    nobody.
    """

    photo: str
    boxes: int


@dataclass(frozen=True)
class PhotoTakenBack:
    photo: str


@dataclass(frozen=True)
class ExportAsked:
    what: str
    number: str
    rows: int
    purpose: str
    second: bool


@dataclass(frozen=True)
class ExportDecided:
    granted: bool
    words: str


@dataclass(frozen=True)
class ExportTaken:
    what: str
    number: str
    rows: int


@dataclass(frozen=True)
class RetentionRun:
    """What went because its time was over: how many of each kind."""

    edition: int
    gone: dict
