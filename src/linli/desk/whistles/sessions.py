"""The weekly session: its frozen list, gone through on a phone, a laptop or the wall, and its sheet to sign."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.cases import actions
from linli.cases.models import Case, SessionItem, WhistleSession
from linli.cases.rules import runs_the_sessions
from linli.cases.whistles import Week
from linli.desk import frame, more
from linli.desk.cases.names import PARENTS
from linli.desk.cases.page import marks
from linli.desk.fields import Choices, Words
from linli.desk.whistles.board import latest
from linli.desk.whistles.who import attends, street_of
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.places.models import Place
from linli.ui.forms import refusals_in

PAST = 60


more.ENTRIES.append(
    more.Entry(
        "sessions",
        "decide",
        _("Weekly whistle session"),
        _("The list is frozen on Thursday and gone through on Friday, with its sheet to sign."),
        attends,
    )
)


def sessions(request):
    """The coming session and those held; in one statement each, however many there were."""
    street = street_of(request.post) if attends(request.post) else None
    if street is None:
        raise Http404
    week = _next(street)
    found = list(
        WhistleSession.objects.filter(place=street)
        .order_by("-day")
        .annotate(
            whistles=Count("items"), carried=Count("items", filter=Q(items__outcome=SessionItem.Outcome.CARRIED))
        )[:PAST]
    )
    coming = next((one for one in found if one.day == week.day), None)
    facts = {
        "street": street,
        "week": week,
        "coming": coming,
        "past": [one for one in found if one is not coming],
        "runs": runs_the_sessions.allows(request.post, street),
    }
    return frame.page(request, "desk/whistles/sessions.html", facts)


def _next(street: Place) -> Week:
    """The session to come; today's no more once it is closed."""
    week = actions.coming()
    held = WhistleSession.objects.filter(place=street, day=week.day, held_at__isnull=False).exists()
    return actions.coming(after=week.day) if held else week


@require_POST
def freeze(request):
    """By hand, before the hour has come."""
    street = street_of(request.post) if attends(request.post) else None
    if street is None:
        raise Http404
    try:
        made = actions.freeze(street, _next(street).day, by=request.post)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:sessions")
    messages.success(request, _("The list is frozen. What is blown from now on comes onto the next one."))
    return redirect("desk:session", street.code, made.day.isoformat())


class Saying(forms.Form):
    outcome = Choices(_("The session says"), SessionItem.Outcome.choices)
    words = Words(_("What was agreed, by whom, until when"), required=False, rows=2)


class Closing(forms.Form):
    words = Words(_("About the session as a whole"), required=False, rows=2)


@dataclass(frozen=True)
class Line:
    """One whistle on the list."""

    item: SessionItem
    case: Case
    units: list
    form: Saying
    unfolded: bool = False


def session(request, street: str, day: str):
    """Item by item: what it is, where each unit stands, and what the session says of it."""
    found = _find(request, street, day)
    lines = lines_of(request, found)
    following = next((line.item.pk for line in lines if not line.item.outcome), None)
    return _show(request, found, lines, opened=following)


def _show(request, found: WhistleSession, lines: list[Line], *, opened=None, closing=None, status: int = 200):
    facts = {
        "session": found,
        "lines": [Line(o.item, o.case, o.units, o.form, o.item.pk == opened) for o in lines],
        "said": sum(_spoken_of(line.item) for line in lines),
        "closing": closing or Closing(prefix="end"),
        "runs": runs_the_sessions.allows(request.post, found.place) and not found.held_at,
        "today": found.day == clock.today(),
    }
    return frame.page(request, "desk/whistles/session.html", facts, status=status)


def _spoken_of(item: SessionItem) -> bool:
    """Whether the session said anything of it; what closing carries over has no words."""
    return bool(item.outcome) and (item.outcome != SessionItem.Outcome.CARRIED or bool(item.words))


@require_POST
def say(request, street: str, day: str, key):
    """What the session says of one item; on to the next."""
    found = _find(request, street, day)
    item = get_object_or_404(found.items, pk=key)
    form = Saying(request.POST, prefix=str(item.pk))
    if form.is_valid():
        with refusals_in(form):
            actions.say_of(item, by=request.post, **form.cleaned_data)
            left = (
                found.items.filter(outcome="", order__gt=item.order).first() or found.items.filter(outcome="").first()
            )
            return redirect(reverse("desk:session", args=[street, day]) + (f"#item-{left.order}" if left else "#end"))
    lines = [
        Line(one.item, one.case, one.units, form) if one.item.pk == item.pk else one for one in lines_of(request, found)
    ]
    return _show(request, found, lines, opened=item.pk, status=422)


@require_POST
def close(request, street: str, day: str):
    found = _find(request, street, day)
    form = Closing(request.POST, prefix="end")
    if form.is_valid():
        try:
            actions.close_session(found, words=form.cleaned_data["words"], by=request.post)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is closed. What was left open is carried over to the next list."))
            return redirect("desk:session", street, day)
    return _show(request, found, lines_of(request, found), closing=form, status=422)


def sheet(request, street: str, day: str):
    """The same on A4, with lines to sign."""
    found = _find(request, street, day)
    return frame.page(request, "desk/whistles/sheet.html", {"session": found, "lines": lines_of(request, found)})


def _find(request, street: str, day: str) -> WhistleSession:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    found = get_object_or_404(
        WhistleSession.objects.select_related("place", "held_by__person"), place__code=street[:40], day=wanted
    )
    attended = street_of(request.post) if attends(request.post) else None
    if attended is None or attended.pk != found.place_id:
        raise Http404
    return found


def lines_of(request, found: WhistleSession) -> list[Line]:
    """The items whose case this post may see, with every unit's marks; the same few statements for any length."""
    items = (
        found.items.filter(whistle__case__in=Case.objects.visible_to(request.post))
        .select_related("whistle__blown_by__person", "whistle__case__category", f"whistle__case__{PARENTS}")
        .prefetch_related("whistle__assignments__organisation", "whistle__assignments__approvals")
    )
    return [
        Line(
            item,
            item.whistle.case,
            [(one, marks(one)) for one in latest(item.whistle)],
            Saying(prefix=str(item.pk), initial={"outcome": item.outcome, "words": item.words}),
        )
        for item in items
    ]
