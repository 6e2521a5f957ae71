"""Topics as everybody may read them: lists by place, and each topic's whole chain on one page, from the first voice to
the verdict.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from linli.councils.lifecycle import TopicState
from linli.councils.models import Participant, Topic
from linli.councils.queries import topics as queries
from linli.paper.marks import qr
from linli.places.models import Kind, Place
from linli.public.addresses import address_of
from linli.ui.devices import secret_of

type Facts = Callable[[Topic, HttpRequest], dict[str, Any] | None]

PARTS: list[tuple[str, Facts]] = []
"""What other pages hang into a topic's page: a template, and its facts in a fixed number of statements; None shows
nothing.

In the template they are `part`; the topic is `topic`. The order is that of ORDER, by the template's name.
"""
ORDER = ("voices", "board", "meetings", "motions", "promises", "money")
PAGE = 60
WITH_TOPICS = {Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING, Kind.UNIT}


def topics(request: HttpRequest) -> HttpResponse:
    """What is and was talked over, at one place and inside it, or everywhere."""
    place = _place(request.GET.get("place", ""))
    found = queries.topics().public()
    if place:
        found = found.within(place)
    going = [TopicState.GOING, TopicState.RAISED]
    if after := _key(request.GET.get("after", "")):
        found = found.filter(pk__lt=after)
    rows = list(found.order_by("-id")[: PAGE + 1])
    page = rows[:PAGE]
    facts = {
        "place": place,
        "running": [row for row in page if row.state in going],
        "ended": [row for row in page if row.state not in going],
        "next": page[-1].pk if len(rows) > PAGE else "",
    }
    return render(request, "public/topics.html", facts)


def _key(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _place(code: str) -> Place | None:
    if not code:
        return None
    found = Place.objects.filter(code=code[:40], kind__in=WITH_TOPICS).select_related("parent__parent")
    return get_object_or_404(found.defer("shape", "duties", "parent__shape", "parent__parent__shape"))


def topic(request: HttpRequest, number: str) -> HttpResponse:
    it = topic_by(number)
    me = queries.participant_of(it, secret_of(request))
    mine = {"me": me, "news": queries.news_for(me) if me else []}
    return render(request, "public/topic.html", chain_of(it, request) | mine | _to_share(it, me, request))


def _to_share(it: Topic, me: Participant | None, request: HttpRequest) -> dict[str, Any]:
    """Whoever raised it sends its address on, or shows it to be scanned."""
    if it.state != TopicState.RAISED or me is None or not me.raised:
        return {}
    address = f"{address_of(request)}{reverse('public:topic', args=[it.number])}"
    return {"address": address, "qr": mark_safe(qr(address))}


def topic_by(number: str) -> Topic:
    """Any topic by its number: what was not taken up is on no list, but its reasons can be read at its address."""
    return get_object_or_404(queries.topics(), number=number[:16])


def chain_of(it: Topic, request: HttpRequest) -> dict[str, Any]:
    """Everything on the page that is the same for everybody."""
    stages = queries.stages_of(it)
    asked = queries.judged(it, stages)
    return {
        "topic": it,
        "stages": stages,
        "stage": queries.stage_of(it, stages),
        "seconders": queries.seconders(it) if it.seconders_needed else 0,
        "reasons": queries.reasons_of(it),
        "shown": queries.on_show(it),
        "asked": asked,
        "judgement": queries.judgement(it, asked),
        "parts": parts_of(it, request),
    }


def parts_of(it: Topic, request: HttpRequest) -> list[tuple[str, dict[str, Any]]]:
    made = [(template, facts(it, request)) for template, facts in sorted(PARTS, key=_order)]
    return [(template, facts) for template, facts in made if facts is not None]


def _order(part: tuple[str, Facts]) -> int:
    name = part[0].rsplit("/", 1)[-1].removesuffix(".html")
    return ORDER.index(name) if name in ORDER else len(ORDER)
