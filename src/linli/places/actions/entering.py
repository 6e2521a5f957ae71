"""Places enter the tree, by the list or one at a time; they are renamed, and closed for good."""

from collections.abc import Iterable, Mapping, Set
from contextlib import nullcontext
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7, uuid7s
from linli.kernel.refs import HasRef, Nobody
from linli.kernel.words import N_, say
from linli.places.actions.bulk import NULL, copy_rows, indexes_built_after
from linli.places.events import PlaceAdded, PlaceClosed, PlaceRenamed, PlacesImported
from linli.places.models import Kind, Place
from linli.places.queries import carrying, stored
from linli.places.sheets import NOTHING, BadRows, Imported, Progress, code_in, silent, words_in
from linli.places.tree import Row, Stored, arrange, natural_order

LONGEST_CODE, LONGEST_NAME = 40, 80
REMEMBERED = 500  # changed places whose former words one journal entry holds
MANY = 5_000
WORTH_REBUILDING = 50_000
_TABLE = Place._meta.db_table
_ENTERED = 'id, code, std_code, name, kind, parent_id, path, grid_id, "order", households, floors, shape_source, duties'
_CHANGED = 'id, name, kind, std_code, grid_id, "order", households, floors'


@transaction.atomic
def enter_places(
    rows: Mapping[str, Row],
    *,
    by: HasRef,
    file: str = "",
    sha256: str = "",
    spoiled: Set[str] = frozenset(),
    bad: BadRows | None = None,
    progress: Progress = silent,
) -> Imported:
    """Enter a list of places, by code: new ones come in, known ones change to what the list says, none goes.

    All or nothing: raises `bad`, which may hold what reading the list found already, if any row can't be placed.
    One journal entry for the whole list.
    """
    bad = bad if bad is not None else BadRows()
    _hold_the_tree()
    progress(say(N_("Checking")), 0, len(rows))
    known = stored({code for row in rows.values() for code in (row.code, row.parent, row.grid) if code})
    kept = {code for place in known.values() for code in (place.parent, place.grid) if code}  # where cells are empty
    known |= stored(kept - known.keys())
    rekinded = {row.code for row in rows.values() if row.code in known and known[row.code].kind != row.kind}
    paths = arrange(rows, known, fixed=carrying(rekinded) if rekinded else set(), spoiled=spoiled, bad=bad)
    bad.raise_if_any()
    ids = {code: place.id for code, place in known.items()} | dict(
        zip(paths, (key.hex for key in uuid7s(len(paths))), strict=True)
    )
    changes = {
        row.code: changed for row in rows.values() if row.code in known and (changed := _changes(row, known[row.code]))
    }
    _enter_new(rows, paths, ids, progress)
    _update_changed(changes, known, ids)
    if paths or changes:
        event = PlacesImported(
            file=file,
            sha256=sha256,
            new=len(paths),
            changed=len(changes),
            top=[code for code in paths if rows[code].parent not in paths][:REMEMBERED],
            was={code: _was(known[code], changes[code]) for code in list(changes)[:REMEMBERED]},
        )
        record(event, on=Nobody(f"places/import/{uuid7()}"), by=by, new=True)
    if len(paths) + len(changes) > MANY:
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
        "name": row.name,
        "kind": row.kind,
        "std_code": row.std_code,
        "grid": row.grid,
        "order": order,
        "households": row.households,
        "floors": row.floors,
    }
    return {field: value for field, value in said.items() if value is not None and value != getattr(before, field)}


def _was(before: Stored, changed: Iterable[str]) -> dict[str, object]:
    return {field: getattr(before, field) for field in changed}


def _enter_new(rows: Mapping[str, Row], paths: Mapping[str, str], ids: Mapping[str, str], progress: Progress) -> None:
    def line(code: str) -> str:
        _, _, name, kind, parent, std_code, grid, order, households, floors = rows[code]
        order = order if order is not None else natural_order(kind, name)
        return (
            f"{ids[code]}\t{code}\t{std_code or NULL}\t{name}\t{kind}\t"
            f"{ids[parent] if parent else NULL}\t{paths[code]}\t{ids[grid] if grid else NULL}\t"
            f"{order}\t{households or 0}\t{floors or NULL}\t\t[]\n"
        )

    with indexes_built_after(_TABLE, progress) if _outgrows(len(paths)) else nullcontext():
        copy_rows(f"{_TABLE} ({_ENTERED})", line, list(paths), progress)


def _outgrows(coming: int) -> bool:
    """Whether so many come that the tree was as good as empty before."""
    return coming > WORTH_REBUILDING and Place.objects.all()[: coming // 10].count() < coming // 10


def _update_changed(changes: Mapping[str, dict], known: Mapping[str, Stored], ids: Mapping[str, str]) -> None:
    if not changes:
        return

    def line(code: str) -> str:
        now = known[code]._replace(**changes[code])
        return (
            f"{ids[code]}\t{now.name}\t{now.kind}\t{now.std_code or NULL}\t"
            f"{ids[now.grid] if now.grid else NULL}\t{now.order}\t{now.households}\t{now.floors or NULL}\n"
        )

    with connection.cursor() as cursor:
        cursor.execute(f"create temp table places_changed on commit drop as select {_CHANGED} from {_TABLE} limit 0")
        copy_rows(f"places_changed ({_CHANGED})", line, list(changes), silent)
        cursor.execute(
            f"update {_TABLE} p set name = c.name, kind = c.kind, std_code = c.std_code, grid_id = c.grid_id, "
            '"order" = c."order", households = c.households, floors = c.floors from places_changed c where p.id = c.id'
        )
        cursor.execute("drop table places_changed")


@transaction.atomic
def add_place(
    code: str,
    name: str,
    kind: str,
    *,
    by: HasRef,
    parent: Place | None = None,
    grid: Place | None = None,
    std_code: str | None = None,
    order: int | None = None,
    households: int = 0,
    floors: int | None = None,
) -> Place:
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
        code=code,
        std_code=std_code,
        name=name,
        kind=kind,
        parent=parent,
        path=paths[code],
        grid=grid,
        households=households,
        floors=floors,
        order=order if order is not None else natural_order(kind, name),
    )
    record(PlaceAdded(code=code, name=name, kind=kind, parent=row.parent), on=place, by=by, new=True)
    return place


def checked_code(text: str) -> str:
    """A code as the tree takes it. Refuses an empty or endless one and what would break a path."""
    code = code_in(text)
    if code in NOTHING:
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
    name = words_in(text, longest=LONGEST_NAME, what=_("name"))
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
