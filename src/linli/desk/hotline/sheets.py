"""A hotline's sheet comes in: sent, looked at, its unknown headings named, and taken in."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from linli.cases import actions, books
from linli.cases.hotline_files import Waiting, keep_waiting, open_waiting
from linli.cases.hotlines import Hotline
from linli.cases.imports import read_sheet, take_in_file
from linli.cases.models import Sheet
from linli.cases.rules import works_the_hotline
from linli.desk.frame import page
from linli.desk.hotline.words import COLUMN_WORDS
from linli.gate.actions import Allowance, knock
from linli.kernel.errors import Refused

SHOWN = 20
SENT = Allowance("hotline sheets of a post", 60, timedelta(hours=1))


class Send(forms.Form):
    system = forms.ChoiceField(label=_("Which hotline"))
    file = forms.FileField(
        label=_("The sheet"),
        help_text=_(".xlsx, .xls or .csv as the hotline sent it; titles and notes may stay in it"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        max_length=200,
    )

    def __init__(self, *args, systems, **more):
        super().__init__(*args, **more)
        self.fields["system"].choices = [(one.key, one.name) for one in systems]
        if len(systems) == 1:
            self.fields["system"].widget = forms.HiddenInput()
            self.fields["system"].initial = systems[0].key


class Meant(forms.Form):
    """What the headings mean that nobody has mapped yet; by number, as headings hold any sign."""

    def __init__(self, *args, unknown: list[str], hotline: Hotline, **more):
        super().__init__(*args, **more)
        free = [("", _("leave it as it is")), *COLUMN_WORDS.items()]
        for n, heading in enumerate(unknown[:60]):
            self.fields[f"h{n}"] = forms.ChoiceField(label=heading, choices=free, required=False)
        self.unknown = unknown[:60]

    def clean(self):
        given = super().clean()
        chosen = [key for key in given.values() if key]
        if twice := next((key for key in chosen if chosen.count(key) > 1), None):
            raise forms.ValidationError(_("Two headings can't both be: %(column)s.") % {"column": COLUMN_WORDS[twice]})
        return given

    def meant(self) -> dict[str, str]:
        return {heading: key for n, heading in enumerate(self.unknown) if (key := self.cleaned_data.get(f"h{n}"))}


def send(request):
    """The box for the file, and the latest sheets."""
    works_the_hotline.require(request.post, None)
    _has_a_place(request)
    systems = books.hotlines.rules().systems
    form = Send(request.POST or None, request.FILES or None, systems=systems)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            knock((SENT, request.post.ref))
            key = keep_waiting(file.read(), name=file.name, system=form.cleaned_data["system"], by=request.post)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("desk:hotline_preview", key)
    sheets = Sheet.objects.filter(path__gte=request.post.place.path, path__lt=request.post.place.path_end)
    facts = {
        "form": form,
        "sheets": list(sheets.select_related("by__person").order_by("-id")[:10]),
        "names": {s.key: s.name for s in systems},
    }
    return page(request, "desk/hotline/import.html", facts, status=422 if form.errors else 200)


def preview(request, key):
    """GET: what the file would bring. POST go=map: what its headings mean, from now on. POST go=take: take it in."""
    works_the_hotline.require(request.post, None)
    waiting, hotline = _waiting(request, key)
    if waiting is None:
        return redirect("desk:hotline_sheet", key)
    book = books.hotlines.current()
    if request.POST.get("go") == "take":
        return _go_on(request, waiting, hotline)
    try:
        reading = read_sheet(waiting.raw, hotline, by=request.post)
    except Refused as refusal:
        return page(
            request, "desk/hotline/unreadable.html", {"sentence": str(refusal), "name": waiting.name}, status=422
        )
    mapping = request.method == "POST" and request.POST.get("go") == "map"
    form = Meant(request.POST if mapping else None, unknown=reading.unknown, hotline=hotline)
    if mapping and form.is_valid():
        why = _("Headings of “%(name)s”") % {"name": waiting.name}
        try:
            actions.learn_columns(hotline, form.meant(), why=why, by=request.post, seen=book.number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept for this and every later sheet of this hotline."))
            return redirect("desk:hotline_preview", key)
    facts = {
        "waiting": waiting,
        "hotline": hotline,
        "reading": reading,
        "bad": reading.bad.lines(),
        "lines": reading.new[:SHOWN],
        "more": max(len(reading.new) - SHOWN, 0),
        "form": form,
        "missing": str(reading.missing or ""),
    }
    response = page(request, "desk/hotline/preview.html", facts, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def sheet(request, key):
    """How far a sheet has come; POST: the next few seconds of it."""
    works_the_hotline.require(request.post, None)
    _has_a_place(request)
    waiting, hotline = _waiting(request, key, missing_ok=True)
    if request.method == "POST" and waiting and hotline:
        return _go_on(request, waiting, hotline)
    found = get_object_or_404(
        Sheet.objects.filter(path__gte=request.post.place.path, path__lt=request.post.place.path_end).select_related(
            "by__person"
        ),
        pk=key,
    )
    bad = request.session.pop(f"bad-{key}", [])
    facts = {
        "sheet": found,
        "name": books.hotlines.rules().name_of(found.system),
        "going_on": waiting is not None,
        "bad": bad,
        "left_out": max(found.rows - found.new - found.known, 0),
    }
    return page(request, "desk/hotline/sheet.html", facts)


def _go_on(request, waiting: Waiting, hotline: Hotline):
    try:
        found, bad, _finished = take_in_file(waiting, hotline, by=request.post)
    except Refused as refusal:
        return page(
            request, "desk/hotline/unreadable.html", {"sentence": str(refusal), "name": waiting.name}, status=422
        )
    request.session[f"bad-{waiting.key}"] = bad.lines()[:50]
    return redirect("desk:hotline_sheet", found.pk)


def _waiting(request, key, *, missing_ok: bool = False) -> tuple[Waiting | None, Hotline | None]:
    """The file that waits under this key, if it is this post's; and its hotline."""
    waiting = open_waiting(key, by=request.post)
    hotline = books.hotlines.rules().by_key(waiting.system) if waiting else None
    if waiting is None or hotline is None:
        if missing_ok or Sheet.objects.filter(pk=key).exists():
            return None, None
        raise Http404
    return waiting, hotline


def _has_a_place(request) -> None:
    if request.post.place is None:
        raise Refused(_("This post has no place to take in for."))
