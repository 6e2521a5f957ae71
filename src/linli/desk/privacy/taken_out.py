"""What left the house as a file: the log for my places, what waits for a second person, and taking a file that is
granted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from linli.cases import books
from linli.cases.actions import exports as deeds
from linli.cases.models import Export
from linli.desk import frame, more
from linli.desk.fields import Choices
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.words import say
from linli.people.models import Post
from linli.ui.forms import refusals_in

PAGE = 50
SAME = timedelta(minutes=10)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Written:
    """A file as it leaves."""

    content: bytes
    name: str
    kind: str = XLSX


WRITERS: dict[str, Callable[[Export], Written]] = {}
"""By `Export.what`: writes the file again from the export's query, with `deeds.mark_of` on it. Slices
enter their own.
"""
CHOSEN: dict[str, Callable[[Export, Post], str]] = {}
"""By `Export.what`: what was chosen, in words."""

more.ENTRIES.append(
    more.Entry(
        "exports",
        "results",
        _("Exports"),
        _("Who took out what, what for; and what waits for a second person."),
        lambda post: True,
    )
)


class Decide(forms.Form):
    granted = Choices(_("Decision"), [("yes", _("agree")), ("no", _("refuse"))])
    words = forms.CharField(label=pgettext_lazy("taken out", "Why"), required=False, max_length=200)


def exports(request):
    """The log, the newest first; what waits stands on top."""
    seen = deeds.seen_by(request.post).select_related(
        "by__person", "by__place", "by__organisation", "approved_by__person"
    )
    seen = seen.defer("by__place__shape", "by__place__duties")
    waiting = list(seen.filter(second=True, approved_at=None).order_by("id")[:PAGE])
    log = list(seen.order_by("-id")[:PAGE])
    facts = {
        "waiting": [_shown(one, request.post) for one in waiting],
        "log": [_shown(one, request.post) for one in log],
        "rules": books.exports.rules(),
    }
    return frame.page(request, "desk/privacy/exports.html", facts)


def export(request, key):
    """One export: what it is, who agreed; and for the second person the decision."""
    one = _find(request, key)
    form = (
        Decide(request.POST or None)
        if one.second and not one.approved_at and deeds.may_decide(request.post, one)
        else None
    )
    if request.method == "POST" and form is None:
        raise Http404
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            deeds.decide(
                one, granted=form.cleaned_data["granted"] == "yes", words=form.cleaned_data["words"], by=request.post
            )
            messages.success(request, _("Decided. Whoever asked has been told."))
            return redirect("desk:exports")
    chosen = CHOSEN[one.what](one, request.post) if one.query and one.what in CHOSEN else ""
    facts = {"shown": _shown(one, request.post), "one": one, "form": form, "chosen": chosen}
    return frame.page(request, "desk/privacy/export.html", facts, status=422 if form and form.errors else 200)


@require_POST
def file(request, key):
    """Take the file. It is written now, with the mark of who takes it."""
    one = _find(request, key)
    if one.what not in WRITERS:
        raise Http404
    try:
        return taken(one, WRITERS[one.what], by=request.post)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:export", one.pk)


def taken(one: Export, writer: Callable[[Export], Written], *, by: Post) -> HttpResponse:
    """The answer that carries the file. Every door that lets a file out ends here."""
    made: list[Written] = []

    def write(export: Export) -> bytes:
        made.append(writer(export))
        return made[0].content

    return answer(deeds.take(one, write=write, by=by), made[0].name, made[0].kind)


def printed(
    what: str, writer: Callable[[Export], Written], *, query: str, purpose: str, path: str, by: Post
) -> HttpResponse:
    """A sheet to be printed, and an entry in the log of exports; printed again within minutes it is the same entry."""
    lately = Export.objects.filter(what=what, by=by, query=query, at__gte=clock.now() - SAME)
    one = lately.order_by("-id").first() or deeds.ask(what, rows=1, purpose=purpose, query=query, by=by, path=path)
    if one.second:
        return redirect("desk:export", one.pk)
    response = taken(one, writer, by=by)
    response["Content-Disposition"] = response["Content-Disposition"].replace("attachment", "inline", 1)
    return response


def answer(content: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@dataclass(frozen=True)
class Shown:
    one: Export
    what: object
    state: str  # "waiting", "refused", "open", "over"
    may_take: bool
    may_decide: bool


def _shown(one: Export, post: Post) -> Shown:
    sort = deeds.WHAT.get(one.what)
    if one.second and one.approved_at is None:
        state = "waiting"
    elif one.second and not one.granted:
        state = "refused"
    else:
        state = "open" if one.expires_at and one.expires_at > clock.now() else "over"
    takes = one.what in WRITERS and not deeds.closed(one, post)
    return Shown(
        one, sort.words if sort else say(one.what), state, takes, state == "waiting" and deeds.may_decide(post, one)
    )


def _find(request, key) -> Export:
    seen = deeds.seen_by(request.post).select_related(
        "by__person", "by__place", "by__organisation", "approved_by__person"
    )
    return get_object_or_404(seen.defer("by__place__shape", "by__place__duties"), pk=key)
