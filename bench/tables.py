"""What was found, as a table for people."""

from collections.abc import Callable


def table(part: str, found: dict) -> str:
    return "\n" + "\n".join(_TABLES[part](found))


def _reports(found: dict) -> list[str]:
    rounds = zip(found["http_per_second"], found["driver_per_second"], found["ratios"], strict=True)
    return [
        f"Reports a second, {found['clients']} at once; clients, server and database share {found['cores']} cores",
        f"One report writes: {found['rows']}",
        f"{'':12}{'over HTTP':>12}{'bare driver':>14}{'ratio':>9}",
        *(f"{f'round {n}':12}{http:>12}{bare:>14}{ratio:>9.2f}" for n, (http, bare, ratio) in enumerate(rounds, 1)),
        f"{'median':12}{'':26}{found['ratio']:>9.2f}   goal {found['goal']:.2f} or more: {_said(found['reached'])}",
    ]


def _list(found: dict) -> list[str]:
    small, large = found["sizes"]
    names = [f"{found['sizes'][name]:,}" for name in (small, large)]
    return [
        "The work list: milliseconds of one request, median, among so many cases",
        f"{'':32}{names[0]:>12}{names[1]:>12}{'ratio':>9}{'rows':>10}",
        *(
            f"{p['page']:32}{p['ms'][small]:>12}{p['ms'][large]:>12}{p['ratio']:>9.2f}{p['rows'][small]:>6}/{p['rows'][large]}"
            for p in found["pages"]
        ),
        f"{'worst':32}{'':24}{found['worst']:>9.2f}   goal {found['goal']} or less: {_said(found['reached'])}",
    ]


def _pages(found: dict) -> list[str]:
    return [
        "Every page: SQL statements, and milliseconds of one request in process, median, among "
        + " and ".join(f"{cases:,} cases" for cases in found["sizes"].values()),
        *(
            f"{p['page']:44}{p['statements'][0]:>4}{p['statements'][1]:>4}{p['ms'][0]:>10}{p['ms'][1]:>10}{p['ratio']:>8.2f}"
            for p in sorted(found["pages"], key=lambda p: -p["ratio"])
        ),
        f"{'worst':52}{'':20}{found['worst']:>8.2f}   goal {found['goal']} or less: {_said(found['reached'])}",
    ]


def _statements(found: dict) -> list[str]:
    goals = found["goals"]
    return [
        "SQL statements of a page",
        *(
            f"{name:32}{n:>4}{f'   goal {goals[name]} or less' if name in goals else ''}"
            for name, n in found["pages"].items()
        ),
        f"{'':32}    {_said(found['reached'])}",
    ]


def _boards(found: dict) -> list[str]:
    return [
        "A board of common ground: seconds, beside the bare decomposition of its matrix",
        *(
            f"{r['name']:32}{r['people']:>6} x {r['statements']:<5}"
            f"{r['seconds']:>9.2f}{r['bare']:>9.2f}{r['ratio']:>9.2f}   goal {r['goal']:.0f} s or less"
            for r in found["rows"]
        ),
        f"{'':32}    {_said(found['reached'])}",
    ]


def _places(found: dict) -> list[str]:
    return ["A nation of places", *(f"{name:32}{value:>14,.2f}" for name, value in found.items())]


def _rates(found: dict) -> list[str]:
    return [
        f"Three rates of a street in a month ({found['street_month']:,} matters) among {found['cases']:,}: "
        "milliseconds, median",
        f"{'counted live':32}{found['live_ms']:>12.2f}",
        f"{'read from the tallies':32}{found['tally_ms']:>12.2f}   of {found['tallies']:,} rows",
        f"{'ratio':32}{found['ratio']:>12.1f}   goal {found['goal']} or more: {_said(found['reached'])}",
        f"{'counting a street-month anew':32}{
            found['count_a_cell_ms']:>12.0f}   by the job, when something changed in it",
    ]


def _said(reached: bool) -> str:
    return "reached" if reached else "NOT reached"


_TABLES: dict[str, Callable[[dict], list[str]]] = {
    "reports": _reports,
    "list": _list,
    "pages": _pages,
    "statements": _statements,
    "places": _places,
    "boards": _boards,
    "rates": _rates,
}
