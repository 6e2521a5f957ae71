"""What the street decides: objections of units that were called, and second returns."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from linli.cases.actions import approvals
from linli.cases.models import Approval, Case
from linli.cases.rules import may_see
from linli.desk import frame, more
from linli.desk.fields import Choices, Words
from linli.kernel.errors import Refused
from linli.people import rules as people
from linli.people.models import Post
from linli.ui.forms import refuse

MOST = 100


def decides(post: Post) -> bool:
    return post.role in people.AT_THE_STREET and post.place is not None


more.ENTRIES.append(
    more.Entry(
        "objections",
        "decide",
        _("Objections and second returns"),
        _("A unit says “not ours”; the street decides, and that binds."),
        decides,
    )
)


class Decision(forms.Form):
    granted = Choices(_("Your decision"), [])
    words = Words(_("The reason; the unit reads it"), rows=3)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, approval: Approval, **more):
        super().__init__(*args, **more)
        again = approval.reason == "second_return"
        self.fields["granted"].choices = (
            [("yes", _("the return stands: it is not theirs")), ("no", _("it is theirs: called again, which binds"))]
            if again
            else [
                ("yes", _("upheld: it is not theirs, they are released")),
                ("no", _("dismissed: it is theirs, which binds")),
            ]
        )
        self.fields["seen"].initial = approval.case.version


def objections(request):
    """Those that wait, those with a limit first."""
    if not decides(request.post):
        raise Http404
    found = (
        Approval.objects.pending()
        .filter(kind=Approval.Kind.OBJECTION, case__in=Case.objects.visible_to(request.post))
        .select_related(
            "case__category", "case__place__parent__parent", "assignment__organisation", "assignment__called_by__person"
        )
        .defer("case__place__shape")
        .order_by("until", "asked_at", "id")[:MOST]
    )
    return frame.page(request, "desk/whistles/objections.html", {"found": list(found)})


def objection(request, key):
    """One, with what the list says; those who may decide can do so here, the others read."""
    found = get_object_or_404(
        Approval.objects.filter(kind=Approval.Kind.OBJECTION).select_related(
            "case__category",
            "case__place__parent__parent__parent",
            "assignment__organisation",
            "assignment__called_by__person",
            "asked_by__person",
            "decided_by__person",
        ),
        pk=key,
    )
    if not may_see.allows(request.post, found.case):
        raise Http404
    may = approvals.may_decide(request.post, found)
    form = Decision(request.POST if request.method == "POST" else None, approval=found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                approvals.decide(
                    found, granted=given["granted"] == "yes", words=given["words"], by=request.post, seen=given["seen"]
                )
            except Refused as refusal:
                refuse(form, refusal)
                form.data = form.data.copy()
                form.data["seen"] = Case.objects.values_list("version", flat=True).get(pk=found.case_id)
            else:
                messages.success(request, _("Decided. The unit has been told."))
                return redirect("desk:case", found.case_id)
    return frame.page(request, "desk/whistles/objection.html", {"it": found, "may": may, "form": form}, status=status)
