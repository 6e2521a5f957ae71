"""What stands before Django's own care, and what is written down by the machinery."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from linli.cli import database
from linli.ui import logs
from linli.ui.visitors import address_of
from linli.wsgi import Pages


@pytest.fixture
def _no_database():
    """A server's request looks after its connection, even one that needs none."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_no_database")
@pytest.mark.parametrize("kind", ["text/plain; a*=nonsense''x", "text/plain; a=" + "0" * 11_000])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_content_type_django_cannot_read_is_no_fault_of_ours(kind, method):
    said: list[str] = []
    environ = RequestFactory().generic(method, "/report/thanks").environ | {"CONTENT_TYPE": kind}
    Pages()(environ, lambda status, _headers: said.append(status)).close()
    assert int(said[0][:3]) < 500


def test_words_of_several_lines_stay_out_of_the_logs():
    refused = (
        "IntegrityError: null value\nDETAIL:  Failing row contains (0199, 我家的事\n\n第二行 王某某\n, f).\n\n"
        "The above exception was the direct cause of the following exception:\n\nTraceback: insert"
    )
    said = logs.blackened(refused)
    assert "王某某" not in said
    assert "The above exception" in said
    assert "王某某" not in logs.blackened("x\nDETAIL:  Key (words)=(一\n王某某) already exists.")


def test_the_database_writes_no_rows_into_its_log(tmp_path, monkeypatch):
    words: list[str] = []
    answers = iter([1, 3, 0])  # pg_isready: no; pg_ctl status: not running; pg_ctl start: up

    class Done:
        def __init__(self, code):
            self.returncode = code

    def run(_home, *command, check=True):
        words.extend(str(word) for word in command)
        return Done(next(answers, 0))

    monkeypatch.setattr(database, "_run", run)
    monkeypatch.setattr(database, "_unprivileged", dict)
    (tmp_path / "postgres/data").mkdir(parents=True)
    (tmp_path / "postgres/data/PG_VERSION").touch()
    database.start(tmp_path)
    assert "log_error_verbosity=terse" in " ".join(words)


@pytest.mark.parametrize(
    ("seen", "counted"),
    [
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("203.0.113.7", "203.0.113.7"),
        ("", "unknown"),
    ],
)
def test_visitors_by_ipv4_are_told_apart_on_a_server_of_both(rf, seen, counted):
    assert address_of(rf.get("/", REMOTE_ADDR=seen)) == counted


def test_what_a_visitor_says_of_the_own_address_is_not_believed_without_proxies(rf, settings):
    settings.TRUSTED_PROXIES = 0
    assert address_of(rf.get("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.1")) == "203.0.113.7"
