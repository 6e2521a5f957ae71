"""After the standing down both sides rate each other; of a unit and of a call, never of a person."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from linli.cases import actions
from linli.cases.models import Assignment, Grade
from linli.cases.rules import may_see
from linli.desk import frame
from linli.desk.cases.sides import side_of
from linli.desk.fields import Choices, Words
from linli.ui.forms import refusals_in

# Below the grade in the middle something went wrong; what, somebody has to be able to mend.
SENTENCE = _("Say in a few words what went wrong, so that it can be mended.")


class Rating(forms.Form):
    grade = Choices(_("How it was, from 5 to 1"), Grade.choices)
    words = Words(_("In words"), required=False, rows=2)

    def clean(self):
        given = super().clean()
        if given.get("grade") and int(given["grade"]) < Grade.FAIR and not given.get("words", "").strip():
            self.add_error("words", SENTENCE)
        return given


def rate(request, key):
    found = get_object_or_404(
        Assignment.objects.select_related("organisation", "whistle__blown_by__person", "case__place__parent__parent"),
        pk=key,
    )
    if not may_see.allows(request.post, found.case):
        raise Http404
    side = side_of(request.post, found)
    form = Rating(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            unit = side == "unit" or (not side and request.post.organisation_id == found.organisation_id)
            act = actions.rate_call if unit else actions.rate_unit
            with refusals_in(form):
                act(found, grade=int(form.cleaned_data["grade"]), words=form.cleaned_data["words"], by=request.post)
                messages.success(request, _("Thank you. The other side reads it, and it counts in the unit's figures."))
                return redirect("desk:case", found.case_id)
    elif not side:
        return redirect("desk:case", found.case_id)
    return frame.page(request, "desk/whistles/rate.html", {"it": found, "side": side, "form": form}, status=status)
