"""The replies go out, in the city's own sheet."""

import io
import zipfile
from datetime import timedelta
from urllib.parse import quote

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases import actions, books
from linli.cases.actions import exports
from linli.cases.hotline_files import template_bytes
from linli.cases.hotlines import Hotline
from linli.cases.models import Export, Order, Photo
from linli.cases.rules import works_the_hotline
from linli.desk.fields import Choices
from linli.desk.frame import page
from linli.desk.hotline.sheet import names_of, reply_row
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.paper.workbooks import fill, plain_form
from linli.pictures.photos import open_photo
from linli.ui.forms import refusals_in

MOST_PHOTOS = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Choose(forms.Form):
    system = forms.ChoiceField(label=_("Which hotline"))
    which = Choices(
        _("Which replies"),
        [("new", _("only what is new since the last export")), ("period", _("all of a period"))],
        initial="new",
    )
    first = forms.DateField(
        label=pgettext_lazy("period", "From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(label=_("until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    photos = forms.BooleanField(label=_("with the attached photos, as a .zip"), required=False)
    purpose = forms.CharField(label=_("What for"), max_length=200)

    def __init__(self, *args, systems, **more):
        super().__init__(*args, **more)
        self.fields["system"].choices = [(one.key, one.name) for one in systems]
        self.fields["purpose"].initial = __("Replies to the hotline")
        today = clock.today()
        self.fields["first"].initial, self.fields["last"].initial = today - timedelta(days=today.weekday()), today
        if len(systems) == 1:
            self.fields["system"].widget = forms.HiddenInput()
            self.fields["system"].initial = systems[0].key

    def clean(self):
        given = super().clean()
        if given.get("which") == "period":
            for name in ("first", "last"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Say which day."))
        else:
            given["first"] = given["last"] = None
        return given


def export(request):
    """GET: which replies, and what for. POST: the file; what went out is noted."""
    works_the_hotline.require(request.post, None)
    if request.post.place is None:
        raise Refused(_("This post has no place to take in for."))
    rules = books.hotlines.rules()
    form = Choose(request.POST or None, systems=rules.systems)
    if request.method == "POST" and form.is_valid():
        given, hotline = form.cleaned_data, rules.by_key(form.cleaned_data["system"])
        kept: list[Order] = []

        def write(orders: list[Order], taken: Export) -> bytes:
            kept.extend(orders)
            return filled(hotline, orders, mark=exports.mark_of(taken))

        with refusals_in(form):
            taken, content = actions.export_replies(
                hotline,
                purpose=given["purpose"],
                write=write,
                first=given["first"],
                last=given["last"],
                by=request.post,
            )
            name = f"{hotline.name}-{taken.at:%Y%m%d-%H%M}"
            if given["photos"] and (pictures := _pictures(kept)):
                return _file(_zipped(f"{name}.xlsx", content, pictures), f"{name}.zip", "application/zip")
            return _file(content, f"{name}.xlsx", XLSX)
    waiting = Order.objects.visible_to(request.post).to_export().order_by()[:1000].count()
    last = (
        Export.objects.filter(what="hotline_replies", path=request.post.place.path)
        .select_related("by__person")
        .order_by("-id")[:10]
    )
    facts = {
        "form": form,
        "waiting": waiting,
        "exports": list(last),
        "templates": [(one, one.template) for one in rules.systems],
    }
    return page(request, "desk/hotline/export.html", facts, status=422 if form.errors else 200)


def filled(hotline: Hotline, orders: list[Order], *, mark: str = "") -> bytes:
    """The city's template, or a plain sheet of ours, with these replies."""
    headings = [heading for heading, _what in hotline.reply]
    title = __("Replies to %(hotline)s") % {"hotline": hotline.name}
    raw = template_bytes(hotline.template) if hotline.template else plain_form(title, headings)
    rows = (reply_row(order, hotline, serial=n) for n, order in enumerate(orders, start=1))
    return fill(
        raw,
        headings,
        [[row[what] for _heading, what in hotline.reply] for row in rows],
        mark=mark,
        cell=not hotline.template,
    )


def _pictures(orders: list[Order]) -> list[tuple[str, str]]:
    """(name beside the sheet, file in the store) of what the replies attach; only photos of the order's own case."""
    wanted = {
        (order.voice.case_id, key): name
        for order in orders
        for key, name in zip(order.reply.get("attachments") or (), names_of(order), strict=True)
    }
    found = Photo.objects.filter(pk__in=[key for _case, key in wanted][:MOST_PHOTOS], voice=None)
    return [
        (wanted[photo.case_id, str(photo.pk)], photo.file)
        for photo in found
        if (photo.case_id, str(photo.pk)) in wanted
    ]


def _zipped(name: str, content: bytes, pictures: list[tuple[str, str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as parts:
        parts.writestr(name, content)
        for called, file in pictures:
            try:
                with open_photo(file) as picture:
                    parts.writestr(f"{__('attachments')}/{called}", picture.read())
            except FileNotFoundError:
                continue
    return out.getvalue()


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
