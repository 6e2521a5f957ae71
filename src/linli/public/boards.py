"""The common ground board of a topic as everybody may read it, and its file, from which anybody computes it again."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from linli.councils import boards
from linli.councils.boardview import view
from linli.councils.lifecycle import HEARD
from linli.councils.models import Topic
from linli.councils.queries.boards import in_words, published_board
from linli.councils.queries.voices import is_open
from linli.public.topics import PARTS, topic_by


def board(request: HttpRequest, number: str) -> HttpResponse:
    """Nothing stands here before a board is published; until then it says so."""
    it = _topic(number)
    run = published_board(it)
    facts = {"topic": it, "run": run, "open": is_open(it)} | (view(in_words(run.output)) if run else {})
    return render(request, "public/board.html", facts)


def pack(request: HttpRequest, number: str) -> HttpResponse:
    """What was computed from what, with the hashes of both: `linli councils recount` reads it."""
    run = published_board(_topic(number))
    if run is None:
        raise Http404
    response = JsonResponse(
        boards.published(run.pack, run.output), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = f'attachment; filename="{number}-board.json"'
    return response


def _topic(number: str) -> Topic:
    it = topic_by(number)
    if it.state not in HEARD:
        raise Http404
    return it


def of_topic(topic: Topic, request: HttpRequest):
    """On a topic's page: the sentence on top, once a board is published."""
    run = published_board(topic)
    return {"run": run, **view(in_words(run.output))} if run else None


PARTS.append(("public/topic/board.html", of_topic))
