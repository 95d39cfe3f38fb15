"""The way in from Telegram: one update a body (Telegram Bot API, ``setWebhook`` and ``Update``).

Secrets: ``secret_token``, as given to ``setWebhook``. The body does not say which bot it is for: it is the one of the
brand whose address was called.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.channels import proofs, reading
from shared.channels.events import EMPTY_BODY, ignored
from shared.channels.telegram.messages import Update, author_of, direct_topic, is_private, language, read_message
from shared.channels.telegram.reactions import read_reaction
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
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.ports.configuration import AccountDirectory

SECRET_TOKEN = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of the header
_MESSAGES = ("message", "business_message", "guest_message")
_EDITS = ("edited_message", "edited_business_message")
_OTHERS = ("callback_query", "deleted_business_messages", "business_connection")
_SIGNALS = {
    # A bot hears a channel's posts as one of its administrators: it is the brand's own channel.
    "channel_post": "channel_post",
    "edited_channel_post": "channel_post",
    "message_reaction": "reaction",
    "message_reaction_count": "reaction",
    "my_chat_member": "membership",
    "chat_member": "membership",
    "chat_join_request": "membership",
    "chat_boost": "boost",
    "removed_chat_boost": "boost",
    "inline_query": "inline_query",
    "chosen_inline_result": "inline_query",
    "poll": "poll",
    "poll_answer": "poll",
}


class TelegramWebhook:
    family: tuple[str, ...] = ("telegram",)

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        """Telegram asks nothing before it delivers."""
        return proofs.no_handshake(request)

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """The header holds the token itself; neither body nor time is signed."""
        given = request.headers.get(SECRET_TOKEN, "")
        if not given:
            return Verdict.MISSING
        return proofs.verdict_of(given, proofs.secrets_named(secrets, "secret_token"))

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        account = accounts("telegram", "")
        for body in reading.bodies(payload):
            yield from self._update(body, account, accounts, arrival)

    def answer_to(self, body: bytes) -> str | None:
        """The app of a customer who pressed a button shows that it waits, until the press is answered.

        The answer to the webhook may be that call (Telegram Bot API, ``answerCallbackQuery`` and "Making requests when
        getting updates").
        """
        try:
            update = json.loads(body)
        except ValueError:
            return None
        pressed = reading.mapping(reading.mapping(update).get("callback_query"))
        pressed_id = reading.identifier(pressed.get("id"))
        if pressed_id is None:
            return None
        return json.dumps({"method": "answerCallbackQuery", "callback_query_id": pressed_id})

    def _update(
        self, payload: Any, account: OwnAccount | None, accounts: AccountDirectory, arrival: Arrival
    ) -> Iterator[ParsedItem]:
        body = reading.mapping(payload)
        field = _field(body)
        if reading.is_empty(payload) or (field is None and body):
            yield ignored(accounts, self.family, arrival, EMPTY_BODY, payload)
            return
        if field is None:
            yield Unreadable(reason="unknown_object", item=payload)
            return
        if account is None:
            yield Unreadable(reason="unknown_account", item=payload)
            return
        value = reading.mapping(body[field])
        holder = reading.mapping(value.get("message")) if field == "callback_query" else value
        update = Update(account, arrival, reading.identifier(holder.get("business_connection_id")))
        if field == "deleted_business_messages":
            yield from _deletions(update, value, payload)
        else:
            yield _read(update, field, value) or Unreadable(
                reason="malformed_item", account_id=account.id, item=payload
            )


def _field(body: Mapping[str, Any]) -> str | None:
    """What the update is about: what we know of, else whatever it holds beside its number."""
    known = next((name for name in (*_MESSAGES, *_EDITS, *_OTHERS, *_SIGNALS) if name in body), None)
    unknown = [name for name in body if name != "update_id"]
    return known or next((name for name in unknown if isinstance(body[name], dict)), next(iter(unknown), None))


def _read(update: Update, field: str, value: Mapping[str, Any]) -> ParsedItem | None:
    if field in _MESSAGES or field in _EDITS:
        return read_message(update, value, edited=field in _EDITS)
    if field == "callback_query":
        return _pressed_button(update, value)
    if field == "message_reaction" and (reaction := read_reaction(update, value)) is not None:
        return reaction
    if field in _SIGNALS:
        return Signals(account=update.account, name=_SIGNALS[field])
    if field == "business_connection" and value.get("is_enabled") is False:
        return update.event(
            EventKind.ACCOUNT_WARNING,
            f"business_connection:{reading.identifier(value.get('id')) or reading.digest(value)}",
            occurred_at=value.get("date"),
            details={"reason": "business_connection_ended"},
        )
    return update.event(
        EventKind.UNSUPPORTED,
        f"unsupported:{reading.digest(value)}",
        details={"field": reading.name(field) or "unknown"},
    )


def _pressed_button(update: Update, value: Mapping[str, Any]) -> ParsedItem | None:
    """The customer pressed a button under one of our messages: they said what it says."""
    pressed_id = reading.identifier(value.get("id"))
    under = reading.mapping(value.get("message"))
    chat = reading.mapping(under.get("chat"))
    chat_id = reading.identifier(chat.get("id"))
    author = author_of(value)
    if pressed_id is None or author is None:
        return None
    private = is_private(under)
    own_thread = direct_topic(under)
    thread = f"{chat_id}~{own_thread}" if own_thread else chat_id or author.id
    # It hangs on the message whose button it is and has no number of its own, hence the 0.
    place = update.place({**under, "chat": {"id": chat_id or author.id}, "message_id": "0"})
    return update.event(
        EventKind.CREATED,
        f"callback:{pressed_id}:created",
        surface=Surface.DIRECT_MESSAGE if private else Surface.MENTION,
        visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
        conversation_id=thread if private else f"{thread}:{author.id}",
        message_id=None if place is None else str(replace(place, press=pressed_id)),
        parent_id=update.message_id(under),
        text=_label(under, value.get("data")) or reading.text(value.get("data")),
        details={"button": carried} if (carried := reading.identifier(value.get("data"))) else {},
        language_hint=language(value),
        author=author,
    )


def _label(message: Mapping[str, Any], data: Any) -> str | None:
    """The words on the button that carries this data."""
    rows = reading.sequence(reading.mapping(message.get("reply_markup")).get("inline_keyboard"))
    buttons = [reading.mapping(raw) for row in rows for raw in reading.sequence(row)]
    return next((reading.text(button.get("text")) for button in buttons if button.get("callback_data") == data), None)


def _deletions(update: Update, value: Mapping[str, Any], payload: Any) -> Iterator[ParsedItem]:
    """Several messages of one business chat."""
    numbers = reading.sequence(value.get("message_ids"))
    if not numbers:
        yield Unreadable(reason="malformed_item", account_id=update.account.id, item=payload)
    for number in numbers:
        message_id = update.message_id({"chat": value.get("chat"), "message_id": number})
        if message_id is None:
            yield Unreadable(reason="malformed_item", account_id=update.account.id, item=payload)
        else:
            yield update.event(
                EventKind.DELETED,
                f"{message_id}:deleted",
                visibility=Visibility.PRIVATE,
                surface=Surface.DIRECT_MESSAGE,
                conversation_id=reading.identifier(reading.mapping(value.get("chat")).get("id")),
                message_id=message_id,
            )


WEBHOOK = TelegramWebhook()
