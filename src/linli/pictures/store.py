"""Where the pictures lie: named by their content, durable before they are acknowledged, gone when nobody's photo uses
them.
"""

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

from linli.kernel import clock

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}\.jpg\Z")
TWO_DAYS = 2 * 24 * 3600
KEEPERS: list[Callable[[list[str]], set[str]]] = []
"""Every domain that keeps pictures says which of some files it still has; it enters itself when it is loaded."""


def put(path: Path, content: bytes) -> None:
    """Write the file so that after this line it is there, whole, even if the power fails."""
    if path.exists():
        os.utime(path)  # young again, so that `forget_unused` leaves it to its new owner
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    for folder in (path.parent, path.parent.parent):  # the second holds the entry of a new first
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def path_of(name: str) -> Path:
    if not _NAME.match(name):
        raise FileNotFoundError(name)
    return Path(settings.MEDIA_ROOT) / name


def small_of(name: str) -> Path:
    path = path_of(name)
    return path.with_name(f"{path.stem}-small.jpg")


def open_photo(file: str, *, small: bool = False) -> IO[bytes]:
    """The stored JPEG, opened for reading. Whoever serves it has asked before whether the reader may see it.

    Raises FileNotFoundError for a name that is not in the store.
    """
    return (small_of(file) if small else path_of(file)).open("rb")


def unused(older_than_seconds: float = TWO_DAYS) -> Iterator[str]:
    """Pictures that were sent for a report that never came."""
    limit = clock.now().timestamp() - older_than_seconds
    for folder in Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]"):
        old = {
            f"{folder.name}/{p.name}"
            for p in folder.glob("*.jpg")
            if p.stat().st_mtime < limit and _NAME.match(f"{folder.name}/{p.name}")
        }
        yield from sorted(old - in_use(old))


def in_use(names: Iterable[str]) -> set[str]:
    """Those of these files that somebody still has."""
    names = list(names)
    return set().union(*(kept(names) for kept in KEEPERS)) if names else set()


def remove(names: Iterable[str], *, older_than_seconds: float | None = None) -> int:
    """Delete these files, but for those that somebody still has; returns how many.

    With `older_than_seconds` also but for younger ones: somebody may just have sent the same picture again.
    """
    names = {name for name in names if name and _NAME.match(name)}
    gone = names - in_use(names)
    if older_than_seconds is not None:
        limit = clock.now().timestamp() - older_than_seconds
        gone = {name for name in gone if path_of(name).exists() and path_of(name).stat().st_mtime < limit}
    for name in gone:
        path_of(name).unlink(missing_ok=True)
        small_of(name).unlink(missing_ok=True)
    return len(gone)


def forget_unused(older_than_seconds: float = TWO_DAYS) -> int:
    """Delete pictures that were sent for a report that never came; returns how many."""
    return sum(remove([name]) for name in unused(older_than_seconds))
