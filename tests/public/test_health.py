"""/healthz says yes only when the database answers and every migration is applied."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from linli.public import health


@pytest.fixture(autouse=True)
def _young_process():
    health._migrations_are_applied.cache_clear()
    yield
    health._migrations_are_applied.cache_clear()


def asked():
    response = Client().get("/healthz")
    assert response["Content-Type"] == "application/json"
    return response.status_code, response.json()


def test_a_whole_house_is_well(db):
    assert asked() == (200, {"ok": True, "database": True, "migrations": True})


def test_a_missing_migration_is_named_and_its_arrival_noticed(db):
    row = MigrationRecorder.Migration.objects.filter(app="cases").latest("id")
    row.delete()
    assert asked() == (503, {"ok": False, "database": True, "migrations": False})
    MigrationRecorder.Migration.objects.create(app=row.app, name=row.name)
    assert asked()[0] == 200


def test_the_database_is_asked_every_time_and_the_migrations_once(db, django_assert_num_queries):
    asked()
    with django_assert_num_queries(1):  # and nothing about sessions or users
        assert asked()[0] == 200


def test_a_database_that_does_not_answer_is_said_calmly(db, monkeypatch):
    def nobody_home(*_):
        raise OperationalError("connection refused")

    asked()
    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", nobody_home)
        assert asked() == (503, {"ok": False, "database": False, "migrations": True})
        health._migrations_are_applied.cache_clear()
        assert asked() == (503, {"ok": False, "database": False, "migrations": False})
    assert asked()[0] == 200


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_gone_is_noticed_and_its_return_too():
    assert asked()[0] == 200
    before = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere/at/all"
    try:
        assert asked() == (503, {"ok": False, "database": False, "migrations": True})
    finally:
        connection.settings_dict["HOST"] = before
    assert asked()[0] == 200
