import argparse
import json
import os
import platform
from datetime import datetime

from bench import boards, house, pages, reports, tables, walk

PARTS = {
    "reports": reports.measure,
    "list": pages.measure,
    "pages": walk.compare,
    "statements": lambda *, quick: json.loads(_said("street", "statements")),
    "places": lambda *, quick: json.loads(_said("nation", "places")),
    "boards": boards.measure,
    "rates": lambda *, quick: _rates(*((200_000, 50) if quick else (10_000_000, 300))),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure, as ratios in one run.")
    parser.add_argument("--only", default=",".join(PARTS), help="some of: " + ",".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="smaller and shorter: to see that it works, not to quote")
    args = parser.parse_args()
    found = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "quick": args.quick,
        "cores": os.cpu_count(),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
    }
    with house.postgres():
        for part in args.only.split(","):
            found[part] = PARTS[part](quick=args.quick)
            print(tables.table(part, found[part]), flush=True)
    where = house.ROOT / "build/bench/report.json"
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_text(json.dumps(found, indent=1, ensure_ascii=False))
    print(f"\nWritten to {where.relative_to(house.ROOT)}.")


def _rates(cases: int, rounds: int) -> dict:
    return json.loads(_said(f"rates_{cases}", "rates", cases, rounds))


def _said(name: str, *what: object) -> str:
    house.create(name)
    return house.run(name, "bench.inside", *what)


main()
