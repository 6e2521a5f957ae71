"""The list with its states, a new topic, and one topic's own page with the next step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils import actions, books
from linli.councils.lifecycle import TOPIC_MOVES, TopicState
from linli.councils.models import Topic
from linli.councils.queries import topics as queries
from linli.councils.rules import area_of, ballots_area_of
from linli.desk import frame, more
from linli.desk.topics import forms
from linli.kernel.errors import Refused
from linli.people.models import Post
from linli.places.models import AFTER_SEPARATOR, Kind, Place
from linli.ui.files import stored_answer
from linli.ui.forms import refusals_in, refuse

type Facts = Callable[[Topic, HttpRequest], dict[str, Any] | None]

PARTS: list[tuple[str, Facts]] = []
"""What other pages hang into a topic's page at the desk, as in `public.topics`: a template (`part`), its facts; None
shows nothing.
"""
ORDER = ("voices", "board", "meetings", "motions", "promises", "money", "votes", "cases")
PAGE = 60
MOST_PLACES = 600
KINDS = (Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING)


def has_topics(post: Post) -> bool:
    return ballots_area_of(post) is not None


more.ENTRIES.append(
    more.Entry(
        "topics",
        "councils",
        pgettext_lazy("more", "Topics"),
        _("What neighbours talk over: raised, screened, led through its stages, judged."),
        has_topics,
    )
)


def topics(request: HttpRequest) -> HttpResponse:
    if not has_topics(request.post):
        raise Http404
    state = request.GET.get("state", "")
    found = Topic.objects.visible_to(request.post).select_related("place__parent__parent").defer(*queries.DEFERRED)
    if state in TopicState.values:
        found = found.filter(state=state)
    if after := _key(request.GET.get("after", "")):
        found = found.filter(pk__lt=after)
    rows = list(found[: PAGE + 1])
    counts = queries.counts_for(request.post)
    facts = {
        "rows": rows[:PAGE],
        "state": state,
        "may_raise": area_of(request.post) is not None,
        "states": [(name, TopicState(name).label, count) for name, count in counts.items()],
        "all": sum(counts.values()),
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else "",
        "stages": queries.stage_names(rows[:PAGE]),
    }
    return frame.page(request, "desk/topics/topics.html", facts)


def _key(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def new(request: HttpRequest) -> HttpResponse:
    places = _places_for(request.post)
    form = forms.Raising(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        place = next(place for place in places if place.code == given["place"])
        with refusals_in(form):
            made = actions.raise_topic(place=place, title=given["title"], words=given["words"], by=request.post)
            return redirect("desk:topic", made.pk)
    return frame.page(request, "desk/topics/new.html", {"form": form}, status=422 if request.method == "POST" else 200)


def _places_for(post: Post) -> list[Place]:
    path = area_of(post)
    if path is None:
        raise Http404
    inside = Place.objects.filter(path__gte=path, path__lt=path[:-1] + AFTER_SEPARATOR, kind__in=KINDS).standing()
    return list(inside.defer("shape", "duties").select_related("parent").order_by("path")[:MOST_PLACES])


# --- one topic -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One step: its form, its deed, what its button and its heading say."""

    form: type[forms.TopicForm]
    deed: Callable[..., Any]
    words: object
    danger: bool = False


STEPS = {
    "accept": Step(forms.TakeUp, actions.take_up, _("Take it up")),
    "refuse": Step(forms.Refuse, actions.refuse, _("Do not take it up"), danger=True),
    "admit": Step(forms.Admit, actions.admit, _("Take it up after all")),
    "uphold": Step(forms.Uphold, actions.uphold, _("Uphold the refusal"), danger=True),
    "appeal": Step(forms.Appeal, actions.appeal, _("Appeal to the street")),
    "enter_appeal": Step(forms.EnterAppeal, actions.enter_appeal, _("Enter an appeal for whoever raised it")),
    "second_on_paper": Step(forms.SecondOnPaper, actions.second_on_paper, _("Note who seconded it on paper")),
    "end_stage": Step(forms.EndStage, actions.end_stage, _("End this stage")),
    "close": Step(forms.Close, actions.close_topic, _("Close the topic")),
    "put_on_show": Step(forms.Show, actions.put_on_show, _("Put on show")),
    "declare_groups": Step(forms.Groups, actions.declare_groups, _("Say who is concerned")),
    "reopen": Step(forms.Reopen, actions.reopen, _("Open it again")),
    "withdraw": Step(forms.Withdraw, actions.withdraw_topic, _("Withdraw it"), danger=True),
}


