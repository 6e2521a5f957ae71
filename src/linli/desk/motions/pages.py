"""The list, the draft, and one motion's own page with what is to be done next."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.councils import actions
from linli.councils.assemblies import ADVICE, OWNERS
from linli.councils.lifecycle import MOTION_MOVES, MotionState
from linli.councils.models import Motion, Topic
from linli.councils.queries.motions import (
    advice_on,
    assembly_of,
    motions,
    motions_of,
    reasons,
    reworded,
    shown_until,
    suitable_meetings,
)
from linli.councils.recount import class_of
from linli.councils.rules import area_of, ballots_area_of, convenes
from linli.desk import frame, more
from linli.desk.motions.forms import AskOwners, Count, Draft, Put, Seat, initial_of
from linli.desk.topics.pages import PARTS
from linli.desk.votes.pages import places_for
from linli.kernel.errors import Refused
from linli.people.models import Post
from linli.places.models import AFTER_SEPARATOR, Kind, Place
from linli.ui.forms import refusals_in

PAGE = 60
MOST_MEETINGS = 60
ASSEMBLING = (Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND)


def has_motions(post: Post) -> bool:
    return ballots_area_of(post) is not None


more.ENTRIES.append(
    more.Entry(
        "motions",
        "councils",
        _("Motions"),
        _("Who decides what: advice, residents' assembly, representatives, owners."),
        has_motions,
    )
)


def listed(request):
    if not has_motions(request.post):
        raise Http404
    rows = list(motions().filter(pk__in=Motion.objects.visible_to(request.post).values("pk"))[:PAGE])
    return frame.page(request, "desk/motions/motions.html", {"rows": rows, "may_draft": area_of(request.post)})


def motion_of(request, key) -> Motion:
    """A motion of this post's place; others do not exist for it."""
    return get_object_or_404(
        motions()
        .filter(pk__in=Motion.objects.visible_to(request.post).values("pk"))
        .select_related("counted_by__person", "checked_by__person"),
        pk=key,
    )


def for_topic(topic: Topic, request) -> dict:
    """What the page of a topic shows of its motions."""
    return {"motions": motions_of(topic), "may_draft_motion": convenes.allows(request.post, topic)}


PARTS.append(("desk/topic/motions.html", for_topic))


# --- the draft -------------------------------------------------------------------------------------------------


def places_to_choose(post: Post) -> list[Place]:
    """Where a motion may be about: the community, and the compounds in it."""
    if (path := area_of(post)) is None:
        raise Http404
    inside = Place.objects.filter(path__gte=path, path__lt=path[:-1] + AFTER_SEPARATOR, kind__in=ASSEMBLING)
    return list(inside.standing().defer("shape").select_related("parent").order_by("path")[:400])


def new(request):
    """A new motion: by itself, from a topic, or putting again one that failed."""
    places = places_to_choose(request.post)
    earlier = motion_of(request, said) if _is_key(said := request.GET.get("after", "")) else None
    topic = earlier.topic if earlier else _topic(request)
    initial = initial_of(earlier) if earlier else {"place": topic.place.code, "title": topic.title} if topic else {}
    form = Draft(request.POST or None, places=places, initial=initial | {"seen": None})
    if request.method == "POST" and form.is_valid():
        place = next(p for p in places if p.code == form.cleaned_data["place"])
        with refusals_in(form):
            made = actions.draft_motion(place=place, by=request.post, topic=topic, follows=earlier, **form.said())
            return redirect("desk:motion", made.pk)
    facts = {"form": form, "motion": None, "earlier": earlier, "topic": topic}
    return frame.page(request, "desk/motions/draft.html", facts, status=422 if form.errors else 200)


def _topic(request) -> Topic | None:
    if not _is_key(said := request.GET.get("topic", "")):
        return None
    return get_object_or_404(
        Topic.objects.visible_to(request.post).select_related("place").defer("place__shape"), pk=said
    )


def _is_key(said: str) -> bool:
    return len(said) in (32, 36) and all(c in "0123456789abcdef-" for c in said)


def draft(request, key):
    it = motion_of(request, key)
    convenes.require(request.post, it)
    form = Draft(request.POST or None, places=[it.place], initial=initial_of(it))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.change_motion(it, by=request.post, seen=form.cleaned_data["seen"], **form.said())
            return redirect("desk:motion", it.pk)
    facts = {"form": form, "motion": it, "earlier": it.follows, "topic": it.topic}
    return frame.page(request, "desk/motions/draft.html", facts, status=422 if form.errors else 200)


