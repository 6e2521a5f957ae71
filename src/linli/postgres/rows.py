"""New rows, written the short way, for deeds that somebody waits for.

Django composes the text of an INSERT anew for every row and prepares every value by its field, which takes it longer
than PostgreSQL takes to write the row. Here a table's text is composed once, values go to the driver as they are, and
the statements of one deed are sent together.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKey,
    Model,
    OneToOneField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    TextField,
    UUIDField,
)
from psycopg.errors import PipelineAborted

# What psycopg understands as it is; every other field prepares its value itself: JSON, sealed text.
PLAIN = {
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKey,
    OneToOneField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    TextField,
    UUIDField,
}


@contextmanager
def together() -> Iterator[None]:
    """A transaction whose statements are sent without waiting for each answer (libpq's pipeline).

    If one is refused, none after it is carried out, and its error comes with a later one or at the end, before the
    COMMIT. An answer read within is waited for, so ask first and write then.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline() as pipeline, transaction.atomic():
        try:
            yield
            pipeline.sync()  # all answers are in before the transaction ends one way or the other
        except Exception:
            with suppress(PipelineAborted):  # of what was sent after the one that was refused
                pipeline.sync()
            raise


def insert(*rows: Model) -> None:
    """Write new rows of one model. Columns that none of them fills are left out: they are null by themselves."""
    if rows:
        table = _table(type(rows[0]))
        values = [table.values(row) for row in rows]
        filled = tuple(n for n, column in enumerate(zip(*values, strict=True)) if any(v is not None for v in column))
        with connection.cursor() as cursor:
            cursor.executemany(table.insert(filled), [[row[n] for n in filled] for row in values])
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias


class _Table:
    def __init__(self, model: type[Model]) -> None:
        fields = model._meta.concrete_fields
        self.name, self.columns = model._meta.db_table, [field.column for field in fields]
        self.plainly = attrgetter(*(field.attname for field in fields))
        self.prepared = [(n, field) for n, field in enumerate(fields) if type(field) not in PLAIN]
        self.insert = cache(self._insert)

    def _insert(self, filled: tuple[int, ...]) -> str:
        columns = ", ".join(f'"{self.columns[n]}"' for n in filled)
        return f'insert into "{self.name}" ({columns}) values ({", ".join(["%s"] * len(filled))})'

    def values(self, row: Model) -> list[Any]:
        values = list(self.plainly(row))
        for n, field in self.prepared:
            values[n] = field.get_db_prep_save(values[n], connection)
        return values


_table = cache(_Table)
