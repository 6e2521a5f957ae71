"""Files of a hotline: sheets that wait to be taken in, sealed because names and phones stand in them; and templates."""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings

from linli.cases.hotlines import Template
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.words import N_
from linli.people.fields import cipher
from linli.people.models import Post

LARGEST_SHEET, LARGEST_TEMPLATE = 20_000_000, 2_000_000  # bytes
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """A file that somebody has sent and not yet taken in."""

    key: UUID
    system: str
    name: str
    raw: bytes


def keep_waiting(raw: bytes, *, name: str, system: str, by: Post) -> UUID:
    """Keep a file for a day at most, for the post that sent it. Refuses one that is too large."""
    if not raw:
        raise Refused(N_("The file is empty."), field="file")
    if len(raw) > LARGEST_SHEET:
        limit = LARGEST_SHEET // 10**6
        raise Refused(
            N_("This file is too large. The limit is {limit} MB; split it by day or week."), field="file", limit=limit
        )
    key = uuid7()
    about = json.dumps({"name": Path(name).name[-100:], "system": system, "by": by.ref}).encode()
    _write(_waiting(key), cipher().encrypt(about + b"\n" + raw))
    return key


def open_waiting(key: UUID, *, by: Post) -> Waiting | None:
    """The file, if it is still there and this post's."""
    try:
        about, _sep, raw = cipher().decrypt(_waiting(key).read_bytes()).partition(b"\n")
    except (OSError, InvalidToken):
        return None
    said = json.loads(about)
    return Waiting(key, said["system"], said["name"], raw) if said["by"] == by.ref else None


def done_waiting(key: UUID) -> None:
    _waiting(key).unlink(missing_ok=True)


def waiting_too_long(line: datetime) -> list[Path]:
    """Files that nobody has taken in since this moment, the oldest first."""
    found = [(path.stat().st_mtime, path) for path in _folder("waiting").glob("*.sealed")]
    return [path for changed, path in sorted(found) if changed < line.timestamp()]


def forget_waiting(line: datetime | None = None) -> int:
    """Delete them; without a moment, those of more than a day."""
    old = waiting_too_long(line or clock.now() - KEPT_FOR)
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def keep_template(raw: bytes, *, name: str) -> Template:
    """Put a city's reply sheet into the store; named by its content, so that every edition keeps its own."""
    file = f"{sha256(raw).hexdigest()}.xlsx"
    path = _folder("templates") / file
    if not path.exists():
        _write(path, raw)
    return Template(file, Path(name).name[-80:])


def template_bytes(template: Template) -> bytes:
    """Refuses when the file is gone; only a name that `keep_template` gave is looked for."""
    stem, _dot, ending = template.file.partition(".")
    if len(stem) == 64 and stem.isalnum() and ending == "xlsx":
        try:
            return (_folder("templates") / template.file).read_bytes()
        except OSError:
            pass
    raise Refused(N_("The reply sheet's template is gone. Ask your administrator to upload it again."))


def _folder(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "hotline" / name


def _waiting(key: UUID) -> Path:
    return _folder("waiting") / f"{key.hex}.sealed"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{uuid7().hex}")
    fresh.write_bytes(content)
    fresh.replace(path)
