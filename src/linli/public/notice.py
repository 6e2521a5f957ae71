"""What hangs on the notice board: one publication, or a topic's whole chain, on paper."""

from collections.abc import Iterator
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.councils.amounts import yuan
from linli.councils.models import Account, Promise, Publication, Stage, Topic
from linli.councils.queries import topics as queries
from linli.councils.queries.money import with_figures
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.paper.marks import qr
from linli.paper.notices import NoticeFacts, notice_sheet
from linli.public import topics
from linli.public.addresses import address_of
from linli.public.paper import SHEETS, pdf, within
from linli.rulebook.names import named
from linli.ui.moments import said_day


@within(SHEETS)
def topic_notice(request: HttpRequest, number: str) -> HttpResponse:
    """The chain as a notice sheet; with ?show=<key> one publication alone."""
    it = topics.topic_by(number)
    shown = queries.on_show(it)
    wanted = request.GET.get("show", "")
    if not wanted:
        return pdf(notice_sheet(_chain(it, shown, address_of(request))), it.number)
    one = next((one for one in shown if one.pk == _key(wanted)), None)
    if one is None:
        raise Http404
    return pdf(notice_sheet(_single(it, one, address_of(request))), f"{it.number}-{one.published_at:%y%m%d}")


def _key(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise Http404 from None


def _single(it: Topic, one: Publication, address: str) -> NoticeFacts:
    start = one.published_at.astimezone(SHANGHAI).date()
    period = _("On show {start} to {until}").format(start=f"{start:%Y-%m-%d}", until=f"{one.shown_until:%Y-%m-%d}")
    who = str(one.by.organisation) if one.by.organisation else one.by.named_role
    return NoticeFacts(
        heading=pgettext("notice", "Notice"),
        title=one.title,
        under=f"{it.place.address}  ·  {it.title}",
        period=period,
        sections=[("", one.body), ("", f"{who}\n{said_day(one.published_at)}")],
        **_around(it, address),
    )


def _chain(it: Topic, shown: list[Publication], address: str) -> NoticeFacts:
    """From first voice to verdict."""
    stages = queries.stages_of(it)
    asked = queries.judged(it, stages)
    found = queries.judgement(it, asked)
    sections = [(_("What it is about"), it.words)] if it.words else []
    if it.refusal:
        reasons = "\n".join(named(reason.words) for reason in queries.reasons_of(it))
        sections.append((_("Why it was not taken up"), f"{reasons}\n{it.refusal}"))
    if it.finding:
        sections.append((_("What the street says"), it.finding))
    sections += [
        (f"{one.title}（{said_day(one.published_at)} – {said_day(one.shown_until)}）", one.body) for one in shown
    ]
    sections += _promised(it)
    sections += _paid(it)
    if found.people:
        said = (
            _("{n} residents have judged.").format(n=found.people)
            if found.few
            else _("{solved} of {n} residents say it is solved. Grade {average} of 5.").format(
                solved=found.solved, n=found.people, average=found.average
            )
        )
        sections.append((_("What residents say became of it"), said))
    return NoticeFacts(
        heading=pgettext("notice", "Talked over"),
        title=it.title,
        under=f"{it.place.address}  ·  {it.state_words}",
        period="",
        sections=sections,
        stages_heading=_("How far it is"),
        stages=[_line(stage) for stage in stages],
        **_around(it, address),
    )


def _promised(it: Topic) -> Iterator[tuple[str, str]]:
    """Who promised what until when, and whether it was kept."""
    lines = [
        _("{who}, by {day}: {words} ({state})").format(
            who=one.who, day=said_day(one.due), words=one.words, state=one.state_words
        )
        for one in Promise.objects.filter(topic=it).select_related("organisation", "owner__person")
    ]
    if lines:
        yield _("What was promised"), "\n".join(lines)


def _paid(it: Topic) -> Iterator[tuple[str, str]]:
    """What came in and went out; every line and receipt stands on the account's page."""
    lines = [
        _("{title} ({number}): in {came} yuan, out {went} yuan, left {left} yuan").format(
            title=account.title,
            number=account.number,
            came=yuan(figures.came),
            went=yuan(figures.went),
            left=yuan(figures.left),
        )
        for account, figures in with_figures(Account.objects.filter(topic=it).order_by("opened_at"))
    ]
    if lines:
        yield _("Money"), "\n".join(lines)


def _line(stage: Stage) -> tuple[str, str, str, str]:
    if stage.ended_at:
        return pgettext("stage", "done"), named(stage.name), f"{said_day(stage.ended_at)}", "\n".join(_record(stage))
    if stage.began_at:
        since = _("since {day}").format(day=said_day(stage.began_at))
        return pgettext("stage", "now"), named(stage.name), since, named(stage.who)
    return pgettext("stage", "to come"), named(stage.name), "", named(stage.who)


def _record(stage: Stage) -> Iterator[str]:
    """What was written down, and what it rests on."""
    yield stage.result
    if stage.meeting:
        yield _("Minutes: {title} ({number})").format(title=stage.meeting.title, number=stage.meeting.number)
    if stage.motion:
        yield _("Decision: {title} ({number})").format(title=stage.motion.title, number=stage.motion.number)
    if stage.outside:
        yield _("Held outside this platform: {words}").format(words=stage.outside)


def _around(it: Topic, address: str) -> dict:
    return {
        "number": it.number,
        "qr": qr(f"{address}/topics/{it.number}"),
        "scan": _("Scan to read everything. No account is needed.")
        if it.closed_at
        else _("Scan to read everything, and to say what you think. No account is needed."),
        "signatures": [_("Put up by:"), _("Seen by the supervision committee:"), _("Taken down on:")],
        "mark": _("printed {day}").format(day=f"{clock.today():%Y-%m-%d}"),
        "pages": _("Page {page} of {pages}"),
    }
