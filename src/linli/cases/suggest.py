"""Which category a resident's words suggest. A soft hint: the desk corrects it."""

from collections.abc import Iterable


def suggest(words: str, vocabulary: Iterable[tuple[str, Iterable[str]]], *, least: float = 2.0) -> str | None:
    """The code whose vocabulary fits `words` best, or None if none fits well enough or two fit equally.

    `vocabulary` gives (code, phrases). A phrase found scores its length, so that 电梯困人 outweighs 电梯;
    a phrase within a longer one that was found too does not count again.
    """
    words = words.lower()
    scores: dict[str, float] = {}
    for code, phrases in vocabulary:
        found = [p for p in phrases if p.lower() in words]
        found = [p for p in found if not any(p != q and p in q for q in found)]
        if found:
            scores[code] = sum(len(p) for p in found)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < least or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return ranked[0][0]
