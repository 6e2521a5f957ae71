"""The two commands, as somebody runs them: `linli demo` from nothing, ended and started again, with its data kept."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest

from bench.client import Client, Form
from linli.cli import database

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("commands")]

ROOT = Path(__file__).resolve().parents[2]


class Demo:
    """One `linli demo`, with what it has said so far."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port, self.said = home, port, ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "linli", "demo"],
            env=environment(home, port),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.said += line

    def up(self, *, seconds: float = 240) -> "Demo":
        """Wait until it tells where to look, which is when it answers."""
        end = time.monotonic() + seconds
        while "/desk/" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.05)
        return self

    def end(self, number: int, *, seconds: float = 15) -> int:
        self.process.send_signal(number)
        code = self.process.wait(seconds)
        self.listener.join(5)
        return code

    def addresses(self) -> list[str]:
        return re.findall(rf"http://127\.0\.0\.1:{self.port}(/\S*)", self.said)


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "HOST", "WORKERS")}
    return {**kept, "LINLI_HOME": str(home), "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def linli(home: Path, port: int, *words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "linli", *words]
    return subprocess.run(
        command, env=environment(home, port), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status(port: int, path: str) -> int:
    try:
        return Client(port).get(path).status
    except OSError:
        return 0


def database_is_up(home: Path) -> bool:
    return (database.folder(home) / "data/postmaster.pid").exists()


def gone(port: int, *, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while status(port, "/healthz") and time.monotonic() < end:
        time.sleep(0.1)
    return not status(port, "/healthz")


@pytest.fixture
def home():
    """A home whose path has spaces and Chinese in it and is longer than a socket's path may be."""
    above = Path(tempfile.mkdtemp(prefix="linli-demo-"))
    above.chmod(0o755)
    home = above / "a home with spaces" / "邻里" / ("long-" * 20)
    home.mkdir(parents=True)
    assert len(os.fsencode(home)) > 107
    yield home
    database.stop(home, "immediate")
    shutil.rmtree(database.socket_folder(home), ignore_errors=True)
    shutil.rmtree(above, ignore_errors=True)


def test_the_demo_from_nothing_ended_and_started_again(home):
    port = free_port()
    demo = Demo(home, port)
    try:
        demo.up()
        receipt = look_around(demo)
        notices_are_carried(home)

        second = linli(home, port, "demo")
        assert second.returncode == 1
        assert f"Port {port}" in second.stderr
        assert "Traceback" not in second.stderr
        assert status(port, "/healthz") == 200  # the first one has noticed nothing

        assert demo.end(signal.SIGTERM) == 0
        assert "Traceback" not in demo.said
        assert not database_is_up(home)
        assert gone(port, seconds=1)

        demo = Demo(home, port).up(seconds=30)
        assert status(port, receipt) == 200  # what was reported is still there
        assert demo.end(signal.SIGINT) == 0
        assert not database_is_up(home)

        demo = Demo(home, port).up(seconds=30)
        the_clock_ticks(home)
        demo.process.kill()  # outright: nobody can clean up, so the servers must end by themselves
        assert gone(port)
        verified = linli(home, port, "journal", "verify")
        assert "The journal is whole" in verified.stdout, verified.stderr
        assert not database_is_up(home)  # the last one out stopped it
    finally:
        if demo.process.poll() is None:
            demo.process.terminate()
            demo.process.wait(20)


def look_around(demo: Demo) -> str:
    """Every address it tells answers; a report by a plate is taken in; static files come compressed and for good."""
    assert status(demo.port, "/healthz") == 200
    addresses = demo.addresses()
    assert len([a for a in addresses if a.startswith("/r/")]) == 2
    for path in addresses:
        assert status(demo.port, path) in (200, 302), path  # the desk asks to log in
    plate = next(a for a in addresses if a.startswith("/r/"))
    client = Client(demo.port)
    page = client.get(plate).body.decode()
    answer = client.post(plate, Form(page, holding="submission_key").fields | {"text": "路灯不亮了"})
    assert answer.status == 303
    style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    for wanted in ("gzip", "br"):
        headers = Client(demo.port).get(style, Accept_Encoding=wanted).headers
        assert headers["content-encoding"] == wanted
        assert "immutable" in headers["cache-control"]
    return answer.headers["location"]


def notices_are_carried(home: Path) -> None:
    """The worker carries what is to be told within seconds."""
    waiting = "select count(*) from notices_notice where state in ('waiting', 'leased') and written_at < now()"
    wait_until(lambda: counted(home, waiting) == 0, seconds=20)


def the_clock_ticks(home: Path) -> None:
    """Each minute's task is handed out and done. By now a minute has mostly turned already."""
    handed_out = "select count(*) from procrastinate_periodic_defers where task_name like '%remind'"
    wait_until(lambda: counted(home, handed_out) > 0, seconds=70)
    undone = "select count(*) from procrastinate_jobs where status not in ('succeeded') and scheduled_at <= now()"
    wait_until(lambda: counted(home, undone) == 0, seconds=20)


def wait_until(so, *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end
        time.sleep(0.2)


def counted(home: Path, sql: str) -> int:
    with psycopg.connect(database.url("linli", home=home)) as connection:
        return connection.execute(sql).fetchone()[0]


def test_a_taken_port_is_said_before_anything_is_started(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for command in ("demo", "serve"):
            said = linli(home, port, command)
            assert said.returncode == 1
            assert said.stderr.startswith(f"Port {port} on 127.0.0.1 can't be used")
            assert len(said.stderr.splitlines()) == 1
    assert not database_is_up(home)


def test_what_is_told_to_stop_while_setting_up_leaves_nothing_behind(home):
    demo = Demo(home, port := free_port())
    try:
        end = time.monotonic() + 60
        while not database_is_up(home) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(1)
        assert demo.end(signal.SIGTERM, seconds=20) == 0
        assert "Traceback" not in demo.said
        assert not database_is_up(home)
        assert gone(port, seconds=1)
    finally:
        if demo.process.poll() is None:
            demo.process.kill()


def test_a_database_that_is_not_there_is_said_in_a_sentence(home):
    port = free_port()
    for url, why in ((f"postgresql://nobody@127.0.0.1:{port}/linli", "refused"), ("no address at all", "missing")):
        given = {**environment(home, port), "DATABASE_URL": url}
        said = subprocess.run(
            [sys.executable, "-m", "linli", "demo"],
            env=given,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert said.returncode == 1
        assert said.stderr.startswith("DATABASE_URL")
        assert why in said.stderr
        assert "Traceback" not in said.stderr
