"""What was promised, as everybody may read it: who, until when, for how much, and what shows that it was done."""

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from linli.councils.lifecycle import PromiseState
from linli.councils.models import Evidence, Promise, Topic
from linli.kernel import clock
from linli.public.meetings import place_said
from linli.public.topics import PARTS
from linli.ui.files import stored_answer

PAGE = 80
OF_PROMISES = f"{Promise._meta.app_label}/{Promise._meta.model_name}/"


def promises(request: HttpRequest) -> HttpResponse:
    """The late ones first, then those that are due next; those that ended have a list of their own."""
    place = place_said(request)
    found = Promise.objects.within(place) if place else Promise.objects.all()
    ended = request.GET.get("view") == "ended"
    late = Q(state=PromiseState.PROMISED, due__lt=clock.today())
    sums = found.order_by().aggregate(
        open=Count("pk", filter=Q(state=PromiseState.PROMISED)),
        late=Count("pk", filter=late),
        kept=Count("pk", filter=Q(state=PromiseState.DONE)),
        money=Sum("money", filter=~Q(state=PromiseState.DROPPED)),
    )
    rows = (
        found.exclude(state=PromiseState.PROMISED).order_by("-done_at", "-id")
        if ended
        else found.filter(state=PromiseState.PROMISED)
    )
    facts = {"place": place, "ended": ended, "rows": with_evidence(rows)} | sums
    return render(request, "public/promises/list.html", facts)


def with_evidence(rows) -> list[tuple[Promise, list[Evidence]]]:
    """Promises with what shows them; two statements."""
    light = rows.select_related("owner__person", "organisation", "place", "topic", "item__meeting").defer(
        "place__shape"
    )
    found = list(light[:PAGE])
    shown: dict[str, list[Evidence]] = {}
    for piece in Evidence.objects.filter(of__in=[one.ref for one in found]).order_by("at", "id"):
        shown.setdefault(piece.of, []).append(piece)
    return [(one, shown.get(one.ref, [])) for one in found]


def photo(request: HttpRequest, key) -> HttpResponse:
    """The picture that shows a promise; whatever proves something else is not handed out here."""
    it = get_object_or_404(Evidence, pk=key)
    if not it.file or not it.of.startswith(OF_PROMISES):
        raise Http404
    return stored_answer(request, it.file, small="small" in request.GET)


def of_topic(topic: Topic, request: HttpRequest) -> dict | None:
    """Everything promised on a topic; two statements."""
    rows = with_evidence(Promise.objects.filter(topic=topic))
    return {"rows": rows} if rows else None


PARTS.append(("public/topic/promises.html", of_topic))
