"""How a message is named in a path: by its id, or by the id in base64url after a ``~`` where a path cannot hold it.

Platforms put slashes, equals signs and parentheses into ids, which gateways and proxies treat in their own ways.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

from functions.api.http.models import ID_PATTERN

ENCODED = "~"


def message_name(message_id: str) -> str:
    """The id as one segment of a path."""
    if re.fullmatch(ID_PATTERN, message_id) is not None:
        return message_id
    return ENCODED + urlsafe_b64encode(message_id.encode()).decode().rstrip("=")


def message_id_of(name: str) -> str | None:
    """The id that a segment of a path names; ``None`` when it names none."""
    if not name.startswith(ENCODED):
        return name
    encoded = name.removeprefix(ENCODED)
    try:
        return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (Base64Error, ValueError):
        return None
