"""What a reply says in the columns of the city's sheet."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from linli.cases.hotlines import Hotline
from linli.cases.models import Order
from linli.desk.hotline.words import CONTACT_WAYS
from linli.kernel.clock import SHANGHAI


def reply_row(order: Order, hotline: Hotline, *, serial: int) -> dict[str, str | int]:
    """Every field of `REPLY` for one order, as text."""
    said, case, yes = order.reply, order.voice.case, hotline.answers
    post = order.replied_by
    office = post.organisation.name if post and post.organisation else post.place.name if post and post.place else ""

    def answer(value: Any) -> str:
        return yes.get(value, "") if isinstance(value, str) else yes["yes" if value else "no"]

    return {
        "serial": serial,
        "number": order.number,
        "received": written(order.received_at),
        "title": order.row.get("title") or case.title,
        "category": order.row.get("kind") or case.category.name,
        "office": office,
        "true": answer(said.get("true", "")),
        "beyond": answer(bool(said.get("beyond"))),
        "beyond_kind": said.get("beyond_kind", ""),
        "contacted": answer(bool(said.get("contacted"))),
        "contacted_how": str(CONTACT_WAYS.get(said.get("contacted_how", ""), "")),
        "contacted_at": written(parse_datetime(said.get("contacted_at") or "")),
        "solved": answer(bool(said.get("solved"))),
        "unsolved_why": said.get("unsolved_why", ""),
        "words": said.get("words", ""),
        "public": said.get("public", ""),
        "attachments": "、".join(names_of(order)),
        "replied": written(order.replied_at),
    }


def names_of(order: Order) -> list[str]:
    """What the attached photos are called beside the sheet."""
    return [f"{order.number}-{n}.jpg" for n, _key in enumerate(order.reply.get("attachments") or (), start=1)]


def written(moment: datetime | None) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""
