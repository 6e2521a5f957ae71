"""A device without an account: a random word in a cookie, of which every topic knows only a mark of its own."""

import re
import secrets

from django.conf import settings
from django.http import HttpResponse

COOKIE = "linli_voice"
_WORD = re.compile(r"[A-Za-z0-9_-]{32}")
KEPT = 60 * 60 * 24 * 400


def secret_of(request) -> str:
    """The word of this device; empty if it has none."""
    return read(request.COOKIES.get(COOKIE, ""))


def read(said: str) -> str:
    """The secret in what a cookie or a form's hidden field says."""
    return said if _WORD.fullmatch(said) else ""


def fresh() -> str:
    return secrets.token_urlsafe(24)


def remember[R: HttpResponse](response: R, secret: str) -> R:
    """Give the device its word, or have it keep the one it has."""
    response.set_cookie(
        COOKIE, secret, max_age=KEPT, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
