"""`linli …`: every command in one place, each a few lines over an action or a query."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
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
    posts = parser_group(commands, "posts", "persons and posts")
    imported = command(import_posts, "import", "read posts from CSV or Excel", posts)
    imported.add_argument("file", type=Path)
    journal = parser_group(commands, "journal", "the book of what happened")
    command(verify_journal, "verify", "recompute every hash and seal; name the first broken entry", journal)
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


def start_house(*, with_database: bool = True) -> bool:
    """Django is ready and the database answers; returns whether the database is ours to stop again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    ours = not os.environ.get("DATABASE_URL")
    if ours and with_database:
        running = (database.folder(home()) / "data/postmaster.pid").exists()
        database.start(home())
        database.create("linli", home=home())
        ours = not running or os.environ.get("LINLI_KEEP_DATABASE") != "1"
    import django

    django.setup()
    return ours


def bring_up_to_date() -> None:
    from django.core.management import call_command

    from linli.calendar.actions import seed
    from linli.cases.actions import load_categories

    call_command("migrate", verbosity=0, interactive=False)
    seed()
    load_categories()


def prepare(_args) -> None:
    start_house()
    bring_up_to_date()


def demo(_args) -> None:
    os.environ.setdefault("LINLI_DEMO", "1")
    ours = start_house()
    try:
        bring_up_to_date()
        from linli.demo.load import load_street, where_to_look

        load_street()
        address = _address()
        _run_servers(lambda: print(where_to_look(address), flush=True))
    finally:
        if ours:
            database.stop(home())


def serve(_args) -> None:
    ours = start_house()
    try:
        bring_up_to_date()
        _run_servers(lambda: print(f"Linli is on {_address()}", flush=True))
    finally:
        if ours:
            database.stop(home())


def _host_port() -> tuple[str, int]:
    return os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)


def _address() -> str:
    host, port = _host_port()
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"


def _run_servers(announce) -> None:
    """Web and worker beside each other until one is told to stop; both end with us."""
    import socket
    import urllib.request

    from django.db import connections

    connections.close_all()
    host, port = _host_port()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SystemExit(
                f"Port {port} on {host} can't be used ({error.strerror}). Choose another: PORT=8001 make demo"
            ) from None
    stopping = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(True))
    workers = os.environ.get("WORKERS") or "2"
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", workers,
        "--blocking-threads", "4", "--backpressure", "64", "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "10", "linli.wsgi:application",
    ]  # fmt: skip
    clock = [sys.executable, "-m", "linli.jobs"]
    # Their own process groups: Ctrl-C reaches us alone, and we end them in order.
    processes = [subprocess.Popen(words, start_new_session=True, stdin=subprocess.DEVNULL) for words in (web, clock)]
    try:
        for _ in range(600):
            if stopping or any(p.poll() is not None for p in processes):
                break
            try:
                with urllib.request.urlopen(f"{_address()}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        announce()
                        break
            except OSError:
                time.sleep(0.1)
        while not stopping and all(p.poll() is None for p in processes):
            time.sleep(0.2)
    finally:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    if not stopping:
        raise SystemExit("A server process ended by itself; see its last words above.")


def reset(_args) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    if os.environ.get("DATABASE_URL"):
        raise SystemExit("DATABASE_URL is set: that database is yours, so delete it yourself if you mean it.")
    where = home()
    database.stop(where)
    for name in ("postgres", "media", "keys"):
        shutil.rmtree(where / name, ignore_errors=True)
    print(f"Forgotten: {where}. `make demo` starts afresh.")


# --- importing and verifying ------------------------------------------------------------------------------------


def import_places(args) -> None:
    start_house()
    from linli.cli.progress import reported
    from linli.places.imports import import_file

    reported(import_file, args.file)


def import_shapes(args) -> None:
    start_house()
    from linli.cli.progress import reported
    from linli.places.imports import import_geojson

    reported(import_geojson, args.file)


def import_posts(args) -> None:
    start_house()
    from linli.cli.progress import reported
    from linli.people.imports import import_file

    reported(import_file, args.file)


def verify_journal(_args) -> None:
    start_house()
    from linli.journal.queries import verify

    verdict = verify(progress=lambda n: print(f"\r{n} entries", end="", file=sys.stderr, flush=True))
    if verdict.whole:
        print(f"The journal is whole: {verdict.entries} entries, {verdict.days} sealed days.")
    else:
        raise SystemExit(f"The journal is broken. {verdict.broken}")


def run_django(args) -> None:
    start_house()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["linli manage", *args.rest])
