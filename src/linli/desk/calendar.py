"""The years whose holidays are known; a notice is looked at before it is taken in, and what it moves is
reckoned anew.
"""

import json

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from linli.calendar import queries
from linli.calendar.actions import Loaded, look_at_notice
from linli.calendar.models import CalendarYear
from linli.calendar.notice_files import LARGEST_FILE
from linli.cases.actions.dues import crossing_count, open_runs, take_in_notice
from linli.desk import frame, more
from linli.desk.cases.why import KINDS
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people import rules as people
from linli.people.queries import named

SHOWN = 120  # changed days that are listed


class Notice(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The notice as a file"),
        error_messages={"required": gettext_lazy("Choose the file of the notice first.")},
        help_text=gettext_lazy(
            "JSON with year and days, or an Excel or CSV table with two columns: the date, and 休 or 班"
        ),
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LARGEST_FILE)
    doc_no = forms.CharField(
        label=gettext_lazy("Document number"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("such as 国办发明电〔2025〕7号; an official notice needs this or its address"),
    )
    url = forms.CharField(label=gettext_lazy("Address of the notice"), required=False, max_length=500)
    official = forms.BooleanField(
        label=gettext_lazy("It is the official notice"),
        required=False,
        initial=True,
        help_text=gettext_lazy("without this mark it is loaded as provisional, and every date of that year says so"),
    )

    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        self.fields["file"].required = not self.data.get("text")  # what was looked at comes back as text


def years(request):
    people.administers.require(request.post, None)
    return _show(request, Notice())


def _show(request, form: Notice, *, loaded: Loaded | None = None, status: int = 200):
    known = {row.year: row for row in CalendarYear.objects.prefetch_related("days")}
    this = clock.today().year
    listed = [(year, known.get(year)) for year in range(this + 1, min([*known, this]) - 1, -1)]
    runs = open_runs()
    posts = named(run.by for run in runs)
    calendar = queries.current()
    facts = {
        "form": form,
        "years": listed,
        "unknown": [year for year in (this, this + 1) if year not in calendar.official],
        "loaded": loaded,
        "changes": [_change(change, loaded) for change in loaded.changes[:SHOWN]] if loaded else [],
        "crossing": crossing_count(loaded.year) if loaded else 0,
        "runs": [(run, posts.get(run.by)) for run in runs],
        "title": _("Holidays and working days"),
    }
    return frame.page(request, "desk/calendar.html", facts, status=status)


def _change(change, loaded: Loaded):
    return change.date, KINDS[change.old], KINDS[change.new], loaded.calendar.name(change.date)


@require_POST
def take_in(request):
    """First what would change, then, when it is confirmed, the change."""
    people.administers.require(request.post, None)
    form = Notice(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    said = form.cleaned_data
    facts = {"official": said["official"], "doc_no": said["doc_no"].strip(), "url": said["url"].strip()}
    try:
        raw = _raw(said["file"]) if said["file"] else said["text"].encode("utf-8", "replace")
        if not raw.strip():
            form.add_error("file", _("Choose the file of the notice first."))
            return _show(request, form, status=422)
        if request.POST.get("go") == "take" and not said["file"]:
            loaded = take_in_notice(raw, by=request.post, **facts)
            messages.success(request, _("The holidays of %(year)s are taken in.") % {"year": loaded.year})
            return redirect("desk:calendar")
        loaded = look_at_notice(raw, by=request.post, **facts)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else "file", str(refusal))
        return _show(request, form, status=422)
    shown = Notice(initial=facts | {"text": _as_text(loaded), "url": facts["url"] or loaded.url})
    return _show(request, shown, loaded=loaded)


def _raw(file: UploadedFile) -> bytes:
    return file.read(LARGEST_FILE + 1)


def _as_text(loaded: Loaded) -> str:
    """The days as they were read, to be sent back when the office has seen what they change."""
    days = [{"date": day.date.isoformat(), "isOffDay": not day.kind.worked, "name": day.name} for day in loaded.days]
    return json.dumps({"year": loaded.year, "papers": [], "days": days}, ensure_ascii=False)


more.ENTRIES.append(
    more.Entry(
        "calendar",
        "rules",
        gettext_lazy("Holidays and working days"),
        gettext_lazy("the years that are known, and the import of a holiday notice"),
        lambda post: post.role in people.ADMINISTERING,
    )
)
