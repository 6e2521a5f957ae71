"""Paper: notices with each unit's code going out, ballots coming in and being read by two people; and the pack."""

import json
from pathlib import Path

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.views.decorators.http import require_POST

from linli.councils import actions, recount
from linli.councils.models import PaperEntry
from linli.councils.rules import prepares
from linli.desk import frame
from linli.desk.cases.intake import public_address
from linli.desk.votes.forms import Choosing, Paper, Served
from linli.desk.votes.pages import vote_of
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.paper.ballots import voting_sheets
from linli.ui.forms import refusals_in

MOST_SHEETS = 200


def preview(request, key):
    """How a notice will look: without a code, before anybody is told."""
    vote = vote_of(request, key)
    prepares.require(request.post, vote)
    unit = vote.roll.prefetch_related("owners", "transfers").first()
    if unit is None:
        messages.error(request, __("The roll is empty."))
        return redirect("desk:vote", vote.pk)
    return notices_of(vote, [unit], "")


@require_POST
def sheets(request, key):
    """The notices of one stairwell, or of one unit, each with its code. That they were printed stands in
    the journal.
    """
    vote = vote_of(request, key)
    units = vote.roll.prefetch_related("owners", "transfers")
    if said := request.POST.get("unit", "").strip():
        units = units.filter(unit=said)
    else:
        units = units.filter(stairwell=request.POST.get("stairwell", ""))
    listed = list(units.select_related("vote").prefetch_related("vote__matters")[:MOST_SHEETS])
    found = [unit for unit in listed if actions.matters_of(unit)]
    if not found:
        messages.error(
            request, __("This unit votes on none of the matters.") if listed else __("This unit is not on the roll.")
        )
        return redirect("desk:vote", vote.pk)
    try:
        actions.print_sheets(vote, found, by=request.post)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("desk:vote", vote.pk)
    return notices_of(vote, found, public_address(request))


def notices_of(vote, units, address: str) -> HttpResponse:
    response = HttpResponse(voting_sheets(vote, units, address), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{vote.number}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def served(request, key):
    vote = vote_of(request, key)
    stairwells = list(dict.fromkeys(vote.roll.values_list("stairwell", flat=True)))
    form = Served(request.POST, stairwells=stairwells)
    if not form.is_valid():
        messages.error(request, __("Say how it was served."))
        return redirect("desk:vote", vote.pk)
    given = form.cleaned_data
    units = vote.roll.filter(stairwell=given["stairwell"])
    if only := given["units"].replace("，", "、").replace(",", "、").replace(" ", "、"):
        units = units.filter(unit__in=[name for name in only.split("、") if name])
    try:
        count = actions.serve(vote, list(units), kind=given["kind"], how=given["how"], by=request.post)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, __("Noted for %(count)s units.") % {"count": count})
    return redirect("desk:vote", vote.pk)


# --- paper ballots ---------------------------------------------------------------------------------------------


def paper(request, key):
    """Which unit, then what the paper says."""
    vote = vote_of(request, key)
    said = (request.POST.get("unit") or request.GET.get("unit") or "").strip()
    unit = vote.roll.filter(unit=said).first() if said else None
    if unit is None:
        facts = {"vote": vote, "said": said, "unit": None}
        return frame.page(request, "desk/votes/paper.html", facts, status=404 if said else 200)
    unit.vote = vote
    form = Paper(
        request.POST or None, unit=unit, initial={"received_at": min(clock.now(), vote.closes), "signed": True}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form):
            actions.enter_paper(
                unit,
                form.choices(),
                owner=given["owner"],
                received_at=given["received_at"],
                signed=given["signed"],
                by=request.post,
                submission_key=given["key"],
                deputy=form.deputy(),
            )
            messages.success(request, __("Entered. Now a second person reads the paper once more."))
            return redirect("desk:vote_paper", vote.pk)
    facts = {"vote": vote, "unit": unit, "form": form}
    return frame.page(request, "desk/votes/paper.html", facts, status=422 if form.errors else 200)


def confirm(request, key, entry):
    """The second reading. What the first person typed is not shown."""
    vote = vote_of(request, key)
    entry = get_object_or_404(
        PaperEntry.objects.select_related("unit__vote", "entered_by__person", "proxy"), pk=entry, unit__vote=vote
    )
    form = Choosing(request.POST if request.method == "POST" and "aside" not in request.POST else None, unit=entry.unit)
    try:
        if request.method == "POST" and "aside" in request.POST:
            actions.set_aside(entry, by=request.post)
            messages.success(request, __("Set aside. Enter the paper anew."))
            return redirect("desk:vote_paper", vote.pk)
        if request.method == "POST" and form.is_valid():
            actions.confirm_paper(entry, form.choices(), by=request.post)
            messages.success(request, __("Both readings agree: the ballot is in the log."))
            return redirect("desk:vote", vote.pk)
    except Refused as no:
        form.add_error(None, str(no)) if form.is_bound else messages.error(request, str(no))
    facts = {"vote": vote, "entry": entry, "form": form, "own": entry.entered_by.person_id == request.post.person_id}
    return frame.page(request, "desk/votes/confirm.html", facts, status=422 if form.errors else 200)


# --- evidence --------------------------------------------------------------------------------------------------


@require_POST
def pack(request, key):
    """The evidence pack as a file, with or without the names behind the codes."""
    vote = vote_of(request, key)
    found = actions.take_pack(vote, by=request.post, names="names" in request.POST)
    response = HttpResponse(
        json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{vote.number}.json"'
    response["Cache-Control"] = "no-store"
    return response


def script(request):
    """The count itself, as a file that needs Python 3 and nothing else."""
    text = Path(recount.__file__).read_text("utf-8")
    answer = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="recount.py"'
    return answer
