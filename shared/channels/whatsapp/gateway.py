"""Sends as a business number (WhatsApp Cloud API, "Messages")."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import httpx

from shared.channels.media import is_host_of, located, not_located
from shared.channels.meta.gateway import GRAPH, UNREADABLE
from shared.channels.sending import (
    FormFile,
    PlatformApi,
    bearer,
    before_sending,
    body,
    content_of,
    gateway_of,
    permanent,
    refusal,
    segment,
    sent,
)
from shared.channels.whatsapp.errors import failure
from shared.channels.whatsapp.policy import POLICY
from shared.domain.channels.attachments import FILE
from shared.domain.channels.sending import OutboundAttachment, OutboundMessage, PlatformMessage, SendResult
from shared.domain.media.fetching import FetchClass, FetchFailure, MediaLocation
from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import SendClass

_MEDIA_HOSTS = ("fbsbx.com", "fbcdn.net", "facebook.com", "whatsapp.net")


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
        said = self._said(message)
        if isinstance(said, SendResult):
            return said
        content: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            self._field(message.recipient_id): message.recipient_id,
            **said,
            # Comes back with every status of the message.
            "biz_opaque_callback_data": message.reference,
        }
        if message.in_reply_to:
            content["context"] = {"message_id": message.in_reply_to}
        path = f"/{POLICY.api_version}/{segment(message.account_id)}/messages"
        answer = self.api.call("POST", path, json=content)
        return answer if isinstance(answer, SendResult) else sent(_first_id(answer))

    def _said(self, message: OutboundMessage) -> dict[str, Any] | SendResult:
        """The text, or the file with the text as its caption. A file is handed over first and then named by its id."""
        if not message.attachments and message.quick_replies:
            return _list(message)
        if not message.attachments:
            return {"type": "text", "text": {"preview_url": False, "body": message.text}}
        file = message.attachments[0]
        media_id = self._upload(message.account_id, file)
        if isinstance(media_id, SendResult):
            return media_id
        kind = "document" if file.type == FILE else str(file.type)
        media = {"id": media_id}
        if message.text:
            media["caption"] = message.text
        if kind == "document":
            media["filename"] = file.title
        return {"type": kind, kind: media}

    def _upload(self, account_id: str, file: OutboundAttachment) -> str | SendResult:
        """The id that WhatsApp gives the file (Cloud API, "Media"). Nobody sees it before a message names it."""
        content = content_of(file)
        if isinstance(content, SendResult):
            return content
        answer = self.api.prepare(
            "POST",
            f"/{POLICY.api_version}/{segment(account_id)}/media",
            form={"messaging_product": "whatsapp", "type": file.mime_type},
            file=FormFile(field="file", name=file.title, content=content, mime_type=file.mime_type),
        )
        if isinstance(answer, SendResult):
            return answer
        media_id = body(answer).get("id")
        return str(media_id) if media_id else _NO_ID

    def locate_media(self, attachment: Attachment) -> MediaLocation | FetchFailure:
        """The media id leads to an address for five minutes, and the address wants the token too.

        Source: WhatsApp Cloud API, "Media", retrieve media URL and download media.
        """
        if attachment.source_id is None:
            return located(attachment)
        failed: SendResult = SendResult(outcome=SendClass.AUTH_BROKEN, error="no_token")
        for token in self.api.tokens:
            api = replace(self.api, tokens=(token,))
            answer = api.call("GET", f"/{POLICY.api_version}/{segment(attachment.source_id)}")
            if not isinstance(answer, SendResult):
                told = body(answer)
                if not isinstance(address := told.get("url"), str):
                    return FetchFailure(outcome=FetchClass.BACKOFF, error="answer_without_url")
                size = told.get("file_size")
                may_know = is_host_of(address, _MEDIA_HOSTS, self.api.base_url)
                headers = bearer(token) if may_know else {}
                return MediaLocation(url=address, headers=headers, size=size if isinstance(size, int) else None)
            failed = answer
            if failed.outcome is not SendClass.AUTH_BROKEN:
                break
        return not_located(failed)

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


def _list(message: OutboundMessage) -> dict[str, Any]:
    """A text with a list to choose from: more than three answers do not fit on buttons.

    At most ten rows, titles of 24 characters, ids of 200, a text of 4,096 and a button of 20 (WhatsApp Cloud API,
    "Interactive list messages").
    """
    rows = [{"id": reply.payload, "title": reply.title} for reply in message.quick_replies]
    span = f"{message.quick_replies[0].title} – {message.quick_replies[-1].title}"
    action = {"button": span, "sections": [{"rows": rows}]}
    return {"type": "interactive", "interactive": {"type": "list", "body": {"text": message.text}, "action": action}}


_NO_ID = before_sending(SendResult(outcome=SendClass.UNKNOWN, error="answer_without_id"))


def _first_id(response: httpx.Response) -> object:
    messages = body(response).get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    return first.get("id") if isinstance(first, dict) else None


gateway = gateway_of(WhatsAppGateway, host=GRAPH, failure=failure)
