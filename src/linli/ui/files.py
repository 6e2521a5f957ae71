"""Handing out what lies in the store."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified

from linli.cases.models import Photo
from linli.pictures.photos import open_photo


def photo_answer(request, photo: Photo, *, small: bool = False) -> HttpResponse:
    """The picture itself. The view that calls this has asked whether the reader may see it."""
    return stored_answer(request, photo.file, small=small)


def stored_answer(request, file: str, *, small: bool = False) -> HttpResponse:
    tag = f'"{file[3:35]}{"s" if small else ""}"'  # named by its content, so it never changes
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        try:
            answer = FileResponse(open_photo(file, small=small), content_type="image/jpeg")
        except FileNotFoundError:
            raise Http404 from None
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, max-age=86400"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
