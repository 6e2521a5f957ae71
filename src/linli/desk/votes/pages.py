"""The list, the draft, the roll, and one vote's own page with what is to be done next."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.councils import actions
from linli.councils.lifecycle import COUNTED, VOTE_MOVES, VoteState
from linli.councils.models import PaperEntry, Vote
from linli.councils.queries import city_of, faults, participation, results
from linli.councils.queries.heads import called_back, daily_heads
from linli.councils.queries.outcomes import differences, read_outcome
from linli.councils.queries.votes import publicity
from linli.councils.recount import Unsound
from linli.councils.rules import area_of, ballots_area_of, prepares
from linli.desk import frame, more
from linli.desk.votes.forms import (
    Brought,
    Draft,
    OutcomeFile,
    Questions,
    RollFile,
    Sale,
    Served,
    as_entered,
    initial_of,
    questions_of,
)
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people.models import Post
from linli.places.models import AFTER_SEPARATOR, Kind, Place
from linli.places.sheets import BadRows
from linli.ui.forms import refusals_in

PAGE = 60


def has_votes(post: Post) -> bool:
    return ballots_area_of(post) is not None


more.ENTRIES.append(
    more.Entry(
        "votes",
        "councils",
        _("Owners' votes"),
        _("Joint decisions of a compound's owners: notice, ballots, count, result."),
        has_votes,
    )
)


def votes(request):
    if not has_votes(request.post):
        raise Http404
    rows = list(Vote.objects.visible_to(request.post).select_related("place__parent").defer("place__shape")[:PAGE])
    return frame.page(request, "desk/votes/votes.html", {"rows": rows, "may_draft": area_of(request.post) is not None})


def vote_of(request, key) -> Vote:
    """A vote this post enters ballots for; others do not exist for it."""
    return get_object_or_404(
        Vote.objects.visible_to(request.post)
        .select_related("place__parent__parent", "follows", "drafted_by__person", "motion")
        .defer("place__shape", "place__parent__shape"),
        pk=key,
    )


# --- the draft -------------------------------------------------------------------------------------------------


def places_for(post: Post) -> list[Place]:
    """The compounds whose owners this post may ask."""
    path = area_of(post)
    if path is None:
        raise Http404
    inside = Place.objects.filter(path__gte=path, path__lt=path[:-1] + AFTER_SEPARATOR, kind=Kind.COMPOUND)
    return list(inside.standing().defer("shape").select_related("parent").order_by("path")[:400])


def new(request):
    """A new vote, or one that puts the question of an earlier one again."""
    places = places_for(request.post)
    earlier = vote_of(request, request.GET["after"]) if _is_key(request.GET.get("after", "")) else None
    initial = {"city": earlier.city, "place": earlier.place.code, "title": earlier.title} if earlier else {}
    form = Draft(request.POST or None, places=places, initial=initial)
    rows = Questions(request.POST or None, prefix="matter", initial=questions_of(earlier) if earlier else None)
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        place = next(p for p in places if p.code == form.cleaned_data["place"])
        with refusals_in(form):
            made = actions.draft_vote(
                place=place, by=request.post, follows=earlier, matters=_asked(rows), **form.said()
            )
            return redirect("desk:vote", made.pk)
    facts = {"form": form, "rows": rows, "earlier": earlier, "vote": None}
    return frame.page(request, "desk/votes/draft.html", facts, status=422 if request.method == "POST" else 200)


def _is_key(said: str) -> bool:
    return len(said) in (32, 36) and all(c in "0123456789abcdef-" for c in said)


def draft(request, key):
    vote = vote_of(request, key)
    prepares.require(request.post, vote)
    form = Draft(request.POST or None, places=[vote.place], initial=initial_of(vote))
    rows = Questions(request.POST or None, prefix="matter", initial=questions_of(vote))
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        with refusals_in(form):
            actions.change_draft(
                vote, by=request.post, matters=_asked(rows), seen=form.cleaned_data["seen"], **form.said()
            )
            return redirect("desk:vote", vote.pk)
    facts = {"form": form, "rows": rows, "vote": vote}
    return frame.page(request, "desk/votes/draft.html", facts, status=422 if request.method == "POST" else 200)


def _asked(rows):
    return [row.asked() for row in rows if row.cleaned_data.get("title")]


def roll(request, key):
    """The roll: what stands in it, and a file to put in its place while it is a draft."""
    vote = vote_of(request, key)
    prepares.require(request.post, vote)
    form, wrong = RollFile(request.POST or None, request.FILES or None, initial={"seen": vote.version}), []
    if request.method == "POST" and form.is_valid():
        try:
            _vote, same = actions.import_roll(
                vote, form.cleaned_data["file"].read(), by=request.post, seen=form.cleaned_data["seen"]
            )
        except BadRows as bad:
            wrong = [str(bad), *bad.lines()]
        except Refused as no:
            wrong = [str(no)]
        else:
            messages.success(request, __("The roll is in: %(count)s units.") % {"count": vote.roll.count()})
            if same:
                messages.warning(
                    request,
                    __(
                        "The same names own several units without an owner's number: %(names)s. If it is one "
                        "person, give the units one number: one owner is one head."
                    )
                    % {"names": "；".join(same[:20])},
                )
            return redirect("desk:vote_roll", vote.pk)
    facts = {"vote": vote, "form": form, "wrong": wrong, "units": list(vote.roll.prefetch_related("owners")[:2000])}
    return frame.page(request, "desk/votes/roll.html", facts, status=422 if request.method == "POST" else 200)


# --- one vote --------------------------------------------------------------------------------------------------


def vote(request, key, *, status: int = 200, sale: Sale | None = None, brought: Brought | None = None, **more):
    it = vote_of(request, key)
    steps = {move.step for move in VOTE_MOVES.open_to(request.post, it)}
    stairwells = list(dict.fromkeys(it.roll.values_list("stairwell", flat=True)))
    now = clock.now()
    waiting = PaperEntry.objects.filter(unit__vote=it, ballot=None, set_aside_at=None).select_related(
        "unit", "entered_by__person"
    )
    facts = {
        "vote": it,
        "steps": steps,
        "matters": list(it.matters.all()),
        "city": city_of(it),
        "units": it.roll.count(),
        "faults": faults(it, now=now) if it.state == "draft" else [],
        "over": now > it.closes,
        "now": now,
        "participation": _participation(it) if it.state in ("open", *COUNTED) else None,
        "results": results(it, whole=prepares.allows(request.post, it)) if it.state in COUNTED else [],
        "waiting": list(waiting) if it.state == "open" else [],
        "stairwells": stairwells,
        "served": Served(stairwells=stairwells),
        "sale": sale or Sale(),
        "brought": brought or Brought(matters=it.matters.all(), initial={"seen": it.version})
        if city_of(it).own_system
        else None,
        "awaits_the_city": city_of(it).own_system and it.state == VoteState.CLOSED and not it.outcome_from,
        "prepares": prepares.allows(request.post, it),
        "followed_by": it.followed_by.first(),
        "publicity": publicity(it),
        "drawn": called_back(it) if it.state in COUNTED else {},
        "heads": daily_heads(it) if it.state in ("open", *COUNTED) else [],
        "outcome_file": OutcomeFile(),
    }
    return frame.page(request, "desk/votes/vote.html", facts | more, status=status)


def _participation(it: Vote):
    try:
        return participation(it)
    except Unsound:  # its roll was changed behind its back; the recount says so too
        return None


@require_POST
def step(request, key, name: str):
    """The steps that need nothing but a word."""
    it = vote_of(request, key)
    seen = int(said) if (said := request.POST.get("seen", "")).isdecimal() and len(said) < 9 else None
    deeds = {
        "give_notice": lambda: actions.give_notice(it, by=request.post, seen=seen),
        "close": lambda: actions.close(it, by=request.post, seen=seen),
        "publish": lambda: actions.publish(it, by=request.post, seen=seen),
        "abandon": lambda: actions.abandon(it, why=request.POST.get("why", ""), by=request.post, seen=seen),
    }
    if name not in deeds:
        raise Http404
    try:
        deeds[name]()
    except Refused as no:
        messages.error(request, str(no))
    return redirect("desk:vote", it.pk)


@require_POST
def outcome(request, key):
    it = vote_of(request, key)
    form = Brought(request.POST, matters=it.matters.all())
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            actions.bring_outcome(it, form.found(), document=given["document"], by=request.post, seen=given["seen"])
            messages.success(request, __("The city system's outcome is entered."))
            return redirect("desk:vote", it.pk)
    return vote(request, key, brought=form, status=422)


@require_POST
def outcome_file(request, key):
    """The city system's file: what it says is laid into the form, with where it differs from our roll; kept is what is
    then sent.
    """
    it = vote_of(request, key)
    prepares.require(request.post, it)
    form = OutcomeFile(request.POST, request.FILES)
    if not form.is_valid():
        return vote(request, key, outcome_file=form, status=422)
    try:
        found = read_outcome(it, form.cleaned_data["file"].read())
    except BadRows as bad:
        form.add_error("file", " ".join([str(bad), *bad.lines()]))
    except Refused as no:
        form.add_error("file", str(no))
    if form.errors:
        return vote(request, key, outcome_file=form, status=422)
    filled = as_entered(found) | {"seen": it.version, "document": form.cleaned_data["file"].name[:120]}
    return vote(
        request,
        key,
        brought=Brought(matters=it.matters.all(), initial=filled),
        read=True,
        differing=differences(it, found),
    )


@require_POST
def sale(request, key):
    it = vote_of(request, key)
    form = Sale(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        unit = it.roll.select_related("vote").filter(unit=given["unit"].strip()).first()
        with refusals_in(form):
            if unit is None:
                form.add_error("unit", __("This unit is not on the roll."))
            else:
                actions.transfer(unit, buyer=given["buyer"], at=given["at"], by=request.post)
        if not form.errors:
            messages.success(request, __("Noted. The unit has a new voting code; print its notice for the buyer."))
            return redirect("desk:vote", it.pk)
    return vote(request, key, sale=form, status=422)
