"""The tests' own home and database, beside the demo's. Loaded first (`-p tests.home`), before anything reads the
settings.
"""

import os
from pathlib import Path

HOME = Path(os.environ.get("LINLI_TEST_HOME") or Path(__file__).resolve().parents[1] / ".data-test").resolve()
os.environ["LINLI_HOME"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in the thread; no test is async


def pytest_configure(config):
    from linli.cli import database

    if not os.environ.get("DATABASE_URL"):
        database.start(HOME, durable=False)
        database.create("linli", home=HOME)


def pytest_unconfigure(config):
    from linli.cli import database

    if not os.environ.get("DATABASE_URL") and not hasattr(config, "workerinput"):
        database.stop(HOME)
