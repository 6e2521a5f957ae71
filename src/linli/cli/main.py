"""`linli …`: every command in one place, each a few lines over an action or a query."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from linli.cli import database


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="linli", description="Linli (邻里): a neighbourhood runs its own affairs.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(run, name: str, help: str, parent=commands):
        sub = parent.add_parser(name, help=help, description=help)
        sub.set_defaults(run=run)
        return sub

    command(demo, "demo", "set up the fictional street and serve it")
    command(serve, "serve", "bring the database up to date and serve (what production runs)")
    command(reset, "reset", "delete the demo's data folder")
    command(prepare, "prepare", "start the database if it is ours, migrate, load calendar and categories")

    places = parser_group(commands, "places", "the tree of places")
    imported = command(import_places, "import", "read places from CSV or Excel: code, name, kind, parent code", places)
    imported.add_argument("file", type=Path)
    shapes = command(import_shapes, "shapes", "read shapes from GeoJSON, by the property `code`", places)
    shapes.add_argument("file", type=Path)
    plates = command(make_plates, "plates", "give every grid, building and unit under a place its QR plate", places)
    plates.add_argument("code")
    posts = parser_group(commands, "posts", "persons and posts")
    imported = command(import_posts, "import", "read posts from CSV or Excel", posts)
    imported.add_argument("file", type=Path)
    rates = parser_group(commands, "rates", "the three rates")
    command(rebuild_rates, "rebuild", "add up every street's every month afresh", rates)
    journal = parser_group(commands, "journal", "the book of what happened")
    command(verify_journal, "verify", "recompute every hash and seal; name the first broken entry", journal)
    councils = parser_group(commands, "councils", "opinions and decisions")
    drawn = command(map_opinions, "map", "read a Polis export and print its board as JSON", councils)
    drawn.add_argument("votes", type=Path)
    drawn.add_argument("--groups", type=Path, help="take the groups from this file: participant, group-id")
    again = command(
        recount, "recount", "compute a published board, or count an owners' vote, again from its file", councils
    )
    again.add_argument("file", type=Path)
    kept = command(let_go, "retention", "let go of what has reached its end; with --dry-run only say what would go")
    kept.add_argument("--dry-run", action="store_true")
    manage = command(run_django, "manage", "Django's own commands")
    manage.add_argument("rest", nargs=argparse.REMAINDER)

    args = parser.parse_args(argv)
    try:
        args.run(args)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def parser_group(commands, name: str, help: str):
    return commands.add_parser(name, help=help).add_subparsers(required=True, metavar="COMMAND")


# --- serving ----------------------------------------------------------------------------------------------------


def home() -> Path:
    from django.conf import settings

    return settings.HOME


@contextmanager
def house() -> Iterator[None]:
    """Django is ready and the database answers: our own, for as long as this lasts, or the one named in
    DATABASE_URL.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    import django

    given = os.environ.get("DATABASE_URL")
    if given:
        database.insist_on(given)
    with nullcontext() if given else database.in_use(home()):
        if not given:
            database.create("linli", home=home())
        django.setup()
        yield


def bring_up_to_date() -> None:
    from django.core.management import call_command

    from linli.calendar.actions import seed
    from linli.cases.actions import load_categories
    from linli.rulebook.actions import seed as seed_rulebook

    call_command("migrate", verbosity=0, interactive=False)
    seed()
    seed_rulebook()
    load_categories()


def prepare(_args) -> None:
    with house():
        bring_up_to_date()


def demo(_args) -> None:
    os.environ.setdefault("LINLI_DEMO", "1")

    def load_and_tell() -> Callable[[], str]:
        from linli.demo.load import load_street, where_to_look

        load_street()
        return lambda: where_to_look(_address())

    _up_until_told(load_and_tell)


def serve(_args) -> None:
    _up_until_told(lambda: lambda: f"Linli is on {_address()}")


def _up_until_told(prepared: Callable[[], Callable[[], str]]) -> None:
    """Database, web and worker, up until SIGTERM or Ctrl-C, whenever it comes; ended in turn."""
    stop = _Stop()
    _insist_on_port(*_host_port())
    try:
        with house():
            bring_up_to_date()
            announcement = prepared()
            _run_servers(announcement, stop)
    except _Stopped:
        pass


class _Stopped(BaseException):
    """Told to stop while still setting up. No `except Exception` on the way may take it for a mishap of its own."""


class _Stop:
    """SIGTERM and Ctrl-C. While we set up they break off what is running, which is all in transactions;
    once the servers run they only leave word, so that nothing interrupts the ending.
    """

    def __init__(self) -> None:
        self.told, self.gently = False, False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._take)

    def _take(self, *_) -> None:
        self.told = True
        if not self.gently:
            self.gently = True
            raise _Stopped


def _host_port() -> tuple[str, int]:
    return os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)


def _address() -> str:
    host, port = _host_port()
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"


