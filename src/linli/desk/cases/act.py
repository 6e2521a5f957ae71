"""Taking a step, looking at contact data: one view each, one action each."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from linli.cases import actions
from linli.cases.models import Case, Voice
from linli.cases.queries import story
from linli.cases.rules import may_see
from linli.desk.cases import page
from linli.desk.cases.forms import OpenContact, StepForm
from linli.desk.cases.known import Known
from linli.desk.cases.places import place_said, street_of
from linli.desk.cases.steps import STEPS, Step, in_this_case
from linli.desk.cases.story import changed_since
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.words import N_
from linli.people.models import Post
from linli.ui.forms import refusals_in, refuse

JUST_NOW = timedelta(seconds=20)


def case(request, key):
    return page.show(request, page.find(request, key))


def step(request, key, name):
    """GET: the page with this step unfolded. POST: take it, or show why not with everything typed still there."""
    chosen = STEPS.get(name)
    if chosen is None:
        raise Http404
    found = page.find(request, key)
    chosen = in_this_case(chosen, found)
    if request.method != "POST":
        return page.show(request, found, unfold=name)
    known = page.known_of(found, request.post)
    known.look_for(request.POST)
    if "look" in request.POST:
        form = chosen.form(step=name, known=known)
        form.keep(request.POST)
        return page.show(request, found, shown=page.Shown(chosen, form))
    if "insert" in request.POST:
        form = chosen.form(step=name, known=known)
        form.with_text(request.POST, request.POST.get("text", ""))
        return page.show(request, found, shown=page.Shown(chosen, form))
    form = chosen.form(request.POST, request.FILES, step=name, known=known)
    if not form.is_valid():
        return page.show(request, found, shown=page.Shown(chosen, form, status=422))
    if chosen.previewed and not (form.was_shown and request.POST.get("go") == "send"):
        return page.show(request, found, shown=page.Shown(chosen, form, preview=True))
    try:
        after = _take(chosen, form, known, request.post)
    except Overtaken as refusal:
        if _was_me(found, form, request.post):
            return redirect("desk:case", found.pk)
        return _once_more(request, key, chosen, form, status=409, overtaken=refusal)
    except Refused as refusal:
        refuse(form, refusal)
        return _once_more(request, key, chosen, form, status=422)
    messages.success(request, chosen.done)
    return redirect("desk:case", found.pk) if may_see.allows(request.post, after) else redirect("desk:work")


@require_POST
def contact(request, key, voice):
    """Show one resident's name and phone, once, to somebody who says what for."""
    found = page.find(request, key)
    one = get_object_or_404(Voice.objects.filter(case=found), pk=voice)
    form = OpenContact(request.POST, auto_id=f"c{one.pk}-%s")
    opened = {}
    if form.is_valid():
        with refusals_in(form):
            opened = {one.pk: actions.open_contact(one, purpose=form.purpose_in_words(), by=request.post)}
    return page.show(request, page.find(request, key), contacts=opened, contact_form=(one, form))


def _take(chosen: Step, form: StepForm, known: Known, post: Post) -> Case:
    given = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    if chosen.name == "correct":
        said = given["place"].strip()
        given["place"] = place_said(said, street_of(known.case.place)) if said else None
    if chosen.of_unit and known.assignment is None:
        raise Overtaken(N_("Your unit is not called for this case any more."))
    target = known.assignment if chosen.of_unit else known.case
    after = chosen.act(target, by=post, seen=form.cleaned_data["seen"], **given)
    return after if isinstance(after, Case) else after.case


def _once_more(request, key, chosen: Step, form: StepForm, *, status: int, overtaken: Overtaken | None = None):
    """The page as it is now, with what was typed; the next try is made against this state."""
    now, seen = page.find(request, key), form.cleaned_data["seen"]
    if overtaken and seen >= now.version:  # nothing new to show, so the sentence has to do
        form.add_error(None, str(overtaken))
    form.known = page.known_of(now, request.post)
    form.known.look_for(request.POST)
    form.show_as_of(now)
    return page.show(request, now, shown=page.Shown(chosen, form, status=status, seen=seen if overtaken else None))


def _was_me(found: Case, form: StepForm, post: Post) -> bool:
    """A double click: what overtook this deed is the same deed, by the same person, a moment ago."""
    changed = changed_since(story(found), form.cleaned_data["seen"])
    said = str(form.cleaned_data.get("words", "")).strip()
    return bool(changed) and all(
        entry.by == post.ref and clock.now() - entry.at < JUST_NOW and entry.facts.get("words", said) == said
        for entry in changed
    )
