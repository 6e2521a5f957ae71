"""What a city's hotline is like: what its sheets call things, its limits, its kinds of matter, its reply sheet. Free
of Django.

Hotlines differ by city, so all of it stands in a book (`cases.books.hotlines`) that an administrator edits on a page.
Five working days for the reply and two for giving back what is not ours are 山东省's rules (省办法); the kinds of
matter that no hotline takes are those of 北京市接诉即办工作条例 (2021) Art. 11.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from linli.calendar.workdays import OFFICE_HOURS, SHANGHAI, Calendar, Limit, deadline
from linli.kernel.errors import Faulty
from linli.kernel.words import N_

# What may stand in a sheet of orders, and what offices write above it.
COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号", "编号", "工单编码", "受理编号", "流水号", "order number"),
    "text": ("诉求内容", "反映内容", "工单内容", "内容", "问题描述", "主要内容", "诉求描述", "content"),
    "title": ("标题", "工单标题", "诉求标题", "事项标题", "subject"),
    "received": ("受理时间", "来电时间", "登记时间", "派单时间", "转办时间", "交办时间", "下派时间", "received"),
    "due": ("办理时限", "办结时限", "截止时间", "回复时限", "要求办结时间", "反馈时限", "到期时间", "办理期限", "due"),
    "caller": ("诉求人", "来电人", "反映人", "姓名", "诉求人姓名", "来电人姓名", "联系人", "caller"),
    "phone": ("联系电话", "来电号码", "联系方式", "电话", "手机", "手机号码", "诉求人电话", "主叫号码", "phone"),
    "confidential": ("是否保密", "保密", "信息保密", "confidential"),
    "wants_reply": ("是否需要回复", "是否回复", "需要回复", "是否要求回复", "是否回访", "wants reply"),
    "no_reply": ("无需回复", "不需回复", "不需要回复", "no reply wanted"),
    "kind": ("诉求类别", "事项类别", "诉求分类", "问题分类", "工单分类", "归口类别", "三级分类", "类别", "kind"),
    "code": ("分类代码", "诉求分类代码", "类别代码", "事项编码", "kind code"),
    "address": (
        "诉求地址",
        "事发地址",
        "地址",
        "事发地点",
        "详细地址",
        "所属小区",
        "地点",
        "发生地址",
        "位置",
        "address",
    ),
    "lead": ("主办单位", "承办单位", "责任单位", "lead unit"),
    "support": ("协办单位", "配合单位", "supporting units"),
    "urgency": ("紧急程度", "缓急程度", "工单等级", "urgency"),
    "previous": ("原工单编号", "关联工单", "关联工单号", "前次工单号", "previous order"),
}
REQUIRED = ("number", "text")
# What a reply can say. What it says lies in `Order.reply`; the rest is known from the order and its case.
REPLY: dict[str, str] = {
    "serial": "序号",
    "number": "工单编号",
    "received": "受理时间",
    "title": "诉求标题",
    "category": "诉求类别",
    "office": "办理单位",
    "true": "诉求属实",
    "beyond": "是否超职责",
    "beyond_kind": "超职责类型",
    "contacted": "是否已联系",
    "contacted_how": "联系方式",
    "contacted_at": "联系时间",
    "solved": "是否解决",
    "unsolved_why": "未解决原因",
    "words": "办理情况",
    "public": "公开答复内容",
    "attachments": "附件",
    "replied": "回复时间",
}
ANSWERS = {"yes": "是", "no": "否", "partly": "部分"}
BEYOND = (
    "不属于本街道管辖",
    "不在履职事项清单",
    "已进入诉讼、仲裁、复议或信访程序",
    "属企业或个人之间的民事纠纷",
    "需上级部门统筹解决",
)
OUT_OF_SCOPE = (
    "应由紧急电话处置（110、119、120、122）",
    "已进入诉讼、仲裁、纪检监察、行政复议、信息公开或信访程序",
    "同一事项正在办理或已办结，没有新的事实和理由",
    "涉及国家秘密、商业秘密或个人隐私",
    "超出政府职责，应由其他渠道解决",
    "违反法律法规或公序良俗",
)
_ENGLISH = {
    "不属于本街道管辖": "outside what this street governs",
    "不在履职事项清单": "not on the list of duties",
    "已进入诉讼、仲裁、复议或信访程序": "already in a court, arbitration, review or petition procedure",
    "属企业或个人之间的民事纠纷": "a civil dispute between companies or persons",
    "需上级部门统筹解决": "for a higher department to settle as a whole",
    "应由紧急电话处置（110、119、120、122）": "for the emergency numbers (110, 119, 120, 122)",
    "已进入诉讼、仲裁、纪检监察、"
    "行政复议、"
    "信息公开或信访程序": "already in a court, arbitration, discipline, review, disclosure or petition procedure",
    "同一事项正在办理或已办结，"
    "没有新的事实和理由": "the same matter is in work or settled, with no new facts or reasons",
    "涉及国家秘密、商业秘密或个人隐私": "touches state or business secrets, or privacy",
    "超出政府职责，应由其他渠道解决": "beyond the government's duties; to be settled elsewhere",
    "违反法律法规或公序良俗": "against the law, or against good morals",
}
MOST_SYSTEMS, MOST_WORDS, LONGEST_WORD = 40, 2000, 80


@dataclass(frozen=True)
class Template:
    """The city's own reply sheet: where it lies in the store, and what it was called."""

    file: str
    name: str


