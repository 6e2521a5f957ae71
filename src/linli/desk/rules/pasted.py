"""Rows pasted from a sheet into a book that is one table: what can be read goes into the table, the rest is said row
by row.
"""

from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from django.utils import translation
from django.utils.translation import gettext as _

from linli.desk.rules.bodies import MOST_ROWS, Sheet, typed_limit
from linli.kernel.errors import Faulty
from linli.kernel.words import N_

HEADING_LANGUAGES = ("zh-hans", "en")
LONGEST = 400_000  # letters


@dataclass
class Pasted:
    """`body`: the table with the rows in it. `left`: the lines that could not be read, with their headings, to be
    mended.
    """

    body: list[dict[str, Any]]
    added: int = 0
    changed: int = 0
    bad: list[str] = field(default_factory=list)
    left: str = ""


def paste(text: str, body: list[dict[str, Any]], sheet: Sheet) -> Pasted:
    """A row of the same identity takes the place of the one that stood there; the others are added at the end."""
    guide, found = sheet.guide, Pasted(list(body))
    keys, lines = (
        sheet.columns(sheet.body, ()),
        [(n, line) for n, line in enumerate(text[:LONGEST].splitlines(), 1) if line.strip()],
    )
    headings = _headings(lines[0][1], keys, sheet) if lines else None
    left = [lines.pop(0)[1]] if headings else []
    at = {_identity(row, guide.identity): n for n, row in enumerate(found.body)}
    for number, line in lines[:MOST_ROWS]:
        try:
            row = _row(number, line.split("\t"), headings or keys, sheet)
            guide.check(number, row)
        except ValueError as error:
            found.bad.append(str(error))
            left.append(line)
            continue
        known = at.setdefault(_identity(row, guide.identity), len(found.body))
        if known == len(found.body):
            found.body.append(row)
            found.added += 1
        elif found.body[known] != row:
            found.body[known] = row
            found.changed += 1
    left += [line for _number, line in lines[MOST_ROWS:]]
    found.left = "\n".join(left) if found.bad or len(lines) > MOST_ROWS else ""
    return found


def _headings(line: str, keys: list[str], sheet: Sheet) -> list[str] | None:
    """The first line if it names the columns, in either language and any order."""
    named: dict[str, str] = {}
    for language in HEADING_LANGUAGES:
        with translation.override(language):
            named |= {_plain(sheet.label(key)): key for key in keys} | {key: key for key in keys}
    said = [named.get(_plain(cell), "") for cell in line.split("\t")]
    return said if len([key for key in said if key]) > 1 else None


def _row(number: int, cells: list[str], keys: list[str], sheet: Sheet) -> dict[str, Any]:
    if more := [cell for cell in cells[len(keys) :] if cell.strip()]:
        raise Faulty(
            N_("Row {number} has more columns than the table, from “{cell}” on."), number=number, cell=more[0][:20]
        )
    said = {key: _value(number, key, cell.strip(), sheet) for key, cell in zip(keys, cells, strict=False) if key}
    return {key: value for key, value in said.items() if value}


def _value(number: int, key: str, text: str, sheet: Sheet) -> str:
    """The value of a choice by its words or its code; a limit as the rules write it."""
    choices = sheet.choices(key)
    if not choices or not text:
        return typed_limit(text)
    plain = _plain(text)
    for value, words in choices:
        if plain in (_plain(value), _plain(words), _plain(f"{value} {words}")):
            return value
    raise Faulty(
        N_("Row {number}, {column}: “{said}” is none that the list offers."),
        number=number,
        column=sheet.label(key),
        said=text[:20],
    )


def _identity(row: dict[str, Any], keys: Any) -> tuple[Any, ...]:
    return tuple(row.get(key, "") for key in keys)


def _plain(text: str) -> str:
    return "".join(normalize("NFKC", str(text)).lower().split())


def summary(found: Pasted) -> str:
    told = _("%(added)s rows added and %(changed)s changed in the table below; nothing is issued yet.")
    return told % {"added": found.added, "changed": found.changed}
