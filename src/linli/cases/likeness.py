"""How alike two sayings are, and when two cases may be one matter. Free of Django.

Words are cut into pairs of neighbouring Chinese characters and into Latin words and numbers, each once. A pair that
everybody writes (请尽快, 我们小区) weighs a fifth of one that says something. With A and B the pieces of two sayings
and w their weight,

    likeness = sqrt( w(A ∩ B) / w(A ∪ B)  ·  w(A ∩ B) / min(w(A), w(B)) )

the geometric mean of Jaccard's index and of containment: a short saying that stands within a long one is alike, but
less than the same saying twice. It is between 0 and 1, the same both ways, and 1 only for the same pieces.

Two cases that are near and recent are shown as perhaps the same if their words are alike; less likeness will do when
they are of one kind; and of one kind in one building they are shown whatever their words (the offices' own rule of
thumb: same building, same kind, seven days). How far "near" and "recent" reach is a book's to say
(`cases.books.likeness`). A person decides, always.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_

LIGHT = 0.2
LONGEST = 400  # characters compared; a long story says its matter at its beginning
METRES = 6_371_000 * 2


@dataclass(frozen=True)
class LikenessRules:
    days: int  # how long ago another case may have come in …
    group_days: int  # … and one that many have joined
    group_voices: int  # from how many voices on a matter is a group's
    answered_days: int  # how long an answered case still counts as an earlier result
    metres: int  # how far apart two places may lie that are not in one compound
    least: float  # likeness from which on two near cases are shown
    least_same_kind: float  # the same for two of one kind
    common: frozenset[str]  # pairs and words that say little

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, dict):
            raise Faulty(N_("Likeness is a table: days, metres, thresholds, common words."))
        numbers = {}
        for name, lowest, highest in BOUNDS:
            try:
                numbers[name] = float(body[name])
            except (KeyError, TypeError, ValueError):
                raise Faulty(N_("“{name}” is missing or not a number."), name=name) from None
            if not lowest <= numbers[name] <= highest:
                raise Faulty(
                    N_("“{name}” lies between {lowest} and {highest}."), name=name, lowest=lowest, highest=highest
                )
        if numbers["group_days"] < numbers["days"]:
            raise Faulty(
                N_("A matter of many is looked for at least as long as any other: group_days is less than days.")
            )
        common = body.get("common", [])
        if not isinstance(common, list) or not all(isinstance(word, str) for word in common):
            raise Faulty(N_("“common” is a list of words."))
        whole = {name: value if name.startswith("least") else int(value) for name, value in numbers.items()}
        return cls(**whole, common=frozenset(piece for word in common for piece in pieces(word)))  # type: ignore[arg-type]

    def alike(self, one: str, other: str) -> float:
        """How alike two sayings are, from 0 to 1."""
        a, b = pieces(one[:LONGEST]), pieces(other[:LONGEST])
        both, every = self._weight(a & b), self._weight(a | b)
        smaller = min(self._weight(a), self._weight(b))
        return sqrt(both / every * (both / smaller)) if both else 0.0

    def perhaps_the_same(self, words: float, *, same_kind: bool, same_building: bool) -> bool:
        """Whether to show a near, recent case, given how alike the words are."""
        return words >= (self.least_same_kind if same_kind else self.least) or (same_kind and same_building)

    def _weight(self, some: Iterable[str]) -> float:
        return sum(LIGHT if piece in self.common else 1.0 for piece in some)


BOUNDS = [
    ("days", 1, 90),
    ("group_days", 1, 365),
    ("group_voices", 2, 100),
    ("answered_days", 1, 365),
    ("metres", 0, 2000),
    ("least", 0.05, 1),
    ("least_same_kind", 0.01, 1),
]


@lru_cache(maxsize=4096)
def pieces(words: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters (a lone one stays alone), and Latin words and numbers, each once."""
    found: set[str] = set()
    for run in re.findall(r"[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0003ffff]+", words.lower()):
        if run.isascii() or len(run) == 1:
            found.add(run)
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(found)


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points given as (lon, lat) in degrees, over the ground."""
    (lon, lat), (lon2, lat2) = (map(radians, point) for point in (one, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return METRES * asin(sqrt(min(1.0, half)))


SHIPPED: dict[str, Any] = {
    "days": 7,
    "group_days": 30,
    "group_voices": 3,
    "answered_days": 180,
    "metres": 150,
    "least": 0.3,
    "least_same_kind": 0.12,
    "common": [
        "我们",
        "小区",
        "我家",
        "楼下",
        "楼上",
        "请问",
        "请尽快",
        "尽快处理",
        "处理一下",
        "希望",
        "解决",
        "麻烦",
        "你们",
        "社区",
        "没有",
        "一直",
        "已经",
        "好几天",
        "几天了",
        "很多",
        "有人",
        "居民",
        "业主",
        "门口",
        "单元",
        "怎么办",
        "可以",
        "不能",
        "现在",
        "今天",
        "昨天",
        "晚上",
        "早上",
        "每天",
        "这个",
        "那个",
        "反映",
        "投诉",
        "问题",
        "情况",
        "没人管",
        "管一管",
        "谢谢",
        "不了",
        "了。",
        "the",
        "a",
        "an",
        "is",
        "are",
        "and",
        "of",
        "in",
        "on",
        "to",
        "it",
        "our",
        "my",
        "we",
        "please",
        "has",
        "been",
        "for",
    ],
}
"""Seven days by building and kind is what offices go by (the domain's notes); the thresholds were set by hand on such
sayings.
"""
