"""What people agree on, and the groups their stances form. Free of Django; numpy only.

The formulas are those that Polis publishes (math/src/polismath/math), told in domain terms: group-informed consensus,
representative statements, majority consensus. Departures, all on purpose: an exact, deterministic decomposition with
a fixed sign, k-means from several seeded starts, real convergence. So the same stances always give the same board, and
a published one can be recomputed.

Matrices have one row a person and one column a statement: 1 agree, -1 disagree, 0 pass, NaN not asked.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

AGREE, DISAGREE, PASS = 1, -1, 0
ENOUGH_STANCES = 7
"""Somebody with fewer stances (or, where there are fewer statements, without one on each) is placed in no group."""
FEWEST_PEOPLE = 15
"""With fewer people who said enough, those who said most are placed too, up to so many."""
MOST_GROUPS = 5
Z_90 = 1.2816
"""One-sided 90 %: from here on a share is more than chance."""
STARTS = 20
SPARSE = 0.25
"""How much somebody who said little is moved out from the middle: not at all would be 0, and Polis's square root, 0.5,
throws those who said least the farthest. Of the three, this agrees best with the groups that Polis published."""


@dataclass(frozen=True)
class Stances:
    """Who said what: the last stance of each person on each statement."""

    people: tuple[Hashable, ...]
    statements: tuple[Hashable, ...]
    matrix: np.ndarray  # float, (people, statements)

    @classmethod
    def of(cls, said: Iterable[tuple[Hashable, Hashable, int]]) -> "Stances":
        """Of (person, statement, stance) in the order in which they were said; a later one replaces an earlier one."""
        last: dict[tuple[Hashable, Hashable], int] = {}
        for person, statement, stance in said:
            last.pop((person, statement), None)
            last[person, statement] = stance
        people = tuple(sorted({p for p, _ in last}, key=_order))
        statements = tuple(sorted({s for _, s in last}, key=_order))
        row, column = {p: i for i, p in enumerate(people)}, {s: j for j, s in enumerate(statements)}
        matrix = np.full((len(people), len(statements)), np.nan)
        for (person, statement), stance in last.items():
            matrix[row[person], column[statement]] = stance
        return cls(people, statements, matrix)

    @property
    def count(self) -> np.ndarray:
        """How many stances each person took, passes included."""
        return (~np.isnan(self.matrix)).sum(axis=1)


def _order(key: Hashable) -> tuple:
    return (0, key) if isinstance(key, int) else (1, str(key))


# --- the map ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Map:
    """Where each person stands, and in which group; -1: said too little to be placed."""

    points: np.ndarray  # (people, 2)
    labels: np.ndarray  # (people,) int
    silhouette: float  # -1 … 1: how clearly the groups stand apart; 0 with a single group
    directions: np.ndarray  # (2, statements)


def draw_map(
    stances: Stances, *, groups: int | None = None, seed: int = 0, enough: int = ENOUGH_STANCES, starts: int = STARTS
) -> Map:
    """Project people on the two directions in which they differ most, and find the groups; never fails.

    Missing stances take the statement's mean, and somebody who said little is not pulled to the middle for that:
    `p_i = (C / n_i) ** SPARSE * sum over said j of (x_ij - mean_j) w_j`. The number of groups, 2 to min(5, 2 + n //
    12), is the one with the best mean silhouette, unless `groups` is given. Costs O(people x statements x min of both).
    """
    matrix, n = stances.matrix, len(stances.people)
    labels = np.full(n, -1, dtype=int)
    centred, said = _centred(matrix)
    directions = _directions(centred)
    points = _points(centred, said, directions)
    placed = np.flatnonzero(_said_enough(stances, enough))
    distinct = len(np.unique(points[placed].round(9), axis=0)) if len(placed) else 0
    if distinct < 2:
        labels[placed] = 0
        return Map(points, labels, 0.0, directions)
    some = points[placed]
    most = min(MOST_GROUPS, 2 + len(placed) // 12, distinct)
    wanted = [min(groups, distinct)] if groups else range(2, most + 1)
    best, best_score = np.zeros(len(placed), dtype=int), -2.0
    for k in wanted:
        found = k_means(some, k, seed=seed, starts=starts)
        score = silhouette(some, found)
        if score > best_score + 1e-12:
            best, best_score = found, score
    labels[placed] = _by_size(best)
    return Map(points, labels, float(best_score), directions)


def _said_enough(stances: Stances, least: int) -> np.ndarray:
    count, columns = stances.count, len(stances.statements)
    enough = count >= min(least, columns)
    if enough.sum() < FEWEST_PEOPLE:
        most_active = np.argsort(-count, kind="stable")[:FEWEST_PEOPLE]
        enough[most_active[count[most_active] > 0]] = True
    return enough


def _points(centred: np.ndarray, said: np.ndarray, directions: np.ndarray) -> np.ndarray:
    scale = (centred.shape[1] / np.maximum(said.sum(axis=1), 1)) ** SPARSE
    return (centred @ directions.T) * scale[:, None]


def _centred(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Stances less their statement's mean, 0 where nothing was said; and where something was."""
    said = ~np.isnan(matrix)
    counts = said.sum(axis=0)
    known = np.where(said, matrix, 0.0)
    means = np.divide(known.sum(axis=0), counts, out=np.zeros(matrix.shape[1]), where=counts > 0)
    return np.where(said, known - means, 0.0), said


