"""Which meetings there are: who must be called, how often, when the agenda closes and the minutes are out. Free of
Django.

Where a law or a city's rule says it, the row names the article and `binding` is true: then a notice that is too short
is refused. All else is local practice, suggested by the platform and marked so: 五方例会 in particular has no national
text. An administrator edits the kinds in the book `councils.meetings`; a meeting keeps the edition it was called under.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How often a regular meeting is held, in months."""
EVERY = {
    "": N_("when it is needed"),
    "month": N_("every month"),
    "quarter": N_("every quarter"),
    "half": N_("every half-year"),
    "year": N_("every year"),
}
MOST_MISSED = 6
DAY_BEGINS, DAY_ENDS = 8, 21
"""Between these hours a room is offered."""


@dataclass(frozen=True)
class Party:
    """Somebody who is called, and the posts that stand for it: in one of these roles, for one of these kinds of
    organisation.
    """

    key: str
    name: str
    roles: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()  # "none": for no organisation


@dataclass(frozen=True)
class Gathering:
    """One kind of meeting."""

    key: str
    name: str
    parties: tuple[str, ...]
    every: str = ""
    agenda_days: int = 0  # so many days before, the agenda closes
    notice_days: int = 0
    publish_days: int = 3  # after the meeting
    show_days: int = 15
    binding: bool = False
    source: str = ""


@dataclass(frozen=True)
class Gatherings:
    parties: Mapping[str, Party]
    kinds: Mapping[str, Gathering]

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, dict) or not all(
            isinstance(body.get(k), list) and body[k] for k in ("parties", "kinds")
        ):
            raise Faulty(N_("The book has two lists: parties and kinds."))
        parties = [_party(n, row) for n, row in enumerate(body["parties"], start=1)]
        known = {party.key: party for party in parties}
        kinds = [_kind(n, row, known) for n, row in enumerate(body["kinds"], start=1)]
        if len(known) != len(parties) or len({kind.key for kind in kinds}) != len(kinds):
            raise Faulty(N_("Two rows have the same short name."))
        return cls(known, {kind.key: kind for kind in kinds})

    def regular(self) -> list[str]:
        return [key for key, kind in self.kinds.items() if kind.every]


def _named(n: int, row: Any) -> tuple[str, str]:
    said = row if isinstance(row, dict) else {}
    key, name = (str(said.get(part) or "").strip() for part in ("key", "name"))
    if not key or not name or len(key) > 30 or len(name) > 40:
        raise Faulty(N_("Row {number}: it has a short name of at most 30 and a name of at most 40 letters."), number=n)
    return key, name


def _words(n: int, row: Mapping[str, Any], part: str) -> tuple[str, ...]:
    said = row.get(part) or []
    if not isinstance(said, list) or not all(isinstance(one, str) and one for one in said):
        raise Faulty(N_("Row {number}: “{part}” is a list of words."), number=n, part=part)
    return tuple(said)


def _party(n: int, row: Any) -> Party:
    key, name = _named(n, row)
    return Party(key, name, _words(n, row, "roles"), _words(n, row, "organisations"))


def _kind(n: int, row: Any, known: Mapping[str, Party]) -> Gathering:
    key, name = _named(n, row)
    parties = _words(n, row, "parties")
    if unknown := [one for one in parties if one not in known]:
        raise Faulty(N_("Row {number}: there is no such party: {parties}."), number=n, parties="、".join(unknown))
    every = row.get("every") or ""
    if every not in EVERY:
        raise Faulty(
            N_("Row {number}: it is held every month, quarter, half-year or year, or when it is needed."), number=n
        )
    days = {part: _days(n, row.get(part)) for part in ("agenda_days", "notice_days", "publish_days", "show_days")}
    if days["agenda_days"] > 60 or days["agenda_days"] > max(days["notice_days"], 1) * 3:
        raise Faulty(N_("Row {number}: the agenda closes before anybody knows of the meeting."), number=n)
    return Gathering(
        key, name, parties, every, binding=row.get("binding") is True, source=str(row.get("source") or "")[:200], **days
    )


def _days(n: int, said: Any) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or not 0 <= said <= 365:
        raise Faulty(N_("Row {number}: days are a whole number from 0 to 365."), number=n)
    return said


# --- periods ----------------------------------------------------------------------------------------------------


def period_of(day: date, every: str) -> tuple[date, date]:
    """The period a day lies in: its first day, and the first of the next."""
    months = MONTHS[every]
    first = (day.year * 12 + day.month - 1) // months * months
    return _month(first), _month(first + months)


def missed(held: Sequence[date], every: str, today: date) -> list[date]:
    """The periods without a meeting since the first one, the newest first; the running period is not missed yet."""
    if not held:
        return []
    met = {period_of(day, every)[0] for day in held}
    begun = min(met)
    found: list = []
    here = period_of(today, every)[0]
    while here > begun and len(found) < MOST_MISSED:
        here = period_of(here - timedelta(days=1), every)[0]
        if here not in met:
            found.append(here)
    return [one for one in found if one > begun]


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def free_from(taken: Sequence[tuple[datetime, datetime]], starts: datetime, length: timedelta) -> datetime:
    """When a room is free for so long, from a moment on, within the hours of the day. `taken` in order,
    in local time.
    """
    at = _within_the_day(starts, length)
    for begin, end in taken:
        if at < end and begin < at + length:
            at = _within_the_day(end, length)
    return at


