"""Reads over several tables, one file to each noun; those over votes, which came first, are named here."""

from linli.councils.queries.votes import (
    Gauge,
    Participation,
    Result,
    Stairwell,
    Standing,
    announced,
    city_of,
    faults,
    fingerprint,
    how_counted,
    pack_of,
    participation,
    public_pack,
    read_code,
    results,
    roll_rows,
    said,
    unit_of,
)

__all__ = [
    "Gauge", "Participation", "Result", "Stairwell", "Standing", "announced", "city_of", "faults", "fingerprint",
    "how_counted", "pack_of", "participation", "public_pack", "read_code", "results", "roll_rows", "said", "unit_of",
]  # fmt: skip
