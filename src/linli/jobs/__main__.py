"""`python -m linli.jobs`: the clock. One process beside the web server; a second one does no harm."""

import asyncio
import os
import signal
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
django.setup()

import structlog  # noqa: E402
from django.db import close_old_connections  # noqa: E402
from procrastinate.contrib.django import app  # noqa: E402

from linli.notices.actions import deliver_due  # noqa: E402

log = structlog.get_logger("linli.jobs")
ended = threading.Event()
PAUSE = 5  # seconds before trying again, after the database went away


def carry_notices() -> None:
    """Empty the outbox every second: the person in charge hears at once. One indexed question when there is nothing."""
    while not ended.is_set():
        try:
            close_old_connections()
            if deliver_due():
                continue
        except Exception as error:
            log.warning("outbox", error=f"{type(error).__name__}: {error}")
            ended.wait(PAUSE)
        ended.wait(1)


def main() -> None:
    carrier = threading.Thread(target=carry_notices, name="outbox")
    carrier.start()
    try:
        asyncio.run(work_until_told())
    finally:
        ended.set()
        carrier.join()


async def work_until_told() -> None:
    """Until SIGTERM or Ctrl-C; then what is under way may finish. A worker that lost its database is followed by
    another.
    """
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    telling = asyncio.create_task(told.wait())
    while not told.is_set():
        worker = asyncio.create_task(work())
        await asyncio.wait({worker, telling}, return_when=asyncio.FIRST_COMPLETED)
        worker.cancel()
        (end,) = await asyncio.gather(worker, return_exceptions=True)
        if not told.is_set():
            log.warning("worker", error=f"{type(end).__name__}: {end}")
            await asyncio.wait({telling}, timeout=PAUSE)


async def work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()):
        async with app.open_async():
            await app.run_worker_async(
                concurrency=2, delete_jobs="successful", shutdown_graceful_timeout=10, install_signal_handlers=False
            )


main()
