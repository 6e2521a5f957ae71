"""QR plates: one on a page (a sticker, or A4 for a notice board), or a compound's stickers, four on an A4 page."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.kernel.codes import spaced
from linli.kernel.words import N_
from linli.paper.marks import both, qr
from linli.paper.press import press
from linli.paper.queries import Reach, Where, reaches, wheres
from linli.places.models import Place, Plate

SIZES = ("sticker", "a4")


def plate(one: Plate, *, address: str, size: str = "sticker") -> bytes:
    """One plate as PDF. `address` is what stands before /r/ on it, such as https://linli.example."""
    return press("plate", {**_facts([one], address), "title": _title(one.place), "size": size})


def plates(several: Sequence[Plate], *, of: Place, address: str) -> bytes:
    """All these plates as stickers with cut marks."""
    facts = _facts(several, address)
    foot = _("{place}: {count} plates. Cut along the marks.").format(place=of.name, count=len(several))
    return press("plates", {**facts, "title": _title(of), "foot": foot})


def _title(place: Place) -> str:
    return _("QR plate {place}").format(place=place.name)


def _facts(several: Sequence[Plate], address: str) -> dict:
    places = [one.place for one in several]
    where, reach = wheres(places), reaches(places)
    return {
        "words": {
            "call": both(N_("Something wrong? Scan, and your grid worker knows at once.")),
            "hang": both(
                N_(
                    "Put this up inside the stairwell door or on the notice board, 1.4 metres high, where "
                    "there is light."
                )
            ),
        },
        "plates": [_one(one, where[one.place.path], reach[one.place.path], address) for one in several],
    }


def _one(one: Plate, where: Where, reach: Reach, address: str) -> dict:
    return {
        "name": where.name,
        "around": where.around,
        "community": where.community,
        "code": one.code,
        "spaced": spaced(one.code),
        "qr": qr(f"{address}/r/{one.code}"),
        "help": _without_a_phone(where, reach),
    }


def _without_a_phone(where: Where, reach: Reach) -> dict[str, str]:
    if reach.phone:
        return both(
            N_("Can't scan? Call {phone} ({who}), or say it at the community's counter."),
            phone=reach.phone,
            who=reach.who,
        )
    if reach.counter:
        return both(N_("Can't scan? Call the community, {phone}, or come to its counter."), phone=reach.counter)
    return both(N_("Can't scan? Come to the community's counter and say it there."))
