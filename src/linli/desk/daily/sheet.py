"""A case on paper, to be signed: what this post sees of it, without anybody's name or phone."""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from linli.cases.actions.exports import WHAT, Sort, mark_of
from linli.cases.models import Case, Export
from linli.cases.queries import story
from linli.desk.cases import page
from linli.desk.cases import story as telling
from linli.desk.privacy.taken_out import WRITERS, Written, printed
from linli.gate.actions import Allowance, knock
from linli.paper.case_sheets import SheetFacts, case_sheet
from linli.people import rules as people
from linli.ui.moments import said_moment

SHEETS = Allowance("case sheets of a post", 120, timedelta(minutes=10))


WHAT["case_sheet"] = Sort(
    gettext_lazy("Case sheet"),
    people.holds(
        people.SERVING | people.HEARING_COMPLAINTS | people.FOR_A_UNIT | people.SUPERVISING | people.LOOKING_ON,
        gettext_lazy("those who work on cases"),
    ),
)


@require_POST
def sheet(request, key):
    """The PDF, which the log of exports notes."""
    case = page.find(request, key)
    knock((SHEETS, request.post.ref))
    return printed("case_sheet", write, query=str(case.pk), purpose=_("Sheet to sign"), path=case.path, by=request.post)


def write(export: Export) -> Written:
    """The sheet as whoever asked for it sees the case; who a confidential voice is stands on nobody's paper."""
    case = page.find_for(export.by, UUID(export.query))
    if case.secrets is None:
        case.secrets = page.hide_names(case)
    mark = f"{mark_of(export)} · {_('Keep it locked away.')}"
    return Written(case_sheet(_facts(case), mark=mark), f"{case.number}.pdf", "application/pdf")


WRITERS["case_sheet"] = write


def _facts(case: Case) -> SheetFacts:
    voices = list(case.voices.all())
    for voice in voices:
        voice.case = case
    lines = telling.tell(case, story(case), voices, [])
    page.keep_unnamed(case, voices, lines)
    units = "、".join(dict.fromkeys(one.organisation.name for one in case.assignments.all()))
    return SheetFacts(
        title=_("Case sheet"),
        number=case.number,
        facts=[
            (_("Place"), case.place.address),
            (_("Kind of matter"), str(case.category)),
            (_("Reported"), said_moment(case.reported_at)),
            (_("Came in by"), str(case.get_source_display())),
            (_("State"), case.state_words),
            (_("Answer due"), said_moment(case.finish_due)),
            (_("Kept by"), str(case.keeper) if case.keeper else "—"),
            (_("Units called"), units or "—"),
            (_("Answered at"), said_moment(case.answered_at) if case.answered_at else "—"),
            (_("Late"), said_moment(case.late_since) if case.late_since else _("no")),
        ],
        said=[
            *(
                (_("What was said (%(n)s)") % {"n": n}, "\n".join([v.words, *(a.words for a in v.additions.all())]))
                for n, v in enumerate(voices[:20], 1)
            ),
            *([(_("Answer to the resident"), case.answer)] if case.answer else []),
        ],
        story_heading=pgettext("case page", "Story"),
        story=[(said_moment(line.entry.at), line.who, line.sentence, line.words) for line in lines],
        signatures=[_("Handled by:"), _("Checked by:"), _("Date:")],
        pages=_("page {page} of {pages}"),
    )
