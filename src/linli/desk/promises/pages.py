"""The promise ledger: mine, my places', the late ones; one promise with its evidence and its story; the ledger in
Excel.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from linli.councils.actions import promises as actions
from linli.councils.amounts import yuan
from linli.councils.lifecycle import PROMISE_MOVES, PromiseState
from linli.councils.models import Promise
from linli.councils.rules import ballots_area_of, sees_meeting
from linli.desk import frame, more
from linli.desk.promises.forms import Later, OfPromise, Proof, Report, Why
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.refs import CLOCK
from linli.kernel.words import N_, say
from linli.paper.ledgers import Column, ledger
from linli.people import rules as people
from linli.people.models import Post
from linli.people.queries import named
from linli.people.roles import Role
from linli.ui.forms import refuse
from linli.ui.moments import said_day, said_moment

PAGE, MOST = 60, 5000
SAID = {
    "PromiseMade": (N_("promised until {due}"), "hand", ""),
    "PromiseReported": (N_("reported on it"), "pen", ""),
    "PromisePutOff": (N_("put off from {was} to {due}: {why}"), "clock", "whistle"),
    "PromiseKept": (N_("kept; the evidence stands above"), "done", "good"),
    "PromiseDoubted": (N_("not done yet: {why}"), "alert", "bad"),
    "PromiseDropped": (N_("dropped: {why}"), "cross", "bad"),
}
"""What is said of each event, with its mark and the mark's tone."""


def has_promises(post: Post) -> bool:
    return ballots_area_of(post) is not None or post.role in people.FOR_A_UNIT | {Role.OWNERS_REPRESENTATIVE}


more.ENTRIES.append(
    more.Entry(
        "promises",
        "councils",
        _("Promise ledger"),
        _("Who promised what, until when, for how much, and what shows it."),
        has_promises,
    )
)


@dataclass(frozen=True)
class View:
    key: str
    words: object
    found: Callable[[QuerySet, Post], QuerySet]


def _mine(rows: QuerySet, post: Post) -> QuerySet:
    unit = Q(organisation=post.organisation_id) if post.organisation_id else Q()
    return rows.filter(Q(owner=post) | unit, state=PromiseState.PROMISED)


VIEWS = [
    View("open", pgettext_lazy("promises", "Open"), lambda rows, post: rows.filter(state=PromiseState.PROMISED)),
    View("late", pgettext_lazy("promises", "Late"), lambda rows, post: rows.late(clock.today())),
    View("mine", pgettext_lazy("promises", "Mine"), _mine),
    View("kept", pgettext_lazy("promises", "Kept"), lambda rows, post: rows.filter(state=PromiseState.DONE)),
    View("all", pgettext_lazy("promises", "All"), lambda rows, post: rows),
]


def promises(request):
    rows, view, query = _asked(request)
    every = Promise.objects.visible_to(request.post)
    counts = [(v.key, v.words, v.found(every, request.post).count()) for v in VIEWS]
    sums = rows.order_by().aggregate(total=Count("pk"), money=Sum("money"), late=Count("pk", filter=_late()))
    facts = {"rows": list(_light(rows)[:PAGE]), "views": counts, "view": view.key, "q": query} | sums
    return frame.page(request, "desk/promises/list.html", facts)


def _late() -> Q:
    return Q(state=PromiseState.PROMISED, due__lt=clock.today())


def _asked(request) -> tuple[QuerySet, View, str]:
    if not has_promises(request.post):
        raise Http404
    view = next((v for v in VIEWS if v.key == request.GET.get("view")), VIEWS[0])
    rows = view.found(Promise.objects.visible_to(request.post), request.post)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    if query:
        found = Q(words__icontains=query) | Q(owner_words__icontains=query) | Q(organisation__name__icontains=query)
        rows = rows.filter(found | Q(place__name__icontains=query) | Q(topic__title__icontains=query))
    return rows, view, query


def _light(rows: QuerySet) -> QuerySet:
    return rows.select_related("owner__person", "organisation", "place", "topic").defer("place__shape")


