"""A photo for the public: boxes drawn over faces, plates and doors, burned into a copy; the photo itself
stays inside.
"""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.cases import actions
from linli.cases.models import Case, Photo
from linli.cases.rules import may_be_public, may_cover_photo
from linli.desk import frame
from linli.kernel.errors import Refused
from linli.pictures.photos import Box, cover, drawn_over

ROWS = 12  # boxes that can be typed without script; with it there may be more
MOST = 40
SIDES = ("left", "top", "width", "height")


class Percent(forms.FloatField):
    """A share of the picture, typed as per cent."""

    def __init__(self, label):
        super().__init__(
            label=label,
            required=False,
            min_value=0,
            max_value=100,
            widget=forms.NumberInput(attrs={"min": 0, "max": 100, "step": "0.1", "inputmode": "decimal"}),
        )


class OneBox(forms.Form):
    left = Percent(_("from the left, %"))
    top = Percent(_("from the top, %"))
    width = Percent(_("wide, %"))
    height = Percent(_("high, %"))

    def box(self) -> Box | None:
        """As shares, cut off at the picture's edge; None for an empty row."""
        given = [self.cleaned_data.get(side) for side in SIDES]
        if any(value is None for value in given) or not given[2] or not given[3]:
            return None
        left, top, width, height = (value / 100 for value in given)
        cut = left, top, min(width, 1 - left), min(height, 1 - top)
        return None if cut[2] <= 0 or cut[3] <= 0 else cut

    def clean(self):
        given = super().clean()
        said = [side for side in SIDES if given.get(side) is not None]
        if 0 < len(said) < 4 and not self.errors:
            raise forms.ValidationError(_("A box needs all four numbers, or none."))
        return given


Boxes = forms.formset_factory(OneBox, extra=0, max_num=MOST, absolute_max=MOST)


class Say(forms.Form):
    nobody = forms.BooleanField(
        label=_("I have looked: it shows nobody, no number plate and no door number"), required=False
    )


def find(request, key) -> Photo:
    photos = Photo.objects.filter(case__in=Case.objects.visible_to(request.post))
    found = get_object_or_404(
        photos.select_related("voice", "case__place", "case__category", "case__about_post"), pk=key
    )
    found.covering = may_cover_photo.allows(request.post, found)
    return found


def public_copy(request, key):
    """GET: the photo with its boxes. POST: preview, or save the covered copy."""
    photo = find(request, key)
    if not photo.covering:
        if request.method == "POST":
            raise Http404
        return _show(request, photo, None, Say(), why_not=_why_not(photo))
    if request.method != "POST":
        return _show(
            request, photo, _boxes(photo.boxes), Say(initial={"nobody": bool(photo.public_file) and not photo.boxes})
        )
    boxes, say = Boxes(request.POST, prefix="box"), Say(request.POST)
    if not (boxes.is_valid() and say.is_valid()):
        return _show(request, photo, boxes, say, status=422)
    drawn = [box for form in boxes if (box := form.box())]
    if request.POST.get("go") == "preview":
        return _show(request, photo, boxes, say, preview=drawn)
    try:
        if not drawn and not say.cleaned_data["nobody"]:
            raise Refused(
                _("Draw a box over every face, plate and door; or say that you have looked and there is none.")
            )
        actions.cover_photo(photo, picture=cover(photo.file, drawn), boxes=drawn, by=request.post)
    except Refused as refusal:
        say.add_error(None, str(refusal))
        return _show(request, photo, boxes, say, status=422)
    messages.success(
        request, _("Saved. The covered copy may stand beside the public answer; the photo itself stays inside.")
    )
    return redirect("desk:case", photo.case_id)


@require_POST
def take_back(request, key):
    photo = find(request, key)
    try:
        actions.take_photo_back(photo, by=request.post)
        messages.success(request, _("Taken back. The photo stands in public no more."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:public_copy", photo.pk)


def preview(request, key):
    """The photo with the boxes of the query over it, as it would stand in public; nothing is kept."""
    photo = find(request, key)
    if not photo.covering:
        raise Http404
    try:
        boxes = [tuple(float(part) for part in one.split(","))[:4] for one in request.GET.getlist("box")[:MOST]]
        content = drawn_over(
            photo.file, [box for box in boxes if len(box) == 4 and all(0 <= part <= 1 for part in box)]
        )
    except (ValueError, Refused):
        raise Http404 from None
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "no-store"
    return response


def _boxes(boxes: list) -> forms.BaseFormSet:
    rows = [dict(zip(SIDES, (round(part * 100, 1) for part in box), strict=True)) for box in boxes]
    spare = max(ROWS - len(rows), 2)
    return Boxes(initial=rows + [{}] * min(spare, MOST - len(rows)), prefix="box")


def _why_not(photo: Photo) -> object:
    if photo.case.restricted:
        return _("A complaint about staff has no photos in public.")
    if not may_be_public(photo):
        return _(
            "This photo can't stand in public: the resident has not agreed to that, or it was taken for colleagues."
        )
    return _("Those who serve this place decide which photo may stand in public.")


def _show(request, photo, boxes, say, *, preview=None, why_not="", status=200):
    facts = {
        "photo": photo,
        "case": photo.case,
        "boxes": boxes,
        "say": say,
        "why_not": why_not,
        "preview": preview is not None,
        "preview_query": "&".join("box=" + ",".join(f"{part:.4f}" for part in box) for box in preview or []),
    }
    return frame.page(request, "desk/privacy/cover.html", facts, status=status)
