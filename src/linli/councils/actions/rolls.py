"""The roll of owners: read from an office's sheet, all or nothing, with exact areas."""

import hashlib
import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils import events
from linli.councils.actions.within import step, write
from linli.councils.areas import area_in
from linli.councils.models import Owner, RollUnit, Vote
from linli.councils.models.roll import AreaSource, UnitKind
from linli.councils.wording import leads_to_a_person
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Post
from linli.places.sheets import NOTHING, BadRows, Column, read_bytes, read_table, words_in

MOST_UNITS = 20_000
COLUMNS = (
    Column("unit", ("房号", "专有部分", "房屋编号", "户号", "房屋", "unit")),
    Column("area", ("面积", "建筑面积", "专有部分面积", "产权面积", "area")),
    Column("owners", ("业主", "业主姓名", "产权人", "所有权人", "owners", "owner"), required=False),
    Column("stairwell", ("单元", "楼栋单元", "楼栋", "stairwell", "building"), required=False),
    Column("head", ("业主编号", "户主编号", "产权人编号", "owner number", "head"), required=False),
    Column("source", ("面积依据", "面积来源", "source"), required=False),
    Column("kind", ("用途", "类型", "房屋用途", "kind"), required=False),
    Column("developer", ("未售或未交付", "未售未交付", "开发商", "建设单位", "developer"), required=False),
)
SOURCES = {
    "": "register",
    "register": "register",
    "登记": "register",
    "不动产登记": "register",
    "不动产登记簿": "register",
    "survey": "survey",
    "测绘": "survey",
    "实测": "survey",
    "contract": "contract",
    "合同": "contract",
    "买卖合同": "contract",
}
KINDS = {
    "": "dwelling",
    "住宅": "dwelling",
    "商铺": "shop",
    "商业": "shop",
    "店铺": "shop",
    "车库": "garage",
    "车位": "parking",
    "其他": "other",
} | {k: k for k in UnitKind.values}
YES, NO = {"是", "有", "未售", "未交付", "yes", "y", "1", "true", "√"}, {"", "否", "no", "n", "0", "false", "已交付"}
_SEPARATORS = re.compile(r"[、,，;；/\s]+")


@transaction.atomic
def import_roll(vote: Vote, file: bytes, *, by: Post, seen: int | None = None) -> tuple[Vote, list[str]]:
    """The whole roll from Excel or CSV, in place of an earlier one. Raises BadRows, and then nothing is imported.

    Also returns names that stand for several units without an owner's number: one person there is one head.
    """
    vote = step("prepare", vote, by=by, seen=seen)
    raw, _name = read_bytes(file)
    bad, rows, first = BadRows(), [], {}
    for number, cells in read_table(raw, COLUMNS):
        try:
            row = _row(number, cells)
            if row[0].unit in first:
                raise Refused(
                    N_("The unit {unit} stands in row {number} already."), unit=row[0].unit, number=first[row[0].unit]
                )
            first[row[0].unit] = number
            rows.append(row)
        except Refused as reason:
            bad.add(number, reason)
    bad.raise_if_any()
    if not rows:
        raise Refused(N_("The file has a header and no rows."))
    if len(rows) > MOST_UNITS:
        raise Refused(N_("More than {most} units are not one vote."), most=MOST_UNITS)
    enter_roll(vote, rows)
    sha256 = hashlib.sha256(raw).hexdigest()
    return write(vote, events.RollImported(units=len(rows), sha256=sha256), by=by), _same_names(rows)


def enter_roll(vote: Vote, rows: Iterable[tuple[RollUnit, list[str]]]) -> None:
    """Units with their owners' names, in order. Owners of one head with the same name are the same person."""
    vote.roll.all().delete()
    units, owners, people = [], [], {}
    for order, (unit, names) in enumerate(rows):
        unit.vote, unit.order = vote, order
        units.append(unit)
        group = people.setdefault(unit.head, {})
        for name in names or [""]:
            code = group.setdefault(name, f"{unit.head}-{len(group) + 1}")
            owners.append(Owner(unit=unit, code=code, name=name))
    RollUnit.objects.bulk_create(units, batch_size=500)
    Owner.objects.bulk_create(owners, batch_size=500)


def copy_roll(old: Vote, new: Vote) -> None:
    """A vote that is put again begins with the roll of the first, sales during it included."""
    sold = {t.unit_id: t.name for unit in old.roll.prefetch_related("transfers") for t in unit.transfers.all()}
    rows = []
    for unit in old.roll.prefetch_related("owners").order_by("order"):
        copy = RollUnit(
            unit=unit.unit,
            stairwell=unit.stairwell,
            area=unit.area,
            source=unit.source,
            kind=unit.kind,
            developer=unit.developer,
            head=unit.unit if unit.pk in sold else unit.head,
        )
        rows.append((copy, [sold[unit.pk]] if unit.pk in sold else [owner.name for owner in unit.owners.all()]))
    enter_roll(new, rows)


def _row(number: int, cells: dict[str, str]) -> tuple[RollUnit, list[str]]:
    unit = words_in(cells["unit"], longest=40, what=pgettext_lazy("roll", "unit"))
    if unit in NOTHING:
        raise Refused(N_("The unit is missing."))
    developer = cells.get("developer", "").lower()
    if developer not in YES | NO:
        raise Refused(N_("“{text}” is neither yes nor no."), text=developer[:20])
    owners = [n for n in _SEPARATORS.split(words_in(cells.get("owners", ""), longest=200, what=_("owner"))) if n]
    if not owners and developer not in YES:
        raise Refused(N_("The owner of {unit} is missing."), unit=unit)
    if len(set(owners)) != len(owners):
        raise Refused(N_("An owner of {unit} stands there twice."), unit=unit)
    if any(len(name) > 40 for name in owners):
        raise Refused(N_("A name of {unit} is too long."), unit=unit)
    head = words_in(cells.get("head", ""), longest=40, what=_("owner's number"))
    if leads_to_a_person(head) or leads_to_a_person(unit):
        raise Refused(
            N_(
                "The roll is published: an identity or telephone number does not belong into it. Number the "
                "owners 1, 2, 3."
            )
        )
    stairwell = words_in(cells.get("stairwell", ""), longest=40, what=_("stairwell"))
    return RollUnit(
        unit=unit,
        stairwell=stairwell or unit.rpartition("-")[0] or unit,
        area=area_in(cells["area"]),
        source=_known(cells.get("source", ""), SOURCES, AreaSource),
        kind=_known(cells.get("kind", ""), KINDS, UnitKind),
        head=head or unit,
        developer=developer in YES,
    ), owners


def _known(text: str, words: dict[str, str], kind) -> str:
    if (found := words.get(text.strip().lower())) is None:
        raise Refused(
            N_("“{text}” is not known here; possible are {known}."),
            text=text[:20],
            known="、".join(str(c.label) for c in kind),
        )
    return found


def _same_names(rows: list[tuple[RollUnit, list[str]]]) -> list[str]:
    heads: dict[tuple[str, ...], set[str]] = {}
    for unit, names in rows:
        if names and not unit.developer:
            heads.setdefault(tuple(sorted(names)), set()).add(unit.head)
    return sorted("、".join(names) for names, found in heads.items() if len(found) > 1)
