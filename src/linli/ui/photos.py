"""Photos on their way into a case: taken in as they come, and named by signed references until their form is sent."""

from collections.abc import Iterable, Sequence

from django import forms
from django.core import signing
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.errors import Refused
from linli.pictures.photos import MOST_AT_ONCE, Picture, take_in, take_in_all

SALT, KEPT_FOR = "photo", 40 * 3600  # shorter than `forget_unused` waits


def reference(picture: Picture) -> str:
    return signing.dumps([picture.file, picture.width, picture.height, picture.size], salt=SALT)


def picture_of(ref: str) -> Picture | None:
    try:
        return Picture(*signing.loads(ref, salt=SALT, max_age=KEPT_FOR))
    except signing.BadSignature:
        return None


def gather(refs: Sequence[str], files: Iterable) -> tuple[list[Picture], list[Refused]]:
    """The pictures of one form: those referred to, then those sent along; and what was wrong with the others."""
    referred = (picture_of(ref) for ref in refs[:MOST_AT_ONCE])
    pictures = list(dict.fromkeys(p for p in referred if p))
    # A browser sends an unnamed, empty part where no photo was chosen.
    sent = [file for file in files if file.size or file.name]
    refused = take_in_all(sent, beside=len(pictures), taken=pictures.append)
    return list(dict.fromkeys(pictures)), refused


def answer_sent_ahead(request) -> JsonResponse:
    """One photo, ahead of its form: its reference. The view that calls this has asked whether the sender may."""
    file = request.FILES.get("photo")
    if file is None:
        return JsonResponse({"sentence": _("No photo has arrived. Please choose it again.")}, status=422)
    try:
        return JsonResponse({"ref": reference(take_in(file))})
    except Refused as no:
        return JsonResponse({"sentence": str(no)}, status=422)


class PhotoBox(forms.FileInput):
    """The strip of photos; `kept` are those a form that comes back need not be given again."""

    allow_multiple_selected = True

    def __init__(self, *, send: str, preview: str):
        super().__init__()
        self.urls = {"send": send, "preview": preview}
        self.kept: list[str] = []

    def value_from_datadict(self, data, files, name):
        return data.getlist("kept"), files.getlist(name)

    def render(self, name, value, attrs=None, renderer=None):
        facts = {"kept": self.kept, "ident": (attrs or {}).get("id") or name, "most_photos": MOST_AT_ONCE}
        return render_to_string("ui/parts/photos.html", facts | self.urls)


class Photos(forms.Field):
    """Several pictures; `send` and `preview` name the door's own pages for one of them."""

    def __init__(self, *, send: str, preview: str):
        box = PhotoBox(send=send, preview=preview)
        super().__init__(label=gettext_lazy("Photos"), required=False, widget=box)

    def clean(self, value) -> list[Picture]:
        """A bad one is refused; the good ones stay in the box, as files can't be typed again."""
        pictures, refused = gather(*value)
        self.widget.kept = [reference(picture) for picture in pictures]
        if refused:
            raise forms.ValidationError([str(no) for no in refused])
        return pictures
