"""What granian runs: the static files, answered before Django has any work with them, and behind them the pages.

Not as Django middleware: servestatic's is asynchronous, so that under WSGI every request would pay for an event loop.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")

from django.core.wsgi import get_wsgi_application

pages = get_wsgi_application()

from django.conf import settings  # noqa: E402
from servestatic import ServeStatic  # noqa: E402


def never_guess(headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


application = ServeStatic(
    pages, root=settings.STATIC_ROOT, prefix=settings.STATIC_URL, allow_all_origins=False, add_headers_function=never_guess
)  # fmt: skip
