"""The notice of an owners' vote, one sheet a unit (表决公告单): what this unit votes on, its code, its paper ballot, a
proxy's authority.
"""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.councils.actions import matters_of, owners_now
from linli.councils.models import Matter, RollUnit, Vote
from linli.councils.queries import city_of
from linli.councils.templatetags.councils import item_words, masked, square_metres
from linli.kernel.clock import SHANGHAI
from linli.kernel.codes import spaced
from linli.paper.marks import qr
from linli.paper.press import press


def voting_sheets(vote: Vote, units: Iterable[RollUnit], address: str) -> bytes:
    """The units' notices as PDF, each with the matters that unit votes on and no other. Without an address it is a
    preview without codes.
    """
    prefetch_related_objects([vote], "matters")
    city = city_of(vote)
    how = (
        _("In this city electronic votes go through the city's own system. Or fill in the paper below and hand it in.")
        if city.own_system
        else _(
            "Scan to vote on your phone. The code is your unit's own: give it to nobody. You may change your "
            "vote until the close; the last one counts."
        )
    )
    both = (
        _("Who votes both ways: the paper counts.")
        if city.prevails == "paper"
        else _("Who votes both ways: the electronic vote counts.")
    )
    return press(
        "ballot",
        {
            "title": f"{vote.title}",
            "number": vote.number,
            "how": how,
            "both": both,
            "silence": _silence(vote),
            "roll": vote.roll_hash or "—",
            "window": _("Voting from {opens} to {closes}.").format(
                opens=_moment(vote.opens), closes=_moment(vote.closes)
            ),
            "sheets": [_sheet(vote, unit, address) for unit in units],
            "words": {
                "heading": _("Notice of an owners' vote"),
                "paper": _("Paper ballot: mark, sign, hand in"),
                "matter": pgettext("vote", "Matter"),
                "sides": [pgettext("choice", "yes"), pgettext("choice", "no"), pgettext("choice", "abstain")],
                "sign": _("Owner's signature:"),
                "date": _("Date:"),
                "roll": _("Hash of the roll:"),
                "proxy": _("If somebody else votes for me (authority in writing):"),
                "instructed": _("I have marked above how to vote on every matter; the proxy may not vote otherwise."),
                "proxy_name": _("Proxy's name:"),
                "proxy_phone": _("Phone:"),
                "preview": _("Preview, without a code"),
            },
        },
    )


def _silence(vote: Vote) -> str:
    """Whoever stays silent reads beforehand what the owners' clause makes of it."""
    if not vote.silence_counts:
        return ""
    return (
        _(
            "The owners have a clause on silent votes (since %(since)s): “%(clause)s” The result is published "
            "without it and with it."
        )
        % vote.silent
    )


def _sheet(vote: Vote, unit: RollUnit, address: str) -> dict:
    unit.vote = vote
    owners = "、".join(masked(name) for name in owners_now(unit).values()) if not unit.developer else _("developer")
    return {
        "unit": f"{vote.place.name} {unit.unit}",
        "owners": owners,
        "area": square_metres(unit.area),
        "questions": [_question(matter) for matter in matters_of(unit)],
        "code": spaced(unit.code) if address else "",
        "qr": qr(f"{address}/v/{unit.code}") if address else "",
    }


def _question(matter: Matter) -> dict:
    needs = {
        "special": _("Passes with at least three quarters of the area and of the heads that took part."),
        "unanimous": _("Needs the consent of every interested owner."),
        "ordinary": _("Passes with more than half of the area and of the heads that took part."),
    }[matter.kind]
    law = (
        _("Civil Code, art. 279")
        if matter.item == 279
        else _("Civil Code, art. 278, item {item}").format(item=matter.item)
    )
    return {
        "number": matter.number,
        "title": matter.title,
        "words": matter.words,
        "law": f"{law} · {item_words(matter.item)} · {needs}",
    }


def _moment(moment) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
