from dataclasses import dataclass


@dataclass(frozen=True)
class FiguresShown:
    month: str
    comments_until: str


@dataclass(frozen=True)
class FiguresAnnotated:
    unit: str
    words: str


@dataclass(frozen=True)
class FiguresPublished:
    month: str
