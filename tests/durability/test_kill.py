"""A report that was acknowledged is there, once, whatever is killed: server and database as in production, under load.

SIGKILL proves that everything acknowledged had left our processes; that PostgreSQL also waits for the disk is its
settings', which are checked beside it.
"""

import hashlib
import io
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from PIL import Image

from bench.client import Client, Form, multipart
from linli.cli import database
from linli.cli.main import web_command

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("durability")]

ROOT = Path(__file__).resolve().parents[2]
CLIENTS, REPORTS_EACH, PLATES = 6, 25, 6

MAKE_TOWN = f"""
from linli.cli.main import bring_up_to_date, house
with house():
    bring_up_to_date()
    from tests.conftest import build_street
    from linli.places.models import Place, Plate
    from linli.kernel.clock import now
    street = build_street()
    for n in range({PLATES}):
        code = f"{{street.building.code}}-{{n + 10}}"
        unit = Place.objects.create(
            code=code, name=f"{{n + 10}}单元", kind="unit", parent=street.building,
            path=f"{{street.building.path}}{{code}}/", grid=street.grid,
        )
        Plate.objects.create(place=unit, made_at=now())
"""


class Town:
    """A home of its own with a durable PostgreSQL and granian, both of which can be killed and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {**os.environ, "LINLI_HOME": str(home), "LINLI_PROXIES": "1", "PYTHONPATH": str(ROOT)}
        self.environment.pop("DATABASE_URL", None)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.python("-c", MAKE_TOWN)
        self.plates = [code for (code,) in self.rows("select code from places_plate")]
        self.web: subprocess.Popen | None = None
        self.said = (home / "web.log").open("ab")

    def python(self, *words: str) -> str:
        command = [sys.executable, *words]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout

    def rows(self, sql: str, *values) -> list[tuple]:
        with psycopg.connect(database.url("linli", home=self.home)) as connection:
            return connection.execute(sql, values or None).fetchall()

    def serve(self) -> None:
        self.web = subprocess.Popen(
            web_command("127.0.0.1", self.port),
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=self.said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with suppress(OSError):
                if Client(self.port).get("/healthz").status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("The server did not come up.")

    def kill_web(self) -> None:
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()

    def kill_one_web_worker(self) -> None:
        os.kill(children(self.web.pid)[-1], signal.SIGKILL)

    def kill_database(self) -> None:
        postmaster = int((database.folder(self.home) / "data/postmaster.pid").read_text().split()[0])
        for pid in (postmaster, *children(postmaster)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def evidence(self) -> str:
        """What processes, database and server have to say when it does not answer."""
        processes = {pid: Path(f"/proc/{pid}/stat").read_text().split()[2] for pid in children(self.web.pid)}
        busy = self.rows(
            "select pid, state, wait_event_type, wait_event, query from pg_stat_activity where datname = "
            "current_database()"
        )
        said = (self.home / "web.log").read_text("utf-8", "replace")[-3000:]
        return f"workers {processes}; database {busy}; the server said: {said}"

    def end(self) -> None:
        if self.web:
            self.kill_web()
        self.said.close()


def children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


@pytest.fixture(scope="module")
def town():
    if not Path("/proc/self/stat").exists():
        pytest.skip("finds what to kill in /proc")
    home = Path(tempfile.mkdtemp(prefix="linli-kill-"))
    home.chmod(0o755)  # PostgreSQL may run as another user there
    with ExitStack() as cleaning:
        cleaning.callback(shutil.rmtree, home, ignore_errors=True)
        cleaning.enter_context(database.in_use(home))
        town = Town(home)
        cleaning.callback(town.end)
        town.serve()
        yield town


class Resident:
    """Reports by a plate, and after any mishap sends the same form again until it is acknowledged."""

    def __init__(self, town: Town, number: int = 0) -> None:
        self.town, self.plate = town, f"/r/{town.plates[number % len(town.plates)]}"
        self.cookies: dict[str, str] = {}
        self.client: Client | None = None
        try:
            page = self.opened().get(self.plate).body.decode()
        except OSError as error:
            raise AssertionError(f"The server did not answer: {error}; {town.evidence()}") from error
        self.fields = Form(page, holding="submission_key").fields
        self.fields |= {"text": "楼下垃圾桶满了", "contact_name": "张某某", "contact_phone": "19900001234"}
        self.answers: list[int] = []

    def opened(self) -> Client:
        self.client = self.client or Client(self.town.port, timeout=10, cookies=self.cookies)
        return self.client

    def send(self, key: str, files: dict[str, bytes] | None = None) -> str | None:
        """The receipt's address, or None if it was not acknowledged, for whatever reason."""
        try:
            answer = self.opened().post(
                self.plate, {**self.fields, "submission_key": key}, files, X_Forwarded_For=address(key)
            )
        except (OSError, ValueError):
            self.client = None
            return None
        self.answers.append(answer.status)
        return answer.headers["location"] if answer.status == 303 else None

    def insist(self, key: str, files: dict[str, bytes] | None = None, *, seconds: float = 60) -> str:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if receipt := self.send(key, files):
                return receipt
            time.sleep(0.1)
        raise AssertionError(f"{key} was never acknowledged; last answers: {self.answers[-5:]}; {self.town.evidence()}")


def address(key: str) -> str:
    one, two, three = hashlib.sha256(key.encode()).digest()[:3]
    return f"10.{one}.{two}.{three}"


