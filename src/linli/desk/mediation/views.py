"""One view for the list, one for a file, one for its steps; nobody but the parties' helpers comes in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.cases.actions import mediation as actions
from linli.cases.lifecycle import GOING_ON, MEDIATION_MOVES
from linli.cases.models import Case, Mediation, Mediator, Party
from linli.cases.queries import MediationFigures, mediation_figures
from linli.cases.rules import serves_the_place
from linli.desk.cases.places import place_said
from linli.desk.frame import page
from linli.desk.mediation import forms
from linli.desk.more import ENTRIES, Entry
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.people import rules as people
from linli.people.models import Post
from linli.people.queries import in_charge_of
from linli.people.roles import Role
from linli.ui.forms import refusals_in, refuse

MOST = 200  # files one post helps with at a time
HELPING = people.SERVING | people.LOOKING_ON | {Role.ADVISER}  # colleagues who may be asked to help


@dataclass(frozen=True)
class Step:
    name: str
    form: type[forms.FileForm]
    act: Callable[..., Mediation]
    moves: tuple[str, ...]
    words: object
    done: object


STEPS = {
    step.name: step
    for step in (
        Step(
            "party", forms.NameParty, actions.name_party, ("name_party",), _("Name a party"), _("The party is named.")
        ),
        Step(
            "invite",
            forms.Invite,
            actions.invite,
            ("invite",),
            _("Ask somebody to help"),
            _("Noted; a colleague has been told."),
        ),
        Step("talk", forms.NoteTalk, actions.note_talk, ("talk",), _("Note a talk"), _("The talk is noted.")),
        Step(
            "agree",
            forms.Agree,
            actions.agree,
            ("agree",),
            _("Write down the agreement"),
            _("The agreement is written down. Print it and have it signed."),
        ),
        Step(
            "follow-up", forms.FollowUp, actions.follow_up, ("follow_up",), _("Is the agreement kept to?"), _("Noted.")
        ),
        Step("pass-on", forms.PassOn, actions.pass_file_on, ("pass_file_on",), _("Pass the file on"), _("Passed on.")),
        Step(
            "end",
            forms.EndTalks,
            actions.end_mediation,
            ("fail", "withdraw_from"),
            _("End without agreement"),
            _("The file is closed."),
        ),
    )
}


def helps_or_opens(post: Post) -> bool:
    return post.role in HELPING


def sees_figures(post: Post) -> bool:
    return post.place is not None and post.role in people.IN_THE_COMMUNITY | people.AT_THE_STREET


ENTRIES += [
    Entry(
        "mediations",
        "talks",
        _("Talks between neighbours"),
        _("Mediation files: parties, talks, agreement, follow-up. Only those who help see one."),
        helps_or_opens,
    ),
    Entry(
        "mediation_figures",
        "talks",
        _("Mediation in figures"),
        _("How many, how many agreed, how long it took; without names."),
        sees_figures,
    ),
]


def mediations(request):
    """The files this post helps with, those going on first."""
    seen = Mediation.objects.visible_to(request.post).select_related(
        "category", "place__parent__parent__parent", "keeper__person"
    )
    ended = request.GET.get("view") == "ended"
    found = seen.exclude(state__in=GOING_ON) if ended else seen.open()
    facts = {
        "mediations": list(found.order_by("-opened_at")[:MOST]),
        "ended": ended,
        "may_open": request.post.place is not None and request.post.role in people.SERVING,
        "today": clock.today(),
    }
    return page(request, "desk/mediation/list.html", facts)


def opening(request):
    """Begin a file, from a case (?case=) or by itself."""
    people.takes_in.require(request.post, None)
    if request.post.place is None:
        raise Refused(_("This post has no place to take in for."))
    case = _case(request)
    initial = {"place": case.place.address, "category": case.category.code} if case else {}
    form = forms.Opening(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form):
            place = (
                case.place
                if case and given["place"] == case.place.address
                else place_said(given["place"], request.post.place)
            )
            begun = actions.open_mediation(
                place=place, category=given["category"], title=given["title"], case=case, by=request.post
            )
            messages.success(request, _("The file is open. Only you see it, and whom you ask to help."))
            return redirect("desk:mediation", begun.pk)
    return page(request, "desk/mediation/new.html", {"form": form, "case": case}, status=422 if form.errors else 200)


def mediation(request, key, name: str = ""):
    """The file; with a step's name, that step unfolded (GET) or taken (POST)."""
    if name and name not in STEPS:
        raise Http404
    file = _find(request, key)
    if request.method != "POST" or not name:
        return _show(request, file, unfold=name)
    step = STEPS[name]
    form = step.form(request.POST, step=name, mediation=file, colleagues=_colleagues(file))
    if not form.is_valid():
        return _show(request, file, tried=(step, form), status=422)
    try:
        after = step.act(file, by=request.post, **form.cleaned_data)
    except Refused as refusal:
        file = _find(request, key)
        if isinstance(refusal, Overtaken):
            form.show_as_of(file)
        refuse(form, refusal)
        return _show(request, file, tried=(step, form), status=409 if isinstance(refusal, Overtaken) else 422)
    messages.success(request, step.done)
    return _after(request, after)


