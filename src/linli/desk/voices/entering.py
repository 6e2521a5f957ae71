"""Cards out, voices in: the cards as PDF, and what stands on one that came back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as __
from django.utils.translation import override
from django.views.decorators.http import require_POST

from linli.councils import actions, routing
from linli.councils.lifecycle import TOPIC_MOVES
from linli.councils.models import Channel, Topic
from linli.councils.queries import voices as queries
from linli.desk import frame
from linli.desk.cases.intake import public_address
from linli.desk.voices.forms import Cards, Entry
from linli.desk.voices.pages import topic_of, voices
from linli.kernel import clock
from linli.kernel.codes import spaced
from linli.paper.voice_cards import MOST_LINES, Asked, voice_cards
from linli.ui.forms import refusals_in


@require_POST
def cards(request, key):
    """A batch of cards, each with a code of its own. On them stands what has been answered least."""
    topic = topic_of(request, key)
    form = Cards(request.POST)
    if form.is_valid():
        statements = queries.shown(topic)
        if not statements:
            form.add_error(None, __("There is no statement yet that could be printed. Add some to begin with."))
        else:
            with refusals_in(form):
                made = actions.print_cards(topic, form.cleaned_data["cards"], by=request.post)
                return _pdf(topic, _asked(topic, statements), [one.code for one in made], public_address(request))
    return voices(request, key, cards=form, status=422)


def _asked(topic: Topic, statements) -> Asked:
    by_number = {one.number: one for one in statements}
    counted = routing.offered(by_number, queries.said_so_far(topic))
    chosen = sorted(routing.in_order(counted, groups={}, person=0)[:MOST_LINES])
    with override("zh-hans"):
        day = topic.hearing_until and date_format(topic.hearing_until.astimezone(clock.SHANGHAI), "n月j日")
    return Asked(topic.title, topic.place.address, day or "", topic.groups, [(n, _line(by_number[n])) for n in chosen])


def _line(statement) -> str:
    if statement.condition_of:
        return f"{statement.condition_of.words}——如果：{statement.words}"
    return statement.words


def _pdf(topic: Topic, asked: Asked, codes: list[str], address: str) -> HttpResponse:
    response = HttpResponse(voice_cards(asked, codes, address=address), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{topic.number}-cards.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def enter(request, key):
    """One voice after the other: channel and groups stay as they were for the one before, as at a stall."""
    topic = topic_of(request, key)
    TOPIC_MOVES.moves["take_voice"].who.require(request.post, topic)
    said = request.GET.get("channel", "")
    form = Entry(
        request.POST or None,
        topic=topic,
        statements=queries.shown(topic),
        initial={"channel": said if said in Channel.values else Channel.CARD},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form):
            taken = actions.take_voice(
                topic,
                form.said(),
                channel=given["channel"],
                code=given["code"],
                groups=form.groups(),
                own=given["own"],
                submission_key=given["key"],
                by=request.post,
            )
            messages.success(request, _done(request, taken, bool(given["code"])))
            return redirect(f"{reverse('desk:voice_enter', args=[topic.pk])}?channel={given['channel']}")
    facts = {"topic": topic, "form": form, "box": queries.box_cards(topic)}
    return frame.page(request, "desk/voices/enter.html", facts, status=422 if form.errors else 200)


def _done(request, taken, had_card: bool) -> str:
    said = __("Entered: %(n)s statements.") % {"n": taken.entered}
    if taken.kept:
        said += " " + __("%(n)s lines stay as the holder corrected them.") % {"n": taken.kept}
    if not had_card:
        said += " " + __("Hand this over: code %(code)s, to see and correct it at %(address)s") % {
            "code": spaced(taken.participant.code),
            "address": f"{public_address(request)}/k/",
        }
    return said
