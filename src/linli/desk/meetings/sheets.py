"""What stands on the sheet of a meeting, as it is to be read."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.councils.amounts import yuan
from linli.councils.models import Meeting, Promise
from linli.councils.queries.meetings import items_of, kind_of, seats
from linli.kernel.clock import SHANGHAI
from linli.paper.minutes import ItemFacts, MinutesFacts
from linli.rulebook.names import named


def facts_of(meeting: Meeting, *, mark: str) -> MinutesFacts:
    table = seats(meeting)
    present = [(named(seat.party.name), "、".join(_names(seat)) or "—") for seat in table]
    sat_in = [one.name for one in meeting.attendances.all() if not one.party]
    others, unnamed = [name for name in sat_in if name], sat_in.count("")
    if unnamed:
        others.append(_("%(n)s without a name") % {"n": unnamed})
    if others:
        present.append((_("Neighbours"), "、".join(others)))
    starts, ends = (
        meeting.starts.astimezone(SHANGHAI),
        max(meeting.held_at or meeting.ends, meeting.starts).astimezone(SHANGHAI),
    )
    return MinutesFacts(
        title=meeting.title,
        number=meeting.number,
        headings=headings(),
        facts=[
            (pgettext("sheet", "Meeting"), named(kind_of(meeting).name)),
            (pgettext("sheet", "Place"), meeting.place.address),
            (pgettext("sheet", "Time"), f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}"),
            (pgettext("sheet", "Room"), meeting.venue.name),
        ],
        present=present,
        items=[
            ItemFacts(
                f"{number}. {item.title}",
                str(item.get_outcome_display()),
                item.minutes or item.words,
                [_promised(one) for one in item.promises.all()],
            )
            for number, item in enumerate(items_of(meeting), start=1)
        ],
        rest=meeting.minutes,
        signatures=[named(seat.party.name) for seat in table],
        mark=f"{meeting.number} · {mark}",
    )


def headings() -> dict[str, str]:
    return {
        "present": pgettext("sheet", "Present"),
        "minutes": pgettext("sheet", "Minutes"),
        "promises": pgettext("sheet", "Promised"),
        "rest": pgettext("sheet", "Other matters"),
        "signatures": pgettext("sheet", "Signatures"),
        "date": pgettext("sheet", "Date"),
        "kind": pgettext("sheet", "Meeting minutes"),
    }


def _names(seat) -> list[str]:
    return [str(one.post.person) if one.post else one.name or _("present") for one in seat.came]


def _promised(it: Promise) -> str:
    money = f"，¥{yuan(it.money)}" if it.money is not None else ""
    return (
        _("%(who)s, until %(due)s: %(words)s") % {"who": it.who, "due": it.due.isoformat(), "words": it.words} + money
    )