def _directions_from(centred: np.ndarray, start: np.ndarray, *, steps: int = 6) -> np.ndarray:
    axes = start
    for _ in range(steps):
        axes = np.linalg.qr(centred.T @ (centred @ axes.T))[0].T
    return axes


def _directions(centred: np.ndarray) -> np.ndarray:
    """The two directions of the largest variance, each with its largest part positive; the smaller square is
    decomposed.
    """
    n, columns = centred.shape
    found = np.zeros((2, columns))
    if not n or not columns:
        return found
    if n >= columns:
        _values, vectors = np.linalg.eigh(centred.T @ centred)
        axes = vectors[:, ::-1][:, :2].T
    else:
        values, vectors = np.linalg.eigh(centred @ centred.T)
        values, vectors = values[::-1][:2], vectors[:, ::-1][:, :2]
        usable = values > 1e-12 * max(values[0], 1e-12)
        axes = (vectors[:, usable].T @ centred) / np.sqrt(values[usable])[:, None]
    for i, axis in enumerate(axes[:2]):
        if np.abs(axis).max(initial=0) > 0:
            found[i] = axis * np.sign(axis[np.argmax(np.abs(axis))])
    return found


def k_means(points: np.ndarray, k: int, *, seed: int = 0, starts: int = STARTS) -> np.ndarray:
    """Labels of `k` groups: the tightest of several seeded runs from spread starts."""
    chance, best, least = np.random.default_rng(seed), None, np.inf
    for _ in range(starts):
        centres = _spread(points, k, chance)
        for _step in range(100):
            labels = _nearest(points, centres)
            sizes = np.bincount(labels, minlength=k)
            sums = np.stack([np.bincount(labels, weights=axis, minlength=k) for axis in points.T], axis=1)
            moved = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
            if np.abs(moved - centres).max() < 1e-9:
                break
            centres = moved
        spread = ((points - centres[labels]) ** 2).sum()
        if spread < least - 1e-12:
            best, least = labels, spread
    return best if best is not None else np.zeros(len(points), dtype=int)


def _spread(points: np.ndarray, k: int, chance: np.random.Generator) -> np.ndarray:
    """Starts far from each other: each next one drawn by its squared distance from those before (k-means++)."""
    centres = [points[chance.integers(len(points))]]
    away = np.full(len(points), np.inf)
    while len(centres) < k:
        away = np.minimum(away, ((points - centres[-1]) ** 2).sum(axis=1))
        total = away.sum()
        centres.append(
            points[chance.choice(len(points), p=away / total)] if total > 0 else points[len(centres) % len(points)]
        )
    return np.array(centres)


