#!/usr/bin/env python3
"""Counts an owners' joint decision from its evidence pack, and says why. Needs Python 3 and nothing else.

    python3 recount.py pack.json          prints the outcome of every matter as JSON

This file is the engine itself and, copied out of the house, the stand-alone recount: whoever doubts a result reads the
pack with it, or with a program of their own. The pack is described in docs/evidence-pack.md.

The law: Civil Code art. 278. Owners with at least two thirds of the exclusive area and at least two thirds of the heads
take part; an ordinary matter passes with more than half, a special one with at least three quarters, of the area and of
the heads that took part. Art. 1259: 以上 includes the number, 过半 does not. Art. 279: a home becomes a business only
with the consent of every interested owner. Judicial interpretation, art. 8 and 9: area by the register; one owner of
several units is one head, and so is the developer with all that is unsold or not yet handed over.

Areas are whole hundredths of a square metre and shares are compared crosswise, so nothing is ever rounded.
"""

import hashlib
import json
import sys
from datetime import datetime

FORMAT = "linli-evidence-pack/1"
CHOICES = ("yes", "no", "abstain")
PASSED, REJECTED, NO_QUORUM = "passed", "rejected", "no_quorum"
SPECIAL_ITEMS = frozenset({6, 7, 8})
REMINDERS = 2
"""A unit's silence can count only after notice and so many reminders, each on record."""
SEALED = ("unit", "choices", "channel", "at", "by", "signed", "proxy")
"""What the commitment of a ballot is over."""


class Unsound(ValueError):
    """The pack contradicts itself; nothing can be counted from it. `part` says where."""

    def __init__(self, said, part="pack"):
        super().__init__(said)
        self.part = part


def recount(pack):
    """The outcome of every matter: {id: {"outcome", "heads", "area", "why", …}}, and what became of every ballot.

    Raises Unsound for a pack that is no pack, whose roll is not the published one, or that speaks of unknown units or
    matters.
    """
    check(pack)
    roll = {row["unit"]: row for row in pack["roll"]["units"]}
    standing, ballots = judge(pack, roll)
    matters = {matter["id"]: count(matter, pack["rules"], roll, standing) for matter in pack["matters"]}
    return {
        "format": FORMAT,
        "vote": pack["vote"]["id"],
        "roll": roll_hash(pack["roll"]["units"]),
        "matters": matters,
        "ballots": ballots,
    }


def recounted(pack):
    """The same, and which pack it was: its SHA-256, without the names, stands on the vote's public page."""
    return recount(pack) | {"pack": digest({k: v for k, v in pack.items() if k != "names"}), "names": "names" in pack}


def check(pack):
    """What must hold before anything is counted."""
    if not isinstance(pack, dict) or pack.get("format") != FORMAT:
        raise Unsound(f"This is no evidence pack: its format is not {FORMAT}.")
    for key in ("vote", "rules", "roll", "matters", "ballots"):
        if key not in pack:
            raise Unsound(f"The pack has no {key}.")
    units = [row["unit"] for row in pack["roll"]["units"]]
    if len(set(units)) != len(units):
        raise Unsound("The roll names a unit twice.")
    for row in pack["roll"]["units"]:
        if isinstance(row["area"], bool) or not isinstance(row["area"], int) or row["area"] <= 0:
            raise Unsound(
                f"The area of {row['unit']} is not a whole number of hundredths of a square metre above nought."
            )
    if pack["roll"].get("hash") and pack["roll"]["hash"] != roll_hash(pack["roll"]["units"]):
        raise Unsound("The roll is not the one whose hash was published with the notice.", "roll")
    matters = [matter["id"] for matter in pack["matters"]]
    if len(set(matters)) != len(matters):
        raise Unsound("A matter stands in the pack twice.")
    if "notice" in pack:
        check_notice(pack)
    if "log" in pack:
        check_log(pack)


