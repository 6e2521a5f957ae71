"""The common ground board of one hearing, computed from its pack. Free of Django.

A pack holds everything that is computed from (docs/board-pack.md): the statements, people as numbers with the groups
they declared, what each of them said, and the thresholds in force. `compute` is a pure function of it, so a published
board can be computed again by anybody (`linli councils recount FILE`).

What stands on top is what the group that likes it least can still live with: for every statement the share of each
declared group, with its interval; a statement passes when more than half of those who said something agree, in every
group. "Agree if …" is said, but neither agreement nor refusal, until its condition is itself a statement that passes
with every group. Groups are first those that people declared. Groups are looked for in the stances only where enough
people said enough, and shown with a figure that says how surely they would come out again.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from linli.councils import opinions
from linli.councils.hearing import BOUNDS
from linli.councils.opinions import AGREE, DISAGREE, PASS, Map, Stances, Tallies

FORMAT, VERSION, SEED = "linli-board-pack/1", 1, 0
KEPT = "linli-board/1"
"""The format of a published file: a pack, what was computed from it, and the hashes of both."""
SIDES = ("agree", "disagree", "pass", "if")
IDEAS = {"like": "likes", "need": "needs", "condition": "conditions"}
"""What is gathered in rounds where there are too few people for shares."""
MOSTLY = 3, 4
"""From this share of the voices on, one group's voices are said to be one-sided."""
REFITS = 12
OPINION = "opinion"
"""The name of the grouping that was found and not declared."""


class Unsound(ValueError):
    """The file is no pack, or contradicts itself; nothing can be computed from it."""


@dataclass(frozen=True)
class Thresholds:
    """From how many people on what is shown; of the book of hearings, as in force when the pack was made."""

    people_for_shares: int
    people_for_map: int
    stances_each: int
    stable_percent: int
    people_per_group: int

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Thresholds":
        for name in cls.__dataclass_fields__:
            (least, most), number = BOUNDS[name], said[name]
            if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
                raise Unsound(f"“{name}” is a whole number from {least} to {most}.")
        return cls(**{name: said[name] for name in cls.__dataclass_fields__})


# --- from pack to board -----------------------------------------------------------------------------------------


def compute(pack: Mapping[str, Any]) -> dict[str, Any]:
    """The board of a pack: shares where enough people spoke, else rounds of likes, needs and conditions."""
    hall = Hall.of(pack)
    facts = {
        "version": VERSION,
        "people": len(hall.people),
        "stances": int(hall.stances.count.sum()),
        "channels": dict(pack.get("channels", {})),
        "dimensions": [_dimension(d) for d in hall.dimensions],
    }
    if len(hall.people) < hall.rules.people_for_shares:
        return facts | {"mode": "rounds", "needed": hall.rules.people_for_shares, "rounds": _rounds(hall)}
    drawn, stability = _map(hall)
    partitions = {d.key: (d.labels, len(d.groups)) for d in hall.dimensions if d.groups}
    if drawn is not None and _shown(hall, drawn, stability):
        partitions[OPINION] = (drawn.labels, int(drawn.labels.max()) + 1)
    tallies = {key: Tallies.of(hall.stances.matrix, labels) for key, (labels, _n) in partitions.items()}
    rows = [hall.row(j) for j in range(len(hall.statements))]
    _settle(rows)
    for key, tally in tallies.items():
        for row, consensus in zip(rows, opinions.group_informed_consensus(tally), strict=True):
            row["consensus"][key] = _round(consensus, 6)
    best_first = sorted(rows, key=_rank)
    found: dict[str, Any] = facts | {
        "mode": "shares",
        "statements": best_first,
        "refusals": _refusals(hall, rows),
        "warnings": _warnings(hall, best_first),
        "majority": {side: [_majority(m) for m in some] for side, some in opinions.majority(hall.stances).items()},
        "representative": {
            key: [
                [_representative(r) for r in opinions.representative(hall.stances, tally, g)]
                for g in range(partitions[key][1])
            ]
            for key, tally in tallies.items()
        },
        "map": _drawing(hall, drawn, stability),
    }
    return found


