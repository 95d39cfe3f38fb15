"""Signs and verifies by the Standard Webhooks specification, version 1.0.0.

Twenty lines of our own: the way in must start fast, and the specification's library takes longer to load than this
channel's whole folder.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from shared.domain.channels.webhook import Verdict

TOLERANCE = timedelta(minutes=5)
"""What the specification's own libraries allow between the sender's clock and ours, either way."""

_PREFIX = "whsec_"
_VERSION = "v1"


def key_of(secret: str) -> bytes | None:
    """``whsec_`` and base64 of the key; ``None`` when it is neither, or empty."""
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def headers(secret: str, message_id: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The headers of one delivery. Raises ``ValueError`` for a secret that is none."""
    key = key_of(secret)
    if key is None:
        raise ValueError("not a Standard Webhooks secret")
    seconds = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"{_VERSION},{_sign(key, message_id, seconds, body)}",
    }


def verdict(given: Mapping[str, str], body: bytes, secrets: Iterable[str], now: datetime) -> Verdict:
    """``STALE`` only for what was rightly signed: the time is part of what is signed."""
    message_id, seconds = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    signatures = [entry.partition(",") for entry in given.get("webhook-signature", "").split()]
    if not message_id or not seconds or not signatures:
        return Verdict.MISSING
    keys = [key for secret in secrets if (key := key_of(secret)) is not None]
    expected = [_sign(key, message_id, seconds, body).encode() for key in keys]
    matches = [
        hmac.compare_digest(signature.encode("utf-8", "replace"), right)
        for version, _, signature in signatures
        if version == _VERSION
        for right in expected
    ]
    if not any(matches):
        return Verdict.INVALID
    return Verdict.VALID if _recent(seconds, now) else Verdict.STALE


def _recent(seconds: str, now: datetime) -> bool:
    if not seconds.isascii() or not seconds.isdecimal() or len(seconds) > 12:
        return False
    return abs(now - datetime.fromtimestamp(int(seconds), UTC)) <= TOLERANCE


def _sign(key: bytes, message_id: str, seconds: str, body: bytes) -> str:
    signed = f"{message_id}.{seconds}.".encode("utf-8", "replace") + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