def check_notice(pack):
    """That window, rules and matters are those that were announced, and the announcement is the published one."""
    notice, vote, rules = pack["notice"], pack["vote"], dict(pack["rules"])
    if digest(notice) != vote["notice_hash"]:
        raise Unsound("The notice is not the one whose hash was published.", "notice")
    silent, _barred = rules.pop("silent", {}), rules.pop("barred_proxies", ())
    if silent.get("on") and set(silent["served_units"]) != served(pack["service"]):
        raise Unsound("The units whose silence would count are not those that were served.", "notice")
    if (
        [vote["id"], vote["opens"], vote["closes"]] != [notice["vote"], notice["opens"], notice["closes"]]
        or rules != notice["rules"]
        or bool(silent.get("on")) != bool(notice["silent"].get("on"))
        or pack["matters"] != matters_asked(notice, pack["roll"]["units"])
    ):
        raise Unsound("The window, the rules or the matters are not those of the notice.", "notice")


def matters_asked(notice, units):
    """The matters of the notice, each with what it needs by law, and where only a part votes with its units."""
    found = []
    for matter in notice["matters"]:
        facts = {
            "id": matter["id"],
            "item": matter["item"],
            "title": matter["title"],
            "class": class_of(matter["item"]),
        }
        if matter["only"]:
            facts["only_units"] = [row["unit"] for row in units if row["stairwell"] in matter["only"]]
        if matter["without_kinds"]:
            facts["without_kinds"] = matter["without_kinds"]
        found.append(facts)
    return found


def class_of(item):
    """How much a matter needs: it follows from the law and is never chosen."""
    if item == 279:
        return "unanimous"
    return "special" if item in SPECIAL_ITEMS else "ordinary"


def served(services):
    """Units with notice and enough reminders on record."""
    kinds: dict = {}
    for one in services:
        kinds.setdefault(one["unit"], []).append(one["kind"])
    return {unit for unit, some in kinds.items() if "notice" in some and some.count("reminder") >= REMINDERS}


def check_log(pack):
    """That every ballot is as it came in, and none is missing or too many: by the log whose head hung out each day."""
    for ballot in pack["ballots"]:
        if ballot["commitment"] != commitment(ballot):
            raise Unsound(f"The ballot {ballot['receipt']} of {ballot['unit']} is not as it came in.", "ballots")
    head, came = pack["vote"]["notice_hash"], []
    for day in pack["log"]:
        head = chained(head, day["commitments"])
        came += day["commitments"]
        if (day["head"], day["ballots"]) != (head, len(came)):
            raise Unsound(f"The log of {day['day']} does not lead to its head.", "log")
    if sorted(came) != sorted(ballot["commitment"] for ballot in pack["ballots"]):
        raise Unsound("The ballots are not those of the log: some are missing, or there are more.", "log")


def commitment(ballot):
    """What the log holds of a ballot: SHA-256 of its opening."""
    return hashlib.sha256(opening(ballot).encode()).hexdigest()


def opening(ballot):
    """By which a ballot's owner shows that a commitment is theirs: its salt, and everything by which it counts."""
    return f"{ballot['salt']}|{written({key: ballot[key] for key in SEALED if key in ballot})}"


def chained(head, commitments):
    """The head after these: SHA-256 over "<head before>|<commitment>", one after another; it begins with the notice's
    hash.
    """
    for one in commitments:
        head = hashlib.sha256(f"{head}|{one}".encode()).hexdigest()
    return head


def roll_hash(units):
    """SHA-256 over the roll's rows in the order of their units, written as JSON without spaces; published with the
    notice.
    """
    return digest(sorted(units, key=lambda row: row["unit"]))


def digest(facts):
    return hashlib.sha256(written(facts).encode()).hexdigest()


