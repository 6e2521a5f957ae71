"""Keys: time-ordered, made here, never by the database, so that counties can be split and merged."""

import os
import time
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID


def uuid7(at: datetime | None = None) -> UUID:
    """A version 7 UUID (RFC 9562, 5.7): 48 bits of milliseconds, 12 bits of the fraction below, 62 random bits.

    `at` backdates the key, for things that are entered with an earlier time.
    """
    nanoseconds = time.time_ns() if at is None else round(at.timestamp() * 1_000_000) * 1000
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = (rest << 12) // 1_000_000
    random = int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random)


def uuid7s(count: int) -> Iterator[UUID]:
    """`count` keys of one moment, ascending (RFC 9562, 6.2, method 2): for rows that come by the hundred thousand."""
    key = uuid7().int & ~(1 << 61)  # the highest random bit is kept free, so that no step can carry into the time
    for step in memoryview(os.urandom(4 * count)).cast("I"):
        key += step + 1
        yield UUID(int=key)
