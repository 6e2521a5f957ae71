"""A case on paper, to be signed: what this post sees of it, without anybody's name or phone."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases.queries import story
from linli.desk.cases import page
from linli.desk.cases import story as telling
from linli.gate.actions import Allowance, knock
from linli.kernel import clock
from linli.paper.case_sheets import SheetFacts, case_sheet
from linli.ui.moments import said_moment

SHEETS = Allowance("case sheets of a post", 120, timedelta(minutes=10))


def sheet(request, key):
    """The PDF; the look of the page, so that a unit finds blotted here what is blotted there."""
    case = page.find(request, key)
    knock((SHEETS, request.post.ref))
    voices = list(case.voices.all())
    for voice in voices:
        voice.case = case
    lines = telling.tell(case, story(case), voices, [])
    if page.is_unit(request.post):
        page.keep_unnamed(case, voices, lines)
    units = "、".join(dict.fromkeys(one.organisation.name for one in case.assignments.all()))
    facts = SheetFacts(
        title=_("Case sheet"), number=case.number,
        facts=[
            (_("Place"), case.place.address), (_("Kind of matter"), str(case.category)),
            (_("Reported"), said_moment(case.reported_at)), (_("Came in by"), str(case.get_source_display())),
            (_("State"), case.state_words), (_("Answer due"), said_moment(case.finish_due)),
            (_("Kept by"), str(case.keeper) if case.keeper else "—"), (_("Units called"), units or "—"),
            (_("Answered at"), said_moment(case.answered_at) if case.answered_at else "—"), (_("Late"), said_moment(case.late_since) if case.late_since else _("no")),
        ],
        said=[
            *((_("What was said (%(n)s)") % {"n": n}, "\n".join([v.words, *(a.words for a in v.additions.all())])) for n, v in enumerate(voices[:20], 1)),
            *([(_("Answer to the resident"), case.answer)] if case.answer else []),
        ],
        story_heading=pgettext("case page", "Story"),
        story=[(said_moment(line.entry.at), line.who, line.sentence, line.words) for line in lines],
        signatures=[_("Handled by:"), _("Checked by:"), _("Date:")],
        mark=_("Printed %(when)s by %(who)s. Keep it locked away; no names, no phones.") % {"when": said_moment(clock.now()), "who": request.post},
        pages=_("page {page} of {pages}"),
    )  # fmt: skip
    response = HttpResponse(case_sheet(facts), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{case.number}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