def written(facts):
    """JSON without spaces and with sorted keys: the same facts are always the same text."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# --- which ballots stand ----------------------------------------------------------------------------------------


def judge(pack, roll):
    """For every unit its standing choices, and for every ballot what became of it and why."""
    rules: dict = pack["rules"]
    transfers: dict = {}
    for one in pack.get("transfers", ()):
        transfers.setdefault(one["unit"], []).append(one)
    told: list = []
    valid: dict = {}
    proxies: dict = {}
    for ballot in sorted(pack["ballots"], key=lambda b: (moment(b["at"]), b["receipt"])):
        row = roll.get(ballot["unit"])
        before = [moment(earlier["at"]) for earlier, _told in valid.get(ballot["unit"], ())]
        no = refused(ballot, row, pack, proxies, transfers.get(ballot["unit"], ()), before)
        told.append(
            {
                "receipt": ballot["receipt"],
                "unit": ballot["unit"],
                "channel": ballot["channel"],
                "fate": no or "counted",
            }
        )
        if no is None:
            valid.setdefault(ballot["unit"], []).append((ballot, told[-1]))
    return {unit: settle(some, rules) for unit, some in valid.items()}, told


def refused(ballot, row, pack, proxies, transfers, before):
    """Why a ballot does not count; None if it does. `before` are the moments of the unit's earlier ballots that do."""
    vote, rules = pack["vote"], pack["rules"]
    if row is None:
        return "unknown_unit"
    if not moment(vote["opens"]) <= moment(ballot["at"]) <= moment(vote["closes"]):
        return "outside_the_window"
    if ballot["channel"] == "paper" and not ballot.get("signed"):
        return "unsigned"
    owners = {str(owner) for owner in row.get("owners", ())}
    sold = [one for one in transfers if moment(one["at"]) <= moment(ballot["at"])]
    if sold and any(at < moment(sold[-1]["at"]) for at in before):
        return "seller_has_voted"
    if sold:
        owners = {str(sold[-1]["to"])}
    by = str(ballot.get("by") or "")
    if proxy := ballot.get("proxy"):
        if str(proxy.get("for")) not in owners:
            return "not_an_owner"
        if not proxy.get("written"):
            return "proxy_not_written"
        if by in {str(one) for one in rules.get("barred_proxies", ())}:
            return "proxy_barred"
        held = proxies.setdefault(by, set())
        if rules.get("proxy_cap") is not None and len(held | {str(proxy["for"])}) > rules["proxy_cap"]:
            return "proxy_over_cap"
        instructed = proxy.get("instructions") or {}
        if any(instructed.get(matter, choice) != choice for matter, choice in ballot["choices"].items()):
            return "against_instructions"
        held.add(str(proxy["for"]))
    elif by not in owners:
        return "not_an_owner"
    known = {matter["id"] for matter in pack["matters"]}
    if not set(ballot["choices"]) <= known or not set(ballot["choices"].values()) <= set(CHOICES):
        return "unreadable"
    return None


def settle(valid, rules):
    """Of several ballots of one unit, what it says in the end: by the announced rule between paper and electronic, the
    last of one owner; and where co-owners say different things, nothing until they agree.
    """
    prevails = rules.get("both_channels", "electronic")
    channels = {ballot["channel"] for ballot, _told in valid}
    if prevails in channels and len(channels) > 1:
        for ballot, told in valid:
            if ballot["channel"] != prevails:
                told["fate"] = "superseded"
        valid = [(ballot, told) for ballot, told in valid if ballot["channel"] == prevails]
    last: dict = {}
    for ballot, told in valid:
        who = str((ballot.get("proxy") or {}).get("for") or ballot.get("by"))
        if who in last:
            last[who][1]["fate"] = "superseded"
        last[who] = (ballot, told)
    choices = {}
    for matter in {m for ballot, _told in last.values() for m in ballot["choices"]}:
        said = {ballot["choices"][matter] for ballot, _told in last.values() if matter in ballot["choices"]}
        if len(said) == 1:
            choices[matter] = said.pop()
        else:
            for ballot, told in last.values():
                if matter in ballot["choices"]:
                    told["fate"] = "held_co_owners_disagree"
    return choices


# --- counting ---------------------------------------------------------------------------------------------------


def count(matter, rules, roll, standing):
    """One matter's outcome, with heads and area counted and the reasons, in numbers."""
    units = [row for row in roll.values() if in_scope(row, matter)]
    said = {row["unit"]: standing.get(row["unit"], {}).get(matter["id"]) for row in units}
    sums = {name: {"heads": 0, "area": 0} for name in ("all", "took_part", *CHOICES)}
    heads: dict = {}
    for row in units:
        choice = said[row["unit"]]
        heads.setdefault(head_of(row), []).append(choice)
        sums["all"]["area"] += row["area"]
        if choice:
            sums["took_part"]["area"] += row["area"]
            sums[choice]["area"] += row["area"]
    for choices in heads.values():
        sums["all"]["heads"] += 1
        given = {choice for choice in choices if choice}
        if given:
            sums["took_part"]["heads"] += 1
        if (
            len(given) == 1
        ):  # one owner who says different things for different units is present, and neither for nor against
            sums[given.pop()]["heads"] += 1
    kind = matter["class"]
    if kind == "unanimous":
        outcome, why = unanimous(sums)
    else:
        outcome, why = decided(sums, rules["quorum"], rules[kind])
    found = {"outcome": outcome, "class": kind, "why": why, **{name: dict(both) for name, both in sums.items()}}
    if rules.get("silent", {}).get("on"):
        found["with_silent_clause"] = with_silence(found, rules, heads, units, said, kind)
    return found


