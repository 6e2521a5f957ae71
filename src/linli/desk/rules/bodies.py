"""A book's body as something one can read, fill in and compare, whatever its structure.

A table of named parts becomes groups of fields; a list of flat rows becomes a table with rows to add and to take away;
a list of such tables becomes groups, of which one can add and take away too; a list of words becomes lines of text.
What is sent back is read along the same structure, so that nothing is lost: what can't be read stays as it was typed,
and the book says what is wrong with it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.desk.rules.guides import Guide
from linli.rulebook.names import named
from linli.ui.moments import said_limit

SPARE = 3  # empty rows at the end of a table
MOST_ROWS, MOST_ENTRIES = 2000, 50
FEW = 12  # up to so many choices are shown at once
_LIMIT = re.compile(r"\d{1,5}(\.\d{1,2})?(wd|wh|h)")
_TYPED = re.compile(r"\s*(\d{1,5}(?:\.\d{1,2})?)\s*(?:个)?\s*([a-z]+(?: [a-z]+)?|[\u4e00-\u9fff]+)\s*", re.IGNORECASE)
_UNITS = {
    "wd": "wd",
    "工作日": "wd",
    "working day": "wd",
    "working days": "wd",
    "wh": "wh",
    "工作小时": "wh",
    "工作时": "wh",
    "working hour": "wh",
    "working hours": "wh",
    "h": "h",
    "小时": "h",
    "hour": "h",
    "hours": "h",
}


@dataclass
class Field:
    """One value. `kind`: text, long, number, flag, choice, choices, words; `listed`: choose from a long
    list by typing.
    """

    name: str
    label: str
    kind: str
    value: Any
    choices: list[tuple[str, str]] = field(default_factory=list)
    listed: str = ""

    @property
    def shown(self) -> str:
        """As it stands in its input."""
        if self.value is None:
            return ""
        if self.kind == "words":
            return "\n".join(map(_plain, self.value)) if isinstance(self.value, list) else str(self.value)
        return said_limit(self.value) if is_limit(self.value) else str(self.value)

    @property
    def read(self) -> str:
        """As one reads it."""
        named = dict(self.choices)
        if self.kind == "flag":
            return _("yes") if self.value else _("no")
        if is_share(self.value):
            over, under, strict = self.value
            return (_("more than %(share)s") if strict else _("at least %(share)s")) % {"share": f"{over}/{under}"}
        if isinstance(self.value, list):
            return "、".join(named.get(str(one), str(one)) for one in self.value) or "—"
        if self.value is None or (self.value == "" and "" not in named):
            return "—"
        words = named.get(str(self.value))
        if words and self.listed:
            return f"{self.value} {words}"
        return words or (said_limit(self.value) if is_limit(self.value) else str(self.value))

    @property
    def named(self) -> str:
        """What a code picked from a long list stands for."""
        return dict(self.choices).get(str(self.value), "")

    @property
    def chosen(self) -> list[str]:
        return [str(one) for one in self.value] if isinstance(self.value, list) else [str(self.value)]


@dataclass
class Table:
    """Rows of the same columns; `count` is sent along, so that as many are read back."""

    name: str
    label: str
    columns: list[str]
    rows: list[list[Field]]

    kind = "table"

    @property
    def filled(self) -> list[list[Field]]:
        return [row for row in self.rows if any(cell.value not in ("", None, []) for cell in row)]


@dataclass
class Group:
    name: str
    label: str
    parts: list[Any]
    removable: bool = False
    count: int | None = None  # of a list's entries, sent along so that as many are read back

    kind = "group"


def is_share(value: Any) -> bool:
    """So much of a whole, and whether it must be more than that: [2, 3, False]."""
    return isinstance(value, list) and len(value) == 3 and [type(one) for one in value] == [int, int, bool]


def _plain(one: Any) -> str:
    return str(one) if not isinstance(one, bool) else _("yes") if one else _("no")


def is_limit(value: Any) -> bool:
    return isinstance(value, str) and bool(_LIMIT.fullmatch(value))


def typed_limit(text: str) -> str:
    """ "5 个工作日" as the rules write it, "5wd"; anything else as it is."""
    found = _TYPED.fullmatch(text)
    unit = _UNITS.get(found[2].lower()) if found else None
    return f"{found[1]}{unit}" if found and unit else text


class Sheet:
    """The body of one edition, laid out by its guide."""

    def __init__(self, body: Any, guide: Guide) -> None:
        self.body, self.guide = body, guide
        self._choices: dict[str, list[tuple[str, str]]] = {}

    def layout(self, *, spare: int = 0) -> Any:
        """The fields to show; `spare` empty rows at the end of every table."""
        return self._node(self.body, (), "", spare)

    def read(self, data: QueryDict) -> Any:
        """The body that was typed, along the structure of this one."""
        return self._read(self.body, (), data)

    # --- structure ----------------------------------------------------------------------------------------------

    def keys(self, value: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
        """The keys of a part, with those that may be missing, in the guide's order."""
        order = list(self.guide.words)
        known = [*self._optional(path), *value]
        return sorted(dict.fromkeys(known), key=lambda key: (order.index(key) if key in order else len(order), key))

    def _is_table(self, value: Any, path: tuple[str, ...]) -> bool:
        return is_table(value) or (value == [] and bool(self._optional(path)))

    def columns(self, rows: list[Any], path: tuple[str, ...]) -> list[str]:
        if rows and isinstance(rows[0], list):
            return [str(n) for n in range(max(len(row) for row in rows))]
        together: dict[str, Any] = {}
        for row in rows:
            together |= row
        return self.keys(together, path)

    def _optional(self, path: tuple[str, ...]) -> list[str]:
        for said, keys in self.guide.optional.items():
            wanted = said.split(".") if said else []
            if len(wanted) == len(path) and all(one in ("*", part) for one, part in zip(wanted, path, strict=True)):
                return list(keys)
        return []

    def label(self, key: str) -> str:
        return str(self.guide.words.get(key, key.replace("_", " ")))

    def choices(self, key: str) -> list[tuple[str, str]]:
        if key not in self.guide.choices:
            return []
        if key not in self._choices:
            self._choices[key] = [(value, str(words)) for value, words in self.guide.choices[key]()]
        return self._choices[key]

    def _names(self, key: str) -> list[tuple[str, str]]:
        """What short names of another table of this body are called: they are chosen, not typed."""
        rows = self.body.get(self.guide.names[key]) if key in self.guide.names else ()
        known = [row for row in rows or () if isinstance(row, dict) and row.get("key")]
        return [(str(row["key"]), named(str(row.get("name") or row["key"]))) for row in known]

    # --- to the page --------------------------------------------------------------------------------------------

    def _node(self, value: Any, path: tuple[str, ...], key: str, spare: int) -> Any:
        name, label = _name(path), self.label(key)
        if isinstance(value, dict):
            parts = [self._node(value.get(k, ""), (*path, k), k, spare) for k in self.keys(value, path)]
            return Group(name, label, parts)
        if self._is_table(value, path):
            columns = self.columns(value, path)
            rows = [self._row(row, (*path, str(n)), columns) for n, row in enumerate(value)]
            rows += [
                self._row({}, (*path, str(len(value) + n)), columns, like=value[0] if value else {})
                for n in range(spare)
            ]
            return Table(name, label, [self.label(column) for column in columns], rows)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            groups = [self._node(one, (*path, str(n)), key, spare) for n, one in enumerate(value)]
            for n, group in enumerate(groups, start=1):
                group.label, group.removable = f"{label} {n}", len(groups) > 1
            return Group(name, label, groups, count=len(groups))
        return self._field(value, path, key)

    def _row(self, row: Any, path: tuple[str, ...], columns: list[str], like: Any = None) -> list[Field]:
        def cell(column: str) -> Any:
            if isinstance(row, list):
                return row[int(column)] if int(column) < len(row) else ""
            empty = like.get(column, "") if isinstance(like, dict) else ""
            nothing = [] if isinstance(empty, list) else False if isinstance(empty, bool) else ""
            return row.get(column, nothing)

        return [self._field(cell(column), (*path, column), column) for column in columns]

    def _field(self, value: Any, path: tuple[str, ...], key: str) -> Field:
        choices = self.choices(key) or self._names(key)
        listed = f"list-{key}" if len(choices) > FEW and not isinstance(value, list) else ""
        kind = (
            "flag"
            if isinstance(value, bool)
            else "choices"
            if choices and isinstance(value, list)
            else "choice"
            if choices and not listed
            else "words"
            if isinstance(value, list)
            else "number"
            if isinstance(value, int | float)
            else "long"
            if isinstance(value, str) and len(value) > 60
            else "text"
        )
        if kind == "choice" and str(value) not in dict(choices):
            choices = [(str(value or ""), str(value or "—")), *choices]
        return Field(_name(path), self.label(key), kind, value, choices, listed)

    # --- from the page ------------------------------------------------------------------------------------------

    def _read(self, was: Any, path: tuple[str, ...], data: QueryDict) -> Any:
        name = _name(path)
        if isinstance(was, dict):
            optional = self._optional(path)
            found = {k: self._read(was.get(k, ""), (*path, k), data) for k in self.keys(was, path)}
            return {k: v for k, v in found.items() if not (v == "" and (k in optional or was.get(k, "") == ""))}
        if self._is_table(was, path):
            return list(self._rows(was, path, data))
        if isinstance(was, list) and was and isinstance(was[0], dict):
            count = min(_whole(data.get(f"n-{name}")) or len(was), MOST_ENTRIES)
            kept = [n for n in range(count) if f"x-{name}-{n}" not in data]
            entries = [self._read(was[n] if n < len(was) else was[-1], (*path, str(n)), data) for n in kept]
            return [*entries, _empty(was[-1])] if data.get("add") == name and count < MOST_ENTRIES else entries
        return self._value(was, path[-1] if path else "", name, data)

    def _rows(self, was: list[Any], path: tuple[str, ...], data: QueryDict) -> Iterator[Any]:
        columns, name = self.columns(was, path), _name(path)
        like = was[0] if was else {}
        for n in range(min(_whole(data.get(f"n-{name}")) or 0, MOST_ROWS)):
            if f"x-{name}-{n}" in data:
                continue
            old = was[n] if n < len(was) else like
            if isinstance(like, list):
                cells = [self._value("", column, _name((*path, str(n), column)), data) for column in columns]
                if any(cells):
                    yield cells
                continue
            row = {}
            for column in columns:
                old_value = old.get(column, like.get(column, ""))
                value = self._value(old_value, column, _name((*path, str(n), column)), data)
                there = n < len(was) and column in was[n]
                if value in ("", []) or ((value is None or value is False) and not there):
                    continue
                row[column] = value
            if any(value is not None and value is not False for value in row.values()):
                yield row

    def _value(self, was: Any, key: str, name: str, data: QueryDict) -> Any:
        """What was typed, of the kind it was before; what is not of that kind stays as typed."""
        if isinstance(was, bool):
            return name in data
        if isinstance(was, list):
            if key in self.guide.choices or key in self.guide.names:
                return data.getlist(name)
            apart = r"\n" if any("、" in str(one) for one in was) else r"[\n、]"
            said = [one.strip() for one in re.split(apart, data.get(name, "")) if one.strip()]
            return [_like(one, was[n]) if n < len(was) else one for n, one in enumerate(said)]
        text = data.get(name, "").replace("\r\n", "\n").strip()
        if isinstance(was, int | float) or (key in self.guide.choices and text.isdecimal() and isinstance(was, int)):
            return _number(text)
        if key in self.guide.choices and any(text == value for value, _words in self.choices(key)):
            return text
        if self.listed_code(key, text):
            return self.listed_code(key, text)
        if was is None and text == "":
            return None
        return typed_limit(text)

    def listed_code(self, key: str, text: str) -> str:
        """ "A04 电梯故障", as one may pick it from a list, is A04."""
        code = text.split(" ")[0]
        return code if key in self.guide.choices and code in dict(self.choices(key)) else ""


