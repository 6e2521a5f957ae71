"""A browser, a server on the same PostgreSQL, and the street with its people at their desks and on their phones."""

import os
import re
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from browsing import DESK, PASSWORD, PHONE, Visitor
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection, connections
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from tests.conftest import build_street

MONDAY_MORNING = datetime(2026, 11, 23, 9, 10, tzinfo=SHANGHAI)
QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


def pytest_collection_modifyitems(items):
    """One browser, one worker: the pages change a database that is not rolled back."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser(address) -> Browser:
    names = [
        os.environ.get("LINLI_BROWSER", ""),
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    ]
    found = next(filter(None, map(shutil.which, filter(None, names))), None)  # None: the one Playwright brought along
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*QUIET, *sandbox])
        yield browser
        browser.close()
        # While Playwright's loop runs, this thread has database connections of its own; nobody could close them later.
        connections.close_all()


@pytest.fixture(scope="session")
def address(django_db_setup) -> str:
    """A server in this very process, so that it shares the tests' clock and database."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def db(browser, django_db_blocker):
    """In place of the transaction that other tests roll back: the server's threads would not see into it."""
    with django_db_blocker.unblock():
        empty_the_street()
        yield
        empty_the_street()


def empty_the_street() -> None:
    """All but what every database holds: the calendar, the books of rules and the categories."""
    assert connection.settings_dict["NAME"].startswith("test_"), "This would empty a database that is no test's."
    ours = [m._meta for m in apps.get_models() if m.__module__.startswith("linli.")]
    tables = {m.db_table for m in ours if m.app_label not in {"calendar", "rulebook"}} - {"cases_category"} | {
        "django_session"
    }
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(sorted(tables))} cascade")
    cache.clear()


@pytest.fixture
def town(db, address, browser, settings):
    """The fixed cast on a Monday morning at ten past nine, and the means to meet them."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with Town(address, browser) as town:
        yield town


class Town:
    def __init__(self, address: str, browser: Browser) -> None:
        self.address, self.browser, self.visitors, self._time = address, browser, [], ExitStack()

    def __enter__(self) -> "Town":
        self.street: SimpleNamespace = build_street()
        type(self.street.worker.person).objects.update(password=make_password(PASSWORD))
        self.later(MONDAY_MORNING - clock.now())
        return self

    def __exit__(self, *_failure) -> None:
        for visitor in self.visitors:
            visitor.context.close()
        self._time.close()
        complaints = [one for visitor in self.visitors for one in visitor.complaints]
        if complaints:
            pytest.fail("\n".join(["Not as it should be:", *dict.fromkeys(complaints)]), pytrace=False)

    def later(self, by: timedelta | None = None, **parts) -> None:
        """The clock of the house goes on; what was counted a moment ago is counted anew."""
        self._time.enter_context(clock.shifted(timedelta(**parts) if by is None else by))
        cache.clear()

    def visitor(self, *, phone: bool, **more) -> Visitor:
        screen = PHONE if phone else DESK
        context = self.browser.new_context(**screen, locale="zh-CN", timezone_id="Asia/Shanghai", **more)
        context.set_default_timeout(20_000)
        visitor = Visitor(context, self.address)
        self.visitors.append(visitor)
        return visitor

    def resident(self, **more) -> Visitor:
        """Somebody with a phone in the stairwell."""
        return self.visitor(phone=True, **more)

    def as_post(self, username: str, *, phone: bool = False) -> Visitor:
        """Somebody with a post, come in by the front door of the desk."""
        visitor = self.visitor(phone=phone).open("/desk/login/?next=/desk/")
        visitor.page.locator("#id_login").fill(username)
        visitor.page.locator("#id_password").fill(PASSWORD)
        visitor.page.locator("#id_password").press("Enter")
        visitor.page.wait_for_url(re.compile(r"/desk/(inbox)?$"))
        return visitor


@pytest.fixture
def tell_the_time() -> Callable[[], int]:
    """What the clock's process does every minute."""
    from linli.cases.actions import remind
    from linli.notices.actions import deliver_due

    return lambda: remind() + deliver_due()
