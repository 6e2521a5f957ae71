"""The receipt slip (A6) that the counter hands to somebody who came without a phone."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from linli.cases.models import Grade
from linli.kernel import clock
from linli.kernel.codes import spaced
from linli.kernel.words import N_
from linli.paper.marks import both, qr
from linli.paper.press import press
from linli.paper.queries import Reach, Where


@dataclass(frozen=True)
class SlipFacts:
    """What the slip says. The resident's own words and name stay off it: a slip gets lost."""

    receipt: str  # sixteen digits
    where: Where
    reach: Reach
    said_at: datetime
    contact_due: datetime
    finish_due: datetime


def receipt_slip(facts: SlipFacts, *, address: str) -> bytes:
    """The slip as PDF. `address` is what stands before /c/ in its QR code."""
    place = " ".join(filter(None, [facts.where.community, facts.where.around, facts.where.name]))
    return press(
        "slip",
        {
            "title": _("Receipt slip"),
            "where": place,
            "code": spaced(facts.receipt),
            "qr": qr(f"{address}/c/{facts.receipt}"),
            "ways": _ways(facts.reach, address),
            "answers": [both(one)["zh"] for one in (N_("Solved"), N_("Not solved yet"))],
            "grades": [_in_chinese(label) for _grade, label in Grade.choices],
            "rating": {
                "title": both(N_("Rating slip")),
                "when": both(N_("Please fill this in when you have the answer.")),
                "solved": both(N_("Is it solved?")),
                "satisfied": both(N_("How satisfied are you?")),
                "words": both(N_("Anything to add?")),
                "scan": both(N_("or rate it here")),
                "where": both(
                    N_("Give it to the community's counter or the grid worker, or put it into the letter box.")
                ),
                "silence": both(N_("What is not ticked counts neither for nor against.")),
            },
            "foot": _("Taken in {when}").format(when=_moment(facts.said_at)),
            "words": {
                "receipt": both(N_("Receipt slip")),
                "heard": both(N_("We have heard you.")),
                "promise": both(
                    N_("If you left a phone, you are called by {contact} at the latest. The answer comes by {finish}."),
                    contact=Moment(facts.contact_due),
                    finish=Moment(facts.finish_due),
                ),
                "code": both(N_("Your receipt code")),
                "ask": both(N_("What became of it? Ask like this:")),
                "scan": both(N_("Scan to see what became of it")),
                "keep": both(N_("Please keep this slip. Whoever has the code can see what became of your matter.")),
                "english": both(N_("Scan the code, or say its sixteen digits on the phone or at the counter.")),
            },
        },
    )


def _in_chinese(words: object) -> str:
    with override("zh-hans"):
        return str(words)


def _ways(reach: Reach, address: str) -> list[str]:
    """In Chinese, as the rest of the slip."""
    host = address.split("//", 1)[-1]
    with override("zh-hans"):
        ways = [_("Scan the code on the left")]
        if phone := reach.phone or reach.counter:
            ways.append(_("Call {phone} and say the sixteen digits").format(phone=phone))
        ways.append(_("Come to the community's counter with this slip"))
        ways.append(_("On the web: {address}, enter the digits").format(address=f"{host}/c/"))
    return ways


@dataclass(frozen=True)
class Moment:
    """A time that is said in whichever language is being spoken when it is printed."""

    at: datetime

    def __str__(self) -> str:
        return _moment(self.at)


def _moment(at: datetime) -> str:
    return date_format(at.astimezone(clock.SHANGHAI), pgettext("slip", "M j, H:i"))
