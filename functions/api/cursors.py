"""Cursors of lists that are put together here, from what several reads find."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

from shared.domain.errors import InvalidCursorError


def written(of: str, step: str, inner: str | None) -> str:
    """A place in the list ``of`` something: in which of its parts, and where there."""
    return urlsafe_b64encode(json.dumps([of, step, inner]).encode()).decode().rstrip("=")


def read(cursor: str, of: str) -> tuple[str, str | None]:
    """Raises ``InvalidCursorError`` for a cursor of another list, or none of ours."""
    try:
        found = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, Base64Error):
        raise InvalidCursorError("not one of ours") from None
    match found:
        case [str(known), str(step), str() | None as inner] if known == of:
            return step, inner
    raise InvalidCursorError("belongs to another list")