@dataclass(frozen=True)
class Hotline:
    key: str
    name: str
    return_limit: Limit
    reply_limit: Limit
    columns: Mapping[str, tuple[str, ...]]
    dates: tuple[str, ...] = ()  # more ways to write a moment, as strptime reads them
    scheme: str = ""  # whose list of kinds the sheets name, such as DB1501/T 0032-2023
    categories: Mapping[str, str] = field(default_factory=dict)  # their code or name -> our category's code
    aliases: Mapping[str, str] = field(default_factory=dict)  # what callers call a place -> our place's code
    beyond: tuple[str, ...] = BEYOND
    out_of_scope: tuple[str, ...] = OUT_OF_SCOPE
    reply: tuple[tuple[str, str], ...] = ()  # (heading, what of the reply), in the template's order
    answers: Mapping[str, str] = field(default_factory=lambda: ANSWERS)
    template: Template | None = None

    @property
    def row(self) -> dict[str, Any]:
        """As it stands in the book."""
        return {
            "key": self.key,
            "name": self.name,
            "return_limit": str(self.return_limit),
            "reply_limit": str(self.reply_limit),
            "columns": {key: list(words) for key, words in self.columns.items()},
            "dates": list(self.dates),
            "scheme": self.scheme,
            "categories": dict(self.categories),
            "aliases": dict(self.aliases),
            "beyond": list(self.beyond),
            "out_of_scope": list(self.out_of_scope),
            "reply": [list(pair) for pair in self.reply],
            "answers": dict(self.answers),
            "template": {"file": self.template.file, "name": self.template.name} if self.template else {},
        }

    def category_of(self, code: str, kind: str) -> str | None:
        """Our category for theirs: by its code, by its whole name, then by the nearest part of 物业管理/电梯/困人."""
        parts = [part.strip() for part in re.split(r"[/\\>|、—\-·]+", kind) if part.strip()]
        said = [code.strip(), kind.strip(), *reversed(parts)]
        return next((self.categories[one] for one in said if one and one in self.categories), None)

    def reply_due(self, received: datetime, said: str, days: Calendar) -> datetime:
        """By when the order wants its reply: as the order itself says, else by this hotline's limit.

        Raises ValueError for words that are neither a moment nor a limit.
        """
        if not said:
            return deadline(self.reply_limit, received, days).due
        if limit := limit_in(said):
            return deadline(limit, received, days).due
        return moment_in(said, self.dates, end_of_day=True)

    def return_due(self, received: datetime, days: Calendar) -> datetime:
        return deadline(self.return_limit, received, days).due


@dataclass(frozen=True)
class HotlineRules:
    systems: tuple[Hotline, ...]

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        systems = body.get("systems") if isinstance(body, dict) else None
        if (
            not isinstance(systems, list)
            or not all(isinstance(row, dict) for row in systems)
            or len(systems) > MOST_SYSTEMS
        ):
            raise Faulty(N_("The hotlines are a list, each with key, name, columns and limits."))
        read = tuple(_hotline(row) for row in systems)
        for what in ("key", "name"):
            said = [getattr(one, what) for one in read]
            if twice := next((one for one in said if said.count(one) > 1), None):
                raise Faulty(N_("Two hotlines are called “{name}”."), name=twice)
        return cls(read)

    @property
    def body(self) -> dict[str, Any]:
        return {"systems": [one.row for one in self.systems]}

    def by_key(self, key: str) -> Hotline | None:
        return next((one for one in self.systems if one.key == key), None)

    def name_of(self, key: str) -> str:
        """A channel of no book is called as somebody wrote it."""
        found = self.by_key(key)
        return found.name if found else key