@dataclass(frozen=True)
class Group:
    """People who declared the same; `of` are the options that were put together so that the group is large enough."""

    of: tuple[str, ...]
    members: np.ndarray  # bool, (people,)

    @property
    def people(self) -> int:
        return int(self.members.sum())


@dataclass(frozen=True)
class Dimension:
    """One question by which people declared who they are, such as the floor they live on."""

    key: str
    name: str
    options: tuple[tuple[str, int], ...]  # each with its people
    groups: tuple[Group, ...]
    left_out: int  # people whose option is shown with no group, since it would be too small
    unsaid: int  # people of whom the pack does not say it
    blurred: int  # of these: those whose group is not said so that nobody can be recognised

    @property
    def labels(self) -> np.ndarray:
        found = np.full(len(self.groups[0].members) if self.groups else 0, -1, dtype=int)
        for i, group in enumerate(self.groups):
            found[group.members] = i
        return found


@dataclass(frozen=True)
class Hall:
    """A pack, read: its people in an order that depends on nothing but what they said."""

    rules: Thresholds
    seed: int
    statements: tuple[Mapping[str, Any], ...]
    people: tuple[Mapping[str, Any], ...]
    stances: Stances
    ifs: np.ndarray  # int, (people, statements): which statement is the condition; 0 none, -1 one that is not shown
    dimensions: tuple[Dimension, ...]

    @classmethod
    def of(cls, pack: Mapping[str, Any]) -> "Hall":
        check(pack)
        statements = tuple(sorted(pack["statements"], key=lambda s: s["number"]))
        people = tuple(sorted((p for p in pack["people"] if p["said"]), key=_by_what_was_said))
        column = {str(s["number"]): j for j, s in enumerate(statements)}
        matrix = np.full((len(people), len(statements)), np.nan)
        ifs = np.zeros(matrix.shape, dtype=int)
        value = {"agree": AGREE, "disagree": DISAGREE, "pass": PASS}
        for i, person in enumerate(people):
            for number, said in person["said"].items():
                j = column[number]
                if isinstance(said, str):
                    matrix[i, j] = value[said]
                else:
                    matrix[i, j], ifs[i, j] = PASS, said["if"] or -1
        stances = Stances(tuple(range(len(people))), tuple(s["number"] for s in statements), matrix)
        rules = Thresholds.read(pack["rules"])
        dimensions = tuple(
            _grouped(one, people, rules.people_per_group, pack.get("blurred", {})) for one in pack["groups"]
        )
        return cls(rules, int(pack["seed"]), statements, people, stances, ifs, dimensions)

    def row(self, j: int) -> dict[str, Any]:
        """What was said to one statement, by all and by each group."""
        statement = self.statements[j]
        everyone = np.ones(len(self.people), dtype=bool)
        groups = [
            {"dimension": d.key, "of": list(g.of), **self.counts(j, g.members)}
            for d in self.dimensions
            for g in d.groups
        ] or [{"dimension": "", "of": [], **self.counts(j, everyone)}]
        return {
            "number": statement["number"],
            "kind": statement["kind"],
            "words": statement["words"],
            "round": statement["round"],
            "condition_of": statement["condition_of"],
            "all": self.counts(j, everyone),
            "groups": groups,
            "consensus": {},
        }

    def counts(self, j: int, members: np.ndarray) -> dict[str, Any]:
        """How often each side was taken; nothing where too few of them spoke."""
        said, ifs = self.stances.matrix[members, j], self.ifs[members, j]
        spoke = int((~np.isnan(said)).sum())
        if spoke < self.rules.people_per_group:
            return {"heard": False}
        agree, disagree, conditional = int((said == AGREE).sum()), int((said == DISAGREE).sum()), int((ifs != 0).sum())
        low, high = opinions.interval(agree, spoke)
        conditions = Counter(int(c) for c in ifs[ifs > 0])
        return {
            "heard": True,
            "said": spoke,
            "agree": agree,
            "disagree": disagree,
            "pass": spoke - agree - disagree - conditional,
            "if": conditional,
            "conditions": {str(number): conditions[number] for number in sorted(conditions)},
            "share": _round(agree / spoke),
            "low": _round(low),
            "high": _round(high),
            "passes": 2 * agree > spoke,
        }


