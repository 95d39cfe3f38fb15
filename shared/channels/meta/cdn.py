"""Addresses of Meta's content network: they hold the second at which they end."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from shared.channels import reading

_HOSTS = (".fbcdn.net", ".cdninstagram.com")
_EXPIRES = "oe"  # seconds since 1970, as hexadecimal digits


def ends_at(address: object) -> datetime | None:
    """When the address stops giving the file away, if it says so.

    The parameter is not documented. It is part of what is signed, and the network answers 403 after it.
    """
    url = reading.url(address)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if not f".{parts.hostname or ''}".endswith(_HOSTS):
        return None
    try:
        return reading.instant(int(parse_qs(parts.query).get(_EXPIRES, [""])[0], 16))
    except ValueError:
        return None
