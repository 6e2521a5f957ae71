"""The call-back queue: one resident at a time, with what to say; and rating slips that came back on paper."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.cases import actions, books
from linli.cases.actions.calls import require_held
from linli.cases.models import Case, Grade, Voice
from linli.cases.queries import calls_for, voice_of
from linli.desk import frame, more
from linli.desk.cases.forms import PURPOSES
from linli.desk.cases.names import PARENTS
from linli.desk.cases.receipts import LOOK_UPS, LookUp, Rating
from linli.desk.fields import Choices, Words
from linli.gate.actions import knock
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people import rules as people
from linli.people.models import Post
from linli.people.rules import takes_in
from linli.ui.forms import refusals_in, refuse

MOST = 1000
OUTCOMES = {
    "reached": _("reached, and rated"),
    "declined": _("reached, does not want to rate"),
    "missed": _("not reached"),
    "wrong": _("the number is wrong"),
}


def rings(post: Post) -> bool:
    return post.place is not None and post.role in people.CALLING


more.ENTRIES.append(
    more.Entry(
        "calls",
        "results",
        _("Calling back"),
        _("Ring up residents about the result, one after another, with what to say."),
        rings,
    )
)
more.ENTRIES.append(
    more.Entry(
        "paper_ratings",
        "results",
        _("Rating slips on paper"),
        _("Enter what residents have ticked on their slip."),
        lambda post: takes_in.allows(post, None),
    )
)


class Result(forms.Form):
    outcome = Choices(_("Whether you reached the resident"), OUTCOMES.items())
    solved = Choices(
        _("Is it solved, says the resident?"), [("yes", _("solved")), ("no", _("not solved"))], required=False
    )
    grade = Choices(_("How satisfied, from 5 to 1"), Grade.choices, required=False)
    words = Words(_("In the resident's words"), required=False, rows=2)

    def clean(self):
        given = super().clean()
        if given.get("outcome") == "reached" and not given.get("solved") and "solved" not in self.errors:
            self.add_error("solved", _("Please say whether the resident calls it solved."))
        return given


def calls(request, *, refusal: str = ""):
    """How many wait; what I rang up about last."""
    post, now = request.post, clock.now()
    waiting = calls_for(post)
    held = waiting.filter(call_held_by=post, call_held_until__gte=now).first()
    soon = waiting.filter(next_call_at__gt=now).order_by("next_call_at").values_list("next_call_at", flat=True).first()
    rules = books.calls.rules()
    facts = {
        "held": held,
        "due": waiting.filter(next_call_at__lte=now).order_by()[:MOST].count(),
        "most": MOST,
        "soon": soon,
        "rules": rules,
        "may_ring": rules.may_ring(now),
        "rings": rings(post),
        "refusal": refusal,
    }
    return frame.page(request, "desk/calls/calls.html", facts, status=422 if refusal else 200)


@require_POST
def take(request):
    """The next one, for me alone."""
    try:
        voice = actions.take_call(by=request.post)
    except Refused as refusal:
        return calls(request, refusal=str(refusal))
    if voice is None:
        messages.info(request, _("Nobody waits to be rung up just now."))
        return redirect("desk:calls")
    return redirect("desk:call", voice.pk)


def _held(request, key) -> Voice:
    """The voice, if I may ring it up; whether it is still mine the action says."""
    heavy = [
        f"case__{way}__{column}"
        for way in ("place", "place__parent", "place__parent__parent", PARENTS)
        for column in ("shape", "duties")
    ]
    voices = Voice.objects.filter(case__in=Case.objects.visible_to(request.post)).select_related(
        "case__category", "case__keeper", f"case__{PARENTS}"
    )
    if not rings(request.post):
        raise Http404
    return get_object_or_404(voices.defer(*heavy), pk=key)


def call(request, key):
    """GET: whom, about what, what to say. POST: what came of it."""
    voice, post = _held(request, key), request.post
    form = Result(request.POST or None)
    if request.method != "POST":
        return _show(request, voice, form)
    if not form.is_valid():
        return _show(request, voice, form, status=422)
    given = form.cleaned_data
    try:
        require_held(voice, post)
        if given["outcome"] == "reached":
            actions.call_back(
                voice.case,
                voice,
                reached=True,
                solved=given["solved"] == "yes",
                words=given["words"],
                by=post,
                grade=int(given["grade"]) if given["grade"] else None,
            )
        elif given["outcome"] == "missed":
            actions.call_back(voice.case, voice, reached=False, words=given["words"], by=post)
        else:
            actions.no_rating(voice, words=given["words"], wrong_number=given["outcome"] == "wrong", by=post)
    except Refused as refusal:
        refuse(form, refusal)
        return _show(request, voice, form, status=422)
    messages.success(request, _("Call noted."))
    return (
        take(request)
        if "next" in request.POST and books.calls.rules().may_ring(clock.now())
        else redirect("desk:calls")
    )


@require_POST
def number(request, key):
    """Show name and phone for this call; the look is journaled, and the resident sees it."""
    voice, form = _held(request, key), Result()
    try:
        require_held(voice, request.post)
        contact = actions.open_contact(voice, purpose=str(PURPOSES["call_back"]), by=request.post)
    except Refused as refusal:
        return _show(request, voice, form, refusal=str(refusal), status=422)
    response = _show(request, voice, form, contact=contact)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def give_back(request, key):
    actions.give_back_call(_held(request, key), by=request.post)
    messages.info(request, _("Given back. A colleague can take it."))
    return redirect("desk:calls")


def _show(request, voice: Voice, form: Result, *, contact=None, refusal: str = "", status: int = 200):
    case, rules = voice.case, books.calls.rules()
    mine = voice.call_held_by_id == request.post.pk and voice.call_held_until and voice.call_held_until >= clock.now()
    said = voice.said_at.astimezone(clock.SHANGHAI)
    script = rules.spoken(
        address=case.place.address,
        title=case.title,
        answer=voice.reply or case.answer,
        day=f"{said.month}月{said.day}日",
    )
    facts = {
        "voice": voice,
        "case": case,
        "form": form,
        "contact": contact,
        "refusal": refusal,
        "mine": mine,
        "script": script,
        "attempt": voice.calls + 1,
        "tries": rules.tries,
        "log": list(voice.call_log.select_related("by__person")),
    }
    return frame.page(request, "desk/calls/call.html", facts, status=status)


# --- on paper ---------------------------------------------------------------------------------------------------


def paper(request):
    """A slip with boxes ticked: its code, and what is ticked. Who enters it need not see the case."""
    takes_in.require(request.post, None)
    look, form = LookUp(request.POST or None), Rating(request.POST or None)
    if request.method != "POST":
        return frame.page(request, "desk/calls/paper.html", {"look": look, "form": form})
    if look.is_valid() & form.is_valid():
        given = form.cleaned_data
        with refusals_in(form):
            knock((LOOK_UPS, request.post.ref))
            voice = voice_of(look.cleaned_data["code"])
            if voice is None:
                look.add_error("code", _("There is no receipt with this code. Please compare it digit by digit."))
            else:
                actions.rate(
                    voice,
                    solved=given["solved"] == "yes",
                    grade=int(given["grade"]) if given["grade"] else None,
                    words=given["words"],
                    how="paper",
                    by=request.post,
                )
                messages.success(request, __("Entered as ticked on the slip. The next one?"))
                return redirect("desk:paper_ratings")
    response = frame.page(request, "desk/calls/paper.html", {"look": look, "form": form}, status=422)
    response["Cache-Control"] = "no-store"
    return response
