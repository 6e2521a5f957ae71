"""The two switches at the foot of every page."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt

from linli.ui.middleware import ELDER_COOKIE

A_YEAR = 365 * 24 * 3600


# Without a token, so that pages need no cookie just for their footer; the worst a forged request does is larger type.
@csrf_exempt
def language(request):
    """Remember the language the reader chose."""
    chosen = request.POST.get("language", "")
    known = chosen in dict(settings.LANGUAGES)
    return _remembering(request, settings.LANGUAGE_COOKIE_NAME, chosen if known else settings.LANGUAGE_CODE)


@csrf_exempt
def elder(request):
    """Remember whether the reader wants the large view."""
    return _remembering(request, ELDER_COOKIE, "1" if request.POST.get("elder") == "1" else "0")


def _remembering(request, name: str, value: str) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(wanted if safe else "/")
    if request.method == "POST":
        response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response
