"""Three bodies that may decide, each by its own count; they are never mixed. Free of Django.

Urban Residents' Committee Organisation Law as revised, in force since 2026-01-01: the residents' assembly is told ten
days before; the committee calls it, or a tenth of the adults or of the households, or a third of the representatives;
more than half attend, and more than half of those agree. Of the representatives at least two thirds attend, and more
than half of those agree. The community's Party organisation has studied the matter before (art. 30). A council
advises: it has no quorum and binds nobody (art. 32). What art. 278 of the Civil Code names is for the owners, by
`recount` and not by this file. The committee's own election stays off the platform: it is secret, and counted in
public (art. 19).

Numbers are whole people and are compared crosswise; nothing is rounded. Local rules that ask for more stand in the book
`councils.assemblies`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_, say

ADVICE, RESIDENTS, DELEGATES, OWNERS = "advice", "assembly", "delegates", "owners"
CARRIED, FAILED, NO_QUORUM, ADVISED = "carried", "failed", "no_quorum", "advised"
FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
SIDES = (FOR, AGAINST, ABSTAIN)
COMMITTEE, ASKED_BY_RESIDENTS, ASKED_BY_DELEGATES = "committee", "residents", "delegates"
CALLERS = (COMMITTEE, ASKED_BY_RESIDENTS, ASKED_BY_DELEGATES)
ADULTS, HOUSEHOLDS, REPRESENTATIVES = "adults", "households", "delegates"
SAID = {RESIDENTS: N_("Residents' assembly"), DELEGATES: N_("Residents' representatives")}
LEAST_SHOWN = 15
"""Days for which an outcome and what becomes of it are on show (art. 34)."""
ELECTION = 19
"""Stands among the matters for what is decided nowhere here: the election or recall of the residents' committee (art.
19).
"""

HINTS: Mapping[int, tuple[str, ...]] = {
    ELECTION: (
        "居委会换届",
        "居民委员会换届",
        "选举居委会",
        "居委会选举",
        "居民委员会选举",
        "选举居民委员会",
        "罢免居委会",
        "居委会主任",
    ),
    1: ("业主大会议事规则",),
    2: ("管理规约",),
    3: ("业委会选举", "业主委员会选举", "选举业主委员会", "选举业委会", "业委会委员", "业主委员会委员"),
    4: ("选聘物业", "解聘物业", "更换物业", "物业服务企业", "物业公司合同"),
    6: ("筹集维修资金", "续筹维修资金"),
    5: ("维修资金",),
    7: ("加装电梯", "改建", "重建"),
    8: ("充电桩", "广告位", "绿地改", "改为停车", "经营性停车", "出租公共", "利用共有"),
    279: ("住改商", "住宅改商", "住宅改为经营"),
}
"""Words that speak for a matter of the owners, or of the election. They only ask the question; a person classifies."""


def hinted(*texts: str) -> int | None:
    """The matter that these words seem to be, if any."""
    said = "".join(texts)
    return next((item for item, words in HINTS.items() if any(word in said for word in words)), None)


@dataclass(frozen=True)
class Share:
    """So much of a whole: `strict` is more than, else at least."""

    over: int
    under: int
    strict: bool = False

    def reached(self, part: int, whole: int) -> bool:
        left, right = part * self.under, whole * self.over
        return left > right if self.strict else left >= right

    def least(self, whole: int) -> int:
        """The smallest number that reaches it."""
        exact = whole * self.over
        return exact // self.under + 1 if self.strict else -(-exact // self.under)

    @classmethod
    def read(cls, name: str, said: Any) -> Self:
        if not (
            isinstance(said, list) and len(said) == 3 and all(_whole(n) for n in said[:2]) and isinstance(said[2], bool)
        ):
            raise Faulty(
                N_("{name}: a share is three values: so many, of how many, and whether it must be more."), name=name
            )
        over, under, strict = said
        if not 0 < over <= under or (strict and over == under):
            raise Faulty(N_("{name}: nothing can be more than the whole."), name=name)
        return cls(over, under, strict)


def _whole(said: Any) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and 0 < said <= 1000


@dataclass(frozen=True)
class Assembly:
    """How one body is called, how many have to come, and how many of those have to agree."""

    key: str
    articles: str
    notice_days: int
    attend: Share
    agree: Share
    asked_by: Mapping[str, Share]  # who may have it called, beside the committee

    def decided(self, *, entitled: int, present: int, yes: int, no: int, abstain: int) -> dict[str, Any]:
        """What the count comes to, with every number it rests on."""
        if problem := impossible(entitled=entitled, present=present, yes=yes, no=no, abstain=abstain):
            raise Faulty(problem)
        came, agreed = self.attend.reached(present, entitled), self.agree.reached(yes, present)
        return {
            "outcome": NO_QUORUM if not came else CARRIED if agreed else FAILED,
            "entitled": entitled,
            "present": present,
            "yes": yes,
            "no": no,
            "abstain": abstain,
            "silent": present - yes - no - abstain,
            "articles": self.articles,
            "attend": asdict(self.attend) | {"least": self.attend.least(entitled), "reached": came},
            "agree": asdict(self.agree) | {"least": self.agree.least(present), "reached": agreed},
        }

    def may_ask(self, who: str, *, askers: int, of: int) -> bool:
        """Whether so many of so many may have it called."""
        return who in self.asked_by and 0 < askers <= of and self.asked_by[who].reached(askers, of)


def impossible(*, entitled: int, present: int, yes: int, no: int, abstain: int) -> str:
    """What can't be about a count, as a sentence; empty if it can."""
    if min(present, yes, no, abstain) < 0 or entitled < 1:
        return N_("A count has no number below nought.")
    if present > entitled:
        return N_("More came than there are.")
    if yes + no + abstain > present:
        return N_("More voices than came: somebody was counted twice.")
    return ""


