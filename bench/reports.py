"""Reports accepted per second over HTTP, against the same rows written by the bare driver, turn by turn."""

import os
import secrets
from random import Random
from statistics import median

import psycopg

from bench import crew, driver, house
from bench.client import Client, Form
from bench.words import sayings

GOAL = 0.40


def measure(*, quick: bool) -> dict:
    rounds, seconds = (2, 2.0) if quick else (7, 6.0)
    house.create("street")
    house.run("street", "bench.inside", "street")
    url = house.url("street")
    http, bare = [], []
    with house.serving("street") as port:
        plates = _plates(url)
        crew.per_second(_reporting(port, plates), seconds=1)
        reports = driver.newest_reports(url, 200)
        for _ in range(rounds):
            http.append(crew.per_second(_reporting(port, plates), seconds=seconds))
            bare.append(crew.per_second(driver.writing(url, reports), seconds=seconds))
    ratios = [a / b for a, b in zip(http, bare, strict=True)]
    return {
        "clients": crew.AT_ONCE,
        "cores": os.cpu_count(),
        "rows": driver.shape(reports[0]),
        "http_per_second": _rounded(http),
        "driver_per_second": _rounded(bare),
        "ratios": [round(r, 3) for r in ratios],
        "ratio": round(median(ratios), 3),
        "goal": GOAL,
        "reached": median(ratios) >= GOAL,
    }


def _rounded(figures: list[float]) -> list[int]:
    return [round(f) for f in figures]


def _plates(url: str) -> list[str]:
    with psycopg.connect(url) as db:
        sql = """
            select l.code from places_plate l join places_place p on p.id = l.place_id
            where p.kind in ('building', 'unit')
        """
        return [code for (code,) in db.execute(sql)]


def _reporting(port: int, plates: list[str]):
    """What a client does: open the page of a plate once, then send reports, each from another address by
    another plate.
    """
    said = sayings()

    def work():
        client, chance = Client(port), Random()
        fields = Form(client.get(f"/r/{chance.choice(plates)}").body.decode(), holding="submission_key").fields
        key, text = "submission_key", "text"

        def report() -> None:
            fields.update(
                {
                    key: f"web-{secrets.token_hex(16)}",
                    text: chance.choice(said),
                    "contact_name": "张某某",
                    "contact_phone": "19900001234",
                }
            )
            answer = client.post(f"/r/{chance.choice(plates)}", fields, X_Forwarded_For=_address(chance))
            if answer.status != 303:
                raise SystemExit(f"A report was not accepted: {answer.status}")

        return report

    return work


def _address(chance: Random) -> str:
    return f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