def web_command(host: str, port: int) -> list[str]:
    """Granian in front of our WSGI application, as production runs it; a killed worker is replaced."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        os.environ.get("WORKERS") or "2",
        "--blocking-threads",
        "4",
        "--backpressure",
        "64",
        "--no-ws",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "10",
        "--log-level",
        "warning",
        "linli.wsgi:application",
    ]


def _run_servers(announcement: Callable[[], str], stop: _Stop) -> None:
    """Web and worker beside each other until one is told to stop; both end with us."""
    from django.db import connections

    connections.close_all()
    stop.gently = True
    # Their own sessions: Ctrl-C reaches us alone, and we end them in order.
    processes = [
        subprocess.Popen(words, start_new_session=True, stdin=subprocess.DEVNULL, preexec_fn=_end_with_parent)
        for words in (web_command(*_host_port()), [sys.executable, "-m", "linli.jobs"])
    ]

    def running() -> bool:
        return not stop.told and all(process.poll() is None for process in processes)

    try:
        while running() and not _answers():
            time.sleep(0.1)
        if running():
            print(announcement(), flush=True)
        while running():
            time.sleep(0.2)
    finally:
        _end(processes)
    if not stop.told:
        raise SystemExit("A server process ended by itself; see its last words above.")


def _insist_on_port(host: str, port: int) -> None:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen()
        except OSError as error:
            raise SystemExit(
                f"Port {port} on {host} can't be used ({error.strerror}). Choose another: PORT=8001 make demo"
            ) from None


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"{_address()}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _end(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _end_with_parent() -> None:
    """In the child, before it becomes a server: should we be killed outright, it is told to end (Linux only)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def reset(_args) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    if os.environ.get("DATABASE_URL"):
        raise SystemExit("DATABASE_URL is set: that database is yours, so delete it yourself if you mean it.")
    where = home()
    if database.is_in_use(where):
        raise SystemExit("Linli is running with this data. Please end it first, with Ctrl-C where it runs.")
    database.stop(where)
    for name in ("postgres", "media", "keys"):
        shutil.rmtree(where / name, ignore_errors=True)
    print(f"Forgotten: {where}. `make demo` starts afresh.")


# --- importing and verifying ------------------------------------------------------------------------------------


def import_places(args) -> None:
    with house():
        from linli.cli.progress import reported
        from linli.places.imports import import_file

        reported(import_file, args.file)


def import_shapes(args) -> None:
    with house():
        from linli.cli.progress import reported
        from linli.places.imports import import_geojson

        reported(import_geojson, args.file)


def make_plates(args) -> None:
    with house():
        from linli.kernel.refs import Nobody
        from linli.places.actions import plate_for
        from linli.places.models import Kind, Place

        place = Place.objects.filter(code=args.code).first()
        if place is None:
            raise SystemExit(f"There is no place with the code {args.code}.")
        plated = Place.objects.within(place).standing().of_kind(Kind.GRID, Kind.BUILDING, Kind.UNIT).only("code")
        plates = plate_for(plated, by=Nobody("command"))
        print(f"{len(plates)} plates are in force. Print them: /s/{place.code}/plates.pdf")


def import_posts(args) -> None:
    with house():
        from linli.cli.progress import reported
        from linli.people.imports import import_file

        reported(import_file, args.file)


def verify_journal(_args) -> None:
    with house():
        from linli.journal.queries import verify

        verdict = verify(progress=lambda n: print(f"\r{n} entries", end="", file=sys.stderr, flush=True))
    if not verdict.whole:
        raise SystemExit(f"The journal is broken. {verdict.broken}")
    print(f"The journal is whole: {verdict.entries} entries, {verdict.days} sealed days.")


def rebuild_rates(_args) -> None:
    with house():
        from linli.insight.actions import rebuild_tallies

        cells = rebuild_tallies(progress=lambda n, all_: print(f"\r{n}/{all_}", end="", file=sys.stderr, flush=True))
    print(f"Added up afresh: {cells} months of streets.")


def map_opinions(args) -> None:
    """Needs no database: it reads files and prints."""
    import json

    from linli.councils.exports import Unreadable, read_groups, read_votes
    from linli.councils.opinions import board

    try:
        stances = read_votes(args.votes)
        given = read_groups(args.groups) if args.groups else None
    except Unreadable as error:
        raise SystemExit(str(error)) from None
    print(json.dumps(board(stances, given=given).as_json(), ensure_ascii=False))


def recount(args) -> None:
    """Needs no database. Ends with 0 if a board is the same or a vote was counted, 1 if a board differs, 2 if the file
    is neither.
    """
    import json

    from linli.councils import boards
    from linli.councils import recount as votes

    try:
        file = json.loads(args.file.read_text("utf-8-sig"))
        if isinstance(file, dict) and file.get("format") == votes.FORMAT:
            print(json.dumps(votes.recounted(file), ensure_ascii=False, indent=1))
            return
        found = boards.recount(file if isinstance(file, dict) else {})
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"Nothing was computed: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    told = {"same": found.same, "published": found.said, "recomputed": found.found, "differs": found.differs}
    print(json.dumps(told, ensure_ascii=False, indent=1))
    if not found.same:
        raise SystemExit(1)


def let_go(args) -> None:
    """What has reached its end goes, kind by kind; the dry run says how many and which, and changes nothing."""
    with house():
        from linli.cases import actions, books
        from linli.councils.actions import retention as councils
        from linli.kernel import clock

        book = books.retention.current()
        print(f"By edition {book.number} of the book, on {clock.now():%Y-%m-%d %H:%M}.")
        if args.dry_run:
            for going in actions.survey():
                count = f"more than {going.count}" if going.more else str(going.count)
                some = ", ".join(going.some) + (" …" if going.count > len(going.some) else "")
                kept = str(book.rules.keep(going.kind))
                print(f"{going.kind:14} {kept:>6}  {count:>7} would go{': ' + some if some else ''}")
            for kind, number in councils.survey().items():
                print(f"{kind:14} {'':>6}  {number:>7} would go")
            print("Nothing was changed.")
            return
        gone = actions.let_go(
            progress=lambda kind, done: (
                print(f"\r{kind} {done}", end="", file=sys.stderr, flush=True) if sys.stderr.isatty() else None
            )
        )
        for kind, number in gone.items():
            print(f"{kind:14} {book.rules.keep(kind)!s:>6}  {number:>7} gone")
        for kind, number in councils.let_go().items():
            print(f"{kind:14} {'':>6}  {number:>7} gone")


def run_django(args) -> None:
    with house():
        from django.core.management import execute_from_command_line

        execute_from_command_line(["linli manage", *args.rest])