def picture(number: int) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (320, 240), (number % 256, number // 256 % 256, 90)).save(kept, "JPEG")
    return kept.getvalue()


def voices_of(town: Town, key: str) -> list[str]:
    return [
        f"/c/{receipt}" for (receipt,) in town.rows("select receipt from cases_voice where submission_key = %s", key)
    ]


def test_whatever_is_killed_every_acknowledged_report_is_there_once(town):
    assert town.rows(
        "select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')"
    ) == [("on", "on", "on")]
    acknowledged: dict[str, set[str]] = {}
    failures: list[str] = []
    answers: set[int] = set()

    def report(resident: Resident, shade: int) -> None:
        try:
            for n in range(REPORTS_EACH):
                key = f"kill-{uuid4().hex}"
                files = {"photos": picture(shade * REPORTS_EACH + n)} if n % 5 == 0 else None
                acknowledged[key] = {resident.insist(key, files)}
                if n % 7 == 0:  # an answer that was lost on the way: the same form once more
                    acknowledged[key].add(resident.insist(key, files))
                time.sleep(0.02)
            answers.update(resident.answers)
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}")

    def wait_for(share: float) -> None:
        end = time.monotonic() + 40
        while len(acknowledged) < CLIENTS * REPORTS_EACH * share and time.monotonic() < end and not failures:
            time.sleep(0.005)

    crew = [threading.Thread(target=report, args=(Resident(town, n), n), daemon=True) for n in range(CLIENTS)]
    for one in crew:
        one.start()
    wait_for(0.15)
    town.kill_database()
    town.kill_web()
    database.start(town.home)
    town.serve()
    wait_for(0.45)
    town.kill_database()  # the server lives on and finds the new one
    database.start(town.home)
    wait_for(0.75)
    town.kill_one_web_worker()  # its granian puts another in its place
    for one in crew:
        one.join(60)

    assert failures == []
    assert answers <= {303, 500, 503}
    assert len(acknowledged) == CLIENTS * REPORTS_EACH
    assert all(len(receipts) == 1 for receipts in acknowledged.values())
    kept = town.rows("select submission_key, '/c/' || receipt from cases_voice where submission_key like 'kill-%'")
    assert sorted(kept) == sorted((key, *receipts) for key, receipts in acknowledged.items())
    assert_whole(town)


def assert_whole(town: Town) -> None:
    """Each case has its one voice, contact and first entry, and each of its block's people one notice; the journal
    verifies.
    """
    count = "select count(*), count(distinct {}) from {}"
    cases = town.rows("select count(*) from cases_case")[0][0]
    for key, table in (
        ("case_id", "cases_voice"),
        ("voice_id", "cases_contact"),
        ("subject", "journal_entry where event = 'CaseReported'"),
    ):
        assert town.rows(count.format(key, table)) == [(cases, cases)], table
    notices = town.rows('select about, count(*), count(distinct "to") from notices_notice group by about')
    assert {(told, people) for _about, told, people in notices} == {(2, 2)}
    assert len(notices) == cases
    assert "The journal is whole" in town.python("-m", "linli", "journal", "verify")
    photos = town.rows("select file from cases_photo")
    assert photos
    for (file,) in photos:
        content = (town.home / "media" / file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == Path(file).stem


@pytest.mark.parametrize("dies", ["after the commit", "at once"])
def test_when_the_connection_dies_the_same_form_finds_its_receipt(town, dies):
    resident, key = Resident(town), f"gone-{uuid4().hex}"
    body, headers = multipart({**resident.fields, "submission_key": key}, {}, {"X-Forwarded-For": address(key)})
    said = {
        "Host": "127.0.0.1",
        "Content-Length": len(body),
        "Cookie": f"csrftoken={resident.cookies['csrftoken']}",
        **headers,
    }
    head = f"POST {resident.plate} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in said.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", town.port)) as line:
        line.sendall(head.encode() + body)
        end = time.monotonic() + 10
        while dies == "after the commit" and not voices_of(town, key) and time.monotonic() < end:
            time.sleep(0.02)
        line.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )  # a reset: nothing is read any more
    stored = voices_of(town, key)
    again = resident.insist(key)
    assert voices_of(town, key) == [again]
    assert stored == [again] if dies == "after the commit" else stored in ([], [again])


def test_two_copies_that_arrive_at_once_get_one_receipt(town):
    residents = [Resident(town, n) for n in range(4)]
    for _ in range(8):
        key, line = f"twice-{uuid4().hex}", threading.Barrier(len(residents))
        receipts: list[str] = []

        def send(resident, key=key, line=line, receipts=receipts) -> None:
            line.wait(10)
            receipts.append(resident.insist(key, seconds=10))

        copies = [threading.Thread(target=send, args=(resident,)) for resident in residents]
        for copy in copies:
            copy.start()
        for copy in copies:
            copy.join(20)
        assert len(receipts) == len(residents)
        assert voices_of(town, key) == list(set(receipts))
    assert {status for resident in residents for status in resident.answers} == {303}


def test_the_clock_outlives_its_database(town):
    def worker() -> int:
        found = town.rows(
            "select max(id) from procrastinate_workers where last_heartbeat > now() - interval '1 minute'"
        )
        return found[0][0] or 0

    def wait_for_one_after(number: int) -> int:
        end = time.monotonic() + 60
        while worker() <= number:
            assert time.monotonic() < end
            assert clock.poll() is None
            time.sleep(0.2)
        return worker()

    clock = subprocess.Popen(
        [sys.executable, "-m", "linli.jobs"], env=town.environment, cwd=ROOT, stdout=town.said, stderr=subprocess.STDOUT
    )
    try:
        first = wait_for_one_after(worker())
        town.kill_database()
        database.start(town.home)
        wait_for_one_after(first)
        clock.terminate()
        assert clock.wait(30) == 0
    finally:
        clock.kill()
        clock.wait()
