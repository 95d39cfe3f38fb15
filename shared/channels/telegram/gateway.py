"""Writes as a Telegram bot (Telegram Bot API, ``sendMessage``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from shared.channels.sending import (
    THROTTLED_FOR,
    PlatformApi,
    body,
    failed_status,
    gateway_of,
    no_credentials,
    permanent,
    refusal,
    retry_after,
    retry_at,
    sent,
)
from shared.channels.telegram.policy import POLICY
from shared.domain.channels.sending import FoundMessage, OutboundMessage, SendResult
from shared.domain.vocabulary import SendClass

API = "https://api.telegram.org"
_TOKEN_REFUSED = (401, 404)  # 404: the method exists, so it is the token in the path that does not


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """Telegram answers ``{"ok": false, "error_code": ...}`` with the same HTTP status."""
    content = body(response)
    if response.is_success and content.get("ok") is not False:
        return None
    code = content.get("error_code")
    if not isinstance(code, int):
        return failed_status(response, now) or permanent("telegram_error")
    name = f"telegram_{code}"
    if code == 429:
        seconds = _parameters(content).get("retry_after")
        known = now + timedelta(seconds=seconds) if isinstance(seconds, int) else retry_after(response, now)
        return retry_at(known or now + THROTTLED_FOR, name)
    if code in _TOKEN_REFUSED:
        return SendResult(outcome=SendClass.AUTH_BROKEN, error=name)
    if code >= 500:
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error=name)
    if "migrate_to_chat_id" in _parameters(content):
        return permanent("telegram_chat_moved")
    return permanent(name)  # 400: chat or text wrong; 403: the person blocked the bot


@dataclass(frozen=True, slots=True)
class TelegramGateway:
    api: PlatformApi

    def send(self, message: OutboundMessage) -> SendResult:
        """The token is part of the address here; nothing else of the platform's is."""
        refused = refusal(message, POLICY)
        if refused:
            return refused
        connection, chat, number = _place(message)
        if chat is None:
            return permanent("no_target")
        content: dict[str, Any] = {"chat_id": int(chat) if chat.lstrip("-").isdecimal() else chat, "text": message.text}
        if number is not None:
            # The message we answer may be gone: the answer is worth sending all the same.
            content["reply_parameters"] = {"message_id": number, "allow_sending_without_reply": True}
        if connection is not None:
            content["business_connection_id"] = connection
        answer = self.api.call("POST", "/bot{token}/sendMessage", json=content)
        if isinstance(answer, SendResult):
            return answer
        new = _result(answer).get("message_id")
        return sent(":".join(part for part in (connection, chat, str(new)) if part) if new else None)

    def delete(self, message_id: str) -> SendResult:
        *_, chat, number = (None, *message_id.split(":"))
        answer = self.api.call("POST", "/bot{token}/deleteMessage", json={"chat_id": chat, "message_id": number})
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def look_up(self, message_id: str) -> FoundMessage | SendResult:
        """Bots cannot read what was said before."""
        return permanent("not_supported")

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        return SendResult(outcome=SendClass.UNKNOWN, error="not_listed_by_platform")


def _place(message: OutboundMessage) -> tuple[str | None, str | None, int | None]:
    """Business connection, chat, and the number of the message that is answered (see ``Update.message_id``)."""
    parts = (message.in_reply_to or "").split(":")
    connection = parts.pop(0) if len(parts) == 3 and parts[1] != "0" else None  # a pressed button has message 0
    if len(parts) < 2:
        return None, message.recipient_id, None
    number = int(parts[1]) if parts[1].isdecimal() else 0
    return connection, parts[0], number or None


def _result(response: httpx.Response) -> Mapping[str, Any]:
    found = body(response).get("result")
    return found if isinstance(found, dict) else {}


def _parameters(content: Mapping[str, Any]) -> Mapping[str, Any]:
    found = content.get("parameters")
    return found if isinstance(found, dict) else {}


gateway = gateway_of(TelegramGateway, host=API, failure=failure, credentials=no_credentials)
