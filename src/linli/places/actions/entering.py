"""Places enter the tree, by the list or one at a time; they are renamed, and closed for good."""

from collections.abc import Iterable, Mapping, Set
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.refs import HasRef, Nobody
from linli.kernel.words import N_, say
from linli.places.events import PlaceAdded, PlaceClosed, PlaceRenamed, PlacesImported
from linli.places.models import Kind, Place
from linli.places.queries import carrying, stored
from linli.places.sheets import BadRows, Imported, Progress, code_in, silent, words_in
from linli.places.tree import Row, Stored, arrange, natural_order

LONGEST_CODE, LONGEST_NAME = 40, 80
REMEMBERED = 500  # changed places whose former words one journal entry holds
BATCH = 5_000
_TABLE = Place._meta.db_table
_ENTERED = 'id, code, std_code, name, kind, parent_id, path, grid_id, "order", households, floors, shape_source, duties'
_CHANGED = 'id, name, kind, std_code, grid_id, "order", households, floors'


@transaction.atomic
def enter_places(
    rows: Mapping[str, Row], *, by: HasRef, file: str = "", sha256: str = "", spoiled: Set[str] = frozenset(),
    bad: BadRows | None = None, progress: Progress = silent,
) -> Imported:  # fmt: skip
    """Enter a list of places, by code: new ones come in, known ones change to what the list says, none goes.

    All or nothing: raises `bad`, which may hold what reading the list found already, if any row can't be placed.
    One journal entry for the whole list.
    """
    bad = bad if bad is not None else BadRows()
    _hold_the_tree()
    progress(say(N_("Checking")), 0, len(rows))
    known = stored({code for row in rows.values() for code in (row.code, row.parent, row.grid) if code})
    rekinded = {row.code for row in rows.values() if row.code in known and known[row.code].kind != row.kind}
    paths = arrange(rows, known, fixed=carrying(rekinded) if rekinded else set(), spoiled=spoiled, bad=bad)
    bad.raise_if_any()
    ids = {code: place.id for code, place in known.items()} | {code: uuid7() for code in paths}
    changes = {
        row.code: changed for row in rows.values() if row.code in known and (changed := _changes(row, known[row.code]))
    }
    _copy_new(rows, paths, ids, progress)
    _update_changed(rows, changes, known, ids)
    if paths or changes:
        event = PlacesImported(
            file=file, sha256=sha256, new=len(paths), changed=len(changes),
            top=[code for code in paths if rows[code].parent not in paths][:REMEMBERED],
            was={code: _was(known[code], changes[code]) for code in list(changes)[:REMEMBERED]},
        )  # fmt: skip
        record(event, on=Nobody(f"places/import/{uuid7()}"), by=by, new=True)
    if len(paths) + len(changes) > BATCH:
        with connection.cursor() as cursor:  # or the planner takes the tree for as small as it was, until tonight
            cursor.execute(f"analyze {_TABLE}")
    return Imported(new=len(paths), changed=len(changes), unchanged=len(rows) - len(paths) - len(changes))


