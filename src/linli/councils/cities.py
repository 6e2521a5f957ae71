"""What differs by city when owners decide together: notice, window, channels, proxies, publication. Free of Django.

How much is needed to pass stands in the Civil Code (art. 278) and differs nowhere: local rules set the procedure only,
and older texts that still print other shares are superseded. Every profile names the articles it was read from; what a
city's rules do not say is left to the national rule. An administrator edits the profiles in the book `councils.cities`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Faulty
from linli.kernel.words import N_

type Fault = tuple[str, dict[str, object]]
"""A sentence that says what must be mended before notice is given, and its facts."""

ORDINARY, SPECIAL, UNANIMOUS = "ordinary", "special", "unanimous"
ITEMS = (*range(1, 10), 279)
"""The nine matters of art. 278, and the change of a home into a business (art. 279)."""
LEAST_NOTICE = 15
"""Days; Property Management Regulation, art. 14."""
TURN_OUT = [2, 3]
SHARES = {
    "quorum": {"area": TURN_OUT, "heads": TURN_OUT},
    ORDINARY: {"area": [1, 2], "heads": [1, 2], "strict": True},
    SPECIAL: {"area": [3, 4], "heads": [3, 4], "strict": False},
}


@dataclass(frozen=True)
class City:
    """One city's procedure. `None` means that its rules say nothing."""

    key: str
    name: str
    articles: str
    notice_days: int = LEAST_NOTICE
    window_least: int | None = None  # days
    window_most: int | None = None
    own_system: bool = False  # electronic votes only in the city's own system
    prevails: str = "electronic"  # of a unit that voted on paper and electronically
    proxy_cap: int | None = None  # owners whom one proxy may stand for
    bars_property_staff: bool = False
    publish_within: int | None = None  # days after the close
    show_for: int | None = None  # days
    note: str = ""  # what else its rules say, for those who prepare

    def faults(self, *, noticed: datetime, opens: datetime, closes: datetime) -> Iterator[Fault]:
        """What is wrong with the dates, said before anybody is told."""
        if closes <= opens:
            yield N_("The vote closes before it opens."), {}
            return
        days = (opens.astimezone(SHANGHAI).date() - noticed.astimezone(SHANGHAI).date()).days
        if days < self.notice_days:
            yield (
                N_("Notice too short: {days} days until the vote opens, at least {least} are needed ({articles})."),
                {"days": max(0, days), "least": self.notice_days, "articles": self.articles},
            )
        window = closes - opens
        if self.window_least and window < timedelta(days=self.window_least):
            yield (
                N_("Window too short: {days} days, at least {least} are needed ({articles})."),
                {"days": window.days, "least": self.window_least, "articles": self.articles},
            )
        if self.window_most and window > timedelta(days=self.window_most):
            yield (
                N_("Window too long: {days} days, at most {most} are possible ({articles})."),
                {"days": window.days, "most": self.window_most, "articles": self.articles},
            )

    def rules(self) -> dict[str, Any]:
        """The rules in force, as the evidence pack has them."""
        said = {"profile": self.key, "articles": self.articles, "both_channels": self.prevails}
        return said | SHARES | ({"proxy_cap": self.proxy_cap} if self.proxy_cap else {})


@dataclass(frozen=True)
class Cities:
    by_key: Mapping[str, City]

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, list) or not body:
            raise Faulty(N_("The profiles are a list of rows, one a city."))
        cities = [_city(number, row) for number, row in enumerate(body, start=1)]
        if len({city.key for city in cities}) != len(cities):
            raise Faulty(N_("Two rows have the same short name."))
        return cls({city.key: city for city in cities})


