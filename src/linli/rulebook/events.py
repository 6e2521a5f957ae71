from dataclasses import dataclass


@dataclass(frozen=True)
class EditionIssued:
    book: str
    number: int
    since: str
    why: str
