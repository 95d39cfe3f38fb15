"""How something quarantined is named: the same content always gets the same name."""

import json
from hashlib import sha256


def quarantined_bytes(item: object) -> bytes:
    """What is kept of an item that was part of a body: itself as JSON, in one spelling."""
    try:
        return json.dumps(item, sort_keys=True, separators=(",", ":")).encode()
    except (RecursionError, TypeError, ValueError):  # nested deeper than Python follows
        return b"null"


def quarantine_key(channel: str, brand: str, content: bytes) -> str:
    """The object that holds it. Delivered again, it is the same object: one item, one outcome."""
    return f"quarantine/{brand}/{channel}/{sha256(content).hexdigest()}.json"