def _nearest(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    away = [((points - centre) ** 2).sum(axis=1) for centre in centres]
    return np.argmin(away, axis=0)


def silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    """The mean over people of (b - a) / max(a, b): a their mean distance within the group, b to the next group; alone:
    0.
    """
    names = np.unique(labels)
    if len(names) < 2:
        return 0.0
    away = np.sqrt(sum(np.subtract.outer(axis, axis) ** 2 for axis in points.T))
    member = labels[:, None] == names[None]
    sizes = member.sum(axis=0)
    sums = away @ member
    own = member.argmax(axis=1)
    rows = np.arange(len(points))
    within = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[rows, own] = np.inf
    other = means.min(axis=1)
    score = np.where(sizes[own] > 1, (other - within) / np.maximum(np.maximum(within, other), 1e-12), 0.0)
    return float(score.mean())


def stability(stances: Stances, drawn: Map, *, seed: int = 0, refits: int = 12) -> float:
    """How surely the same groups would come out with other neighbours of the same kind: 1 always, about 0 by chance.

    The mean adjusted Rand index, over seeded bootstrap refits, between the groups of the map and the groups found
    again among people drawn from the same people with replacement: with new means, new directions (a few steps of
    subspace iteration from the map's own, which cost a fraction of an exact decomposition) and new k-means with the
    same number of groups. Each person counts once in the comparison. 0 with a single group.
    """
    placed = np.flatnonzero(drawn.labels >= 0)
    k = int(drawn.labels.max(initial=-1)) + 1
    if k < 2:
        return 0.0
    chance, scores = np.random.default_rng(seed), []
    for refit in range(refits):
        drawn_people = np.sort(chance.choice(placed, size=len(placed)))
        centred, said = _centred(stances.matrix[drawn_people])
        points = _points(centred, said, _directions_from(centred, drawn.directions))
        found = k_means(points, min(k, len(np.unique(points.round(9), axis=0))), seed=seed + refit, starts=4)
        once = np.unique(drawn_people, return_index=True)[1]
        scores.append(adjusted_rand(found[once].tolist(), drawn.labels[drawn_people[once]].tolist()))
    return float(np.mean(scores))


def _by_size(labels: np.ndarray) -> np.ndarray:
    """Groups numbered by size, the largest 0; of the same size, the one with the earlier person first."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda i: (-sizes[i], first[i]))
    new = {names[i]: rank for rank, i in enumerate(order)}
    return np.array([new[label] for label in labels], dtype=int)


# --- what is agreed on ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tallies:
    """Agreed, disagreed, said (passes included), of each group on each statement; (groups, statements) int arrays."""

    agreed: np.ndarray
    disagreed: np.ndarray
    said: np.ndarray

    @classmethod
    def of(cls, matrix: np.ndarray, labels: np.ndarray) -> "Tallies":
        groups = int(labels.max(initial=-1)) + 1
        rows = [matrix[labels == g] for g in range(groups)]
        shape = (groups, matrix.shape[1])
        return cls(
            np.array([(r == AGREE).sum(axis=0) for r in rows], dtype=int).reshape(shape),
            np.array([(r == DISAGREE).sum(axis=0) for r in rows], dtype=int).reshape(shape),
            np.array([(~np.isnan(r)).sum(axis=0) for r in rows], dtype=int).reshape(shape),
        )


def group_informed_consensus(tallies: Tallies) -> np.ndarray:
    """`prod over groups g of (A_gc + 1) / (S_gc + 2)` for each statement c, S with passes; 0 … 1; 1 without groups."""
    return np.prod((tallies.agreed + 1) / (tallies.said + 2), axis=0)


def z_of_share(k: np.ndarray, n: np.ndarray) -> np.ndarray:
    """How surely more than half: `2 sqrt(n + 1) ((k + 1) / (n + 1) - 1/2)`."""
    return 2 * np.sqrt(n + 1.0) * ((k + 1) / (n + 1) - 0.5)


def z_of_two(k: np.ndarray, m: np.ndarray, n: np.ndarray, o: np.ndarray) -> np.ndarray:
    """How surely the share k of n is more than m of o; every count plus one; 0 where all agree."""
    k, m, n, o = (np.asarray(x, dtype=float) + 1 for x in (k, m, n, o))
    pooled = (k + m) / (n + o)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled) * (1 / n + 1 / o), 0))
    return np.divide(k / n - m / o, spread, out=np.zeros_like(pooled), where=(pooled != 1) & (spread > 0))


@dataclass(frozen=True)
class Representative:
    """A statement that marks a group off from the others."""

    statement: Hashable
    stance: int  # AGREE or DISAGREE
    share: float  # of the group, (k + 1) / (n + 2)
    share_z: float
    ratio: float  # its share against everybody else's
    ratio_z: float
    agreed: int
    said: int


def representative(stances: Stances, tallies: Tallies, group: int, *, most: int = 5) -> list[Representative]:
    """The statements that mark this group off, agreed ones first; at least one where anybody said anything.

    Enough is: both the share and its lead over the others are more than chance at 90 %. Ordered by
    ratio x ratio_z x share x share_z; the statement that the group agrees with best always comes first.
    """
    everyone = {name: getattr(tallies, name).sum(axis=0) for name in ("agreed", "disagreed", "said")}
    said, others = tallies.said[group], everyone["said"] - tallies.said[group]
    sides = {}
    for stance, name in ((AGREE, "agreed"), (DISAGREE, "disagreed")):
        k = getattr(tallies, name)[group]
        rest = everyone[name] - k
        share = (k + 1) / (said + 2)
        sides[stance] = {
            "k": k,
            "share": share,
            "share_z": z_of_share(k, said),
            "ratio": share / ((rest + 1) / (others + 2)),
            "ratio_z": z_of_two(k, rest, said, others),
        }

    def one(j: int, stance: int) -> Representative:
        s = sides[stance]
        return Representative(
            stances.statements[j],
            stance,
            float(s["share"][j]),
            float(s["share_z"][j]),
            float(s["ratio"][j]),
            float(s["ratio_z"][j]),
            int(s["k"][j]),
            int(said[j]),
        )

    heard: list[int] = np.flatnonzero(said > 0).tolist()
    if not heard:
        return []
    enough, best = [], None
    for j in heard:
        a, d = sides[AGREE], sides[DISAGREE]
        stance = AGREE if a["ratio_z"][j] > d["ratio_z"][j] else DISAGREE
        it = one(j, stance)
        if it.ratio_z > Z_90 and it.share_z > Z_90:
            enough.append(it)
        agrees = one(j, AGREE)
        if (agrees.share_z > Z_90 or (agrees.ratio > 1 and agrees.share > 0.5)) and (
            best is None or _agreed_better(agrees, best)
        ):
            best = agrees
    if not enough:
        return [best or max((one(j, s) for j in heard for s in (AGREE, DISAGREE)), key=lambda r: r.ratio_z)]
    enough.sort(key=lambda r: -(r.ratio * r.ratio_z * r.share * r.share_z))
    if best:
        enough = [best, *(r for r in enough if (r.statement, r.stance) != (best.statement, AGREE))]
    enough = enough[:most]
    return [r for r in enough if r.stance == AGREE] + [r for r in enough if r.stance == DISAGREE]


def _agreed_better(new: Representative, old: Representative) -> bool:
    if old.ratio > 1:
        return new.ratio * new.ratio_z * new.share * new.share_z > old.ratio * old.ratio_z * old.share * old.share_z
    return new.share * new.share_z > old.share * old.share_z


@dataclass(frozen=True)
class Majority:
    statement: Hashable
    share: float
    share_z: float
    count: int
    said: int


def majority(stances: Stances, *, most: int = 5) -> dict[str, list[Majority]]:
    """What most of all agree with, and what most disagree with: share above a half, more than chance at 90 %; best
    first.
    """
    matrix = stances.matrix
    said = (~np.isnan(matrix)).sum(axis=0)
    found = {}
    for name, stance in (("agree", AGREE), ("disagree", DISAGREE)):
        k = (matrix == stance).sum(axis=0)
        share, z = (k + 1) / (said + 2), z_of_share(k, said)
        chosen = [j for j in range(len(stances.statements)) if said[j] and share[j] > 0.5 and z[j] > Z_90]
        chosen.sort(key=lambda j: -share[j] * z[j])
        found[name] = [
            Majority(stances.statements[j], float(share[j]), float(z[j]), int(k[j]), int(said[j]))
            for j in chosen[:most]
        ]
    return found


# --- the board --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Board:
    """Everything the common ground page shows, computed from one set of stances and one set of groups."""

    stances: Stances
    labels: np.ndarray
    tallies: Tallies
    map: Map | None
    consensus: np.ndarray

    def as_json(self) -> dict[str, Any]:
        labels = {str(p): (int(g) if g >= 0 else None) for p, g in zip(self.stances.people, self.labels, strict=True)}
        return {
            "groups": labels,
            "consensus": {str(s): float(c) for s, c in zip(self.stances.statements, self.consensus, strict=True)},
            "majority": {side: [vars(m) for m in some] for side, some in majority(self.stances).items()},
            "representative": {
                str(g): [vars(r) for r in representative(self.stances, self.tallies, g)]
                for g in range(len(self.tallies.said))
            },
            "people": len(self.stances.people),
            "statements": len(self.stances.statements),
            "silhouette": self.map.silhouette if self.map else None,
        }


def board(stances: Stances, *, given: Mapping[Hashable, int] | None = None, seed: int = 0) -> Board:
    """The board of these stances, with groups found in them or `given` (person -> group; others are in none)."""
    drawn = None
    if given is None:
        drawn = draw_map(stances, seed=seed)
        labels = drawn.labels
    else:
        ranks = {name: i for i, name in enumerate(sorted(set(given.values()), key=_order))}
        labels = np.array([ranks[given[p]] if p in given else -1 for p in stances.people], dtype=int)
    tallies = Tallies.of(stances.matrix, labels)
    return Board(stances, labels, tallies, drawn, group_informed_consensus(tallies))


def interval(k: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval of the share k of n, by default at 95 %; (0, 1) where nobody spoke."""
    if n <= 0:
        return 0.0, 1.0
    share, square = k / n, z * z
    middle, half = share + square / (2 * n), z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, (middle - half) / (1 + square / n)), min(1.0, (middle + half) / (1 + square / n))


def adjusted_rand(a: Sequence[int], b: Sequence[int]) -> float:
    """How far two groupings of the same people agree: 1 the same, about 0 by chance (Hubert and Arabie 1985)."""
    pairs = np.zeros((max(a, default=0) + 1, max(b, default=0) + 1), dtype=np.int64)
    np.add.at(pairs, (np.asarray(a, dtype=int), np.asarray(b, dtype=int)), 1)

    def two(x: np.ndarray) -> float:
        return float((x * (x - 1) // 2).sum())

    both, left, right, all_ = two(pairs), two(pairs.sum(axis=1)), two(pairs.sum(axis=0)), len(a) * (len(a) - 1) / 2
    chance = left * right / all_ if all_ else 0.0
    most = (left + right) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)
