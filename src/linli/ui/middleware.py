"""What happens to every request before and after its door."""

from http import HTTPStatus
from urllib.parse import unquote_to_bytes

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from linli.kernel.errors import Overtaken, Refused
from linli.kernel.ids import uuid7
from linli.ui import errors

ELDER_COOKIE = "elder"
BIGGEST_REQUEST = 200 * 1024 * 1024  # six original photos and some air
UTF8 = {"utf-8", "utf8"}  # a request may name any codec of Python's, some of which make text that no database takes
LONGEST_HOST = 253 + len(":65535")  # as DNS has it; the name goes into QR codes


class RefuseWhatCannotBeText:
    """PostgreSQL has no NUL in its text, so one in any input would end as a fault of ours. It ends here,
    in a sentence.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid7().hex[-12:])
        try:
            if _too_large(request):
                return errors.too_large(request)
            if not _is_text(request):
                return errors.bad_request(request)
        except (RequestDataTooBig, TooManyFilesSent):
            return errors.too_large(request)
        except UnreadablePostError:
            return HttpResponse(status=HTTPStatus.BAD_REQUEST)  # nobody listens any more
        except MultiPartParserError:
            return errors.bad_request(request)
        return self.get_response(request)


def _too_large(request) -> bool:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return said.isascii() and said.isdigit() and int(said[:20]) > BIGGEST_REQUEST


def _is_text(request) -> bool:
    if (request.encoding or "utf-8").lower() not in UTF8 or len(request.META.get("HTTP_HOST", "")) > LONGEST_HOST:
        return False
    if "\0" in request.path_info or "\ufffd" in request.path_info or not _is_utf8(request.META.get("QUERY_STRING", "")):
        return False
    if any("\0" in value for value in request.COOKIES.values()):
        return False
    if request.method not in ("POST", "PUT", "PATCH"):
        return True
    if request.content_type == "application/x-www-form-urlencoded" and not _is_utf8(request.body):
        return False
    fields = ((name, value) for name, values in request.POST.lists() for value in values)
    files = ((name, file.name or "") for name, some in request.FILES.lists() for file in some)
    return not any("\0" in name or "\0" in value for name, value in (*fields, *files))


def _is_utf8(encoded: str | bytes) -> bool:
    raw = encoded.encode("latin-1", "replace") if isinstance(encoded, str) else encoded
    raw = unquote_to_bytes(raw)
    if b"\0" in raw:
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class SpeakTheReadersLanguage:
    """The language comes from the reader's own choice (a cookie), else it is Chinese."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        translation.activate(errors.language_of(request))
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            response.headers.setdefault("Cache-Control", "private, no-cache")  # it holds a token, or a receipt code
        return response


class AnswerRefusals:
    """A refusal that no form has caught becomes a page with its sentence."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if isinstance(error, Overtaken):
            return errors.say_no(request, 409, _("Somebody was faster"), str(error))
        if isinstance(error, Refused):
            return errors.say_no(request, 403, _("This is not possible now"), str(error))
        return None
