"""How long a nation of places takes to enter, beside bare copies of the same rows, and how fast its pages are then.

Give it a database of its own: the nation stays in it.
"""

import time
from pathlib import Path

from bench.nation import nation_csv

_ROWS = 'id, code, std_code, name, kind, parent_id, path, grid_id, "order", households, floors, shape_source, duties'


def run(report) -> None:
    """Measure and hand each figure to `report(name, value)`."""
    from django.db import connection

    for name, value in measure(connection).items():
        report(name, value)


def measure(connection, file: Path | None = None) -> dict[str, float]:
    """Seconds and ratios, by name. Needs an empty tree of places, and the package of `bench.nation`."""
    from linli.places.imports import import_file

    file = file or nation_csv()
    took: dict[str, float] = {}
    took["import_seconds"], done = _timed(lambda: import_file(file))
    took["rows"] = done.new
    took["import_again_seconds"], _ = _timed(lambda: import_file(file))
    rows = _copied_out(connection)
    took["bare_copy_seconds"], _ = _timed(lambda: _copy_into(connection, rows, with_keys=False))
    took["copy_with_keys_seconds"], _ = _timed(lambda: _copy_into(connection, rows, with_keys=True))
    took["import_per_bare_copy"] = took["import_seconds"] / took["bare_copy_seconds"]
    took["import_per_copy_with_keys"] = took["import_seconds"] / took["copy_with_keys_seconds"]
    return took | pages()


def pages() -> dict[str, float]:
    """Milliseconds of what the tree pages ask, at the widest place of each kind."""
    from linli.places import queries
    from linli.places.models import Place

    leaf = Place.objects.of_kind("community").order_by("-path")[0]
    street = leaf.parent
    province = queries.breadcrumb(leaf)[0]
    last = queries.children_page(street, limit=1)[0]
    asked = {
        "roots": lambda: queries.children_page(None),
        "children": lambda: queries.children_page(street, after=last),
        "breadcrumb": lambda: queries.breadcrumb(leaf),
        "search_street": lambda: queries.search("社区", within=street),
        "search_province": lambda: queries.search("新村", within=province),
        "search_province_in_vain": lambda: queries.search("无此地名", within=province),
    }
    took = {}
    for name, ask in asked.items():
        ask()
        took[f"{name}_ms"] = min(_timed(ask)[0] for _ in range(5)) * 1000
    return took


def _timed(do):
    start = time.perf_counter()
    result = do()
    return time.perf_counter() - start, result


def _copied_out(connection) -> list[bytes]:
    with connection.cursor() as cursor, cursor.copy(f"copy places_place ({_ROWS}) to stdout") as copy:
        return [bytes(block) for block in copy]


def _copy_into(connection, rows: list[bytes], *, with_keys: bool) -> None:
    """The same rows into a plain table; `with_keys` gives it the indexes and the foreign keys that the tree has."""
    from django.db import transaction

    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bench_places")
        with transaction.atomic():
            if with_keys:
                cursor.execute("create table bench_places (like places_place including all)")
                for column in ("parent_id", "grid_id"):
                    key = f"foreign key ({column}) references bench_places deferrable initially deferred"
                    cursor.execute(f"alter table bench_places add {key}")
            else:
                cursor.execute(f"create table bench_places as select {_ROWS} from places_place limit 0")
            with cursor.copy(f"copy bench_places ({_ROWS}) from stdin") as copy:
                for block in rows:
                    copy.write(block)
        cursor.execute("drop table bench_places")
