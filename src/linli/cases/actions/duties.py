"""Reading duty lists from an office's sheet, and issuing them as the next edition."""

import re
from pathlib import Path
from typing import Any

from django.db import transaction

from linli.cases import books
from linli.cases.duties import EVERY, LEVEL_OF, LEVELS, MUST, duty_of
from linli.cases.queries import categories
from linli.journal.actions import record
from linli.kernel.errors import Faulty, Refused
from linli.kernel.words import N_
from linli.people.models import Organisation, Post
from linli.people.rules import administers
from linli.places.sheets import NOTHING, BadRows, Column, read_table, words_in
from linli.rulebook.actions import issue
from linli.rulebook.events import EditionIssued
from linli.rulebook.models import Edition

COLUMNS = (
    Column("item", ("事项", "事项名称", "职责", "职责内容", "清单事项", "item", "duty")),
    Column("number", ("编号", "事项编号", "序号", "number", "code")),
    Column("level", ("层级", "行使层级", "级别", "level"), required=False),
    Column("kind", ("类型", "事项类型", "责任类型", "性质", "kind"), required=False),
    Column("unit", ("单位", "责任单位", "单位编码", "部门", "unit"), required=False),
    Column("categories", ("事项分类", "诉求分类", "分类代码", "适用分类", "categories", "category"), required=False),
    Column("basis", ("依据", "设定依据", "法律依据", "basis"), required=False),
    Column("instead", ("去处", "办理渠道", "应到何处办理", "instead"), required=False),
    Column("also", ("别名", "俗称", "also"), required=False),
)

_LEVELS = {
    "街道": "street",
    "乡镇": "street",
    "街道办": "street",
    "社区": "community",
    "村": "community",
    "居委会": "community",
    "村委会": "community",
    "部门": "department",
    "区级部门": "department",
    "公共服务企业": "department",
    "物业": "department",
    "网格": "steward",
    "网格员": "steward",
    "楼栋长": "steward",
    "管家": "steward",
    **{level: level for level in LEVELS},
}
_KINDS = {
    "主责": "must",
    "必须": "must",
    "应当": "must",
    "法定职责": "must",
    "基本履职事项": "must",
    "配合": "assists",
    "协助": "assists",
    "配合履职事项": "assists",
    "赋权": "delegated",
    "委托": "delegated",
    "下放": "delegated",
    "不应出具": "must_not_issue",
    "不得出具": "must_not_issue",
    "must": "must",
    "assists": "assists",
    "delegated": "delegated",
    "must_not_issue": "must_not_issue",
}
_APART = re.compile(r"[、,，;；/\s]+")
_NAMES_APART = re.compile(r"[、,，;；/\n]+|(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")  # English names have blanks in them


def read_duties(file: Path | bytes) -> list[dict[str, Any]]:
    """The rows of an office's sheet, as the book has them. Raises BadRows with every row that can't be understood."""
    table, bad, rows = read_table(file, COLUMNS), BadRows(), []
    lines = list(table)
    units = _units({cells.get("unit", "") for _number, cells in lines})
    known = {category.code for category in categories()} | {category.group for category in categories()}
    for number, cells in lines:
        try:
            rows.append(_row(cells, units, known))
        except Refused as reason:
            bad.add(number, reason)
    bad.raise_if_any()
    if not rows:
        raise Refused(N_("The file has a header and no rows."))
    return rows


def _row(cells: dict[str, str], units: dict[str, Organisation], known: set[str]) -> dict[str, Any]:
    said = {key: words_in(cells.get(key, ""), longest=300, what=key) for key in ("item", "number", "basis", "instead")}
    said = {key: "" if text in NOTHING else text for key, text in said.items()}
    unit, text = None, cells.get("unit", "")
    if text.startswith("@") or text in (EVERY, "全部", "") or text in NOTHING:
        said["unit"] = text if text.startswith("@") else EVERY
    elif unit := units.get(text):
        said["unit"] = unit.code
    else:
        raise Refused(N_("No unit here is called “{text}”, by name or code."), text=text[:30])
    level = cells.get("level", "")
    said["level"] = _LEVELS.get(level.lower(), "") or ("" if level else LEVEL_OF.get(unit.kind, "") if unit else "")
    if not said["level"]:
        raise Refused(N_("“{text}” is not a level; levels are 街道, 社区, 部门, 网格员."), text=level[:20])
    kind = cells.get("kind", "")
    if kind not in NOTHING and kind.lower() not in _KINDS:
        raise Refused(N_("“{text}” is not a kind of item; kinds are 主责, 配合, 赋权, 不应出具."), text=kind[:20])
    said["kind"] = _KINDS.get(kind.lower(), MUST)
    codes = [code.upper() for code in _APART.split(cells.get("categories", "")) if code and code not in NOTHING]
    if strange := [code for code in codes if code not in known]:
        raise Refused(N_("There is no kind of matter with the code {code}."), code="、".join(strange)[:60])
    names = (name.strip() for name in _NAMES_APART.split(cells.get("also", "")))
    also = [name for name in names if name and name not in NOTHING]
    row = said | {"categories": codes, "also": also}
    try:
        duty_of(row)
    except Faulty as fault:
        raise Refused(fault.sentence, **fault.facts) from None
    return {key: value for key, value in row.items() if value}


def _units(named: set[str]) -> dict[str, Organisation]:
    found: dict[str, Organisation] = {}
    for column in ("name", "code"):
        for unit in Organisation.objects.filter(**{f"{column}__in": named, "closed_on": None}).only(
            "name", "code", "kind"
        ):
            found[getattr(unit, column)] = unit
    return found


@transaction.atomic
def issue_duties(body: Any, *, why: str, by: Post, seen: int | None = None) -> Edition:
    """The next edition of the duty lists. Refuses anyone but the administrator, and lists that can't be read."""
    administers.require(by, None)
    edition = issue(books.duties, body, why=why, by=by, seen=seen)
    record(
        EditionIssued(book=edition.book, number=edition.number, since=edition.since.isoformat(), why=edition.why),
        on=edition,
        by=by,
        new=True,
    )
    return edition