@require_POST
def take_out(request, key, party):
    """A party named by mistake."""
    file = _find(request, key)
    actions.take_party_out(get_object_or_404(Party.objects.filter(mediation=file), pk=party), by=request.post)
    messages.success(request, _("Taken out; name and phone are gone."))
    return _after(request, file)


@require_POST
def let_go(request, key, mediator):
    """Somebody helps no longer."""
    file = _find(request, key)
    actions.let_go(get_object_or_404(Mediator.objects.filter(mediation=file), pk=mediator), by=request.post)
    messages.success(request, _("Noted. Who helps no longer does not see the file any more."))
    return _after(request, file)


def agreement(request, key):
    """The agreement on one sheet, with lines to sign."""
    file = _find(request, key)
    if not file.agreement:
        raise Http404
    response = page(request, "desk/mediation/agreement.html", {"file": file} | _people(file))
    response["Cache-Control"] = "no-store"
    return response


def figures(request):
    """How mediation goes at this post's place, this year and the last."""
    if not sees_figures(request.post):
        raise Refused(_("These figures are for the community and the street."))
    year = clock.today().year
    years: list[tuple[int, MediationFigures]] = []
    for one in (year, year - 1):
        start, end = (datetime(at, 1, 1, tzinfo=clock.SHANGHAI) for at in (one, one + 1))
        years.append((one, mediation_figures(request.post.place, start, end)))
    return page(request, "desk/mediation/figures.html", {"years": years, "place": request.post.place})


# --- shared -------------------------------------------------------------------------------------------------------


def _find(request, key) -> Mediation:
    seen = Mediation.objects.visible_to(request.post).select_related(
        "category", "place__parent__parent__parent", "keeper__person", "case"
    )
    return get_object_or_404(seen.prefetch_related("parties", "mediators__post__person", "talks__by__person"), pk=key)


def _after(request, file: Mediation):
    """Back to the file, or to the list when this post does not see it any more."""
    still = Mediation.objects.visible_to(request.post).filter(pk=file.pk).exists()
    return redirect("desk:mediation", file.pk) if still else redirect("desk:mediations")


def _people(file: Mediation) -> dict[str, Any]:
    sides: dict[str, list[Party]] = {}
    for party in file.parties.all():
        sides.setdefault(party.side, []).append(party)
    helpers = [(one, forms.CAPACITY_WORDS.get(one.capacity, one.capacity)) for one in file.mediators.all()]
    return {
        "sides": sides,
        "helpers": [pair for pair in helpers if pair[0].ended_at is None],
        "gone": [pair for pair in helpers if pair[0].ended_at],
    }


def _show(
    request, file: Mediation, *, unfold: str = "", tried: tuple[Step, forms.FileForm] | None = None, status: int = 200
):
    may = {move.step for move in MEDIATION_MOVES.open_to(request.post, file)}
    colleagues = _colleagues(file) if "invite" in may else []
    offers = []
    for step in STEPS.values():
        if tried and tried[0] is step:
            offers.append((step, tried[1], True))
        elif may.intersection(step.moves):
            offers.append((step, step.form(step=step.name, mediation=file, colleagues=colleagues), unfold == step.name))
    facts = {
        "file": file,
        "offers": offers,
        "may": may,
        "today": clock.today(),
        "case_visible": _case_visible(request, file),
        "state_words": Mediation.State(file.state).label,
    } | _people(file)
    response = page(request, "desk/mediation/file.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _case_visible(request, file: Mediation) -> bool:
    return file.case_id is not None and Case.objects.visible_to(request.post).filter(pk=file.case_id).exists()


def _colleagues(file: Mediation) -> list[Post]:
    paths = filter(None, [file.path, file.place.grid.path if file.place.grid else ""])
    helping = {one.post_id for one in file.mediators.all() if one.ended_at is None} | {file.keeper_id}
    return [post for post in in_charge_of(*paths, roles=HELPING) if post.pk not in helping]


def _case(request) -> Case | None:
    asked = request.GET.get("case", "")
    if not asked:
        return None
    try:
        key = UUID(asked)
    except ValueError:
        raise Http404 from None
    seen = Case.objects.visible_to(request.post).select_related("category", "place__parent__parent__parent")
    case = seen.filter(pk=key).first()
    if case is None or not serves_the_place.allows(request.post, case) or case.category.group != "I":
        raise Http404
    return case
