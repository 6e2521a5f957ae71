"""Photos that stand beside a public answer: covered copies, never the photos themselves."""

from django.http import Http404, HttpRequest, HttpResponse

from linli.cases.models import Photo
from linli.ui.files import stored_answer


def photo(request: HttpRequest, key) -> HttpResponse:
    """The covered copy of a photo whose case has a public answer; 404 for every other."""
    found = Photo.objects.public().filter(pk=key).values_list("public_file", flat=True).first()
    if not found:
        raise Http404
    return stored_answer(request, found, small="small" in request.GET)
