"""What of an owners' result everybody may read without learning who said what. Free of Django.

The roll is public, with every unit's area, and so is who took part. Where only one or a few said no, their area, exact
to a hundredth of a square metre, would lead to their doors. Such areas stand in the evidence pack only; heads are
always public, and so is whether each mark was reached.
"""

from collections.abc import Mapping
from typing import Any

FEW = 5
"""Fewer heads than this are not shown by their area."""


def for_everybody(found: Mapping[str, Any]) -> dict[str, Any]:
    """One matter's figures without the areas by which a few could be recognised. Nothing left in can be reckoned into
    what is left out.
    """
    hidden = _telling(found)
    if not hidden:
        return dict(found)
    told: dict[str, Any] = {key: {"heads": found[key]["heads"]} if key in hidden else found[key] for key in found}
    if "yes" in hidden and "why" in told:
        told["why"] = [line for line in told["why"] if not line.startswith("yes area")]
    if "with_silent_clause" in told:
        told["with_silent_clause"] = {"outcome": told["with_silent_clause"]["outcome"]}
    return told


def _telling(found: Mapping[str, Any]) -> set[str]:
    sides = {side: found[side] for side in ("yes", "no", "abstain") if side in found}
    if "yes" not in sides or "took_part" not in found:
        return set()
    others = {name: found["took_part"][name] - sides["yes"][name] for name in ("heads", "area")}
    if _few(sides["yes"]) or _few(others):
        return set(sides)
    return {"no", "abstain"} & sides.keys() if any(_few(sides[one]) for one in sides) else set()


def _few(sums: Mapping[str, int]) -> bool:
    return sums["area"] > 0 and sums["heads"] < FEW
