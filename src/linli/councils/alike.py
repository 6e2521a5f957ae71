"""Which statements say nearly the same, so that somebody sees them before adding another one. Free of Django.

With A and B the pairs of neighbouring letters of two statements, the likeness is Dice's: 2 |A ∩ B| / (|A| + |B|).
"""

import unicodedata
from collections.abc import Iterable

ALIKE = 0.4
MOST = 3


def pairs(words: str) -> frozenset[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKC", words).lower() if c.isalnum())
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) or frozenset([plain])


def likeness(one: str, other: str) -> float:
    a, b = pairs(one), pairs(other)
    return 2 * len(a & b) / (len(a) + len(b))


def alike[T](words: str, others: Iterable[T], *, text=str) -> list[T]:
    """Those that are alike, the most alike first."""
    found = [(likeness(words, text(one)), n, one) for n, one in enumerate(others)]
    return [one for score, _n, one in sorted(found, key=lambda f: (-f[0], f[1])) if score >= ALIKE][:MOST]
