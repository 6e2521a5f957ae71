"""What the bench needs Django for, each in a process of its own on the database named in DATABASE_URL."""

import json
import sys

import django


def street() -> None:
    """The demo's fictional street with its year."""
    from linli.demo.load import load_street

    load_street(progress=False)


def county(streets: str, cases: str) -> None:
    from bench.county import build

    build(int(streets), int(cases))


def beside() -> None:
    from bench.beside import build

    build()


def walk() -> None:
    from bench.walk import measure

    print(json.dumps(measure()))


def statements() -> None:
    from bench.statements import measure

    print(json.dumps(measure()))


def places() -> None:
    from bench.places import run

    figures: dict[str, float] = {}
    run(figures.__setitem__)
    print(json.dumps(figures))


def rates(cases: str, rounds: str) -> None:
    from bench.rates import measure

    print(json.dumps(measure(int(cases), int(rounds))))


if __name__ == "__main__":
    django.setup()
    from linli.cli.main import bring_up_to_date

    bring_up_to_date()
    {f.__name__: f for f in (street, county, beside, walk, statements, places, rates)}[sys.argv[1]](*sys.argv[2:])
