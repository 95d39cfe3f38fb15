"""Answers to the open channel: a signed ``reply.created`` for whoever fetches or forwards it.

Standard Webhooks, version 1.0.0. The message's id is our reference, so a receiver drops what it has seen.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx

from shared.channels.media import MediaByAddress
from shared.channels.sending import (
    TIMEOUT,
    Clock,
    body,
    failed_status,
    lost,
    permanent,
    refusal,
    sent,
    utc_now,
)
from shared.channels.webhook.policy import POLICY
from shared.channels.webhook.signature import headers, key_of
from shared.domain.channels.sending import OutboundAttachment, OutboundMessage, PlatformMessage, SendResult
from shared.domain.vocabulary import SendClass


@dataclass(frozen=True, slots=True)
class SignedWebhookGateway(MediaByAddress):
    """``secrets`` sign; the first valid one does, as a rotation has the receiver know both."""

    http: httpx.Client
    address: str | None
    secrets: Sequence[str]
    now: Clock = utc_now

    def send(self, message: OutboundMessage) -> SendResult:
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if not self.address:
            return permanent("no_address")
        secret = next((secret for secret in self.secrets if key_of(secret)), None)
        if secret is None:
            return SendResult(outcome=SendClass.AUTH_BROKEN, error="no_token")
        return self._post(message, self.address, secret)

    def _post(self, message: OutboundMessage, address: str, secret: str) -> SendResult:
        now = self.now()
        content = {
            "type": "reply.created",
            "timestamp": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "data": {
                "source": message.account_id,
                "visibility": message.visibility,
                "in_reply_to": message.in_reply_to,
                "thread_id": message.root_id,
                "recipient_id": message.recipient_id,
                "reference": message.reference,
                "text": message.text,
                **({"attachments": [_linked(file) for file in message.attachments]} if message.attachments else {}),
            },
        }
        signed = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        message_id = "reply_" + message.reference.replace(".", "_")  # ids of the specification hold no dot
        try:
            response = self.http.post(
                address,
                content=signed,
                headers={"Content-Type": "application/json", **headers(secret, message_id, now, signed)},
                timeout=TIMEOUT,
                follow_redirects=False,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return lost(error)
        # Whoever takes it may say under which id; the specification asks for a status only.
        return failed_status(response, now) or sent(body(response).get("message_id") or message_id)

    def delete(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        return permanent("not_supported")

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        """The id is the same each time, so it may simply be sent again."""
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error="not_listed_by_platform")


def _linked(file: OutboundAttachment) -> dict[str, object]:
    return {
        "type": str(file.type),
        "url": file.url,
        "mime_type": file.mime_type,
        "size": file.size,
        "title": file.title,
    }


def gateway(
    *, http: httpx.Client, base_url: str | None, tokens: Sequence[str], now: Clock = utc_now
) -> SignedWebhookGateway:
    return SignedWebhookGateway(http=http, address=base_url, secrets=tokens, now=now)