def advised(sides: Mapping[str, str]) -> dict[str, Any]:
    """Advice: how many seats on each side, and which side is the smaller. There is no quorum, and
    nothing is decided.
    """
    sums = {side: sum(said == side for said in sides.values()) for side in SIDES}
    smaller = AGAINST if sums[FOR] > sums[AGAINST] else FOR if sums[AGAINST] > sums[FOR] else ""
    return {"outcome": ADVISED, **sums, "smaller": smaller if sums.get(smaller) else ""}


@dataclass(frozen=True)
class Assemblies:
    by_key: Mapping[str, Assembly]

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty. No edition may ask for less than the law."""
        if not isinstance(body, dict) or set(body) != {RESIDENTS, DELEGATES}:
            raise Faulty(N_("The rules are two: for the assembly and for the representatives."))
        return cls({key: _assembly(key, rules) for key, rules in body.items()})


def _assembly(key: str, rules: Any) -> Assembly:
    if not isinstance(rules, dict) or not str(rules.get("articles") or "").strip():
        raise Faulty(N_("{name}: the articles it was read from are missing."), name=say(SAID[key]))
    days, law = rules.get("notice_days"), SHIPPED[key]
    if isinstance(days, bool) or not isinstance(days, int) or not law["notice_days"] <= days <= 90:
        raise Faulty(
            N_("{name}: notice is a whole number of days, at least {least}."),
            name=say(SAID[key]),
            least=law["notice_days"],
        )
    attend, agree = (Share.read(say(SAID[key]), rules.get(name)) for name in ("attend", "agree"))
    for name, share in (("attend", attend), ("agree", agree)):
        least = Share(*law[name])
        mine, lawful = share.over * least.under, least.over * share.under
        if mine < lawful or (mine == lawful and least.strict and not share.strict):
            raise Faulty(N_("{name}: less than the law asks for."), name=say(SAID[key]))
    asked = rules.get("asked_by")
    if not isinstance(asked, dict) or not set(asked) <= set(law["asked_by"]):
        raise Faulty(N_("{name}: who may have it called is missing."), name=say(SAID[key]))
    shares = {who: Share.read(say(SAID[key]), share) for who, share in asked.items()}
    return Assembly(key, str(rules["articles"]).strip()[:200], days, attend, agree, shares)


SHIPPED: dict[str, Any] = {
    RESIDENTS: {
        "articles": "《城市居民委员会组织法》（2026年1月1日起施行）居民会议",
        "articles_en": "Urban Residents' Committee Organisation Law, in force "
        "since 1 January 2026: the residents' assembly",
        "notice_days": 10,
        "attend": [1, 2, True],
        "agree": [1, 2, True],
        "asked_by": {ASKED_BY_RESIDENTS: [1, 10, False], ASKED_BY_DELEGATES: [1, 3, False]},
    },
    DELEGATES: {
        "articles": "《城市居民委员会组织法》（2026年1月1日起施行）居民代表会议",
        "articles_en": "Urban Residents' Committee Organisation Law, in force since 1 January 2026: the residents' "
        "representatives",
        "notice_days": 0,
        "attend": [2, 3, False],
        "agree": [1, 2, True],
        "asked_by": {},
    },
}
