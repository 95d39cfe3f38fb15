"""Writes as a Telegram bot (Telegram Bot API, ``sendMessage``)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from shared.channels.media import located, not_located
from shared.channels.sending import (
    THROTTLED_FOR,
    FormFile,
    PlatformApi,
    body,
    content_of,
    failed_status,
    gateway_of,
    no_credentials,
    permanent,
    post_refusal,
    refusal,
    retry_after,
    retry_at,
    sent,
)
from shared.channels.telegram.places import Place, place_of
from shared.channels.telegram.policy import POLICY
from shared.domain.channels.attachments import AUDIO, FILE, GIF, IMAGE, OGG, VIDEO
from shared.domain.channels.sending import (
    NOT_LISTED,
    OutboundAttachment,
    OutboundMessage,
    OutboundPost,
    PlatformMessage,
    QuickReply,
    SendResult,
)
from shared.domain.media.fetching import FetchClass, FetchFailure, MediaLocation
from shared.domain.messages.attachments import Attachment
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


_TOO_BIG = "telegram_file_too_big"


def _file_failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """As ``failure``; a bot is not given files above 20 MB."""
    if "file is too big" in str(body(response).get("description", "")).lower():
        return permanent(_TOO_BIG)
    return failure(response, now)


@dataclass(frozen=True, slots=True)
class TelegramGateway:
    api: PlatformApi

    def locate_media(self, attachment: Attachment) -> MediaLocation | FetchFailure:
        """The id leads to a path for at least an hour (Telegram Bot API, ``getFile``): of 20 MB at most."""
        if attachment.source_id is None:
            return located(attachment)
        failed: SendResult = SendResult(outcome=SendClass.AUTH_BROKEN, error="no_token")
        for token in self.api.tokens:
            api = replace(self.api, tokens=(token,), failure=_file_failure)
            answer = api.call("POST", "/bot{token}/getFile", json={"file_id": attachment.source_id})
            if not isinstance(answer, SendResult):
                file = body(answer).get("result")
                path = file.get("file_path") if isinstance(file, dict) else None
                if not isinstance(path, str):
                    return FetchFailure(outcome=FetchClass.BACKOFF, error="answer_without_path")
                size = file.get("file_size") if isinstance(file, dict) else None
                url = f"{self.api.base_url.rstrip('/')}/file/bot{token}/{quote(path)}"
                return MediaLocation(url=url, size=size if isinstance(size, int) else None)
            failed = answer
            if failed.outcome is not SendClass.AUTH_BROKEN:
                break
        if failed.error == _TOO_BIG:
            return FetchFailure(outcome=FetchClass.TOO_LARGE, error=_TOO_BIG)
        return not_located(failed)

    def send(self, message: OutboundMessage) -> SendResult:
        """The token is part of the address here; nothing else of the platform's is."""
        refused = refusal(message, POLICY)
        if refused:
            return refused
        place = place_of(message.in_reply_to)
        chat = message.recipient_id if place is None else place.chat
        if chat is None:
            return permanent("no_target")
        content: dict[str, Any] = {"chat_id": _chat(chat)}
        if place is not None:
            content |= _where(place)
        if message.quick_replies:
            content["reply_markup"] = _buttons(message.quick_replies)
        answer = self._post(content, message)
        if isinstance(answer, SendResult):
            return answer
        new = _result(answer).get("message_id")
        if not new:
            return sent(None)
        where = place or Place(chat=chat, number=str(new))
        return sent(str(replace(where, number=str(new), press=None)))

    def publish(self, post: OutboundPost) -> SendResult:
        """To a channel, named ``@name`` or by its id; one that continues another quotes it."""
        refused = post_refusal(post, POLICY)
        if refused:
            return refused
        chat = post.place or ""
        content: dict[str, Any] = {"chat_id": _chat(chat), "text": post.text}
        before = place_of(post.continues)
        if before is not None:
            content |= _where(before)
        answer = self.api.call("POST", "/bot{token}/sendMessage", json=content)
        if isinstance(answer, SendResult):
            return answer
        new = _result(answer).get("message_id")
        return sent(f"{chat}:{new}" if new else None)

    def settle_post(self, post: OutboundPost, since: datetime) -> SendResult:
        """Bots cannot read what was said before."""
        return SendResult(outcome=SendClass.UNKNOWN, error=NOT_LISTED)

    def pin(self, message_id: str) -> SendResult:
        """Without a notification: the post itself has told everybody (Telegram Bot API, ``pinChatMessage``)."""
        return self._pin("pinChatMessage", message_id, {"disable_notification": True})

    def unpin(self, message_id: str) -> SendResult:
        return self._pin("unpinChatMessage", message_id, {})

    def _pin(self, method: str, message_id: str, more: Mapping[str, Any]) -> SendResult:
        chat, _, number = message_id.rpartition(":")
        if not chat or not number.isdecimal():
            return permanent("no_target")
        content = {"chat_id": _chat(chat), "message_id": int(number), **more}
        answer = self.api.call("POST", "/bot{token}/" + method, json=content)
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)

    def _post(self, content: Mapping[str, Any], message: OutboundMessage) -> httpx.Response | SendResult:
        """A text, or a file that travels with the call and has the text as its caption."""
        if not message.attachments:
            return self.api.call("POST", "/bot{token}/sendMessage", json={**content, "text": message.text})
        file = message.attachments[0]
        read = content_of(file)
        if isinstance(read, SendResult):
            return read
        method, field = _method(file)
        # In a form, what is an object is JSON (Telegram Bot API, "Making requests").
        form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in content.items()}
        if message.text:
            form["caption"] = message.text
        sent_file = FormFile(field=field, name=file.title, content=read, mime_type=file.mime_type)
        return self.api.call("POST", f"/bot{{token}}/{method}", form=form, file=sent_file)

    def delete(self, message_id: str) -> SendResult:
        place = place_of(message_id)
        if place is None:
            return permanent("no_target")
        named = {"chat_id": place.chat, "message_id": place.number}
        answer = self.api.call("POST", "/bot{token}/deleteMessage", json=named)
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        """Bots cannot read what was said before."""
        return permanent("not_supported")

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        return SendResult(outcome=SendClass.UNKNOWN, error=NOT_LISTED)