def _within_the_day(at: datetime, length: timedelta) -> datetime:
    if at.hour < DAY_BEGINS:
        return at.replace(hour=DAY_BEGINS, minute=0)
    over = at + length
    if over.date() > at.date() or over > at.replace(hour=DAY_ENDS, minute=0):
        return (at + timedelta(days=1)).replace(hour=DAY_BEGINS + 1, minute=0)
    return at


# --- as shipped -------------------------------------------------------------------------------------------------

_COMMUNITY = ["community_head", "community_clerk"]
LOCAL = "地方做法，数值为平台建议，请按本地文件改"
LOCAL_EN = "local practice; the numbers are the platform's suggestion, to be changed to what the local papers say"
_LAW_EN = "Urban Residents' Committee Organisation Law"


def _as_row(
    key: str,
    name: str,
    name_en: str,
    parties: str,
    every: str,
    agenda: int,
    notice: int,
    publish: int,
    source: str,
    source_en: str,
    *,
    binding: bool = False,
) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "name_en": name_en,
        "parties": parties.split(),
        "every": every,
        "agenda_days": agenda,
        "notice_days": notice,
        "publish_days": publish,
        "show_days": 15,
        "binding": binding,
        "source": source,
        "source_en": source_en,
    }


SHIPPED: dict[str, Any] = {
    "parties": [
        {
            "key": "branch",
            "name": "社区党组织",
            "name_en": "the community's Party organisation",
            "roles": ["community_head"],
            "organisations": [],
        },
        {
            "key": "committee",
            "name": "居民委员会",
            "name_en": "residents' committee",
            "roles": _COMMUNITY,
            "organisations": ["residents_committee"],
        },
        {
            "key": "owners_committee",
            "name": "业主委员会",
            "name_en": "owners' committee",
            "roles": ["owners_representative"],
            "organisations": ["owners_committee"],
        },
        {
            "key": "property",
            "name": "物业服务企业",
            "name_en": "property manager",
            "roles": ["property_manager"],
            "organisations": [],
        },
        {
            "key": "owners",
            "name": "业主代表",
            "name_en": "owners' representatives",
            "roles": ["owners_representative"],
            "organisations": ["none", "association"],
        },
        {
            "key": "residents",
            "name": "居民代表",
            "name_en": "residents' representatives",
            "roles": ["building_lead", "lane_lead"],
            "organisations": [],
        },
        {
            "key": "street",
            "name": "街道办事处",
            "name_en": "the street's office",
            "roles": ["street_clerk"],
            "organisations": [],
        },
        {
            "key": "grid",
            "name": "网格",
            "name_en": "grid workers",
            "roles": ["grid_chief", "stationed_cadre"],
            "organisations": [],
        },
    ],
    "kinds": [
        _as_row(
            "five_party",
            "五方例会",
            "Regular meeting of the five parties",
            "branch committee owners_committee property owners",
            "month",
            3,
            5,
            3,
            LOCAL + "；相近的法规依据为物业管理联席会议",
            f"{LOCAL_EN}; the nearest thing in law is the joint meeting on property management",
        ),
        _as_row(
            "council",
            "议事会",
            "Council",
            "committee residents",
            "",
            2,
            3,
            3,
            "《城市居民委员会组织法》第32条；天数" + LOCAL,
            f"{_LAW_EN}, art. 32; days: {LOCAL_EN}",
        ),
        _as_row(
            "hearing",
            "听证会",
            "Hearing",
            "committee residents",
            "",
            2,
            5,
            3,
            "《城市居民委员会组织法》第32条；天数" + LOCAL,
            f"{_LAW_EN}, art. 32; days: {LOCAL_EN}",
        ),
        _as_row(
            "coordination",
            "协调会",
            "Coordination meeting",
            "committee",
            "",
            1,
            2,
            3,
            "上海“三会”制度（2020）；天数" + LOCAL,
            f"Shanghai's “three meetings” (2020); days: {LOCAL_EN}",
        ),
        _as_row(
            "review",
            "评议会",
            "Judging meeting",
            "committee residents",
            "",
            2,
            5,
            3,
            "上海“三会”制度（2020）；年度民主评议见《城市居民委员会组织法》第37条",
            f"Shanghai's “three meetings” (2020); the yearly judgement: {_LAW_EN}, art. 37",
        ),
        _as_row(
            "representatives",
            "居民代表会议",
            "Meeting of the residents' representatives",
            "committee residents",
            "half",
            3,
            5,
            3,
            "《城市居民委员会组织法》：至少每半年一次；天数" + LOCAL,
            f"{_LAW_EN}: once in half a year at least; days: {LOCAL_EN}",
        ),
        _as_row(
            "assembly",
            "居民会议",
            "Residents' assembly",
            "committee residents",
            "",
            5,
            10,
            3,
            "《城市居民委员会组织法》：提前10日通知",
            f"{_LAW_EN}: called 10 days before",
            binding=True,
        ),
        _as_row(
            "property_joint",
            "物业管理联席会议",
            "Joint meeting on property management",
            "street committee owners_committee property",
            "",
            2,
            5,
            5,
            "《清远市物业管理条例》第11条、《上海市住宅物业管理规定》第23条；天数" + LOCAL,
            f"Property management rules of Qingyuan, art. 11, and of Shanghai, art. 23; days: {LOCAL_EN}",
        ),
        _as_row(
            "party_consult",
            "两委商议会",
            "Consultation of the two committees",
            "branch committee",
            "",
            1,
            1,
            3,
            "四议两公开的两委商议；天数" + LOCAL,
            f"the two committees' consultation of “four discussions and two publications”; days: {LOCAL_EN}",
        ),
    ],
}
