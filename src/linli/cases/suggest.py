"""Which category a resident's words suggest. A soft hint: the desk corrects it."""

import re
from collections.abc import Iterable
from functools import lru_cache


def suggest(words: str, vocabulary: Iterable[tuple[str, Iterable[str]]], *, least: float = 2.0) -> str | None:
    """The code whose vocabulary fits `words` best, or None if none fits well enough or two fit equally.

    `vocabulary` gives (code, phrases). A phrase found scores its weight, so that 电梯困人 outweighs 电梯;
    a phrase within a longer one that was found too does not count again. Of two that score the same,
    the one with the weightiest phrase is meant, then the one with more phrases.
    """
    said, latin = words.lower(), _latin(words)
    fits: dict[str, tuple[float, float, int]] = {}
    for code, phrases in vocabulary:
        found = _found(tuple(phrases), said, latin)
        found = [p for p in found if not any(p != q and p in q for q in found)]
        if found:
            weights = [_weight(p) for p in found]
            fits[code] = (sum(weights), max(weights), len(weights))
    ranked = sorted(fits.items(), key=lambda item: item[1], reverse=True)
    if not ranked or ranked[0][1][0] < least or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return ranked[0][0]


def _latin(text: str) -> str:
    """The Latin words alone, each between blanks: a lift is not found in shoplifting, an e-bike is in 'e bikes'."""
    return f" {' '.join(re.findall('[a-z0-9]+', text.lower()))} "


def _found(phrases: tuple[str, ...], said: str, latin: str) -> list[str]:
    """Chinese does not part its words, so any stretch counts; English does, and adds an s for several."""
    chinese, english = _parted(phrases)
    found = [phrase for phrase in chinese if phrase in said]
    if len(latin) > 2:
        found += [phrase for phrase, one, several in english if one in latin or several in latin]
    return found


@lru_cache(maxsize=1024)
def _parted(phrases: tuple[str, ...]) -> tuple[list[str], list[tuple[str, str, str]]]:
    """The Chinese phrases, and the English ones each with how `_latin` gives one and several: read once, asked for each report."""
    once = dict.fromkeys(phrase.lower() for phrase in phrases)
    english = [(phrase, f"{(whole := _latin(phrase).rstrip())} ", f"{whole}s ") for phrase in once if phrase.isascii()]
    return [phrase for phrase in once if not phrase.isascii()], english


def _weight(phrase: str) -> int:
    """A Chinese word has about two characters, so that an English word weighs as much as two of them."""
    return 2 * len(phrase.split()) if phrase.isascii() else len(phrase)
