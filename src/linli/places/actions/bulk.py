"""Rows by the hundred thousand: COPY, and indexes that are built after the rows instead of with each of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from linli.kernel.words import N_, say
from linli.places.sheets import Progress

NULL = "\x01"  # stands for nothing in a line; names and codes hold no control characters (`words_in`)
BATCH = 5_000


def copy_rows(into: str, line: Callable[[str], str], codes: Sequence[str], progress: Progress) -> None:
    """Write a line (fields ended by tabs) for each code `into` a table with its columns named."""
    with connection.cursor() as cursor, cursor.copy(f"copy {into} from stdin with (null '{NULL}')") as copy:
        for n in range(0, len(codes), BATCH):
            block = "".join(map(line, codes[n : n + BATCH]))
            copy.write(block.replace("\\", r"\\"))
            progress(say(N_("Writing")), min(n + BATCH, len(codes)), len(codes))


@contextmanager
def indexes_built_after(table: str, progress: Progress) -> Iterator[None]:
    """Put aside the table's indexes, unique and foreign keys, all but the primary key, and build them over all rows.

    Halves the time when most rows are new. Everybody else waits for the transaction, so it is for filling an empty
    table. What is built again is what the catalogue said, under the same names.
    """
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # a table with checks outstanding can't be altered
        cursor.execute(f"lock table {table} in access exclusive mode")
        cursor.execute(
            "select quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint "
            "where conrelid = %s::regclass and contype in ('u', 'f') order by contype desc",  # unique before foreign
            [table],
        )
        keys = cursor.fetchall()
        for name, _ in keys:
            cursor.execute(f"alter table {table} drop constraint {name}")
        cursor.execute(
            "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i "
            "where i.indrelid = %s::regclass and not i.indisprimary",
            [table],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"drop index {name}")
        yield
        cursor.execute("set local maintenance_work_mem = '256MB'")
        again = [definition for _, definition in indexes]
        again += [f"alter table {table} add constraint {name} {definition}" for name, definition in keys]
        for done, definition in enumerate(again):
            progress(say(N_("Building indexes")), done, len(again))
            cursor.execute(definition)
        cursor.execute("set constraints all deferred")
