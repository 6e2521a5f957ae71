"""What a book of rules calls something, in the reader's language.

A book names things in Chinese and may say the same in English beside it: `name` and `name_en`, `options` and
`options_en`. What follows a book copies the Chinese name only (a topic's stages, a pack, the journal), so the English
is found by it. All editions are asked, the newest first: what was named under an earlier one is still understood.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.utils.translation import get_language

from linli.rulebook.models import Edition

KEPT_FOR = 60.0
"""Seconds, as with the books themselves."""
ENGLISH = "_en"


def reads_english() -> bool:
    return (get_language() or "").startswith("en")


def named(words: str) -> str:
    """A name from a book in the reader's language; the Chinese one where the book has no English, or
    does not know it.
    """
    return _known().get(words, words) if words and reads_english() else words


def cited(name: str) -> str:
    """A name that stands behind its number, "SQ-01 组织居民议事协商", in the reader's language."""
    number, gap, words = name.partition(" ")
    return f"{number}{gap}{named(words)}"


def pairs(body: Any) -> Iterator[tuple[str, str]]:
    """Every Chinese name in a book's text that has its English beside it, with it."""
    if isinstance(body, list):
        for part in body:
            yield from pairs(part)
    elif isinstance(body, dict):
        for key, said in body.items():
            if key.endswith(ENGLISH):
                yield from _beside(body.get(key.removesuffix(ENGLISH)), said)
            else:
                yield from pairs(said)


def _beside(own: Any, english: Any) -> Iterator[tuple[str, str]]:
    if isinstance(own, list) and isinstance(english, list):
        for one, other in zip(own, english, strict=False):
            yield from _beside(one, other)
    elif isinstance(own, str) and isinstance(english, str) and own.strip() and english.strip():
        yield own.strip(), english.strip()


@dataclass
class _Kept:
    """Editions only ever are added: as long as there are as many, their names are the same."""

    editions: int = -1
    asked: float = 0.0
    english: Mapping[str, str] | None = None


_kept = _Kept()


def _known() -> Mapping[str, str]:
    if _kept.english is not None and monotonic() - _kept.asked < KEPT_FOR:
        return _kept.english
    editions = Edition.objects.count()
    if _kept.english is None or _kept.editions != editions:
        bodies = Edition.objects.order_by("issued_at", "book", "number").values_list("body", flat=True)
        _kept.english = {own: english for body in bodies.iterator(50) for own, english in pairs(body)}
    _kept.editions, _kept.asked = editions, monotonic()
    return _kept.english


def forget() -> None:
    """Have the next question ask the database."""
    _kept.english = None