# --- one motion ------------------------------------------------------------------------------------------------


def motion(request, key, *, bad: dict | None = None, status: int = 200):
    """What it says, where it stands, and the one form that is next. `bad` holds forms that came back
    with a sentence.
    """
    it = motion_of(request, key)
    steps = {move.step for move in MOTION_MOVES.open_to(request.post, it)}
    facts = {
        "motion": it,
        "steps": steps,
        "reasons": reasons(it),
        "advised": advice_on(it),
        "reworded": reworded(it),
        "shown_until": shown_until(it),
        "rules": assembly_of(it) if it.engine not in (ADVICE, OWNERS) else None,
        "kind": class_of(it.item) if it.item else "",
        "own_count": it.counted_by is not None and it.counted_by.person_id == request.post.person_id,
        "followed_by": it.followed_by.first(),
        "may_draft": area_of(request.post) is not None,
        "forms": _forms(request, it, steps) | (bad or {}),
    }
    return frame.page(request, "desk/motions/motion.html", facts, status=status)


def _forms(request, it: Motion, steps: set[str]) -> dict:
    """The forms that are next; each sends back the version it was drawn from."""
    seen = {"seen": it.version}
    found: dict = {}
    if "put" in steps and it.engine == OWNERS:
        found["ask_owners"] = _ask_owners(request, it, initial=seen)
    elif "put" in steps:
        found["put"] = Put(motion=it, meetings=_meetings(it), initial=seen)
    if it.engine == ADVICE and "advise" in steps:
        found["seat"] = Seat()
    elif it.engine != OWNERS and {"count", "check"} & steps:
        found["count"] = Count(initial=seen)
    return found


def _meetings(it: Motion) -> list:
    return list(suitable_meetings(it.place)[:MOST_MEETINGS])


def _ask_owners(request, it: Motion, data=None, initial=None) -> AskOwners:
    inside = [place for place in places_for(request.post) if place.path.startswith(it.path)]
    return AskOwners(data, places=inside, initial=initial)


@require_POST
def put(request, key):
    it = motion_of(request, key)
    form = Put(request.POST, motion=it, meetings=_meetings(it))
    return _done(request, it, "put", form, lambda: actions.put_motion(it, by=request.post, **form.said()))


@require_POST
def count(request, key):
    """The first count, or the second: whichever is next."""
    it = motion_of(request, key)
    form = Count(request.POST)
    deed = actions.check_motion if it.state == MotionState.COUNTED else actions.count_motion
    return _done(request, it, "count", form, lambda: deed(it, by=request.post, **form.cleaned_data))


@require_POST
def advise(request, key):
    it = motion_of(request, key)
    form = Seat(request.POST)
    return _done(request, it, "seat", form, lambda: actions.advise(it, by=request.post, **form.cleaned_data))


@require_POST
def ask_owners(request, key):
    it = motion_of(request, key)
    form = _ask_owners(request, it, request.POST)

    def deed():
        given = dict(form.cleaned_data)
        code = given.pop("place")
        place = next(place for place in places_for(request.post) if place.code == code)
        actions.ask_owners(it, place=place, by=request.post, **given)
        messages.success(request, __("The vote is prepared with place, title and matter. Now import the roll."))

    return _done(request, it, "ask_owners", form, deed)


def _done(request, it: Motion, name: str, form, deed):
    """Do it and come back; or show the form again with the sentence, and nothing typed is lost."""
    if form.is_valid():
        with refusals_in(form):
            deed()
            return redirect("desk:motion", it.pk)
    return motion(request, it.pk, bad={name: form}, status=422)


@require_POST
def step(request, key, name: str):
    """The steps that need nothing but a word."""
    it = motion_of(request, key)
    seen = int(said) if (said := request.POST.get("seen", "")).isdecimal() and len(said) < 9 else None
    why = request.POST.get("why", "")
    deeds = {
        "conclude": lambda: actions.conclude_advice(it, by=request.post, seen=seen),
        "publish": lambda: actions.publish_motion(it, by=request.post, seen=seen),
        "recount": lambda: actions.recount_motion(it, why=why, by=request.post, seen=seen),
        "abandon": lambda: actions.abandon_motion(it, why=why, by=request.post, seen=seen),
    }
    if name not in deeds:
        raise Http404
    try:
        deeds[name]()
    except Refused as no:
        messages.error(request, str(no))
    return redirect("desk:motion", it.pk)