def _hold_the_tree() -> None:
    """One list at a time: what is checked stays true until it is written."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('places.tree'))")


def _changes(row: Row, before: Stored) -> dict[str, object]:
    """What a row says that the tree does not say yet."""
    order = row.order
    if order is None and row.name != before.name:
        order = natural_order(row.kind, row.name)
    said = {
        "name": row.name, "kind": row.kind, "std_code": row.std_code, "grid": row.grid, "order": order,
        "households": row.households, "floors": row.floors,
    }  # fmt: skip
    return {field: value for field, value in said.items() if value is not None and value != getattr(before, field)}


def _was(before: Stored, changed: Iterable[str]) -> dict[str, object]:
    return {field: getattr(before, field) for field in changed}


def _copy_new(rows: Mapping[str, Row], paths: Mapping[str, str], ids: Mapping[str, UUID], progress: Progress) -> None:
    def line(code: str, path: str) -> str:
        row = rows[code]
        order = row.order if row.order is not None else natural_order(row.kind, row.name)
        return (
            f"{ids[code]}\t{_text(code)}\t{_text(row.std_code)}\t{_text(row.name)}\t{row.kind}\t{_null(ids.get(row.parent))}\t"
            f"{_text(path)}\t{_null(ids.get(row.grid))}\t{order}\t{row.households or 0}\t{_null(row.floors)}\t\t[]\n"
        )

    _copy(f"{_TABLE} ({_ENTERED})", [line(code, path) for code, path in paths.items()], progress)


def _update_changed(rows, changes: Mapping[str, dict], known: Mapping[str, Stored], ids: Mapping[str, UUID]) -> None:
    if not changes:
        return

    def line(code: str, changed: dict) -> str:
        now = known[code]._replace(**changed)
        return (
            f"{now.id}\t{_text(now.name)}\t{now.kind}\t{_text(now.std_code)}\t{_null(ids.get(now.grid))}\t{now.order}\t"
            f"{now.households}\t{_null(now.floors)}\n"
        )

    with connection.cursor() as cursor:
        cursor.execute(f"create temp table places_changed on commit drop as select {_CHANGED} from {_TABLE} limit 0")
        _copy(f"places_changed ({_CHANGED})", [line(code, changed) for code, changed in changes.items()], silent)
        cursor.execute(
            f"update {_TABLE} p set name = c.name, kind = c.kind, std_code = c.std_code, grid_id = c.grid_id, "
            '"order" = c."order", households = c.households, floors = c.floors from places_changed c where p.id = c.id'
        )
        cursor.execute("drop table places_changed")


def _copy(into: str, lines: list[str], progress: Progress) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {into} from stdin") as copy:
        for n in range(0, len(lines), BATCH):
            copy.write("".join(lines[n : n + BATCH]))
            progress(say(N_("Writing")), min(n + BATCH, len(lines)), len(lines))


def _text(value: str | None) -> str:
    """Names and codes hold no tabs or line ends (`words_in`), so only the backslash means something to COPY."""
    return r"\N" if value is None else value.replace("\\", r"\\") if "\\" in value else value


def _null(value: object) -> object:
    return r"\N" if value is None else value


@transaction.atomic
def add_place(
    code: str, name: str, kind: str, *, by: HasRef, parent: Place | None = None, grid: Place | None = None, std_code: str | None = None,
    order: int | None = None, households: int = 0, floors: int | None = None,
) -> Place:  # fmt: skip
    """Enter one place. Refuses a code that is taken, and a parent it can't lie in."""
    _hold_the_tree()
    code, name = checked_code(code), checked_name(name)
    if Place.objects.filter(code=code).exists():
        raise Refused(N_("The code {code} is taken already."), code=code, field="code")
    row = Row(0, code, name, kind, parent.code if parent else "", grid=grid.code if grid else None)
    bad = BadRows()
    paths = arrange({code: row}, stored({p.code for p in (parent, grid) if p}), bad=bad)
    if bad.rows:
        raise bad.rows[0][1]
    place = Place.objects.create(
        code=code, std_code=std_code, name=name, kind=kind, parent=parent, path=paths[code], grid=grid, households=households, floors=floors,
        order=order if order is not None else natural_order(kind, name),
    )  # fmt: skip
    record(PlaceAdded(code=code, name=name, kind=kind, parent=row.parent), on=place, by=by, new=True)
    return place


def checked_code(text: str) -> str:
    """A code as the tree takes it. Refuses an empty or endless one and what would break a path."""
    code = code_in(text)
    if not code:
        raise Refused(N_("The code is missing."), field="code")
    if "/" in code or not code.isprintable():
        raise Refused(
            N_("The code {code} holds a character that codes can't have, such as “/”."), code=code[:40], field="code"
        )
    if len(code) > LONGEST_CODE:
        raise Refused(
            N_("The code {code}… is longer than {longest} characters."),
            code=code[:20],
            longest=LONGEST_CODE,
            field="code",
        )
    return code


def checked_name(text: str) -> str:
    name = words_in(text, longest=LONGEST_NAME, what=say(N_("name")))
    if not name:
        raise Refused(N_("The name is missing."), field="name")
    return name


@transaction.atomic
def rename_place(place: Place, name: str, *, by: HasRef) -> Place:
    """The place is called otherwise from now on; its code stays. Refuses no name and the same name."""
    place, name = _locked(place), checked_name(name)
    if name == place.name:
        raise Refused(N_("It is called {name} already."), name=name, field="name")
    event = PlaceRenamed(before=place.name, after=name)
    place.name = name
    place.order = natural_order(place.kind, name) or place.order
    place.save(update_fields=["name", "order"])
    record(event, on=place, by=by)
    return place


@transaction.atomic
def close_place(place: Place, *, by: HasRef, on: date | None = None) -> Place:
    """The place is no more; what happened there stays. Refuses while others lie in it, or while it serves others."""
    _hold_the_tree()
    place, on = _locked(place), on or clock.today()
    if place.closed_on:
        raise Refused(N_("{name} was closed on {day}."), name=place.name, day=place.closed_on)
    if left := place.children.standing().count():
        raise Refused(N_("{count} places still lie in {name}. Close them first."), count=left, name=place.name)
    if place.kind == Kind.GRID and (left := place.served.standing().count()):
        raise Refused(
            N_("{name} still serves {count} places. Give them another grid first."), count=left, name=place.name
        )
    place.closed_on = on
    place.save(update_fields=["closed_on"])
    record(PlaceClosed(on=on.isoformat()), on=place, by=by)
    return place


def _locked(place: Place) -> Place:
    return Place.objects.select_for_update().get(pk=place.pk)
