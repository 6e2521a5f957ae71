"""Raising a topic, seconding one, appealing, and judging what became of it: without account, one device one voice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.councils import actions
from linli.councils.actions.topics import ABOUT
from linli.councils.models import Participant, Topic
from linli.councils.queries import topics as queries
from linli.councils.queries.voices import holder_of
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.places.models import Place
from linli.resident import limits
from linli.resident.forms import Appeal, Raised, Verdict
from linli.resident.places import place_by, step
from linli.ui.devices import fresh, remember, secret_of
from linli.ui.forms import refusals_in, refuse


def raise_topic(request: HttpRequest) -> HttpResponse:
    """Choose the place as one does for a report, then say what is to be talked over."""
    wanted = request.GET.get("place", "")
    place = _talked_about(place_by(wanted))
    if place is None or ("in" in request.GET and request.method != "POST"):
        facts = {
            "path": reverse("resident:raise"),
            "home": None,
            "step": step(request.GET.get("in")),
            "unknown": bool(wanted) and place is None,
        }
        return render(request, "resident/choose.html", facts, status=404 if facts["unknown"] else 200)
    form = Raised(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _raise(request, form, place)
        if made is not None:
            return made
    facts = {"form": form, "place": place, "path": reverse("resident:raise"), "address": place.address}
    return render(request, "resident/raise.html", facts, status=422 if form.errors else 200)


def _talked_about(place: Place | None) -> Place | None:
    """A road or a square belongs to what it lies in: its neighbours talk about it."""
    while place and place.kind not in ABOUT and place.parent:
        place = place.parent
    return place


def _raise(request: HttpRequest, form: Raised, place: Place) -> HttpResponse | None:
    device = secret_of(request) or fresh()
    try:
        limits.count_raised(request)
        it = actions.raise_topic(
            place=place, title=form.cleaned_data["title"], words=form.cleaned_data["words"], device=device
        )
    except Refused as no:
        refuse(form, no)
        return None
    return remember(redirect("public:topic", it.number), device)


@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest, number: str) -> HttpResponse:
    """Whoever comes to its address by itself, by going back or reloading, is led to the topic."""
    it = topic_by(number)
    if request.method != "POST":
        return redirect("public:topic", it.number)
    device = secret_of(request) or fresh()
    try:
        limits.count_topic(request)
        actions.second(it, device=device)
    except Refused as no:
        return _no(request, it, no)
    return remember(redirect("public:topic", it.number), device)


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    it = topic_by(number)
    me = queries.participant_of(it, secret_of(request))
    if me is None or not me.raised:
        return _no(
            request,
            it,
            Refused(
                _(
                    "Only the device that raised it can appeal here. Without it, go or write to the community, "
                    "which enters it for you."
                )
            ),
        )
    form = Appeal(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.appeal(it, words=form.cleaned_data["words"], by=me)
            return redirect("public:topic", it.number)
    facts = {"form": form, "topic": it, "reasons": queries.reasons_of(it)}
    return render(request, "resident/appeal.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: HttpRequest, number: str) -> HttpResponse:
    """Solved or not, a grade, and words: one per device, or per card (?card=CODE); the last one counts."""
    it = topic_by(number)
    asked = queries.judged(it)
    try:
        me = _speaker(request, it)
    except Refused as no:
        return _no(request, it, no)
    said = me.verdicts.first() if me else None
    before = {"solved": "yes" if said.solved else "no", "grade": str(said.grade), "words": said.words} if said else None
    form = Verdict(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        made = _judge(request, form, it, me)
        if made is not None:
            return made
    facts = {"form": form, "topic": it, "asked": asked, "said": said}
    return render(request, "resident/verdict.html", facts, status=422 if form.errors else 200)


def _speaker(request: HttpRequest, it: Topic) -> Participant | None:
    """Whoever holds the card that was named, or this device."""
    if not (code := request.GET.get("card", "")):
        return queries.participant_of(it, secret_of(request))
    limits.count_look_up(request)
    card = holder_of(code)
    if card is None or card.topic_id != it.pk:
        limits.count_wrong_code(request)
        raise Refused(N_("No card has this code. Please compare it letter by letter."))
    return card


def _judge(request: HttpRequest, form: Verdict, it: Topic, me: Participant | None) -> HttpResponse | None:
    device = secret_of(request) or fresh()
    try:
        limits.count_topic(request)
        actions.judge(it, by=me or actions.join(it, device=device), **form.cleaned_data)
    except Refused as no:
        refuse(form, no)
        return None
    return remember(redirect("public:topic", it.number), device)


def topic_by(number: str) -> Topic:
    return get_object_or_404(queries.topics(), number=number[:16])


def _no(request: HttpRequest, it: Topic, no: Refused) -> HttpResponse:
    return render(request, "resident/topic_no.html", {"topic": it, "sentence": str(no)}, status=422)
