"""A small compound whose owners decide: thirty units of 100 m² in two stairwells, unless a story says otherwise."""

import io
from contextlib import contextmanager
from datetime import timedelta

from django.db import connections
from openpyxl import Workbook

from linli.councils import actions
from linli.councils.actions import Asked
from linli.councils.models import RollUnit, Vote
from linli.kernel import clock

HEADER = ["房号", "单元", "面积", "业主", "业主编号", "面积依据", "用途", "未售或未交付"]


def rows(count=30, area="100.00"):
    half = count // 2
    return [
        [f"3-{1 + n // half}-{n % half + 1:02}", f"3栋{1 + n // half}单元", area, f"业主{n:03}", "", "登记", "住宅", ""]
        for n in range(count)
    ]


def sheet(table, header=HEADER) -> bytes:
    book = Workbook()
    for row in [header, *table]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def drafted(street, *, item=8, city="national", table=None, notice=16, window=10, matters=None, **more) -> Vote:
    now = clock.now()
    vote = actions.draft_vote(
        place=street.jinhe,
        title="公共车位加装充电桩",
        city=city,
        opens=now + timedelta(days=notice),
        closes=now + timedelta(days=notice + window),
        by=street.head,
        **more,
    )
    actions.set_matters(vote, matters or [Asked(item, "在北门空地安装十个公共充电桩")], by=street.head)
    if not more.get("follows"):
        actions.import_roll(vote, sheet(rows() if table is None else table), by=street.head)
    return Vote.objects.get(pk=vote.pk)


def noticed(street, **more) -> Vote:
    return actions.give_notice(drafted(street, **more), by=street.head)


@contextmanager
def opened(vote: Vote):
    """While this lasts it is an hour after the opening; yields the vote, open."""
    with clock.frozen(vote.opens + timedelta(hours=1)):
        actions.turn()
        yield Vote.objects.get(pk=vote.pk)


def counted(vote: Vote, *, by) -> Vote:
    with clock.frozen(vote.closes + timedelta(minutes=5)):
        return actions.close(vote, by=by)


def units(vote: Vote) -> list[RollUnit]:
    return list(vote.roll.order_by("order"))


def say(unit: RollUnit, choice="yes", *, key="", **more):
    choices = {m.key: choice for m in actions.matters_of(unit)}
    return actions.cast(unit, choices, submission_key=key or f"{unit.pk}", **more)


def in_a_thread(work):
    """Run in another thread with a database connection of its own, closed afterwards."""
    try:
        return work()
    except Exception as error:
        return error
    finally:
        connections.close_all()