def _city(number: int, row: Any) -> City:
    if not isinstance(row, dict) or not all(str(row.get(name) or "").strip() for name in ("key", "name", "articles")):
        raise Faulty(
            N_("Row {number}: a city has a short name, a name and the articles its rules were read from."),
            number=number,
        )
    days = {
        name: _days(number, row.get(name))
        for name in ("notice_days", "window_least", "window_most", "proxy_cap", "publish_within", "show_for")
    }
    days["notice_days"] = days["notice_days"] or LEAST_NOTICE
    if (least := days["window_least"]) and (most := days["window_most"]) and least > most:
        raise Faulty(N_("Row {number}: the shortest window is longer than the longest."), number=number)
    prevails = row.get("prevails") or "electronic"
    if prevails not in ("electronic", "paper"):
        raise Faulty(N_("Row {number}: of two votes the electronic one or the paper counts."), number=number)
    return City(
        key=str(row["key"]).strip()[:30],
        name=str(row["name"]).strip()[:40],
        articles=str(row["articles"]).strip()[:200],
        note=str(row.get("note") or "").strip()[:200],
        own_system=row.get("own_system") is True,
        bars_property_staff=row.get("bars_property_staff") is True,
        prevails=prevails,
        **days,  # type: ignore[arg-type]  # the least notice is never None
    )


def _days(number: int, said: Any) -> int | None:
    if said in (None, ""):
        return None
    if isinstance(said, bool) or not isinstance(said, int) or not 1 <= said <= 1000:
        raise Faulty(N_("Row {number}: days and owners are whole numbers from 1 to 1000, or empty."), number=number)
    return said


def _row(key: str, name: str, name_en: str, articles: str, articles_en: str, **more: Any) -> dict[str, Any]:
    blank = {
        "notice_days": LEAST_NOTICE,
        "window_least": None,
        "window_most": None,
        "own_system": False,
        "prevails": "electronic",
        "proxy_cap": None,
        "bars_property_staff": False,
        "publish_within": None,
        "show_for": None,
        "note": "",
        "note_en": "",
    }
    return (
        {"key": key, "name": name, "name_en": name_en, "articles": articles, "articles_en": articles_en} | blank | more
    )


SHIPPED: list[dict[str, Any]] = [
    _row("national", "全国通则", "National rules", "《物业管理条例》第14条", "Property Management Regulation, art. 14"),
    _row(
        "beijing",
        "北京市",
        "Beijing",
        "《北京市物业管理条例》第35、37条",
        "Beijing Property Management Regulation, art. 35 and 37",
        own_system=True,
        publish_within=3,
    ),
    _row(
        "hangzhou",
        "杭州市",
        "Hangzhou",
        "《杭州市物业管理条例》第19条",
        "Hangzhou Property Management Regulation, art. 19",
        window_least=5,
        window_most=60,
    ),
    _row(
        "qingyuan",
        "清远市",
        "Qingyuan",
        "《清远市物业管理条例》第17条",
        "Qingyuan Property Management Regulation, art. 17",
        own_system=True,
        show_for=15,
    ),
    _row(
        "weifang",
        "潍坊市",
        "Weifang",
        "《潍坊市物业管理条例》第32条",
        "Weifang Property Management Regulation, art. 32",
        own_system=True,
        proxy_cap=3,
    ),
    _row(
        "zhoushan",
        "舟山市",
        "Zhoushan",
        "《舟山市物业管理条例》第17条",
        "Zhoushan Property Management Regulation, art. 17",
        bars_property_staff=True,
    ),
    _row(
        "shenzhen",
        "深圳市",
        "Shenzhen",
        "2016年业主决策电子投票规则",
        "Rules on owners' electronic votes, 2016",
        prevails="electronic",
    ),
    _row(
        "shanghai",
        "上海市",
        "Shanghai",
        "《上海市住宅物业管理规定》第18、69条",
        "Shanghai Residential Property Management Rules, art. 18 and 69",
        note="受托人须按委托人对每一事项的意见投票（第18条）；只使用部分维修资金的，由相关业主表决（第69条）。",
        note_en="A proxy votes as the owner said on each matter (art. 18); where only part of the repair fund is used, "
        "the owners concerned vote (art. 69).",
    ),
    _row(
        "zhengzhou",
        "郑州市",
        "Zhengzhou",
        "《郑州市物业管理条例》（条号待核对）",
        "Zhengzhou Property Management Regulation (article still to be checked)",
        note="核实业主身份后，可用电话、短信、即时通讯表决。",
        note_en="Once an owner's identity is checked, votes may be given by phone, text or instant message.",
    ),
]
