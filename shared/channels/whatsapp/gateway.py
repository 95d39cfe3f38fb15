"""Sends as a business number (WhatsApp Cloud API, "Messages")."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from shared.channels.meta.gateway import GRAPH, UNREADABLE
from shared.channels.sending import PlatformApi, body, gateway_of, permanent, refusal, segment, sent
from shared.channels.whatsapp.errors import failure
from shared.channels.whatsapp.policy import POLICY
from shared.domain.channels.sending import OutboundMessage, PlatformMessage, SendResult


@dataclass(frozen=True, slots=True)
class WhatsAppGateway:
    """``scoped_id_field`` is the field for a business-scoped user id: pages of 2026 differ on its name."""

    api: PlatformApi
    scoped_id_field: str = "recipient"

    def send(self, message: OutboundMessage) -> SendResult:
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if not message.recipient_id:
            return permanent("no_target")
        content: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            self._field(message.recipient_id): message.recipient_id,
            "type": "text",
            "text": {"preview_url": False, "body": message.text},
            # Comes back with every status of the message.
            "biz_opaque_callback_data": message.reference,
        }
        if message.in_reply_to:
            content["context"] = {"message_id": message.in_reply_to}
        path = f"/{POLICY.api_version}/{segment(message.account_id)}/messages"
        answer = self.api.call("POST", path, json=content)
        return answer if isinstance(answer, SendResult) else sent(_first_id(answer))

    def _field(self, recipient: str) -> str:
        """A phone number is digits; a business-scoped id has a country and a dot, such as ``DE.1349``."""
        return "to" if recipient.lstrip("+").isdecimal() else self.scoped_id_field

    def delete(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        return permanent("not_supported")

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        """WhatsApp lists no messages; the status that follows, with our reference, is the only proof."""
        return UNREADABLE


def _first_id(response: httpx.Response) -> object:
    messages = body(response).get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    return first.get("id") if isinstance(first, dict) else None


gateway = gateway_of(WhatsAppGateway, host=GRAPH, failure=failure)
