"""The ways out. A channel takes a notice and delivers it, or raises; others are added by `channel("sms")`."""

from collections.abc import Callable

from linli.notices.models import Notice

CHANNELS: dict[str, Callable[[Notice], None]] = {}


def channel(name: str):
    def enter(deliver: Callable[[Notice], None]) -> Callable[[Notice], None]:
        CHANNELS[name] = deliver
        return deliver

    return enter


@channel("inbox")
def into_the_inbox(notice: Notice) -> None:
    """The in-app inbox reads the outbox's own sent rows, so there is nothing left to carry."""
