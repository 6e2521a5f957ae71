"""Answers to what goes wrong: calm pages, in the reader's language, that say how to go on."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

SECRET_FIELDS = ("csrf", "password", "token")
HIDDEN_FIELDS = ("submission_key", "kept", "next")  # sent along again, but nobody typed them
PLAIN = (
    "<!doctype html><meta charset=utf-8><title>邻里</title><h1>出了点问题</h1>"
    "<p>请稍后再试。Please try again in a moment.</p>"
)


def language_of(request) -> str:
    """What the reader chose, else Chinese. The browser's own language is not asked: in WeChat it is often wrong."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def say_no(request, status: int, title: str, sentence: str, **more) -> HttpResponse:
    """A page with one sentence; as JSON or as a fragment for those who asked for that."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"sentence": sentence, "title": title}, status=status)
    facts = {"title": title, "sentence": sentence, "status": status, **more}
    name = "ui/parts/refusal.html" if request.headers.get("HX-Request") else "ui/error.html"
    return render(request, name, facts, status=status)


def bad_request(request, exception=None):
    with override(language_of(request)):
        return say_no(
            request,
            400,
            _("This could not be read"),
            _("Something in the request is not as it should be. Please go back and try again."),
        )


def forbidden(request, exception=None):
    with override(language_of(request)):
        return say_no(
            request,
            403,
            _("Not open to you"),
            str(exception or "") or _("This page is not open to the post you act as."),
        )


def not_found(request, exception=None):
    with override(language_of(request)):
        return say_no(
            request,
            404,
            _("There is nothing here"),
            _("The address may be mistyped, or the page has moved. From the front page you find everything."),
        )


def too_large(request):
    with override(language_of(request)):
        return say_no(
            request,
            413,
            _("That was too much at once"),
            _("Please send fewer or smaller files, at most six photos at a time. Going back keeps what you typed."),
        )


def failed(request):
    """The page for a fault of ours. It must not need anything that may be what is broken."""
    with override(language_of(request)):
        facts = {
            "title": _("Something went wrong on our side"),
            "sentence": _(
                "It has been written down for those who look after Linli. Please try again in a moment. If it "
                "is urgent, call the community."
            ),
            "status": 500,
        }
        try:
            return HttpResponse(render_to_string("ui/error.html", facts), status=500)
        except Exception:
            return HttpResponse(PLAIN, status=500)


def csrf_failed(request, reason=""):
    """The page's token is gone: often because WeChat dropped the cookie. What was typed goes back to the person.

    At the resident door nothing hangs on the visitor's identity, so the page may offer to send the same words again.
    """
    with override(language_of(request)):
        typed = [
            (name, value)
            for name in request.POST
            if not any(secret in name.lower() for secret in SECRET_FIELDS)
            for value in request.POST.getlist(name)
        ]
        again = not request.path.startswith(("/desk/", "/accounts/"))
        return say_no(
            request,
            403,
            _("Please send it once more"),
            _(
                "This page was open for a long time, or your browser did not keep its cookie. Nothing was "
                "stored yet, and nothing you typed is lost."
            ),
            typed=typed,
            again=again,
            readable=[value for name, value in typed if name not in HIDDEN_FIELDS and len(value.strip()) > 3],
            photos_lost=bool(request.FILES),
        )
