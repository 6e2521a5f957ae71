"""Which paper ballots are asked about after the close: drawn by a seed that nobody chose. Free of Django.

The seed is the hash of the evidence pack, which is published: whoever has the pack draws the same papers again.
"""

import hashlib
from collections.abc import Iterable

LEAST, MOST, ONE_IN = 5, 30, 10
"""A tenth of the papers, at least five (or all there are), at most thirty."""


def size(papers: int) -> int:
    return min(papers, MOST, max(LEAST, -(-papers // ONE_IN)))


def drawn(receipts: Iterable[str], seed: str) -> list[str]:
    """The receipts to be asked about, in the order of the draw; that in which they come changes nothing."""
    order = sorted(
        set(receipts), key=lambda receipt: (hashlib.sha256(f"{seed}|{receipt}".encode()).hexdigest(), receipt)
    )
    return order[: size(len(order))]
