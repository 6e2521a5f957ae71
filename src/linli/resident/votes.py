"""A unit's own page in an owners' vote: what is decided, the ballot, and afterwards how the unit was counted.

Whoever holds the code that came with the unit's notice may see it. Before the close it tells that something came in,
never what: nobody can be made to show it.
"""

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from linli.councils import actions
from linli.councils.lifecycle import COUNTED, VoteState
from linli.councils.models import RollUnit
from linli.councils.queries import city_of, how_counted, read_code, unit_of
from linli.councils.queries.votes import opening_of
from linli.councils.templatetags.councils import CHOICES, masked
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.paper.ballots import voting_sheets
from linli.resident import limits
from linli.ui.forms import refusals_in


class BallotForm(forms.Form):
    """Every matter with yes, no and abstain; with several owners, which of them it is."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, unit: RollUnit, **more):
        super().__init__(*args, **more)
        self.matters = actions.matters_of(unit)
        owners = actions.owners_now(unit)
        if len(owners) > 1:
            self.fields["owner"] = forms.ChoiceField(
                label=gettext_lazy("Which of the owners are you"),
                widget=forms.RadioSelect,
                choices=[(code, masked(name)) for code, name in owners.items()],
            )
        for matter in self.matters:
            self.fields[matter.key] = forms.ChoiceField(
                label=f"{matter.number}. {matter.title}",
                choices=list(CHOICES.items()),
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Please choose yes, no or abstain.")},
            )
        self.fields["key"].initial = uuid7().hex

    def choices(self) -> dict[str, str]:
        return {matter.key: self.cleaned_data[matter.key] for matter in self.matters}

    @property
    def which(self):
        return self["owner"] if "owner" in self.fields else None

    @property
    def asked(self):
        return [(matter, self[matter.key]) for matter in self.matters]


@require_safe
def find(request) -> HttpResponse:
    """Type the code by hand."""
    said = request.GET.get("code", "").strip()
    if not said:
        return render(request, "resident/find_vote.html")
    return HttpResponseRedirect(reverse("resident:vote", args=[read_code(said)[:40] or "-"]))


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request, code: str) -> HttpResponse:
    unit = _unit(request, code)
    if isinstance(unit, HttpResponse):
        return unit
    form = BallotForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            ballot = actions.cast(
                unit, form.choices(), owner=form.cleaned_data.get("owner", ""), submission_key=form.cleaned_data["key"]
            )
            return HttpResponseRedirect(f"{reverse('resident:vote', args=[unit.code])}?receipt={ballot.receipt}")
    return _page(request, unit, form)


@require_safe
def paper(request, code: str) -> HttpResponse:
    """The unit's own sheet once more: the ballot to mark, and below it the written authority for a proxy.

    A proxy is named on paper: the rules ask for writing, for each matter, and the proxy is bound to what the owner
    marked.
    """
    unit = _unit(request, code)
    if isinstance(unit, HttpResponse):
        return unit
    address = settings.PUBLIC_ADDRESS or f"{request.scheme}://{request.get_host()}"
    response = HttpResponse(voting_sheets(unit.vote, [unit], address), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{unit.vote.number}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _unit(request, code: str) -> RollUnit | HttpResponse:
    try:
        limits.count_look_up(request)
        if unit := unit_of(code):
            return unit
        limits.count_wrong_code(request)
    except Refused as no:
        return render(request, "resident/find_vote.html", {"said": code[:40], "sentence": str(no)}, status=429)
    sentence = _(
        "No unit has this code. Please compare it letter by letter; after a sale the new owner gets a new one."
    )
    return render(request, "resident/find_vote.html", {"said": code[:40], "sentence": sentence}, status=404)


def _page(request, unit: RollUnit, form: BallotForm) -> HttpResponse:
    it, now = unit.vote, clock.now()
    came = list(unit.ballots.order_by("-at"))
    counted = it.state in COUNTED
    city = city_of(it)
    facts = {
        "unit": unit,
        "vote": it,
        "city": city,
        "matters": form.matters,
        "form": form,
        "came": came,
        "counted": counted,
        "open": it.state == VoteState.OPEN and it.opens <= now <= it.closes and not city.own_system,
        "over": it.state == VoteState.OPEN and now > it.closes,
        "fates": _fates(unit, form.matters) if counted else [],
        "fresh": next((b for b in came if b.receipt == request.GET.get("receipt")), None),
    }
    response = render(request, "resident/vote.html", facts, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _fates(unit: RollUnit, matters):
    """Each ballot, what became of it, what it said, and what opens its commitment."""
    return [
        (ballot, fate, [(m, ballot.choices.get(m.key, "")) for m in matters], opening_of(ballot))
        for ballot, fate in how_counted(unit)
    ]
