"""What is kept, what for, by what right, and for how long. Free of Django.

Every kind of data about residents stands in the book (`cases.books.retention`) with its purpose and its basis; the page
"Your data" is written from the same book, so that it says what is done. A city may shorten or lengthen a period within
the bounds; how each kind is let go is not a rule but code (`cases.actions.retention`).
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_, say


@dataclass(frozen=True)
class Period:
    """A number of days ("90d"), months ("6m") or years ("3y"), as the calendar has them."""

    number: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Faulty."""
        said = re.fullmatch(r"\s*([1-9][0-9]{0,3})\s*([dmy])\s*", str(text), re.ASCII)
        if not said:
            raise Faulty(N_("“{text}” is not a period. Write 90d, 6m or 3y."), text=str(text)[:20])
        number, unit = int(said[1]), said[2]
        if number > {"d": 3650, "m": 360, "y": 30}[unit]:
            raise Faulty(N_("“{text}” is longer than thirty years."), text=str(text)[:20])
        return cls(number, unit)

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"

    @property
    def words(self) -> str:
        """In the reader's language."""
        said = {"d": N_("{n} days"), "m": N_("{n} months"), "y": N_("{n} years")}
        one = {"d": N_("one day"), "m": N_("one month"), "y": N_("one year")}
        return say(one[self.unit]) if self.number == 1 else say(said[self.unit], n=self.number)

    def after(self, day: date) -> date:
        """The same day so much later; of a month too short for it, the last."""
        return self._moved(day, 1)

    def before(self, moment: datetime) -> datetime:
        return datetime.combine(self._moved(moment.date(), -1), moment.timetz())

    def _moved(self, day: date, sign: int) -> date:
        if self.unit == "d":
            return day + sign * timedelta(days=self.number)
        months = day.year * 12 + day.month - 1 + sign * self.number * (12 if self.unit == "y" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    @property
    def about(self) -> int:
        """In days, for comparing."""
        return round(self.number * {"d": 1, "m": 30.44, "y": 365.25}[self.unit])


RUNS_AT = time(3, 30)  # each night, in Shanghai

KINDS = (
    "case",
    "photo",
    "contact",
    "contact_open",
    "call",
    "order",
    "mediation",
    "sheet",
    "unsent_photo",
    "notice",
    "export",
    "account",
    "knock",
)
"""Every kind, in the order in which it is told."""

WITH_THE_CASE = ("photo", "contact", "call", "order")
LEAST = {
    "unsent_photo": 2,
    "export": 180,
    "knock": 1,
}  # days: a report may be typed for two days; who took what is known for half a year
MOST = {
    "case": 3653,
    "contact": 366,
    "contact_open": 731,
    "sheet": 7,
    "unsent_photo": 7,
    "knock": 7,
    "notice": 731,
}  # days


@dataclass(frozen=True)
class Kept:
    kind: str
    keep: Period
    purpose: str
    purpose_en: str
    basis: str
    basis_en: str


@dataclass(frozen=True)
class RetentionRules:
    kinds: Mapping[str, Kept]

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text, one row a kind; raises Faulty.

        A kind without a purpose or a basis must not be stored, so the book is refused; so is a kind nobody lets go, a
        photo that outlives its case, and a period beyond the bounds.
        """
        if not isinstance(body, list) or not all(isinstance(row, dict) for row in body):
            raise Faulty(N_("What is kept is a list of rows, each with kind, keep, purpose and basis."))
        kinds: dict[str, Kept] = {}
        for number, row in enumerate(body, start=1):
            one = _row(number, row)
            if one.kind in kinds:
                raise Faulty(N_("Two rows speak of “{kind}”. Keep one of them."), kind=one.kind)
            kinds[one.kind] = one
        if missing := [kind for kind in KINDS if kind not in kinds]:
            raise Faulty(N_("These are stored and need a row: {kinds}."), kinds="、".join(missing))
        for kind in WITH_THE_CASE:
            if kinds[kind].keep.about > kinds["case"].keep.about:
                raise Faulty(N_("“{kind}” can't be kept longer than the case it belongs to."), kind=kind)
        return cls({kind: kinds[kind] for kind in KINDS})

    def keep(self, kind: str) -> Period:
        return self.kinds[kind].keep


def _row(number: int, row: Mapping[str, Any]) -> Kept:
    said = {
        key: str(row.get(key) or "").strip() for key in ("kind", "keep", "purpose", "purpose_en", "basis", "basis_en")
    }
    if said["kind"] not in KINDS:
        raise Faulty(N_("Row {number}: there is no kind “{kind}”."), number=number, kind=said["kind"][:20])
    for key in ("purpose", "basis"):
        if not said[key]:
            raise Faulty(
                N_("Row {number}: what has no purpose and no basis must not be stored. Write both."), number=number
            )
    keep, kind = Period.parse(said.pop("keep")), said["kind"]
    if not LEAST.get(kind, 1) <= keep.about <= MOST.get(kind, 10_958):
        raise Faulty(
            N_("Row {number}: {keep} is not possible for “{kind}”."), number=number, keep=keep.words, kind=kind
        )
    return Kept(keep=keep, **said)


_PUBLIC = (
    "法定职责所必需（《个人信息保护法》第十三条第一款第三项）",
    "needed for duties laid down by law (Personal Information Protection Law, Article 13, item 3)",
)
_CONSENT = (
    "您自愿提供即表示同意，可随时撤回（《个人信息保护法》第十三条第一款第一项、第十五条）",
    "you agreed by giving it, and may take that back (Personal Information Protection Law, Article 13, item 1, "
    "and Article 15)",
)
_SAFETY = (
    "网络和数据安全义务（《网络安全法》第二十一条、《个人信息保护法》第五十一条）",
    "duties of network and data safety (Cybersecurity Law, Article 21; Personal Information Protection Law, "
    "Article 51)",
)


def _shipped(kind: str, keep: str, purpose: str, purpose_en: str, basis: tuple[str, str]) -> dict[str, str]:
    return {
        "kind": kind,
        "keep": keep,
        "purpose": purpose,
        "purpose_en": purpose_en,
        "basis": basis[0],
        "basis_en": basis[1],
    }


SHIPPED: list[dict[str, str]] = [
    _shipped(
        "case",
        "3y",
        "办理您反映的事，并让您看到结果",
        "to deal with what you raised and let you see what became of it",
        _PUBLIC,
    ),
    _shipped(
        "photo",
        "3y",
        "让去处理的人知道看什么，并证明已经办好",
        "so that whoever comes knows what to look for and can show that it is done",
        _PUBLIC,
    ),
    _shipped(
        "contact", "90d", "就这件事联系您，不作他用", "to reach you about this matter, and for nothing else", _CONSENT
    ),
    _shipped(
        "contact_open", "365d", "事情还没办完时就这件事联系您", "to reach you while the matter is still open", _CONSENT
    ),
    _shipped(
        "call", "1y", "回访时记下您对结果的说法", "to note what you said of the result when we called back", _PUBLIC
    ),
    _shipped("order", "1y", "按热线的格式回复同一工单", "to reply to the hotline in its own form", _PUBLIC),
    _shipped(
        "mediation",
        "1y",
        "调解双方的纠纷",
        "to settle the dispute between the parties",
        (
            "当事人申请或同意调解（《人民调解法》第十七条）",
            "the parties asked for it or agreed (People's Mediation Law, Article 17)",
        ),
    ),
    _shipped("sheet", "1d", "核对后导入热线工单", "to look a hotline's sheet through before it is taken in", _PUBLIC),
    _shipped("unsent_photo", "2d", "等您写完再一起提交", "to wait until you have finished writing", _CONSENT),
    _shipped("notice", "6m", "提醒工作人员该做什么", "to tell staff what is to be done", _PUBLIC),
    _shipped(
        "export", "3y", "查得到谁导出过什么、为什么", "so that it is known who took out what, and what for", _SAFETY
    ),
    _shipped(
        "account",
        "2y",
        "工作人员登录和内部联系",
        "for staff to log in and reach each other",
        (
            "任职所必需（《个人信息保护法》第十三条第一款第二、三项）",
            "needed for the post (Personal Information Protection Law, Article 13, items 2 and 3)",
        ),
    ),
    _shipped("knock", "1d", "防止恶意大量提交", "against floods of messages", _SAFETY),
]
