"""Writes as a bot of Viber (Viber REST Bot API, "Send message", "Error codes")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from shared.channels.media import MediaByAddress
from shared.channels.sending import (
    THROTTLED_FOR,
    PlatformApi,
    body,
    failed_status,
    gateway_of,
    permanent,
    refusal,
    retry_after,
    retry_at,
    sent,
)
from shared.channels.sign_in import parts_of
from shared.channels.viber.policy import POLICY
from shared.domain.channels.sending import NOT_LISTED, OutboundMessage, PlatformMessage, QuickReply, SendResult
from shared.domain.vocabulary import SendClass, Visibility

API = "https://chatapi.viber.com"
MAX_NAME = 28

# Viber REST Bot API, "Error codes". The status of the HTTP answer is 200 for all of them.
_TOKEN_REFUSED = frozenset({2, 8, 15})
_BLOCKED = frozenset({7, 9})
THROTTLED = 12


def credentials(token: str) -> Mapping[str, str]:
    parts = parts_of(token)
    return {"X-Viber-Auth-Token": str(parts.get("auth_token") or parts.get("", ""))}


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """The class of an answer; ``None`` when Viber took the message (``status`` 0)."""
    status = body(response).get("status")
    if not isinstance(status, int) or isinstance(status, bool):
        return failed_status(response, now) or SendResult(outcome=SendClass.UNKNOWN, error="answer_without_status")
    if status == 0:
        return failed_status(response, now)
    name = f"viber_{status}"
    if status == THROTTLED:
        return retry_at(retry_after(response, now) or now + THROTTLED_FOR, name)
    if status in _TOKEN_REFUSED:
        return SendResult(outcome=SendClass.AUTH_BROKEN, error=name)
    if status in _BLOCKED:
        return SendResult(outcome=SendClass.ACCOUNT_BLOCKED, error=name)
    return permanent(name)  # 5 and 6: the person is gone, or has unsubscribed


@dataclass(frozen=True, slots=True)
class ViberGateway(MediaByAddress):
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        refused = refusal(message, POLICY)
        if refused:
            return refused
        if not message.recipient_id or message.visibility is not Visibility.PRIVATE:
            return permanent("no_target")
        content: dict[str, Any] = {
            "receiver": message.recipient_id,
            "min_api_version": 1,
            "sender": {"name": self._name(message.account_id)},
            "type": "text",
            "text": message.text,
        }
        if message.quick_replies:
            content["keyboard"] = _keyboard(message.quick_replies)
        answer = self.api.call("POST", "/pa/send_message", json=content)
        return answer if isinstance(answer, SendResult) else sent(body(answer).get("message_token"))

    def _name(self, account_id: str) -> str:
        """The name under which the message is shown."""
        named = parts_of(self.api.tokens[0]).get("sender_name") if self.api.tokens else None
        return str(named or account_id)[:MAX_NAME]

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        return SendResult(outcome=SendClass.UNKNOWN, error=NOT_LISTED)

    def delete(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        return permanent("not_supported")


def _keyboard(replies: Sequence[QuickReply]) -> Mapping[str, Any]:
    """Buttons that say their label for the customer (Viber REST Bot API, "Keyboards")."""
    buttons = [{"ActionType": "reply", "ActionBody": reply.title, "Text": reply.title} for reply in replies]
    return {"Type": "keyboard", "DefaultHeight": False, "Buttons": buttons}


gateway = gateway_of(ViberGateway, host=API, failure=failure, credentials=credentials)
