"""Pictures at the desk: taken in with a step, shown to those who may see the case."""

from datetime import timedelta

from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from linli.cases.models import Case, Photo
from linli.gate.actions import Allowance, knock
from linli.kernel.errors import Refused
from linli.pictures.photos import open_photo
from linli.ui import photos
from linli.ui.files import stored_answer

SENT = Allowance("desk.photos", 300, timedelta(minutes=10))


class Photos(photos.Photos):
    """The resident's photo box, with the desk's own addresses."""

    def __init__(self):
        super().__init__(send="desk:send_photo", preview="desk:kept_photo")


@require_POST
def send(request):
    """One photo, ahead of its step: answers its reference."""
    try:
        knock((SENT, request.post.ref))
    except Refused as no:
        return JsonResponse({"sentence": str(no)}, status=429)
    return photos.answer_sent_ahead(request)


def kept(request, ref: str):
    """What was taken in and belongs to no case yet, for whoever holds its reference."""
    picture = photos.picture_of(ref)
    if picture is None:
        raise Http404
    return stored_answer(request, picture.file, small=True)


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
