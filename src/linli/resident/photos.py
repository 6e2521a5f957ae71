"""Photos on their way to a report: taken in at once, and named by signed references until the report is sent."""

from django.core import signing
from django.http import Http404, HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext as _

from linli.cases.actions import Picture
from linli.cases.photos import MOST_AT_ONCE, take_in, take_in_all
from linli.kernel.errors import Refused
from linli.resident import limits
from linli.ui.files import stored_answer

SALT, KEPT_FOR = "resident.photo", 40 * 3600  # shorter than `forget_unused` waits


def reference(picture: Picture) -> str:
    return signing.dumps([picture.file, picture.width, picture.height, picture.size], salt=SALT)


def picture_of(ref: str) -> Picture | None:
    try:
        return Picture(*signing.loads(ref, salt=SALT, max_age=KEPT_FOR))
    except signing.BadSignature:
        return None


def gathered(request) -> tuple[list[Picture], list[Refused]]:
    """The pictures of this request: those referred to, then those sent along; and what was wrong with the others."""
    referred = (picture_of(ref) for ref in request.POST.getlist("kept")[:MOST_AT_ONCE])
    pictures = list(dict.fromkeys(p for p in referred if p))
    # A browser sends an unnamed, empty part where no photo was chosen.
    sent = [file for file in request.FILES.getlist("photos") if file.size or file.name]
    refused = take_in_all(sent, beside=len(pictures), taken=pictures.append)
    return list(dict.fromkeys(pictures)), refused


def send(request):
    """One photo, ahead of its report: answers its reference."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        limits.count_photo(request)
    except Refused as no:
        return JsonResponse({"sentence": str(no)}, status=429)
    file = request.FILES.get("photo")
    if file is None:
        return JsonResponse({"sentence": _("No photo has arrived. Please choose it again.")}, status=422)
    try:
        return JsonResponse({"ref": reference(take_in(file))})
    except Refused as no:
        return JsonResponse({"sentence": str(no)}, status=422)


def preview(request, ref: str):
    """What was taken in, for whoever holds its reference."""
    picture = picture_of(ref)
    if picture is None:
        raise Http404
    return stored_answer(request, picture.file, small=True)
