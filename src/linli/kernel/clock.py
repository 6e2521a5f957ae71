"""The one clock. Nothing else in the house asks the operating system for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_offset = timedelta()
_frozen: datetime | None = None


def now() -> datetime:
    """The present moment, in Asia/Shanghai."""
    return (_frozen or datetime.now(UTC) + _offset).astimezone(SHANGHAI)


def today() -> date:
    """The date on the wall in Shanghai, which is not UTC's date before eight in the morning."""
    return now().date()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` for the whole process: for tests and for the demo's past."""
    global _frozen
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Let the clock run, but `by` later: 'a week later' in a test with a live server."""
    global _offset
    _offset += by
    try:
        yield
    finally:
        _offset -= by
