"""What a city's own system says came out: read from its file, and laid beside our roll."""

import re
from collections.abc import Mapping
from typing import Any

from linli.councils import recount
from linli.councils.areas import area_in
from linli.councils.cities import SHARES, UNANIMOUS
from linli.councils.models import Vote
from linli.councils.queries.votes import counted_from
from linli.kernel.errors import Refused
from linli.kernel.words import N_, say
from linli.places.sheets import BadRows, Column, read_bytes, read_table

SUMS = ("all", "took_part", "yes", "no", "abstain")
COLUMNS = (
    Column("matter", ("事项", "表决事项", "议题", "matter")),
    Column("outcome", ("结果", "表决结果", "outcome")),
    Column("all_heads", ("业主总人数", "总人数", "all heads")),
    Column("all_area", ("专有部分总面积", "总面积", "all area")),
    Column("took_part_heads", ("参与表决人数", "参与人数", "heads that took part")),
    Column("took_part_area", ("参与表决面积", "参与面积", "area that took part")),
    Column("yes_heads", ("同意人数", "yes heads")),
    Column("yes_area", ("同意面积", "yes area")),
    Column("no_heads", ("反对人数", "no heads"), required=False),
    Column("no_area", ("反对面积", "no area"), required=False),
    Column("abstain_heads", ("弃权人数", "abstain heads"), required=False),
    Column("abstain_area", ("弃权面积", "abstain area"), required=False),
)
OUTCOMES = {
    "通过": recount.PASSED,
    "passed": recount.PASSED,
    "未通过": recount.REJECTED,
    "不通过": recount.REJECTED,
    "没有通过": recount.REJECTED,
    "否决": recount.REJECTED,
    "rejected": recount.REJECTED,
    "未达到参与比例": recount.NO_QUORUM,
    "参与不足": recount.NO_QUORUM,
    "参与人数不足": recount.NO_QUORUM,
    "no_quorum": recount.NO_QUORUM,
    "no quorum": recount.NO_QUORUM,
}


def read_outcome(vote: Vote, file: bytes) -> dict[str, dict[str, Any]]:
    """Every matter's outcome and sums, all or nothing. Raises BadRows with each row that is wrong."""
    raw, _name = read_bytes(file)
    matters = {m.key: m for m in vote.matters.all()}
    bad, found = BadRows(), {}
    for number, cells in read_table(raw, COLUMNS):
        try:
            key = _matter(cells["matter"], matters)
            if key in found:
                raise Refused(N_("Matter {number} stands there twice."), number=matters[key].number)
            found[key] = _row(cells)
        except Refused as reason:
            bad.add(number, reason)
    bad.raise_if_any()
    if missing := [m.number for key, m in matters.items() if key not in found]:
        raise Refused(N_("Matter {number} is missing in the file."), number=missing[0])
    return found


def _matter(text: str, matters: Mapping[str, Any]) -> str:
    """By its number ("1", "事项1") or by its words."""
    plain = "".join(text.split())
    for key, matter in matters.items():
        if plain == "".join(matter.title.split()):
            return key
    if (number := re.fullmatch(r"(?:事项)?(\d{1,2})[.、．]?.*", plain)) and f"m{int(number[1])}" in matters:
        return f"m{int(number[1])}"
    raise Refused(N_("There is no matter “{text}” in this vote."), text=text[:30])


def _row(cells: Mapping[str, str]) -> dict[str, Any]:
    outcome = OUTCOMES.get(cells["outcome"].strip().lower())
    if outcome is None:
        raise Refused(N_("“{text}” is no outcome: 通过, 未通过 or 参与不足."), text=cells["outcome"][:20])
    sums = {
        name: {"heads": _heads(cells[f"{name}_heads"]), "area": _area(cells.get(f"{name}_area", ""))}
        for name in SUMS
        if cells.get(f"{name}_heads", "").strip()
    }
    return {"outcome": outcome, **sums}


def _heads(text: str) -> int:
    plain = text.replace(",", "").strip().removesuffix(".0")
    if not plain.isdecimal() or len(plain) > 7:
        raise Refused(N_("“{text}” is not a number of owners."), text=text[:20])
    return int(plain)


def _area(text: str) -> int:
    """Sums may be nought and are larger than any unit."""
    plain = text.replace(",", "").strip()
    if plain in ("", "0", "0.0", "0.00"):
        return 0
    return area_in(plain, largest=10**11)


def differences(vote: Vote, found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Where the file contradicts our roll, itself, or the law, each a sentence; empty if it agrees in everything."""
    ours = recount.recount(counted_from(vote))["matters"]
    said = []
    for matter in vote.matters.all():
        theirs = found.get(matter.key)
        if not theirs or not {"all", "took_part", "yes"} <= theirs.keys():
            continue
        for name, unit in (("heads", ""), ("area", " m²")):
            mine = ours[matter.key]["all"][name]
            if theirs["all"][name] != mine:
                said.append(
                    say(
                        N_("Matter {number}: all owners are {theirs}{unit} there, {ours}{unit} on our roll."),
                        number=matter.number,
                        theirs=_shown(name, theirs["all"][name]),
                        ours=_shown(name, mine),
                        unit=unit,
                    )
                )
            if theirs["took_part"][name] > theirs["all"][name]:
                said.append(say(N_("Matter {number}: more took part than there are."), number=matter.number))
            parts = [theirs[side][name] for side in ("yes", "no", "abstain") if side in theirs]
            if sum(parts) > theirs["took_part"][name]:
                said.append(say(N_("Matter {number}: more voices than took part."), number=matter.number))
        lawful = _by_law(matter.kind, theirs)
        if lawful != theirs["outcome"]:
            said.append(
                say(
                    N_("Matter {number}: by its own figures and art. 278 the outcome would be another."),
                    number=matter.number,
                )
            )
    return list(dict.fromkeys(said))


def _by_law(kind: str, sums: Mapping[str, Any]) -> str:
    if kind == UNANIMOUS:
        return recount.unanimous(sums)[0]
    return recount.decided(sums, SHARES["quorum"], SHARES[kind])[0]


def _shown(name: str, value: int) -> str:
    return f"{value // 100}.{value % 100:02}" if name == "area" else str(value)
