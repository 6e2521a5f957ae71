"""Which category a resident's words suggest. A soft hint: the desk corrects it."""

import re
from collections import defaultdict
from collections.abc import Iterable

Vocabulary = Iterable[tuple[str, Iterable[str]]]
"""Codes, each with the phrases that mean it."""


def suggest(words: str, vocabulary: Vocabulary, *, least: float = 2.0) -> str | None:
    """For a vocabulary that is asked once; see `Phrases.suggest`."""
    return Phrases(vocabulary).suggest(words, least=least)


class Phrases:
    """A vocabulary, ordered by how its phrases begin: words are read once, however many phrases there are."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        # A phrase's first character, or its first Latin word, to the phrases that begin so.
        self.chinese: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.english: defaultdict[str, list[tuple[list[str], str, str]]] = defaultdict(list)
        for code, phrases in vocabulary:
            for phrase in dict.fromkeys(phrase.lower() for phrase in phrases):
                if not phrase.isascii():
                    self.chinese[phrase[0]].append((phrase, code))
                elif one := _latin(phrase):
                    for form in (one, [*one[:-1], one[-1] + "s"]):
                        self.english[form[0]].append((form, phrase, code))

    def suggest(self, words: str, *, least: float = 2.0) -> str | None:
        """The code whose vocabulary fits `words` best, or None if none fits well enough or two fit equally.

        A phrase found scores its weight, so that 电梯困人 outweighs 电梯; a phrase within a longer one that was found
        too does not count again. Of two that score the same, the one with the weightiest phrase is meant, then the one
        with more phrases.
        """
        fits: dict[str, tuple[float, float, int]] = {}
        for code, found in self._found(words.lower()).items():
            weights = [_weight(p) for p in found if not any(p != q and p in q for q in found)]
            fits[code] = (sum(weights), max(weights), len(weights))
        ranked = sorted(fits.items(), key=lambda item: item[1], reverse=True)
        if not ranked or ranked[0][1][0] < least or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
            return None
        return ranked[0][0]

    def _found(self, said: str) -> dict[str, set[str]]:
        """Chinese does not part its words, so any stretch counts; English does, and adds an s for several."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for n, character in enumerate(said):
            for phrase, code in self.chinese.get(character, ()):
                if said.startswith(phrase, n):
                    found[code].add(phrase)
        latin = _latin(said)
        for n, word in enumerate(latin):
            for form, phrase, code in self.english.get(word, ()):
                if latin[n : n + len(form)] == form:
                    found[code].add(phrase)
        return found


def _latin(text: str) -> list[str]:
    """The Latin words alone: a lift is not found in shoplifting, an e-bike is in 'e bikes'."""
    return re.findall("[a-z0-9]+", text)


def _weight(phrase: str) -> int:
    """A Chinese word has about two characters, so that an English word weighs as much as two of them."""
    return 2 * len(phrase.split()) if phrase.isascii() else len(phrase)
