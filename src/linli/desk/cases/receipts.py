"""Somebody is on the phone with a receipt code: read out how it stands, write down what they say of the result."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from linli.cases import actions
from linli.cases.lifecycle import MOVES
from linli.cases.models import Case, Grade
from linli.cases.queries import voice_of
from linli.desk.cases.page import finish_start
from linli.desk.fields import Choices
from linli.desk.frame import page
from linli.gate.actions import Allowance, knock
from linli.people.rules import takes_in
from linli.ui.forms import refusals_in

# Enough for a busy phone, too few to try codes out.
LOOK_UPS = Allowance("desk.receipt", 120, timedelta(hours=1))


class LookUp(forms.Form):
    code = forms.CharField(label=_("Receipt code, sixteen digits"), max_length=60)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}


class Rating(forms.Form):
    solved = Choices(_("Is it solved, says the resident?"), [("yes", _("solved")), ("no", _("not solved"))])
    grade = Choices(_("How satisfied, from 5 to 1"), Grade.choices, required=False)
    words = forms.CharField(
        label=_("In the resident's words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


def receipt(request):
    """GET: the box. POST with a code: how the matter stands. POST with a rating too: written down as said by phone."""
    takes_in.require(request.post, None)
    form = LookUp(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "desk/cases/receipt.html", {"form": form}, status=422 if form.errors else 200)
    knock((LOOK_UPS, request.post.ref))
    voice = voice_of(form.cleaned_data["code"])
    if voice is None:
        form.add_error("code", _("There is no receipt with this code. Please have it read out once more."))
        return page(request, "desk/cases/receipt.html", {"form": form}, status=422)
    rating = Rating(request.POST) if "rate" in request.POST else None
    if rating and rating.is_valid():
        given = rating.cleaned_data
        with refusals_in(rating):
            actions.call_back(
                voice.case,
                voice,
                reached=True,
                solved=given["solved"] == "yes",
                words=given["words"],
                by=request.post,
                grade=int(given["grade"]) if given["grade"] else None,
            )
            messages.success(request, _("Written down, in the resident's name. Thank you."))
            return redirect("desk:receipt")
    may_rate = any(move.step == "call_back" for move in MOVES.open_to(request.post, voice.case))
    facts = {
        "form": form,
        "voice": voice,
        "case": voice.case,
        "address": voice.case.place.address,
        "finish_start": finish_start(voice.case),
        "rating": (rating or Rating()) if may_rate else None,
        "visible": Case.objects.visible_to(request.post).filter(pk=voice.case_id).exists(),
    }
    response = page(request, "desk/cases/receipt.html", facts, status=422 if rating and rating.errors else 200)
    response["Cache-Control"] = "no-store"
    return response
