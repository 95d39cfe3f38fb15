"""The way in that Facebook, Messenger, Instagram and WhatsApp share: one app may deliver all of them to one URL.

Handshake, signature and envelope are Meta's Graph API webhooks ("Getting started"); what an item means depends on
``object`` and on the section it stands in, never on the URL it was delivered to.

Keys of the secret record: ``app_secret`` (an app that uses Instagram Login has a second one: list both),
``verify_token``.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from hmac import digest
from typing import Any

from shared.channels.meta.envelope import walk
from shared.channels.proofs import secrets_named, verdict_of
from shared.domain.channels.webhook import Arrival, ParsedItem, Secrets, Verdict, WebhookRequest, WebhookResponse
from shared.ports.configuration import AccountDirectory

FAMILY = ("facebook", "messenger", "instagram", "whatsapp")

SIGNATURE = "x-hub-signature-256"

_CHALLENGE = re.compile(r"[0-9A-Za-z_-]{1,256}")


class MetaWebhook:
    """The channels of this family differ in nothing here."""

    family: tuple[str, ...] = FAMILY

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        """Echo the challenge. It is refused when it could be anything but a challenge, since it is reflected."""
        query = request.query
        challenge = query.get("hub.challenge")
        if challenge is not None and _CHALLENGE.fullmatch(challenge) is None:
            return WebhookResponse(status=400, body="not a challenge")
        verdict = verdict_of(query.get("hub.verify_token", ""), secrets_named(secrets, "verify_token"))
        if query.get("hub.mode") != "subscribe" or verdict is not Verdict.VALID:
            return WebhookResponse(status=403, body="wrong verify token")
        if challenge is None:
            return WebhookResponse(status=400, body="no challenge")
        return WebhookResponse(status=200, body=challenge)

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """HMAC-SHA256 of the raw body under the app secret, in hex. Meta signs no time. SHA-1 is not accepted."""
        header = request.headers.get(SIGNATURE)
        if not header:
            return Verdict.MISSING
        keys = secrets_named(secrets, "app_secret")
        return verdict_of(header, [f"sha256={digest(key.encode(), request.body, 'sha256').hex()}" for key in keys])

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        """Split a body into items."""
        return walk(payload, accounts, arrival)


WEBHOOK = MetaWebhook()
