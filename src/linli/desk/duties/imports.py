"""Importing the lists from an office's sheet: first what would change, then the next edition."""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from linli.cases import actions, books
from linli.cases.duties import EVERY, Duty, DutyRules, difference
from linli.desk import frame
from linli.insight.duties import rows_of
from linli.kernel.errors import Refused
from linli.paper.workbooks import plain
from linli.people import rules as people
from linli.people.models import Organisation
from linli.places.sheets import BadRows
from linli.ui.forms import refuse

MOST = 1_000_000  # bytes: some thousand items


class Upload(forms.Form):
    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("columns: 层级, 编号, 事项, 类型, 单位, 事项分类, 依据; for proofs also 去处, 别名"),
    )

    def clean_file(self):
        if self.cleaned_data["file"].size > MOST:
            raise forms.ValidationError(_("This file is too large for a duty list."))
        return self.cleaned_data["file"]


class Issue(forms.Form):
    """`body` is what was read from the file, so that what is issued is what was looked at."""

    body = forms.CharField(widget=forms.HiddenInput, max_length=MOST)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    why = forms.CharField(
        label=_("Why the lists change; it stays with the edition"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def duties_import(request):
    if not people.administers.allows(request.post, None):
        raise Http404
    if request.method != "POST":
        return _page(request, Upload())
    if "body" in request.POST:
        return _issue(request)
    upload = Upload(request.POST, request.FILES)
    if not upload.is_valid():
        return _page(request, upload, status=422)
    try:
        body = actions.read_duties(upload.cleaned_data["file"].read())
        DutyRules.read(body)
    except BadRows as bad:
        return _page(request, upload, wrong=[str(bad), *bad.lines()], status=422)
    except (Refused, ValueError) as error:
        return _page(request, upload, wrong=[str(error)], status=422)
    form = Issue(initial={"body": json.dumps(body, ensure_ascii=False), "seen": books.duties.current().number})
    return _page(request, upload, form=form, body=body)


# The columns that an import reads, in its words for levels and kinds.
COLUMNS = {
    "层级": 8,
    "编号": 10,
    "事项": 40,
    "类型": 10,
    "单位": 24,
    "事项分类": 20,
    "依据": 40,
    "去处": 40,
    "别名": 24,
}
LEVELS = {"street": "街道", "community": "社区", "department": "部门", "steward": "网格员"}
KINDS = {"must": "主责", "assists": "配合", "delegated": "赋权", "must_not_issue": "不应出具"}


def as_sheet(request):
    """The lists in force as the sheet that an import reads: an office changes a few rows and sends it back."""
    if not people.administers.allows(request.post, None):
        raise Http404
    duties = books.duties.rules().rows
    names = dict(Organisation.objects.filter(code__in={duty.unit for duty in duties}).values_list("code", "name"))
    made = plain(COLUMNS, ([*_cells(duty, names.get(duty.unit, duty.unit))] for duty in duties))
    name = f"duty-lists-{books.duties.current().number}.xlsx"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _cells(duty: Duty, unit: str) -> Iterator[str]:
    yield from (LEVELS[duty.level], duty.number, duty.item, KINDS[duty.kind], "" if unit == EVERY else unit)
    yield from ("、".join(duty.categories), duty.basis, duty.instead, "、".join(duty.also))


def _issue(request):
    form = Issue(request.POST)
    body = _body(request.POST.get("body", ""))
    if form.is_valid() and body is not None:
        try:
            edition = actions.issue_duties(
                body, why=form.cleaned_data["why"], by=request.post, seen=form.cleaned_data["seen"]
            )
        except Refused as refusal:
            refuse(form, refusal)
            form.data = form.data.copy()
            form.data["seen"] = books.duties.current().number
        else:
            messages.success(
                request, _("Edition %(number)s of the duty lists is in force.") % {"number": edition.number}
            )
            return redirect("desk:duties")
    if body is None:
        return _page(
            request, Upload(), wrong=[_("What was read from the file has got lost. Choose the file again.")], status=422
        )
    return _page(request, Upload(), form=form, body=body, status=422)


def _body(text: str) -> Any:
    try:
        body = json.loads(text)
        DutyRules.read(body)
    except (ValueError, RecursionError):
        return None
    return body


def _page(request, upload: Upload, *, form: Issue | None = None, body=None, wrong=(), status: int = 200):
    facts: dict[str, Any] = {"upload": upload, "form": form, "wrong": wrong, "book": books.duties.current()}
    if body is not None:
        found = difference(facts["book"].rules.rows, DutyRules.read(body).rows)
        facts |= {
            "difference": found,
            "added": rows_of(found.added),
            "removed": rows_of(found.removed),
            "changed": list(
                zip(
                    rows_of(was for was, _is in found.changed), rows_of(now for _was, now in found.changed), strict=True
                )
            ),
        }
    return frame.page(request, "desk/duties/import.html", facts, status=status)
