"""Where the bench lives: a home of its own, databases of its own, and servers as in production."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from psycopg.conninfo import make_conninfo

from bench.client import Client
from linli.cli import database
from linli.cli.main import web_command

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("LINLI_HOME") or ROOT / "build/bench").resolve()
GIVEN = os.environ.get("DATABASE_URL", "")


def url(name: str) -> str:
    """The address of one of our databases: on the server named in DATABASE_URL, else on our own embedded one."""
    return make_conninfo(GIVEN, dbname=f"linli_bench_{name}") if GIVEN else database.url(f"bench_{name}", home=HOME)


def environment(name: str) -> dict[str, str]:
    """What a process needs to work on one of our databases; it believes one proxy, so that clients can have many
    addresses.
    """
    given = {"LINLI_HOME": str(HOME), "DATABASE_URL": url(name), "LINLI_PROXIES": "1", "LINLI_DEMO": "0"}
    return {**os.environ, **given, "DJANGO_SETTINGS_MODULE": "linli.settings"}


def postgres() -> AbstractContextManager[None]:
    """Our own PostgreSQL, durable as in production, for as long as the bench runs."""
    return nullcontext() if GIVEN else database.in_use(HOME)


def create(name: str) -> None:
    import psycopg

    if not GIVEN:
        database.create(f"bench_{name}", home=HOME)
        return
    with psycopg.connect(GIVEN, autocommit=True) as connection:
        if not connection.execute("select from pg_database where datname = %s", [f"linli_bench_{name}"]).fetchone():
            connection.execute(f'create database "linli_bench_{name}" template template0')


def run(name: str, module: str, *words: object) -> str:
    """Run one of our modules as a process on a database; returns what it said."""
    command = [sys.executable, "-m", module, *map(str, words)]
    done = subprocess.run(command, env=environment(name), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module} {' '.join(map(str, words))} failed.")
    return done.stdout


@contextmanager
def serving(name: str) -> Iterator[int]:
    """Granian as `linli serve` starts it, on a free port; without the clock's process, which would work in between."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        web_command("127.0.0.1", port),
        env=environment(name),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def _wait_for(port: int, server: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            if Client(port).get("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not come up.")
