"""Signs a body as its platform would, with the made-up secrets of the local accounts.

The way out of the platforms, written apart from ``shared/channels`` on purpose: a mistake there must not be
repeated here.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256

META = frozenset({"facebook", "messenger", "instagram", "whatsapp", "threads"})


def headers(channel: str, body: bytes, secret: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The headers of a signed delivery. ``secret`` is the record of the account: key → [current, previous].

    Raises ``KeyError`` for a channel that we cannot sign for, or a record without the key that is needed.
    """
    written = {"content-type": "application/json"}
    if channel in META:
        digest = hmac.new(secret["app_secret"][0].encode(), body, sha256).hexdigest()
        return {**written, "x-hub-signature-256": f"sha256={digest}", "user-agent": "facebookexternalua"}
    if channel == "x":
        mac = hmac.new(secret["client_secret"][0].encode(), body, sha256).digest()
        return {**written, "x-twitter-webhooks-signature-oauth2": f"sha256={base64.b64encode(mac).decode()}"}
    raise KeyError(channel)
