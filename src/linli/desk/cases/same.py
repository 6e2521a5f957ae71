"""Two cases side by side: merge them, answer the one with the other's result, or take a merge back."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from linli.cases import actions
from linli.cases.lifecycle import MOVES, WITH_ANSWER, State
from linli.cases.models import Case
from linli.cases.queries import about_a_person, search
from linli.cases.rules import serves_the_place
from linli.desk import frame
from linli.desk.cases import page
from linli.desk.fields import Choices, Words
from linli.kernel.errors import Overtaken, Refused
from linli.ui.forms import refusals_in, refuse

MOST_VOICES = 5


class Seen(forms.Form):
    """Both versions as the person saw them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen_other = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data, case: Case, other: Case):
        super().__init__(data, initial={"seen": case.version, "seen_other": other.version})
        self.case, self.other = case, other
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices."""

    def show_as_of(self, case: Case, other: Case) -> None:
        self.data = self.data.copy()
        self.data["seen"], self.data["seen_other"] = case.version, other.version


class MergeForm(Seen):
    into = Choices(_("Which one goes on"), [])
    words = Words(_("Why they are one matter"), rows=2)

    def prepare(self):
        older_first = sorted((self.case, self.other), key=lambda one: (one.state == State.REPORTED, one.reported_at))
        self.fields["into"].choices = [(str(one.pk), f"{one.number} · {one.state_words}") for one in older_first]
        self.fields["into"].initial = str(older_first[0].pk)


class SameMatterForm(Seen):
    words = Words(_("Your answer, as the resident will read it"), rows=4)


class UnmergeForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    words = Words(_("Why they are two matters after all"), rows=2)


def look(request, key):
    """Another case by its number, to compare with this one."""
    case = page.find(request, key)
    number = request.GET.get("number", "").strip()[:20]
    found = (
        search(Case.objects.visible_to(request.post), number)
        if sum(c.isalnum() for c in number) == 12
        else Case.objects.none()
    )
    other = found.exclude(pk=case.pk).exclude(state=State.MERGED).first()
    if other is None:
        messages.error(
            request, _("There is no other case with the number “%(number)s” that you can see.") % {"number": number}
        )
        return redirect("desk:case", case.pk)
    return redirect("desk:same", case.pk, other.pk)


def same(request, key, other):
    """GET: side by side. POST: merge, or answer with the earlier result; a refusal keeps what was typed."""
    case, second = page.find(request, key), page.find(request, other)
    serves_the_place.require(request.post, case)
    form = _form_for(case, second)(request.POST or None, case, second) if _form_for(case, second) else None
    if request.method != "POST" or form is None or not form.is_valid():
        return _side_by_side(request, case, second, form, status=422 if form is not None and form.errors else 200)
    given = form.cleaned_data
    try:
        if isinstance(form, MergeForm):
            after = _merge(request, case, second, given)
        else:
            after = actions.same_matter(case, earlier=second, words=given["words"], by=request.post, seen=given["seen"])
            messages.success(request, _("Answered with the earlier result."))
    except Refused as refusal:
        case, second = page.find(request, key), page.find(request, other)
        again = _form_for(case, second)
        if isinstance(refusal, Overtaken) and again:
            form.show_as_of(case, second)
        refuse(form, refusal)
        return _side_by_side(request, case, second, form, status=409 if isinstance(refusal, Overtaken) else 422)
    return redirect("desk:case", after.pk)


def unmerge(request, key):
    """Take the merge back by which this case ended."""
    case = page.find(request, key)
    merged = actions.merge_of(case)
    if merged is None:
        return redirect("desk:case", case.pk)
    form = UnmergeForm(request.POST or None, initial={"seen": case.version})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.unmerge(merged, words=form.cleaned_data["words"], by=request.post, seen=form.cleaned_data["seen"])
            messages.success(request, _("The merge is taken back; this case goes on as it was."))
            return redirect("desk:case", case.pk)
    facts = {"case": case, "merge": merged, "form": form, "moved": len(merged.was.get("voices", {}))}
    return frame.page(request, "desk/cases/unmerge.html", facts, status=422 if form.errors else 200)


def _merge(request, case: Case, second: Case, given: dict) -> Case:
    chosen = given["into"] == str(second.pk)
    absorbed, into = (case, second) if chosen else (second, case)
    seen, seen_into = (given["seen"], given["seen_other"]) if chosen else (given["seen_other"], given["seen"])
    actions.merge(absorbed, into=into, words=given["words"], by=request.post, seen=seen, seen_into=seen_into)
    messages.success(request, _("Merged. Every resident keeps the own receipt and will be answered."))
    return into


def _form_for(case: Case, second: Case) -> type[Seen] | None:
    """What can be done with these two; nothing when one is about persons or neither fits."""
    if case.pk == second.pk or about_a_person(case.category) or about_a_person(second.category):
        return None
    if case.running and second.running:
        return MergeForm
    answered = second.state in WITH_ANSWER and second.answer
    return SameMatterForm if answered and case.state in MOVES.moves["same_matter"].start else None


def _side_by_side(request, case: Case, second: Case, form: Seen | None, *, status: int = 200):
    facts = {
        "case": case,
        "form": form,
        "merging": isinstance(form, MergeForm),
        "earlier": second,
        "sides": [_side(case), _side(second)],
        "persons": about_a_person(case.category) or about_a_person(second.category),
    }
    return frame.page(request, "desk/cases/same.html", facts, status=status)


def _side(case: Case) -> dict:
    voices = list(case.voices.all())
    return {
        "case": case,
        "voices": voices[:MOST_VOICES],
        "more": max(0, len(voices) - MOST_VOICES),
        "photos": list(case.photos.all())[:4],
        "units": [one for one in case.assignments.all() if one.open],
        "finish_start": page.finish_start(case),
        "address": case.place.address,
    }