def is_table(value: Any) -> bool:
    """Rows whose cells hold no rows of their own."""
    if not isinstance(value, list) or not value:
        return False
    if all(isinstance(row, list) for row in value):
        return all(not isinstance(cell, list | dict) for row in value for cell in row)
    return all(isinstance(row, dict) and not any(_nests(cell) for cell in row.values()) for row in value)


def _like(text: str, was: Any) -> Any:
    """One value of a list, of the kind that stood in its place."""
    if isinstance(was, bool):
        return text.lower() in ("true", "yes", "1", "是")
    return _number(text) if isinstance(was, int | float) else text


def _empty(like: Any) -> Any:
    """An entry of the same parts with nothing in it: of a table one empty row, of a list of words no word."""
    if isinstance(like, dict):
        return {key: _empty(part) for key, part in like.items()}
    if isinstance(like, list):
        rows = like[:1] if like and isinstance(like[0], dict | list) else []
        return [[""] * len(row) if isinstance(row, list) else _empty(row) for row in rows]
    return False if isinstance(like, bool) else ""


def _nests(cell: Any) -> bool:
    return isinstance(cell, dict) or (isinstance(cell, list) and any(isinstance(one, list | dict) for one in cell))


def _name(path: tuple[str, ...]) -> str:
    return "-".join(("f", *path))


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 7 else None


