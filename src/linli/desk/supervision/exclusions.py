"""Leaving a case out of the rates: what there is to review and to decide, and each request with its whole way."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from linli.cases import actions
from linli.cases.actions.approvals import may_decide
from linli.cases.models import Approval, Case
from linli.cases.rules import may_review_exclusion, serves_the_place
from linli.desk import frame, more
from linli.desk.cases.ladder import KINDS, ground_of
from linli.desk.cases.names import PARENTS
from linli.desk.fields import Choices, Words
from linli.kernel.errors import Refused
from linli.people import rules as people
from linli.people.models import Post
from linli.ui.forms import refuse

PAGE = 20
POSTS = [
    f"{name}__{column}"
    for name in ("asked_by", "reviewed_by", "decided_by")
    for column in ("person", "place", "organisation")
]
HEAVY = [
    f"{name}__place__{column}" for name in ("asked_by", "reviewed_by", "decided_by") for column in ("shape", "duties")
]


def has_exclusions(post: Post) -> bool:
    return post.place is not None and post.role in people.AT_THE_STREET | people.HEARING_COMPLAINTS | people.SUPERVISING


more.ENTRIES.append(
    more.Entry(
        "exclusions",
        "decide",
        _("Left out of the rates"),
        _("Requests to review and to decide, and residents' objections."),
        has_exclusions,
    )
)


def seen_by(post: Post) -> QuerySet[Approval]:
    return with_case(_visible_to(post))


def _visible_to(post: Post) -> QuerySet[Approval]:
    return Approval.objects.filter(kind__in=KINDS, case__in=Case.objects.visible_to(post))


def with_case(found: QuerySet[Approval]) -> QuerySet[Approval]:
    return found.select_related("case__category", f"case__{PARENTS}", "voice", *POSTS).defer(
        *HEAVY,
        *(
            f"case__{way}__{column}"
            for way in ("place", "place__parent", "place__parent__parent", PARENTS)
            for column in ("shape", "duties")
        ),
    )


def exclusions(request):
    post = request.post
    visible = _visible_to(post) if has_exclusions(post) else Approval.objects.none()
    waiting, decided = (
        with_case(Approval.objects.filter(pk__in=frame.first_keys(found, PAGE))).order_by("-id")
        for found in (visible.pending(), visible.exclude(decided_at=None))
    )
    facts = {
        "waiting": [(one, ground_of(one), stage_of(one)) for one in waiting],
        "decided": [(one, ground_of(one)) for one in decided],
    }
    return frame.page(request, "desk/supervision/exclusions.html", facts)


def stage_of(one: Approval) -> object:
    if one.kind == Approval.Kind.READMISSION:
        return _("objection, to be decided")
    return _("to be decided") if one.reviewed_at else _("to be reviewed")


DONE = {
    "review": _("Reviewed. Another person decides."),
    "decide": _("Decided. The resident reads it with the reason."),
    "readmit": _("Asked. Who decides has been told."),
}


class Review(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    words = Words(_("What the street thinks of it"), rows=3)


class Decide(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    granted = Choices(_("How it is counted"), [])
    words = Words(_("The reason; the resident reads it"), rows=3)

    def __init__(self, *args, kind: str, **more):
        super().__init__(*args, **more)
        out, stay = _("leave it out of the rates"), _("count it like every other")
        taken_in = kind == Approval.Kind.READMISSION
        self.fields["granted"].choices = [("yes", stay if taken_in else out), ("no", out if taken_in else stay)]


class Readmit(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    words = Words(_("Why it should be counted again"), rows=3)


def exclusion(request, key):
    """One request: who asked on which ground, what the street thinks, the decision; and the form of the next step."""
    one = get_object_or_404(seen_by(request.post), pk=key)
    post, case = request.post, one.case
    step, form = None, None
    if may_decide(post, one):
        step, form = "decide", Decide(request.POST or None, initial={"seen": case.version}, kind=one.kind)
    elif _may_review(post, one):
        step, form = "review", Review(request.POST or None, initial={"seen": case.version})
    elif _may_ask_back(post, one):
        step, form = "readmit", Readmit(request.POST or None, initial={"seen": case.version})
    status, gone = 200, ""
    if request.method == "POST" and form is None:
        status, gone = 422, _("There is nothing for you to do here any more. What was typed has not been sent.")
    elif request.method == "POST" and form.is_valid():
        try:
            _take(step, one, form.cleaned_data, post)
        except Refused as refusal:
            refuse(form, refusal)
            form.data = form.data.copy()
            form.data["seen"] = Case.objects.only("version").get(pk=case.pk).version
            status = 422
        else:
            messages.success(request, DONE[step])
            return redirect("desk:exclusions" if has_exclusions(post) else "desk:work")
    elif request.method == "POST":
        status = 422
    others = [a for a in seen_by(post).filter(case=case).order_by("id") if a.pk != one.pk]
    facts = {
        "one": one,
        "case": case,
        "ground": ground_of(one),
        "step": step,
        "form": form,
        "gone": gone,
        "others": [(a, ground_of(a)) for a in others],
        "posted": request.POST.get("words", "") if gone else "",
    }
    return frame.page(request, "desk/supervision/exclusion.html", facts, status=status)


def _may_review(post: Post, one: Approval) -> bool:
    """Not the one who asked, nor who has reviewed it already."""
    if one.kind != Approval.Kind.EXCLUSION or one.decided_at or one.reviewed_at:
        return False
    return one.asked_by.person_id != post.person_id and may_review_exclusion.allows(post, one.case)


def _may_ask_back(post: Post, one: Approval) -> bool:
    """Staff who see that leaving it out was a mistake."""
    out = one.kind == Approval.Kind.EXCLUSION and one.granted and one.case.excluded
    return (
        bool(out)
        and serves_the_place.allows(post, one.case)
        and not one.case.approvals.pending().filter(kind=Approval.Kind.READMISSION).exists()
    )


def _take(step: str, one: Approval, given: dict, post: Post) -> None:
    if step == "review":
        actions.review(one, words=given["words"], by=post, seen=given["seen"])
    elif step == "decide":
        actions.decide(one, granted=given["granted"] == "yes", words=given["words"], by=post, seen=given["seen"])
    else:
        actions.ask_readmission(one.case, words=given["words"], by=post, seen=given["seen"])
