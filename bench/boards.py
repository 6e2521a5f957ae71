"""How long a board of common ground takes to compute, beside the bare decomposition of the same matrix."""

import time
from statistics import median
from typing import Any

import numpy as np

from linli.councils import boards
from linli.councils.hearing import SHIPPED

SIZES = {"a neighbourhood's topic": (500, 60, 0.7, 1.0), "the largest open set": (2031, 896, 0.125, 5.0)}
"""People, statements, the share of stances taken, and within how many seconds."""


def measure(*, quick: bool = False) -> dict[str, Any]:
    rows = []
    for name, (people, statements, share, goal) in SIZES.items():
        pack = drawn(people, statements, share)
        board = median(_seconds(lambda pack=pack: boards.compute(pack)) for _ in range(1 if quick else 5))
        filled = np.nan_to_num(boards.Hall.of(pack).stances.matrix)
        bare = median(
            _seconds(lambda filled=filled: np.linalg.svd(filled, full_matrices=False)) for _ in range(1 if quick else 5)
        )
        rows.append(
            {
                "name": name,
                "people": people,
                "statements": statements,
                "seconds": board,
                "bare": bare,
                "ratio": board / bare,
                "goal": goal,
            }
        )
    return {"rows": rows, "reached": all(row["seconds"] <= row["goal"] for row in rows)}


def drawn(people: int, statements: int, share: float) -> dict[str, Any]:
    """A pack of two camps with some noise."""
    chance = np.random.default_rng(1)
    upper = chance.random(people) < 0.5
    base = chance.choice([1, -1, 0], size=statements, p=[0.5, 0.4, 0.1])
    said = np.where(upper[:, None], base, -base)
    noise = chance.random(said.shape) < 0.2
    said[noise] = chance.choice([1, -1, 0], size=noise.sum())
    asked, words = chance.random(said.shape) < share, {1: "agree", -1: "disagree", 0: "pass"}
    return {
        "format": boards.FORMAT,
        "version": boards.VERSION,
        "seed": boards.SEED,
        "topic": {},
        "rules": {name: SHIPPED[name] for name in boards.Thresholds.__dataclass_fields__},
        "groups": [{"key": "floor", "name": "楼层", "options": ["low", "high"]}],
        "statements": [
            {"number": j + 1, "kind": "statement", "round": 1, "words": str(j), "condition_of": None}
            for j in range(statements)
        ],
        "people": [
            {
                "number": i + 1,
                "groups": {"floor": "high" if upper[i] else "low"},
                "said": {str(j + 1): words[int(said[i, j])] for j in np.flatnonzero(asked[i])},
            }
            for i in range(people)
        ],
    }


def _seconds(work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
