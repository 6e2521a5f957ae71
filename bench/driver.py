"""The bare driver: the rows of real reports written again by hand, one transaction a report, as fast as
psycopg goes.
"""

import hashlib
import secrets
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from linli.kernel.ids import uuid7

Row = dict[str, Any]
Report = dict[str, list[Row]]
"""The rows of one report by table."""

UPSERT = ' on conflict (key, "window") do update set times = gate_knock.times + 1 returning key, times'


def newest_reports(url: str, count: int) -> list[Report]:
    """The rows of the newest reports, as the server wrote them."""
    with psycopg.connect(url, row_factory=dict_row) as db:

        def rows(sql: str, *values) -> list[Row]:
            return db.execute(sql, values).fetchall()

        knock = rows('select * from gate_knock order by "window" desc limit 1')[0]
        reports = []
        for case in rows(
            "select * from cases_case where reported_at > now() - interval '1 hour' order by id desc limit %s", count
        ):
            ref = f"cases/case/{case['id']}"
            voices = rows("select * from cases_voice where case_id = %s", case["id"])
            reports.append(
                {
                    "gate_knock": [knock, knock],  # of the address and of the plate
                    "cases_voice": voices,
                    "cases_case": [case],
                    "cases_contact": rows("select * from cases_contact where voice_id = %s", voices[0]["id"]),
                    "journal_entry": rows("select * from journal_entry where subject = %s", ref),
                    "notices_notice": rows("select * from notices_notice where about = %s", ref),
                }
            )
    return reports


def shape(report: Report) -> str:
    return ", ".join(f"{len(rows)} {table}" for table, rows in report.items())


def writing(url: str, reports: list[Report]) -> Callable[[], Callable[[], object]]:
    """What a worker of the crew does: open a connection, then write one of the reports again and again
    with new keys.
    """

    def work():
        connection, chance = psycopg.connect(url, autocommit=True), Random()
        return lambda: write(connection, afresh(chance.choice(reports)))

    return work


def write(connection: psycopg.Connection, report: Report) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        for table, rows in report.items():
            if rows:
                ending = UPSERT if table == "gate_knock" else ""
                cursor.execute(_insert(table, rows, ending), [_value(v) for row in rows for v in row.values()])


def afresh(report: Report) -> Report:
    """The same rows under new keys."""
    case, voice = uuid7(), uuid7()
    ref = f"cases/case/{case}"
    plate = hashlib.sha256(str(report["cases_case"][0]["place_id"]).encode()).hexdigest()
    keys = sorted([secrets.token_hex(32), plate])
    new: dict[str, Callable[[Row], Row]] = {
        "cases_voice": lambda row: {
            "id": voice,
            "case_id": case,
            "receipt": f"{secrets.randbelow(10**16):016}",
            "submission_key": f"web-{UUID(int=secrets.randbits(128)).hex}",
        },
        "cases_case": lambda row: {"id": case, "number": secrets.token_hex(7)},
        "cases_contact": lambda row: {"id": uuid7(), "voice_id": voice},
        "journal_entry": lambda row: {
            "id": uuid7(),
            "subject": ref,
            "by": f"cases/voice/{voice}",
            "hash": secrets.token_hex(32),
        },
        "notices_notice": lambda row: {"id": uuid7(), "about": ref},
        "gate_knock": lambda row: {"id": uuid7(), "key": keys.pop(0), "times": 1},
    }
    return {table: [{**row, **new[table](row)} for row in rows] for table, rows in report.items()}


def _insert(table: str, rows: list[Row], ending: str) -> str:
    """One statement for all rows of a table; psycopg prepares it once it has been sent five times."""
    columns = ", ".join(f'"{column}"' for column in rows[0])
    values = ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))
    return f"insert into {table} ({columns}) values {values}{ending}"


def _value(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) else value
