"""Pictures at the desk: taken in with a step, shown to those who may see the case."""

from collections.abc import Iterable

from django import forms
from django.core import signing
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from linli.cases.actions import Picture
from linli.cases.models import Case, Photo
from linli.cases.photos import open_photo, take_in_all

SALT, A_DAY = "desk.photos", 24 * 3600


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Photos(forms.FileField):
    """Several pictures at once; what they are is found out when they are taken in."""

    def __init__(self):
        picker = ManyFiles(attrs={"multiple": True, "accept": "image/*"})
        super().__init__(label=_("Photos"), required=False, widget=picker)

    def clean(self, data, initial=None) -> list:
        return list(data) if isinstance(data, list | tuple) else [data] if data else []


class KeepsPictures(forms.Form):
    """A form that comes back with a refusal keeps the pictures already in the store: files can't be typed again."""

    kept = forms.CharField(widget=forms.HiddenInput, required=False)

    def keep(self, pictures: Iterable[Picture]) -> None:
        self.data = self.data.copy()
        self.data["kept"] = signing.dumps([vars(picture) for picture in pictures], salt=SALT)

    def pictures(self) -> list[Picture]:
        """Those kept from an earlier try and those sent now. A bad one is refused, after the good ones were kept."""
        try:
            before = signing.loads(self.cleaned_data.get("kept") or "", salt=SALT, max_age=A_DAY)
        except signing.BadSignature:
            before = []
        found = [Picture(**one) for one in before]
        refused = take_in_all(self.cleaned_data.get("photos", []), beside=len(found), taken=found.append)
        if found:
            self.keep(found)
        if refused:
            raise refused[0]
        return found

    @property
    def how_many_kept(self) -> int:
        try:
            return len(signing.loads(self.data.get("kept") or "", salt=SALT, max_age=A_DAY))
        except signing.BadSignature:
            return 0


def photo(request, key):
    """The picture itself, or with ?thumb the small one; 404 for whoever may not see the case."""
    found = get_object_or_404(Photo.objects.filter(case__in=Case.objects.visible_to(request.post)), pk=key)
    try:
        picture = open_photo(found.file, small="thumb" in request.GET)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(picture, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response
