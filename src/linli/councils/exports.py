"""Reading stances that another system exported: a Polis `votes.csv`, and the groups of its `participants-votes.csv`."""

import csv
from collections.abc import Iterator
from pathlib import Path

from linli.councils.opinions import AGREE, DISAGREE, PASS, Stances

VOTES = ("timestamp", "comment-id", "voter-id", "vote")
GROUPS = ("participant", "group-id")
LONGEST = 5_000_000
"""Rows. More is not an export of one conversation."""


class Unreadable(ValueError):
    """The file is not what it should be; the sentence says where and why."""


def read_votes(path: Path) -> Stances:
    """The stances of an export, in the order of their timestamps; of one person on one statement the last counts.

    Agree is 1, disagree -1, pass 0, as the exports have it. Raises Unreadable with the row's number.
    """
    said = []
    for number, row in _rows(path, VOTES):
        stance = _whole(row["vote"], "vote", number)
        if stance not in (AGREE, DISAGREE, PASS):
            raise Unreadable(f"Row {number}: a vote is 1, 0 or -1, not {row['vote']!r:.40}.")
        at = _whole(row["timestamp"], "timestamp", number)
        said.append(
            (
                at,
                number,
                _name(row["voter-id"], "voter-id", number),
                _name(row["comment-id"], "comment-id", number),
                stance,
            )
        )
        if len(said) > LONGEST:
            raise Unreadable(f"More than {LONGEST:,} votes; this is no export of one conversation.")
    said.sort(key=lambda one: one[:2])
    return Stances.of((voter, comment, stance) for _at, _row, voter, comment, stance in said)


def read_groups(path: Path) -> dict[int | str, int | str]:
    """Participant to group; those without a group are left out."""
    return {
        _name(row["participant"], "participant", number): _name(row["group-id"], "group-id", number)
        for number, row in _rows(path, GROUPS)
        if row["group-id"].strip()
    }


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
                raise Unreadable(f"{path.name} has no column {', '.join(missing)}.")
            for number, row in enumerate(reader, start=2):
                if any(row[name] is None for name in columns):
                    raise Unreadable(f"Row {number} of {path.name} is too short.")
                yield number, row
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"{path.name} is not a CSV file in UTF-8: {error}.") from None


def _whole(text: str, column: str, number: int) -> int:
    try:
        value = float(text)
        if value != int(value):
            raise ValueError
    except (ValueError, OverflowError):
        raise Unreadable(f"Row {number}: {column} is a whole number, not {text!r:.40}.") from None
    return int(text) if text.strip().lstrip("-").isdigit() else int(value)


def _name(text: str, column: str, number: int) -> int | str:
    """Numbers as numbers, so that 7, 7.0 and 07 are one."""
    text = text.strip()
    if not text:
        raise Unreadable(f"Row {number}: {column} is empty.")
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value == value and abs(value) < 1e15 and value == int(value) else text
