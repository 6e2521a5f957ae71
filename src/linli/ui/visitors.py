"""Where a visitor comes from, for counting knocks and nothing else."""

import ipaddress

from django.conf import settings


def address_of(request) -> str:
    """The visitor's address, believing as many proxies as stand in front of us; for IPv6 the home's /64."""
    said = request.META.get("REMOTE_ADDR", "")
    if proxies := settings.TRUSTED_PROXIES:
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if chain:
            said = chain[-min(proxies, len(chain))]
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return "unknown"
    if address.version == 6 and address.ipv4_mapped:  # how a server that listens on :: sees everyone who comes by IPv4
        address = address.ipv4_mapped
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
