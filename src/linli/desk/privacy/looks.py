"""Looks at residents' names and phones that the residents doubt; who hears complaints answers, and the resident reads
it.
"""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from linli.cases import actions
from linli.cases.models import LookObjection
from linli.cases.rules import may_answer_look
from linli.desk import frame, more
from linli.desk.fields import Choices, Words
from linli.people import rules as people
from linli.people.models import Post
from linli.ui.forms import refusals_in

PAGE = 20
POSTS = [f"{who}__{column}" for who in ("looked_by", "answered_by") for column in ("person", "place", "organisation")]
HEAVY = [
    f"{way}__{column}"
    for way in ("looked_by__place", "answered_by__place", "voice__case__place")
    for column in ("shape", "duties")
]


def answers_looks(post: Post) -> bool:
    return post.place is not None and post.role in people.HEARING_COMPLAINTS | people.SUPERVISING


more.ENTRIES.append(
    more.Entry(
        "looks",
        "decide",
        _("Looks that residents doubt"),
        _("Who looked at a name and phone, what for, and what you say to it."),
        answers_looks,
    )
)


class Answer(forms.Form):
    proper = Choices(_("Was the look needed?"), [("yes", _("it was needed")), ("no", _("it was not needed"))])
    words = Words(_("What you say to the resident"), rows=3)


def _seen_by(post: Post):
    return LookObjection.objects.visible_to(post) if answers_looks(post) else LookObjection.objects.none()


def _with_case(found):
    return found.select_related("voice__case__place", "voice__case__category", *POSTS).defer(*HEAVY)


def looks(request):
    """Those to answer, the oldest first, and the latest that are answered."""
    seen = _seen_by(request.post)
    waiting = _with_case(
        LookObjection.objects.filter(pk__in=frame.first_keys(seen.pending(), PAGE, order="id"))
    ).order_by("id")
    done = _with_case(
        LookObjection.objects.filter(pk__in=frame.first_keys(seen.exclude(answered_at=None), PAGE))
    ).order_by("-id")
    return frame.page(request, "desk/privacy/looks.html", {"waiting": waiting, "done": done})


def look(request, key):
    """One of them: GET shows it, POST answers it."""
    one = get_object_or_404(_with_case(_seen_by(request.post)), pk=key)
    may = one.answered_at is None and may_answer_look.allows(request.post, one)
    form = Answer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.answer_look(
                one, proper=form.cleaned_data["proper"] == "yes", words=form.cleaned_data["words"], by=request.post
            )
            messages.success(request, _("Answered. The resident reads it on the receipt page."))
            return redirect("desk:looks")
    facts = {"one": one, "case": one.voice.case, "form": form, "may": may or bool(form.errors)}
    return frame.page(request, "desk/privacy/look.html", facts, status=422 if form.errors else 200)
