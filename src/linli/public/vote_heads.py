"""The head of the ballot log, one sheet a day for the notice board: whoever keeps them can check every ballot
afterwards.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.councils.queries.heads import Day, daily_heads
from linli.kernel import clock
from linli.paper.marks import qr
from linli.paper.notices import NoticeFacts, notice_sheet
from linli.public.addresses import address_of
from linli.public.paper import SHEETS, pdf, within
from linli.public.votes import vote_by


@within(SHEETS)
def head(request: HttpRequest, number: str, day: str) -> HttpResponse:
    it = vote_by(number)
    one = next((one for one in daily_heads(it) if f"{one.day}" == day), None)
    if one is None:
        raise Http404
    return pdf(notice_sheet(_facts(it, one, address_of(request))), f"{it.number}-{day}")


def _facts(it, one: Day, address: str) -> NoticeFacts:
    sections = [
        (_("Head of the ballot log at the end of the day"), _grouped(one.head)),
        (_("Ballots in the log"), str(one.ballots)),
        (_("Seal of the platform's journal, this day"), _grouped(one.seal) if one.seal else _("not sealed yet")),
        (
            _("How to check it"),
            _(
                "The head is SHA-256 over “head before|commitment” for each ballot in the order of coming, "
                "beginning with the hash of the notice. After the result is published, the data on the vote's "
                "page hold the commitments of each day: reckon them through and compare with this sheet. "
                "Whoever slips in, leaves out or changes a ballot gets another head."
            ),
        ),
        (_("Hash of the notice:"), _grouped(it.notice_hash)),
    ]
    return NoticeFacts(
        heading=_("Ballot log"),
        title=f"{it.title}",
        under=f"{it.place.address}  ·  {it.number}",
        number=it.number,
        period=f"{one.day}",
        sections=sections,
        scan=_("Scan for the vote's page."),
        qr=qr(f"{address}/votes/{it.number}"),
        signatures=[_("Put up by:"), _("Seen by the supervision committee:")],
        mark=_("printed {day}").format(day=f"{clock.today():%Y-%m-%d}"),
        pages=_("Page {page} of {pages}"),
    )


def _grouped(digest: str) -> str:
    return " ".join(digest[n : n + 8] for n in range(0, len(digest), 8))