def _by_what_was_said(person: Mapping[str, Any]) -> str:
    return json.dumps([person["said"], person["groups"]], ensure_ascii=False, sort_keys=True)


# --- groups that people declared --------------------------------------------------------------------------------


def _grouped(
    one: Mapping[str, Any], people: Sequence[Mapping[str, Any]], least: int, blurred: Mapping[str, int]
) -> Dimension:
    said = [person["groups"].get(one["key"]) for person in people]
    counts = {option: said.count(option) for option in one["options"]}
    groups = tuple(Group(of, np.array([option in of for option in said], dtype=bool)) for of in merged(counts, least))
    spoke, shown = sum(counts.values()), sum(group.people for group in groups)
    return Dimension(
        one["key"],
        one["name"],
        tuple(counts.items()),
        groups,
        spoke - shown,
        len(people) - spoke,
        int(blurred.get(one["key"], 0)),
    )


def merged(counts: Mapping[str, int], least: int) -> list[tuple[str, ...]]:
    """Options so put together that no group has fewer than `least` people; none at all where even together they are
    too few.

    The small ones are put together; while they are still too few, the next larger joins them, so that what is left out
    can't be found by taking one figure from another.
    """
    there = sorted((option for option in counts if counts[option]), key=lambda option: -counts[option])
    large = [option for option in there if counts[option] >= least]
    small = [option for option in there if counts[option] < least]
    while small and large and sum(counts[option] for option in small) < least:
        small.append(large.pop())
    order = list(counts)
    groups: list[tuple[str, ...]] = [(option,) for option in large]
    if small and sum(counts[option] for option in small) >= least:
        groups.append(tuple(sorted(small, key=order.index)))
    return sorted(groups, key=lambda of: order.index(of[0]))


def blur(groups: Sequence[Mapping[str, str]], keys: Sequence[str], least: int) -> list[dict[str, str]]:
    """What people declared, with less said of those whose combination fewer than `least` share.

    Somebody who alone is a shopkeeper on the top floor could be recognised by it. Of whoever is in so rare a
    combination, the last question is left out, then the one before, until the combination is shared by enough, or
    nothing is said at all. And where it would be said of all but one, it is left out for a few of the commonest
    combination too: who stands there with nothing would be the one shopkeeper whom everybody knows.
    """
    rows = [{key: row[key] for key in keys if row.get(key)} for row in groups]
    for key in reversed(keys):
        shared = Counter(tuple(sorted(row.items())) for row in rows)
        for row in rows:
            if shared[tuple(sorted(row.items()))] < least:
                row.pop(key, None)
    nothing = sum(not row for row in rows)
    while 0 < nothing < least and nothing < len(rows):
        common = Counter(tuple(sorted(row.items())) for row in rows if row).most_common(1)[0]
        some = [row for row in rows if tuple(sorted(row.items())) == common[0]]
        for row in some if common[1] < 2 * least else some[: least - nothing]:
            row.clear()
        nothing = sum(not row for row in rows)
    return rows


# --- what passes, and what is refused ---------------------------------------------------------------------------


def _settle(rows: Sequence[dict[str, Any]]) -> None:
    """For every statement whether it passes, with whom it fares worst, and what to be careful about."""
    for row in rows:
        heard = [group for group in row["groups"] if group["heard"]]
        row["passes"] = (
            "unheard" if len(heard) < len(row["groups"]) else "yes" if all(g["passes"] for g in heard) else "no"
        )
        row["worst"] = min(range(len(heard)), key=lambda i: (heard[i]["share"], heard[i]["low"]), default=None)
        if row["worst"] is not None:
            row["worst"] = row["groups"].index(heard[row["worst"]])
        row["firm"] = row["passes"] == "yes" and all(group["low"] > 0.5 for group in heard)
    met = {str(row["number"]) for row in rows if row["passes"] == "yes"}
    for row in rows:
        for group in row["groups"]:
            if group["heard"]:
                group["met"] = sum(n for number, n in group["conditions"].items() if number in met)
        if row["passes"] == "no" and all(
            2 * (group["agree"] + group["met"]) > group["said"] for group in row["groups"]
        ):
            row["passes"] = "if"
        asked = {number for group in row["groups"] if group["heard"] for number in group["conditions"]}
        row["conditions"] = [{"number": int(number), "met": number in met} for number in sorted(asked, key=int)]


