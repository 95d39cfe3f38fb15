"""The way in from X: the challenge, the signature, and three products with bodies of their own."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.channels.events import EMPTY_BODY, ignored
from shared.channels.x import account_activity, activity, signature
from shared.channels.x.items import MALFORMED
from shared.domain.channels.webhook import (
    Arrival,
    ParsedItem,
    Secrets,
    Unreadable,
    Verdict,
    WebhookRequest,
    WebhookResponse,
)
from shared.ports.configuration import AccountDirectory


class XWebhook:
    """Secrets: ``client_secret`` (OAuth 2.0) and ``consumer_secret`` (OAuth 1.0a, the older signature)."""

    family: tuple[str, ...] = ("x",)

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        return signature.handshake(request, secrets)

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """X signs no time, so ``now`` plays no part."""
        return signature.verify(request, secrets)

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        for body in reading.bodies(payload):
            if reading.is_empty(body):
                yield ignored(accounts, self.family, arrival, EMPTY_BODY, body)
            elif not isinstance(body, dict):
                yield Unreadable(reason=MALFORMED, item=body)
            elif "data" in body and "for_user_id" not in body:
                yield from activity.read(body, accounts, arrival)
            else:
                yield from account_activity.read(body, accounts, arrival)


WEBHOOK = XWebhook()
