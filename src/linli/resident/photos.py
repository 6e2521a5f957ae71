"""Photos on their way to a report: taken in at once, and named by signed references until the report is sent."""

from django.http import Http404, HttpResponseNotAllowed, JsonResponse

from linli.kernel.errors import Refused
from linli.pictures.photos import Picture
from linli.resident import limits
from linli.ui.files import stored_answer
from linli.ui.photos import answer_sent_ahead, gather, picture_of


def gathered(request) -> tuple[list[Picture], list[Refused]]:
    """The pictures of this request, and what was wrong with the others."""
    return gather(request.POST.getlist("kept"), request.FILES.getlist("photos"))


def send(request):
    """One photo, ahead of its report: answers its reference."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        limits.count_photo(request)
    except Refused as no:
        return JsonResponse({"sentence": str(no)}, status=429)
    return answer_sent_ahead(request)


def preview(request, ref: str):
    """What was taken in, for whoever holds its reference."""
    picture = picture_of(ref)
    if picture is None:
        raise Http404
    return stored_answer(request, picture.file, small=True)
