"""Owners' votes as everybody may read them: the notice, then the result with its reasons, and who took
part, never how.
"""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from linli.councils.lifecycle import VoteState
from linli.councils.models import Vote
from linli.councils.queries import city_of, participation, public_pack, results
from linli.councils.queries.heads import called_back, daily_heads
from linli.councils.queries.votes import publicity
from linli.councils.recount import Unsound

MOST = 100


def votes(request: HttpRequest) -> HttpResponse:
    rows = list(
        Vote.objects.announced().select_related("place__parent").defer("place__shape", "place__parent__shape")[:MOST]
    )
    return render(request, "public/votes.html", {"rows": rows})


def vote(request: HttpRequest, number: str) -> HttpResponse:
    it = vote_by(number)
    published = it.state == VoteState.PUBLISHED
    begun = it.state not in (VoteState.NOTICED, VoteState.ABANDONED)
    facts = {
        "heads": daily_heads(it) if begun else [],
        "publicity": publicity(it),
        "called_back": called_back(it) if published else {},
        "vote": it,
        "matters": list(it.matters.all()),
        "city": city_of(it),
        "units": it.roll.count(),
        "published": published,
        "participation": _participation(it) if published else None,
        "results": results(it) if published else [],
    }
    return render(request, "public/vote.html", facts)


def pack(request: HttpRequest, number: str) -> HttpResponse:
    """Without names and without choices; the whole pack lies with those who prepared the vote, for a court or the
    supervision committee.
    """
    it = vote_by(number)
    if it.state != VoteState.PUBLISHED:
        raise Http404
    response = JsonResponse(public_pack(it), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{it.number}-public.json"'
    return response


def vote_by(number: str) -> Vote:
    found = Vote.objects.announced().select_related("place__parent__parent", "follows")
    return get_object_or_404(found.defer("place__shape", "place__parent__shape"), number=number)


def _participation(it: Vote):
    try:
        return participation(it)
    except Unsound:
        return None
