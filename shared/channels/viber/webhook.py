"""The way in from Viber: one event a body (Viber REST Bot API, "Callbacks").

Key of the secret record: ``auth_token``, with which Viber signs. The body does not say which bot it is for: it is the
one of the brand whose address was called.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hmac import digest
from typing import Any

from shared.channels import proofs, reading
from shared.channels.events import EMPTY_BODY, UNWANTED_OBJECT, event_of, ignored, unsupported
from shared.domain.channels.webhook import (
    Arrival,
    OwnAccount,
    ParsedItem,
    Secrets,
    Signals,
    Unreadable,
    Verdict,
    WebhookRequest,
    WebhookResponse,
)
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.ports.configuration import AccountDirectory

CHANNEL = "viber"
SIGNATURE = "x-viber-content-signature"

_SIGNALS = {
    "conversation_started": "opened",
    "subscribed": "follow",
    "unsubscribed": "unfollow",
    "delivered": "delivered",
    "seen": "read",
    "client_status": "client_status",
}
_UNWANTED = frozenset({"webhook"})  # Viber's own test of the address, when it is set
_KINDS = {"picture": "image", "video": "video", "file": "file", "sticker": "sticker", "url": "link"}


class ViberWebhook:
    family: tuple[str, ...] = (CHANNEL,)

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        """Viber tests an address by a signed event, not by a question."""
        return proofs.no_handshake(request)

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """Hexadecimal HMAC-SHA256 of the raw body, under the bot's token. No time is signed."""
        given = request.headers.get(SIGNATURE, "").strip().lower()
        if not given:
            return Verdict.MISSING
        keys = proofs.secrets_named(secrets, "auth_token")
        return proofs.verdict_of(given, [digest(key.encode(), request.body, "sha256").hex() for key in keys])

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        account = accounts(CHANNEL, "")
        for body in reading.bodies(payload):
            kind = reading.word(body.get("event")) if isinstance(body, dict) else ""
            if reading.is_empty(body):
                yield ignored(accounts, self.family, arrival, EMPTY_BODY, body)
            elif kind in _UNWANTED:
                yield ignored(accounts, self.family, arrival, UNWANTED_OBJECT, body)
            elif not kind:
                yield Unreadable(reason="unknown_object" if isinstance(body, dict) else "malformed_item", item=body)
            elif account is None:
                yield Unreadable(reason="unknown_account", item=body)
            else:
                yield _event(account, kind, body, arrival)


def _event(account: OwnAccount, kind: str, body: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    try:
        found = _read(account, kind, body, arrival)
    except reading.UNREADABLE:
        found = None  # a shape that nobody has foreseen
    return found or Unreadable(reason="malformed_item", account_id=account.id, item=body)


def _read(account: OwnAccount, kind: str, body: Mapping[str, Any], arrival: Arrival) -> ParsedItem | None:
    if kind in _SIGNALS:
        return Signals(account=account, name=_SIGNALS[kind])
    at = reading.instant(body.get("timestamp"))
    message_id = reading.identifier(body.get("message_token"))
    if kind == "failed":
        return None if message_id is None else _failed(account, message_id, at, arrival)
    if kind != "message":
        return unsupported(account, arrival, kind, body, occurred_at=at)
    author = _author(reading.mapping(body.get("sender")))
    message = reading.mapping(body.get("message"))
    if message_id is None or author is None or not message:
        return None
    own = account.is_own(author.id)
    return event_of(
        account,
        arrival,
        EventKind.ECHO if own else EventKind.CREATED,
        message_id,
        "created",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id=author.id,
        message_id=message_id,
        text=reading.text(message.get("text")),
        language_hint=reading.name(reading.mapping(body.get("sender")).get("language")),
        author=author,
        attachments=_attachments(message),
        occurred_at=at,
    )


def _failed(account: OwnAccount, message_id: str, at: datetime | None, arrival: Arrival) -> ParsedItem:
    """A message of ours did not arrive. What Viber says of it is no code, and may name the person."""
    return event_of(
        account,
        arrival,
        EventKind.RECEIPT,
        message_id,
        "failed",
        message_id=message_id,
        visibility=Visibility.PRIVATE,
        occurred_at=at,
        details={"status": "failed", "error_code": "viber_failed"},
    )


def _author(sender: Mapping[str, Any]) -> Author | None:
    found = reading.identifier(sender.get("id"))
    return None if found is None else Author(id=found, name=reading.name(sender.get("name")))


def _attachments(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    kind = reading.word(message.get("type"))
    if kind == "location":
        point = reading.mapping(message.get("location"))
        return (reading.attachment("location", latitude=point.get("lat"), longitude=point.get("lon")),)
    if kind == "contact":
        told = reading.mapping(message.get("contact"))
        lines = [line for raw in (told.get("phone_number"),) if (line := reading.name(raw)) is not None]
        return (reading.attachment("contact", title=told.get("name"), lines=lines),)
    if kind in ("", "text"):
        return ()
    held = reading.attachment(
        _KINDS.get(kind, kind),
        message.get("media"),
        title=message.get("file_name"),
        size=message.get("file_size") or message.get("size"),
        duration=message.get("duration"),
    )
    return (held,)


WEBHOOK = ViberWebhook()