def _hotline(row: dict[str, Any]) -> Hotline:
    key, name = _word(row.get("key")), _word(row.get("name"))
    if not key or not name or len(key) > 40:
        raise Faulty(N_("A hotline needs a short key and a name."))
    try:
        limits = [
            Limit.parse(str(row.get(which) or default))
            for which, default in (("return_limit", "2wd"), ("reply_limit", "5wd"))
        ]
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    columns = {which: _words(words) for which, words in _table(row.get("columns"), name).items() if which in COLUMNS}
    missing = [COLUMNS[which][0] for which in REQUIRED if not columns.get(which)]
    if missing:
        raise Faulty(N_("{name}: say what its sheets write above {columns}."), name=name, columns="、".join(missing))
    owner: dict[str, str] = {}
    for which, words in columns.items():
        for word in words:
            if owner.setdefault(heading(word), which) != which:
                raise Faulty(N_("{name}: “{word}” can't be the heading of two columns."), name=name, word=word)
    dates = _words(row.get("dates"))
    for pattern in dates:
        try:
            datetime.strptime(datetime(2026, 1, 31, 12, 30, 1, tzinfo=SHANGHAI).strftime(pattern), pattern).replace(
                tzinfo=SHANGHAI
            )
        except ValueError:
            raise Faulty(
                N_("{name}: “{word}” is not a way to write a date, such as %Y年%m月%d日 %H:%M."),
                name=name,
                word=pattern,
            ) from None
    reply = row.get("reply") or []
    if not isinstance(reply, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in reply):
        raise Faulty(N_("{name}: the reply sheet is a list of pairs, a heading and what stands under it."), name=name)
    pairs = tuple((_word(said), str(what)) for said, what in reply)
    if unknown := [what for said, what in pairs if what not in REPLY or not said]:
        raise Faulty(N_("{name}: a reply has no “{word}”."), name=name, word=unknown[0][:20])
    template = row.get("template") or {}
    if not isinstance(template, dict):
        raise Faulty(N_("{name}: the template is a file and its name."), name=name)
    texts = {
        which: {_word(k): _word(v) for k, v in _table(row.get(which), name).items() if _word(k) and _word(v)}
        for which in ("categories", "aliases")
    }
    return Hotline(
        key,
        name,
        limits[0],
        limits[1],
        columns,
        dates,
        _word(row.get("scheme")),
        texts["categories"],
        texts["aliases"],
        _words(row.get("beyond")) or BEYOND,
        _words(row.get("out_of_scope")) or OUT_OF_SCOPE,
        pairs,
        ANSWERS | {k: _word(v) for k, v in _table(row.get("answers"), name).items() if k in ANSWERS and _word(v)},
        Template(str(template["file"]), _word(template.get("name"))) if template.get("file") else None,
    )


def _table(said: Any, name: str) -> dict[str, Any]:
    if not isinstance(said or {}, dict) or len(said or {}) > MOST_WORDS:
        raise Faulty(
            N_("{name}: columns, categories and aliases are tables of at most {most} rows."),
            name=name,
            most=MOST_WORDS,
        )
    return said or {}


def _word(said: Any) -> str:
    return " ".join(str(said or "").split())[:LONGEST_WORD]


def _words(said: Any) -> tuple[str, ...]:
    some = said if isinstance(said, list) else []
    return tuple(dict.fromkeys(word for one in some[:MOST_WORDS] if (word := _word(one))))


# --- what a cell says -------------------------------------------------------------------------------------------