def _chat(chat: str) -> int | str:
    return int(chat) if chat.lstrip("-").isdecimal() else chat


def _buttons(replies: Sequence[QuickReply]) -> Mapping[str, Any]:
    """One row below the text; a press comes back as a ``callback_query`` (Telegram Bot API, InlineKeyboardMarkup)."""
    return {"inline_keyboard": [[{"text": reply.title, "callback_data": reply.payload} for reply in replies]]}


_METHODS = {IMAGE: "Photo", VIDEO: "Video", AUDIO: "Audio", FILE: "Document"}


def _method(file: OutboundAttachment) -> tuple[str, str]:
    """The method for a file, and the field in which it takes the file (Telegram Bot API, "Available methods")."""
    kind = _METHODS[file.type]
    if file.mime_type == GIF:
        kind = "Animation"
    elif file.mime_type == OGG:
        kind = "Voice"  # sendAudio takes MP3 and M4A only
    return f"send{kind}", kind.lower()


def _where(place: Place) -> Mapping[str, Any]:
    """Everything beside the chat that leads an answer to where the message stands (Telegram Bot API, sendMessage)."""
    found: dict[str, Any] = {}
    if place.number != "0":
        # The message we answer may be gone: the answer is worth sending all the same.
        found["reply_parameters"] = {"message_id": int(place.number), "allow_sending_without_reply": True}
    if place.connection is not None:
        found["business_connection_id"] = place.connection
    if place.topic is not None:
        found["message_thread_id"] = int(place.topic)
    if place.direct_topic is not None:
        found["direct_messages_topic_id"] = int(place.direct_topic)
    return found


def _result(response: httpx.Response) -> Mapping[str, Any]:
    found = body(response).get("result")
    return found if isinstance(found, dict) else {}


def _parameters(content: Mapping[str, Any]) -> Mapping[str, Any]:
    found = content.get("parameters")
    return found if isinstance(found, dict) else {}


gateway = gateway_of(TelegramGateway, host=API, failure=failure, credentials=no_credentials)