def excel(request):
    """What is on the list, as a ledger."""
    rows, view, _query = _asked(request)
    found = list(_light(rows)[:MOST])
    title = __("%(place)s: ledger of promises") % {"place": request.post.place or request.post.organisation or ""}
    columns = [
        Column(pgettext("ledger", "No."), 6),
        Column(pgettext("ledger", "Number"), 16),
        Column(pgettext("ledger", "Place"), 16),
        Column(pgettext("ledger", "Topic"), 22, centred=False),
        Column(pgettext("ledger", "What was promised"), 40, centred=False),
        Column(pgettext("ledger", "Who"), 20),
        Column(pgettext("ledger", "First due"), 12),
        Column(pgettext("ledger", "Due"), 12),
        Column(pgettext("ledger", "Yuan"), 14),
        Column(pgettext("ledger", "State"), 10),
        Column(pgettext("ledger", "Kept on"), 12),
    ]
    lines = ([n, *_line(one)] for n, one in enumerate(found, start=1))
    mark = f"{request.post} · {said_moment(clock.now())}"
    made = ledger(title, str(view.words), columns, lines, mark=mark)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = f"promises-{clock.today():%Y%m%d}.xlsx"
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _line(one: Promise) -> list[str]:
    done = f"{one.done_at.astimezone(clock.SHANGHAI):%Y-%m-%d}" if one.done_at else ""
    state = pgettext("promise", "late") if one.late else one.state_words
    return [
        one.number,
        one.place.name,
        one.topic.title if one.topic else "",
        one.words,
        one.who,
        one.first_due.isoformat(),
        one.due.isoformat(),
        yuan(one.money) if one.money is not None else "",
        state,
        done,
    ]


# --- one promise ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    words: object
    form: type[OfPromise]
    act: Callable[..., Promise]


STEPS = {
    "report": Step(_("Report on it"), Report, actions.report_on),
    "keep": Step(_("It is done"), Proof, actions.keep),
    "put_off": Step(_("Set a later date"), Later, actions.put_off),
    "doubt": Step(_("It is not done"), Why, actions.doubt),
    "drop": Step(_("Drop it"), Why, actions.drop),
}


def promise_of(request, key) -> Promise:
    seen = Promise.objects.visible_to(request.post).select_related(
        "place__parent__parent", "owner__person", "organisation", "item__meeting", "topic", "made_by__person"
    )
    return get_object_or_404(seen.defer("place__shape", "place__parent__shape"), pk=key)


def promise(request, key, *, tried: tuple[str, OfPromise] | None = None, status: int = 200):
    it = promise_of(request, key)
    may = {move.step for move in PROMISE_MOVES.open_to(request.post, it)}
    offers = []
    for name, step in STEPS.items():
        if tried and tried[0] == name:
            offers.append((name, step.words, tried[1], True))
        elif name in may:
            offers.append((name, step.words, step.form(initial={"seen": it.version}, auto_id=f"id_{name}_%s"), False))
    meetings = it.returned.select_related("meeting").order_by("meeting__starts")
    facts = {
        "one": it,
        "offers": offers,
        "evidence": list(actions.evidence_of(it).select_related("by__person")),
        "story": story_of(it),
        "returned": list(meetings),
        "sees_meeting": bool(it.item) and sees_meeting.allows(request.post, it.item.meeting),
    }
    return frame.page(request, "desk/promises/promise.html", facts, status=status)


@dataclass(frozen=True)
class Told:
    """One line of a promise's story."""

    entry: Entry
    who: str
    words: str
    icon: str
    tone: str


def story_of(it: Promise) -> list[Told]:
    entries = list(Entry.objects.filter(subject=it.ref).order_by("seq"))
    posts = named(entry.by for entry in entries)
    who = {ref: str(post) for ref, post in posts.items()} | {CLOCK.ref: __("the clock")}
    return [_told(entry, who.get(entry.by, "")) for entry in entries]


def _told(entry: Entry, who: str) -> Told:
    words, icon, tone = SAID[entry.event]
    return Told(entry, who, say(words, **_dated(entry.facts)), icon, tone)


def _dated(facts: dict) -> dict:
    """The days in it as people say them."""
    return facts | {name: said_day(date.fromisoformat(facts[name])) for name in ("due", "was") if facts.get(name)}


@require_POST
def step(request, key, name: str):
    it = promise_of(request, key)
    taken = STEPS.get(name)
    if taken is None:
        raise Http404
    form = taken.form(request.POST, request.FILES, auto_id=f"id_{name}_%s")
    if form.is_valid():
        try:
            taken.act(it, by=request.post, seen=form.cleaned_data["seen"], **form.said())
        except Refused as no:
            if isinstance(no, Overtaken):
                form.data = form.data.copy()
                form.data["seen"] = promise_of(request, key).version
            refuse(form, no)
            return promise(request, key, tried=(name, form), status=409 if isinstance(no, Overtaken) else 422)
        return redirect("desk:promise", it.pk)
    return promise(request, key, tried=(name, form), status=422)
