"""Whether this process can serve: for the machine that restarts or balances it."""

from functools import cache

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers and every migration is applied; else 503 and which of them failed. Never raises."""
    parts = {"database": _holds(_database_answers), "migrations": _holds(_migrations_are_applied)}
    ok = all(parts.values())
    return JsonResponse({"ok": ok, **parts}, status=200 if ok else 503)


def _holds(check) -> bool:
    try:
        return bool(check())
    except Exception:  # whatever it is, the answer is no
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        return cursor.fetchone() == (1,)


class Unapplied(Exception):
    pass


@cache
def _migrations_are_applied() -> bool:
    """A yes is kept for the life of the process, which runs one version of the code; a no is raised, so never kept."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Unapplied
    return True