def _rank(row: Mapping[str, Any]) -> tuple:
    """What passes comes first; then by the lower ends of the intervals, so that three of three is less than ninety of
    a hundred.
    """
    heard = [group for group in row["groups"] if group["heard"]] or [{"low": 0.0, "share": 0.0}]
    surely, worst = min(group["low"] for group in heard), min(group["share"] for group in heard)
    return ("yes", "if", "no", "unheard").index(row["passes"]), -surely, -worst, row["number"]


def _refusals(hall: Hall, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For each declared group what it does not accept as it stands: more say no, or only if, than yes; and what would
    change it.
    """
    by_number = {str(row["number"]): row for row in rows}
    found, place = [], -1
    for dimension in hall.dimensions:
        for group in dimension.groups:
            place += 1
            some = []
            for row in rows:
                said = row["groups"][place]
                if not said["heard"] or said["disagree"] + said["if"] <= said["agree"]:
                    continue
                conditions = [
                    {"number": int(number), "people": people, "passes": by_number[number]["passes"]}
                    for number, people in sorted(said["conditions"].items(), key=lambda one: (-one[1], int(one[0])))
                ]
                some.append(
                    {
                        "number": row["number"],
                        "agree": said["agree"],
                        "disagree": said["disagree"],
                        "if": said["if"],
                        "said": said["said"],
                        "conditions": conditions,
                        "unshown": said["if"] - sum(c["people"] for c in conditions),
                        "would": 2 * (said["agree"] + said["if"]) > said["said"],
                    }
                )
            some.sort(key=lambda one: ((one["agree"] - one["disagree"] - one["if"]) / one["said"], one["number"]))
            found.append({"dimension": dimension.key, "of": list(group.of), "statements": some})
    return found


def _warnings(hall: Hall, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """When agreement rests on few or on one-sided voices, it says so. Each is a code and its facts."""
    found: list[dict[str, Any]] = []
    people = len(hall.people)
    if not any(dimension.groups for dimension in hall.dimensions):
        found.append({"code": "no_groups"})
    for dimension in hall.dimensions:
        spoke = sum(n for _option, n in dimension.options)
        if silent := [option for option, n in dimension.options if n < hall.rules.people_per_group]:
            found.append({"code": "silent", "dimension": dimension.name, "options": silent})
        for option, n in dimension.options:
            if spoke and len(dimension.options) > 1 and n * MOSTLY[1] >= spoke * MOSTLY[0]:
                found.append(
                    {"code": "one_sided", "dimension": dimension.name, "option": option, "people": n, "of": spoke}
                )
        if 2 * dimension.unsaid > people:
            found.append({"code": "unsaid", "dimension": dimension.name, "people": dimension.unsaid})
    for row in rows:
        if row["passes"] not in ("yes", "if"):
            continue
        if 2 * row["all"]["said"] < people:
            found.append({"code": "few", "number": row["number"], "said": row["all"]["said"], "of": people})
        elif row["passes"] == "yes" and not row["firm"]:
            found.append({"code": "wide", "number": row["number"]})
    return found


# --- groups found in what was said ------------------------------------------------------------------------------


def _map(hall: Hall) -> tuple[Map | None, float]:
    """The map and its stability, where enough people said enough. Groups too small to be shown are taken apart."""
    said_enough = hall.stances.count >= hall.rules.stances_each
    if said_enough.sum() < hall.rules.people_for_map:
        return None, 0.0
    some = Stances(
        tuple(np.flatnonzero(said_enough).tolist()), hall.stances.statements, hall.stances.matrix[said_enough]
    )
    drawn = opinions.draw_map(some, seed=hall.seed, enough=hall.rules.stances_each)
    sure = opinions.stability(some, drawn, seed=hall.seed, refits=REFITS)
    small = [g for g in range(int(drawn.labels.max()) + 1) if (drawn.labels == g).sum() < hall.rules.people_per_group]
    labels = np.where(np.isin(drawn.labels, small), -1, drawn.labels)  # the smallest have the highest numbers
    points, placed = np.zeros((len(hall.people), 2)), np.full(len(hall.people), -1)
    points[said_enough], placed[said_enough] = drawn.points, labels
    return replace(drawn, points=points, labels=placed), sure


def _shown(hall: Hall, drawn: Map, stability: float) -> bool:
    return int(drawn.labels.max()) >= 1 and 100 * stability >= hall.rules.stable_percent


def _drawing(hall: Hall, drawn: Map | None, stability: float) -> dict[str, Any]:
    """What is drawn of the map, and why not if it is not."""
    enough = int((hall.stances.count >= hall.rules.stances_each).sum())
    facts: dict[str, Any] = {
        "enough": enough,
        "needed": hall.rules.people_for_map,
        "stances_each": hall.rules.stances_each,
    }
    if drawn is None:
        return facts | {"shown": False, "why": "few"}
    facts |= {"stability": _round(stability, 2), "silhouette": _round(drawn.silhouette, 2)}
    if not _shown(hall, drawn, stability):
        return facts | {"shown": False, "why": "one" if drawn.labels.max() < 1 else "unstable"}
    there = hall.stances.count >= hall.rules.stances_each
    reach = float(np.abs(drawn.points[there]).max()) or 1.0
    points = [
        [_round(x / reach, 3), _round(y / reach, 3), int(group)]
        for (x, y), group in zip(drawn.points[there], drawn.labels[there], strict=True)
    ]
    sizes = [int((drawn.labels == g).sum()) for g in range(int(drawn.labels.max()) + 1)]
    return facts | {"shown": True, "groups": sizes, "points": sorted(points)}


# --- rounds -----------------------------------------------------------------------------------------------------


def _rounds(hall: Hall) -> list[dict[str, Any]]:
    """Round by round what people like, need, and would want as a condition, with how many said "me too"; the latest
    first.
    """
    rounds = []
    for number in sorted({s["round"] for s in hall.statements}, reverse=True):
        ideas: dict[str, list[dict[str, Any]]] = {name: [] for name in (*IDEAS.values(), "statements")}
        for j, statement in enumerate(hall.statements):
            if statement["round"] != number:
                continue
            said, ifs = hall.stances.matrix[:, j], hall.ifs[:, j]
            sides = {
                "agree": said == AGREE,
                "disagree": said == DISAGREE,
                "if": ifs != 0,
                "pass": (said == PASS) & (ifs == 0),
            }
            ideas[IDEAS.get(statement["kind"], "statements")].append(
                {
                    "number": statement["number"],
                    "words": statement["words"],
                    "condition_of": statement["condition_of"],
                    **{side: int(those.sum()) for side, those in sides.items()},
                }
            )
        for some in ideas.values():
            some.sort(key=lambda one: (-one["agree"], one["number"]))
        rounds.append({"round": number, **ideas})
    return rounds


# --- writing it down --------------------------------------------------------------------------------------------


def _dimension(dimension: Dimension) -> dict[str, Any]:
    groups = [{"of": list(group.of), "people": group.people} for group in dimension.groups]
    shown = {option for group in dimension.groups for option in group.of if len(group.of) == 1}
    return {
        "key": dimension.key,
        "name": dimension.name,
        "groups": groups,
        "left_out": dimension.left_out,
        "unsaid": dimension.unsaid,
        "blurred": dimension.blurred,
        "options": [[option, n if option in shown or not n else None] for option, n in dimension.options],
    }


def _majority(one: opinions.Majority) -> dict[str, Any]:
    return {
        "number": one.statement,
        "share": _round(one.share),
        "z": _round(one.share_z, 3),
        "count": one.count,
        "said": one.said,
    }


def _representative(one: opinions.Representative) -> dict[str, Any]:
    return {
        "number": one.statement,
        "side": "agree" if one.stance == AGREE else "disagree",
        "share": _round(one.share),
        "ratio": _round(one.ratio, 3),
        "share_z": _round(one.share_z, 3),
        "ratio_z": _round(one.ratio_z, 3),
        "count": one.agreed,
        "said": one.said,
    }


def _round(number: float, digits: int = 4) -> float:
    """So few digits that another machine's arithmetic gives the same; nought has no sign."""
    return round(float(number), digits) + 0.0


# --- packs, hashes, and computing again -------------------------------------------------------------------------


def check(pack: Any) -> None:
    """What must hold before anything is computed; raises Unsound with a sentence."""
    if not isinstance(pack, Mapping) or pack.get("format") != FORMAT:
        raise Unsound(f"This is no pack of a board: its format is not {FORMAT}.")
    if missing := [key for key in ("version", "seed", "rules", "groups", "statements", "people") if key not in pack]:
        raise Unsound(f"The pack has no {missing[0]}.")
    try:
        Thresholds.read(pack["rules"])
        numbers = [s["number"] for s in pack["statements"]]
        people = [p["number"] for p in pack["people"]]
        for name, some in (("statement", numbers), ("person", people)):
            if len(set(some)) != len(some):
                raise Unsound(f"A {name} stands in the pack twice.")
        known = {str(number) for number in numbers}
        for person in pack["people"]:
            for number, said in person["said"].items():
                condition = said["if"] if isinstance(said, Mapping) else None
                if number not in known or (condition is not None and str(condition) not in known):
                    raise Unsound(f"Person {person['number']} speaks of a statement that is not in the pack.")
                if not isinstance(said, Mapping) and said not in SIDES[:3]:
                    raise Unsound(f"Person {person['number']} says “{said}”, which is no stance.")
            if not isinstance(person["groups"], Mapping):
                raise Unsound(f"The groups of person {person['number']} are no names with options.")
        for one in pack["groups"]:
            if not isinstance(one["options"], list) or not {"key", "name"} <= one.keys():
                raise Unsound("A declared group has a key, a name and its options.")
        for statement in pack["statements"]:
            if not {"kind", "round", "words", "condition_of"} <= statement.keys():
                raise Unsound(f"Statement {statement['number']} lacks its kind, round, words or condition_of.")
    except (KeyError, TypeError, AttributeError) as error:
        raise Unsound(f"The pack is not in its form: {type(error).__name__} {error}.") from None
    except ValueError as error:
        raise Unsound(str(error)) from None


def digest(facts: Any) -> str:
    """SHA-256 of facts as JSON without spaces and with sorted keys."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def published(pack: Mapping[str, Any], output: Mapping[str, Any]) -> dict[str, Any]:
    """The file that is published: what was computed from what, and the hashes of both."""
    return {"format": KEPT, "input_hash": digest(pack), "output_hash": digest(output), "pack": pack, "output": output}


@dataclass(frozen=True)
class Recount:
    """A published board beside the one that its pack gives now."""

    said: Mapping[str, str]  # input and output: the hashes as published
    found: Mapping[str, str]
    differs: tuple[str, ...]  # where the outputs differ, the first few

    @property
    def same(self) -> bool:
        return self.said == self.found and not self.differs


def recount(file: Mapping[str, Any]) -> Recount:
    """Compute a published board again. Raises Unsound for a file that is none, or of another version's computing."""
    if file.get("format") != KEPT or not isinstance(file.get("output"), Mapping):
        raise Unsound(f"This is no published board: its format is not {KEPT}.")
    pack = file.get("pack")
    check(pack)
    assert isinstance(pack, Mapping)
    if pack["version"] != VERSION:
        raise Unsound(f"The board was computed by version {pack['version']}; this is version {VERSION}.")
    output = compute(pack)
    said = {"input": str(file.get("input_hash")), "output": str(file.get("output_hash"))}
    found = {"input": digest(pack), "output": digest(output)}
    return Recount(said, found, tuple(_differences(file["output"], output))[:5])


def _differences(a: Any, b: Any, at: str = "") -> Iterable[str]:
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        for key in sorted({*a, *b}):
            yield from _differences(a.get(key), b.get(key), f"{at}.{key}" if at else str(key))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, (one, other) in enumerate(zip(a, b, strict=True)):
            yield from _differences(one, other, f"{at}[{i}]")
    elif a != b:
        yield at or "everything"