def _number(text: str) -> Any:
    if (whole := _whole(text)) is not None:
        return whole
    try:
        return float(text) if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text) else text
    except ValueError:
        return text


# --- comparing --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    what: str
    old: str  # empty: it is new
    new: str  # empty: it is gone


def compare(old: Any, new: Any, guide: Guide) -> list[Change]:
    """What is different, part by part and row by row."""
    before, after = dict(_lines(old, guide)), dict(_lines(new, guide))
    keys = dict.fromkeys([*before, *after])
    return [
        Change(" › ".join(key), before.get(key, ""), after.get(key, ""))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _lines(body: Any, guide: Guide) -> Iterator[tuple[tuple[str, ...], str]]:
    yield from _said(Sheet(body, guide).layout(), (), guide)


def _said(node: Any, above: tuple[str, ...], guide: Guide) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, Group):
        for part in node.parts:
            yield from _said(part, (*above, part.label), guide)
    elif isinstance(node, Table):
        seen: dict[tuple[str, ...], int] = {}
        for row in node.rows:
            cells = {cell.name.rsplit("-", 1)[-1]: cell for cell in row}
            known = [cells[key] for key in guide.identity if key in cells]
            rest = [cell for cell in row if cell not in known]
            key = (*above, " · ".join(cell.read for cell in known if cell.value not in ("", None)) or _row_words(row))
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:
                key = (*key, str(seen[key]))
            yield key, _row_words(rest) or "✓"
    else:
        yield above, node.read


def _row_words(cells: list[Field]) -> str:
    return "; ".join(f"{cell.label}: {cell.read}" for cell in cells if cell.value not in ("", None, []))
