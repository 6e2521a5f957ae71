"""The board as it is at this moment, the runs that were kept, and what may be done with them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.views.decorators.http import require_POST

from linli.councils import actions
from linli.councils.boards import digest
from linli.councils.boardview import view
from linli.councils.lifecycle import TOPIC_MOVES
from linli.councils.models import Topic
from linli.councils.queries import boards as queries
from linli.councils.queries import topics as topic_queries
from linli.councils.queries.voices import is_open, meter
from linli.desk import frame
from linli.desk.topics.pages import PARTS
from linli.kernel.errors import Refused

KEPT = 20


def topic_of(request: HttpRequest, key) -> Topic:
    """A topic this post takes voices for; others do not exist for it."""
    return get_object_or_404(topic_queries.topics().visible_to(request.post), pk=key)


def board(request: HttpRequest, key, *, no: Refused | None = None, chosen: list[int] | None = None) -> HttpResponse:
    topic = topic_of(request, key)
    pack, output = queries.board_now(topic)
    runs = list(queries.runs(topic).select_related("by__person", "by__place", "by__organisation")[:KEPT])
    mark = digest(pack)
    facts = {
        "topic": topic,
        "steps": {move.step for move in TOPIC_MOVES.open_to(request.post, topic)},
        "runs": runs,
        "mark": mark,
        "kept": any(run.input_hash == mark for run in runs),
        "meter": meter(topic),
        "open": is_open(topic),
        "no": no,
        "latest": queries.published_board(topic),
        "round": queries.round_of(topic),
        "chosen": chosen or [],
        "goes_on": [s for s in pack["statements"] if s["round"] == queries.round_of(topic)]
        if output["mode"] == "rounds"
        else [],
    }
    return frame.page(
        request, "desk/boards/board.html", view(queries.in_words(output)) | facts, status=422 if no else 200
    )


@require_POST
def step(request: HttpRequest, key, name: str) -> HttpResponse:
    """Compute and keep; publish a run that was kept; begin the next round."""
    topic = topic_of(request, key)
    seen = (
        int(said) if (said := request.POST.get("seen", "")).isdecimal() and said.isascii() and len(said) < 9 else None
    )
    chosen = [int(n) for n in request.POST.getlist("goes_on") if n.isascii() and n.isdecimal() and len(n) < 6]
    try:
        if name == "compute":
            actions.compute_board(topic, by=request.post)
            messages.success(request, __("Computed and kept."))
        elif name == "publish":
            run = queries.runs(topic).filter(input_hash=request.POST.get("run", "")[:64]).first()
            if run is None:
                raise Http404
            actions.publish_board(run, by=request.post, seen=seen)
            messages.success(request, __("Published: everybody can read it and compute it again."))
        elif name == "round":
            begun = actions.begin_round(topic, chosen, by=request.post, seen=seen)
            messages.success(request, __("Round %(n)s has begun.") % {"n": begun[0].round})
        else:
            raise Http404
    except Refused as no:
        return board(request, key, no=no, chosen=chosen)
    return redirect("desk:board", topic.pk)


def of_topic(topic: Topic, request: HttpRequest):
    """On a topic's page, once anybody may have spoken."""
    if topic.state not in (Topic.State.GOING, Topic.State.CLOSED):
        return None
    return {"latest": queries.published_board(topic), "people": queries.people_heard(topic)}


PARTS.append(("desk/topic/board.html", of_topic))
