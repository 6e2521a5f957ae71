"""What stands before the path in a QR code."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The installation's public address; without one, the address this very request came to."""
    return settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/")
