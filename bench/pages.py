"""The list page among a thousand cases and among a million, for the same persons, request by request in turn."""

import time
from contextlib import ExitStack
from statistics import median
from urllib.parse import quote

from bench import house
from bench.client import Client, Form

GOAL = 1.5
SIZES = {"thousand": (1, 1_000), "million": (200, 1_000_000)}
QUICK = {"thousand": (1, 1_000), "hundred_thousand": (20, 100_000)}
PASSWORD = "bench-linli-2026"
# Who opens what. Each sees thirty rows a page, or all their own if fewer, whatever the size of the table.
PAGES = [
    ("street clerk: to do today", "clerk0", "/desk/"),
    ("street clerk: my places", "clerk0", "/desk/?view=area"),
    ("street clerk: overdue", "clerk0", "/desk/?view=overdue"),
    ("street clerk: ended", "clerk0", "/desk/?view=ended"),
    ("street clerk: search 电梯", "clerk0", "/desk/?view=area&q=电梯"),
    ("grid worker: to do today", "worker0-0-0", "/desk/"),
    ("grid worker: my places", "worker0-0-0", "/desk/?view=area"),
    ("department: to sign for", "unit0", "/desk/"),
    ("department: ended", "unit0", "/desk/?view=ended"),
    ("whole county: my places", "county-clerk", "/desk/?view=area"),
    ("whole county: ended", "county-clerk", "/desk/?view=ended"),
]


def measure(*, quick: bool) -> dict:
    sizes, turns = (QUICK, 10) if quick else (SIZES, 60)
    with ExitStack() as servers:
        ports = {}
        for name, (streets, cases) in sizes.items():
            house.create(name)
            house.run(name, "bench.inside", "county", streets, cases)
            ports[name] = servers.enter_context(house.serving(name))
        pages = [_compared(what, who, path, ports, turns) for what, who, path in PAGES]
    return {
        "sizes": {name: cases for name, (_, cases) in sizes.items()},
        "goal": GOAL,
        "pages": pages,
        "worst": max(page["ratio"] for page in pages),
        "reached": all(page["ratio"] <= GOAL for page in pages),
    }


def _compared(what: str, who: str, path: str, ports: dict[str, int], turns: int) -> dict:
    desks = {name: _at_the_desk(port, who) for name, port in ports.items()}
    path = quote(path, safe="/?&=")
    took: dict[str, list[float]] = {name: [] for name in desks}
    for turn in range(turns + 5):
        for name, desk in desks.items():
            start = time.perf_counter()
            answer = desk.get(path)
            if answer.status != 200:
                raise SystemExit(f"{what}: {answer.status}")
            if turn >= 5:
                took[name].append((time.perf_counter() - start) * 1000)
    middles = {name: round(median(figures), 1) for name, figures in took.items()}
    small, large = middles.values()
    rows = {name: desk.get(path).body.count(b'href="/desk/cases/') for name, desk in desks.items()}
    return {"page": what, "ms": middles, "rows": rows, "ratio": round(large / small, 2)}


def _at_the_desk(port: int, who: str) -> Client:
    client = Client(port)
    form = Form(client.get("/desk/login/").body.decode(), holding="password").fields
    answer = client.post("/desk/login/", form | {"login": who, "password": PASSWORD})
    if answer.status != 302:
        raise SystemExit(f"{who} could not log in: {answer.status}")
    return client
