"""What granian runs: the static files, answered before Django has any work with them, and behind them the pages.

Not as Django middleware: servestatic's is asynchronous, so that under WSGI every request would pay for an event loop.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")

import django

django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402
from django.core.exceptions import BadRequest  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from servestatic import ServeStatic  # noqa: E402


class Pages(WSGIHandler):
    """Django reads the Content-Type before anything of ours or its own can catch what is wrong with it: then as if
    there were none.
    """

    def __call__(self, environ, start_response):
        try:
            return super().__call__(environ, start_response)
        except BadRequest:
            return super().__call__(environ | {"CONTENT_TYPE": ""}, start_response)


def never_guess(headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


application = ServeStatic(
    Pages(),
    root=settings.STATIC_ROOT,
    prefix=settings.STATIC_URL,
    allow_all_origins=False,
    add_headers_function=never_guess,
)