def in_scope(row, matter):
    """Whether a unit votes on this matter: of the kinds the roll was frozen for, and of the part concerned."""
    if row.get("kind", "dwelling") in matter.get("without_kinds", ()):
        return False
    only = matter.get("only_units")
    return only is None or row["unit"] in only


def head_of(row):
    """One buyer with several units is one head, and so is the developer with all that is unsold or not handed over."""
    return "developer" if row.get("developer") else row.get("head") or row["unit"]


def decided(sums, quorum, threshold):
    why = []
    for name in ("area", "heads"):
        part, whole, (over, under) = sums["took_part"][name], sums["all"][name], quorum[name]
        enough = part * under >= whole * over
        why.append(
            f"quorum {name}: {part} of {whole}, at least {over}/{under}: {'reached' if enough else 'not reached'}"
        )
        if not enough:
            why[-1] = why[-1] + f", {missing(part, whole, over, under)} short"
    if any("not reached" in line for line in why):
        return NO_QUORUM, why
    passed = True
    for name in ("area", "heads"):
        part, whole, (over, under) = sums["yes"][name], sums["took_part"][name], threshold[name]
        strict = threshold.get("strict", False)
        enough = part * under > whole * over if strict else part * under >= whole * over
        passed = passed and enough
        least = "more than" if strict else "at least"
        reached = "reached" if enough else "not reached"
        why.append(f"yes {name}: {part} of {whole}, {least} {over}/{under}: {reached}")
    return (PASSED if passed else REJECTED), why


def missing(part, whole, over, under):
    """How much is missing to the quorum, rounded up to what can be counted."""
    return -(-(whole * over - part * under) // under)


def unanimous(sums):
    every = sums["yes"]["heads"] == sums["all"]["heads"] and sums["yes"]["area"] == sums["all"]["area"]
    why = [f"every interested owner has to consent: {sums['yes']['heads']} of {sums['all']['heads']} did"]
    return (PASSED if every else REJECTED), why


def with_silence(found, rules, heads, units, said, kind):
    """What the clause on silent votes would make of it: those who were served and said nothing follow the majority of
    the others.

    Off by default, and shown beside the outcome without it, never in its place (Civil Code art. 140(2)).
    """
    served = set(rules["silent"].get("served_units", ()))
    follow = (
        "yes"
        if found["yes"]["area"] * 2 > found["took_part"]["area"]
        and found["yes"]["heads"] * 2 > found["took_part"]["heads"]
        else "no"
    )
    sums = {name: dict(found[name]) for name in ("all", "took_part", *CHOICES)}
    for row in units:
        if said[row["unit"]] is None and row["unit"] in served:
            sums["took_part"]["area"] += row["area"]
            sums[follow]["area"] += row["area"]
    silent_heads = {head_of(r) for r in units if r["unit"] in served} - {head_of(r) for r in units if said[r["unit"]]}
    sums["took_part"]["heads"] += len(silent_heads)
    sums[follow]["heads"] += len(silent_heads)
    outcome, why = unanimous(sums) if kind == "unanimous" else decided(sums, rules["quorum"], rules[kind])
    return {"outcome": outcome, "why": why, "silent_follow": follow, "silent_heads": len(silent_heads), **sums}


def moment(text):
    found = datetime.fromisoformat(text)
    if found.utcoffset() is None:
        raise Unsound(f"{text} has no time zone.")
    return found


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8-sig") as file:
            pack = json.load(file)
        outcome = recounted(pack)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"Nothing was counted: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(outcome, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