def topic_of(request: HttpRequest, key: Any) -> Topic:
    """A topic of the place this post works for; others do not exist for it."""
    found = Topic.objects.visible_to(request.post).select_related(
        "place__parent__parent", "raised_by__person", "screened_by__person"
    )
    return get_object_or_404(found.defer(*queries.DEFERRED), pk=key)


def topic(request: HttpRequest, key: Any) -> HttpResponse:
    return _page(request, topic_of(request, key))


def step(request: HttpRequest, key: Any, name: str) -> HttpResponse:
    it = topic_of(request, key)
    if name not in STEPS:
        raise Http404
    if request.method != "POST":
        return redirect("desk:topic", it.pk)
    form = STEPS[name].form(request.POST, request.FILES, step=name, topic=it, stages=list(it.stages.all()))
    if form.is_valid():
        try:
            _take(name, it, form.said(), request.post)
        except Refused as no:
            refuse(form, no)
            it = topic_of(request, key)
            form.data = form.data.copy()
            form.data["seen"] = it.version
        else:
            messages.success(request, __("Done: %(step)s.") % {"step": STEPS[name].words})
            return redirect("desk:topic", it.pk)
    return _page(request, it, typed=(name, form), status=422)


def _take(name: str, it: Topic, said: dict[str, Any], post: Post) -> None:
    if name == "declare_groups":
        actions.declare_groups(it, said.pop("groups"), by=post, **said)
    else:
        STEPS[name].deed(it, by=post, **said)


def _page(request: HttpRequest, it: Topic, *, typed: tuple[str, Any] | None = None, status: int = 200) -> HttpResponse:
    stages = queries.stages_of(it)
    stage, asked = queries.stage_of(it, stages), queries.judged(it, stages)
    last = bool(stages) and it.at == stages[-1].order
    procedure = books.procedures.edition(it.edition).rules.by_key.get(it.procedure) if it.procedure else None
    facts = {
        "topic": it,
        "stages": stages,
        "stage": stage,
        "last": last,
        "procedure": procedure,
        "missing": queries.missing(stage) if stage and it.state == "going" else [],
        "seconders": queries.seconders(it) if it.seconders_needed else 0,
        "reasons": queries.reasons_of(it),
        "shown": queries.on_show(it),
        "asked": asked,
        "judgement": queries.judgement(it, asked),
        "steps": list(_steps(request.post, it, stages, typed, last)),
        "ground": queries.rests_on(stage) if stage and it.state == "going" else None,
        "sheets": queries.sheets_of(stages),
        "parts": [
            (template, found)
            for template, known in sorted(PARTS, key=_order)
            if (found := known(it, request)) is not None
        ],
    }
    return frame.page(request, "desk/topics/topic.html", facts, status=status)


def _steps(post: Post, it: Topic, stages: list, typed: tuple[str, Any] | None, last: bool):
    """The steps open to this post, in the table's order, each with its form; what was typed stays."""
    open_now = {move.step for move in TOPIC_MOVES.open_to(post, it)}
    stage = queries.stage_of(it, stages)
    to_show = stage and stage.publishes and not stage.publications.all()
    for name in sorted(STEPS, key=lambda name: not (name == "put_on_show" and to_show)):
        known = STEPS[name]
        if name not in open_now or _no_use(name, it, last):
            continue
        form = typed[1] if typed and typed[0] == name else known.form(step=name, topic=it, stages=stages)
        yield {
            "name": name,
            "form": form,
            "words": known.words,
            "danger": known.danger,
            "open": bool(typed and typed[0] == name),
        }


def _no_use(name: str, it: Topic, last: bool) -> bool:
    """Whether a step that the table opens makes no sense for this topic now."""
    pointless = {
        "end_stage": last,
        "close": not last,
        "appeal": bool(it.appeal),
        "enter_appeal": bool(it.appeal or it.raised_by_id),
        "declare_groups": it.state != TopicState.GOING,
    }
    return pointless.get(name, False)


def sheet(request: HttpRequest, key: Any, sheet: Any) -> HttpResponse:
    """The signed sheet of what was held outside this platform, for whoever sees the topic at the desk."""
    known = queries.sheets_of(queries.stages_of(topic_of(request, key)))
    it = next((one for one in known if one.pk == sheet), None)
    if it is None:
        raise Http404
    return stored_answer(request, it.file)


def _order(part: tuple[str, Facts]) -> int:
    name = part[0].rsplit("/", 1)[-1].removesuffix(".html")
    return ORDER.index(name) if name in ORDER else len(ORDER)