_LIMIT = re.compile(r"(\d{1,3})个?(工作日|工作小时|工作时|小时|日|天|h)(内|以内|之内)?", re.IGNORECASE)
_UNITS = {"工作日": "wd", "工作小时": "wh", "工作时": "wh", "小时": "h", "h": "h", "日": "d", "天": "d"}
_MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*分?(?:\s*:?\s*(\d{1,2})(?:\.\d+)?\s*秒?)?)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\s*(?:(\d{2})(\d{2})(\d{2})?)?")
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?")
_SERIAL_ZERO = date(1899, 12, 30)
_CALLER = re.compile(r"来电(人|者|群众|市民|居民|反映|咨询|投诉|建议|求助)?")
_YES = {
    "是",
    "有",
    "y",
    "yes",
    "true",
    "1",
    "√",
    "✓",
    "需要",
    "需",
    "要",
    "保密",
    "要求保密",
    "匿名",
    "不公开",
    "隐名",
    "无需",
    "不需要",
    "无需回复",
    "不需回复",
}


def heading(text: str) -> str:
    """A heading without blanks, in the plain form of its characters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def unwrapped(text: str) -> str:
    """`="20261122001"` and `'20261122001` are how people keep a spreadsheet from rounding a number."""
    text = text.strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.lstrip("'＇‘").strip()


def callers_own(text: str) -> str:
    """The order without what every order says of its caller: 来电 would else mean that the power is back."""
    return _CALLER.sub("", text)


def yes_in(text: str) -> bool:
    return text.strip().lower() in _YES


def limit_in(text: str) -> Limit | None:
    """A limit in words, such as 5个工作日 or 24小时; None if it is something else."""
    said = _LIMIT.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if not said:
        return None
    unit, number = _UNITS[said[2].lower()], int(said[1])
    return Limit.parse(f"{number * 24}h" if unit == "d" else f"{number}{unit}")


def moment_in(text: str, formats: Sequence[str] = (), *, end_of_day: bool = False) -> datetime:
    """The moment in a cell, in Shanghai. A day alone begins at midnight, or ends with its office hours.

    Raises ValueError for what is no moment.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for pattern in formats:
        try:
            return datetime.strptime(plain, pattern).replace(tzinfo=SHANGHAI)
        except ValueError:
            continue
    if _SERIAL.fullmatch(plain):
        moment = datetime.combine(_SERIAL_ZERO, time(), SHANGHAI) + timedelta(seconds=round(float(plain) * 86400))
        return _ended(moment) if end_of_day and "." not in plain else moment
    said = _MOMENT.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if not said:
        raise Faulty(N_("“{text}” is not a time. Write it like 2026-01-01 09:30."), text=text[:30])
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in said.groups())
        moment = datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        raise Faulty(N_("“{text}” is not a time. Write it like 2026-01-01 09:30."), text=text[:30]) from None
    if not 2000 <= moment.year <= 2100:
        raise Faulty(N_("“{text}” is not a time. Write it like 2026-01-01 09:30."), text=text[:30])
    return _ended(moment) if end_of_day and said[4] is None else moment


def _ended(moment: datetime) -> datetime:
    return OFFICE_HOURS.on(moment.date())[-1][1]


# --- what must not be kept --------------------------------------------------------------------------------------

_PERSONAL_HEADING = re.compile(
    r"姓名|诉求人|来电人|反映人|投诉人|举报人|联系人|当事人|电话|手机|号码|联系方式|证件|身份证|住址|家庭|年龄|性别|民族|微信|邮箱|caller|phone|name|mobile|email",
    re.IGNORECASE,
)
_PERSONAL_VALUE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|\d{17}[\dXx]|\d{6}\*+\d{2,4}[\dXx]?)(?!\d)")


def kept(others: Mapping[str, str]) -> dict[str, str]:
    """Of the columns that nobody has mapped, what may stay beside the order: never a name, a phone or an identity
    number.
    """
    said = {}
    for title, text in others.items():
        if text and not _PERSONAL_HEADING.search(title) and not _PERSONAL_VALUE.search(text):
            said[title[:40]] = text[:200]
    return dict(list(said.items())[:30])


def _shipped() -> dict[str, Any]:
    reply = [[said, what] for what, said in REPLY.items() if what not in ("title", "category", "contacted_how")]
    common: dict[str, Any] = {
        "key": "12345",
        "name": "12345",
        "return_limit": "2wd",
        "reply_limit": "5wd",
        "reply": reply,
    }
    for key, some in (("beyond", BEYOND), ("out_of_scope", OUT_OF_SCOPE)):
        common |= {key: list(some), f"{key}_en": [_ENGLISH[one] for one in some]}
    return {"systems": [common | {"columns": {which: list(words) for which, words in COLUMNS.items()}}]}


SHIPPED = _shipped()
