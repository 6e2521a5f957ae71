"""`python -m linli.jobs`: the clock. One process beside the web server; a second one does no harm."""

import asyncio
import os
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


def carry_notices() -> None:
    """Empty the outbox every second: the person in charge hears at once. One indexed question when there is nothing."""
    while not ended.is_set():
        try:
            close_old_connections()
            if deliver_due():
                continue
        except Exception as error:
            log.warning("outbox", error=f"{type(error).__name__}: {error}")
            ended.wait(5)
        ended.wait(1)


def main() -> None:
    carrier = threading.Thread(target=carry_notices, name="outbox")
    carrier.start()
    try:
        worker_app = app.with_connector(app.connector.get_worker_connector())
        with app.replace_connector(worker_app.connector):
            asyncio.run(work(app))
    finally:
        ended.set()
        carrier.join()


async def work(app_) -> None:
    async with app_.open_async():
        await app_.run_worker_async(concurrency=2, delete_jobs="successful", shutdown_graceful_timeout=10)


main()
