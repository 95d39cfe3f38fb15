"""The way in from LINE: some events a body (LINE Messaging API, "Webhook Event Objects", "Verify webhook signature").

Key of the secret record: ``channel_secret``. ``destination`` is the user id of the account itself.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from hmac import digest
from typing import Any

from shared.channels import proofs, reading
from shared.channels.events import EMPTY_BODY, event_of, ignored, unsupported
from shared.channels.line.content import Said, said_in
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
from shared.domain.messages.event import Author
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.ports.configuration import AccountDirectory

CHANNEL = "line"
SIGNATURE = "x-line-signature"

_SIGNALS = {
    "follow": "follow",
    "unfollow": "unfollow",
    "join": "membership",
    "leave": "membership",
    "memberJoined": "membership",
    "memberLeft": "membership",
    "videoPlayComplete": "video_played",
    "beacon": "beacon",
    "accountLink": "account_link",
    "membership": "membership",
    "delivery": "delivered",
}


class LineWebhook:
    family: tuple[str, ...] = (CHANNEL,)

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        """LINE asks nothing before it delivers. The console's test is a signed body without events."""
        return proofs.no_handshake(request)

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """Base64 of the HMAC-SHA256 of the raw body, under the channel secret. No time is signed."""
        given = request.headers.get(SIGNATURE, "")
        if not given:
            return Verdict.MISSING
        keys = proofs.secrets_named(secrets, "channel_secret")
        return proofs.verdict_of(
            given, [b64encode(digest(key.encode(), request.body, "sha256")).decode() for key in keys]
        )

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        for body in reading.bodies(payload):
            events = body.get("events") if isinstance(body, dict) else None
            if reading.is_empty(body) or events == []:
                yield ignored(accounts, self.family, arrival, EMPTY_BODY, body)
            elif not isinstance(body, dict) or not isinstance(events, list):
                yield Unreadable(reason="unknown_object" if isinstance(body, dict) else "malformed_item", item=body)
            else:
                yield from _events(body, events, accounts, arrival)


def _events(
    body: Mapping[str, Any], events: list[Any], accounts: AccountDirectory, arrival: Arrival
) -> Iterator[ParsedItem]:
    account_id = reading.identifier(body.get("destination"))
    account = None if account_id is None else accounts(CHANNEL, account_id)
    if account is None:
        yield Unreadable(reason="unknown_account", account_id=account_id, item=body)
        return
    for event in events:
        try:
            found = _read(account, event, arrival)
        except reading.UNREADABLE:
            # A shape that nobody has foreseen costs this event, not its neighbours.
            found = None
        yield found or Unreadable(reason="malformed_item", account_id=account.id, item={**body, "events": [event]})


def _read(account: OwnAccount, event: Mapping[str, Any], arrival: Arrival) -> ParsedItem | None:
    kind = reading.word(event.get("type"))
    if not kind:
        return None
    if event.get("mode") == "standby":
        return Signals(account=account, name="standby")  # another service of the account answers now
    if kind in _SIGNALS:
        return Signals(account=account, name=_SIGNALS[kind])
    if kind == "message":
        return _message(account, event, arrival)
    if kind == "unsend":
        return _unsent(account, event, arrival)
    if kind == "postback":
        return _postback(account, event, arrival)
    return unsupported(account, arrival, kind, event, occurred_at=reading.instant(event.get("timestamp")))


def _message(account: OwnAccount, event: Mapping[str, Any], arrival: Arrival) -> ParsedItem | None:
    message = reading.mapping(event.get("message"))
    message_id = reading.identifier(message.get("id"))
    if message_id is None:
        return None
    said = said_in(message)
    place = _place(event)
    if "public" in place and not said.names_us:
        return Signals(account=account, name="group_message")
    return _written(account, event, message_id, said, arrival)


def _postback(account: OwnAccount, event: Mapping[str, Any], arrival: Arrival) -> ParsedItem | None:
    """A button was pressed. What it says is not told, only what the account has put behind it."""
    data = reading.text(reading.mapping(event.get("postback")).get("data"))
    event_id = reading.identifier(event.get("webhookEventId"))
    if data is None or event_id is None:
        return None
    if data in account.opening_payloads:
        return Signals(account=account, name="opened")
    return _written(account, event, f"postback:{event_id}", Said(text=data), arrival)


def _written(
    account: OwnAccount, event: Mapping[str, Any], message_id: str, said: Said, arrival: Arrival
) -> ParsedItem | None:
    place, author_id = _place(event), _author_id(event)
    own = account.is_own(author_id)
    public = place.get("public")
    person = author_id or place.get("private") or message_id
    return event_of(
        account,
        arrival,
        EventKind.ECHO if own else EventKind.CREATED,
        message_id,
        "created",
        surface=Surface.DIRECT_MESSAGE if public is None else Surface.MENTION,
        visibility=Visibility.PRIVATE if public is None else Visibility.PUBLIC,
        conversation_id=person if public is None else f"{public}:{person}",
        message_id=message_id,
        parent_id=said.quoted or public,
        text=said.text,
        author=None if author_id is None else Author(id=author_id),
        attachments=said.attachments,
        group_id=said.album,
        reply_token=reading.name(event.get("replyToken")),
        occurred_at=reading.instant(event.get("timestamp")),
    )


def _unsent(account: OwnAccount, event: Mapping[str, Any], arrival: Arrival) -> ParsedItem | None:
    message_id = reading.identifier(reading.mapping(event.get("unsend")).get("messageId"))
    if message_id is None:
        return None
    place, author_id = _place(event), _author_id(event)
    public = place.get("public")
    return event_of(
        account,
        arrival,
        EventKind.DELETED,
        message_id,
        "deleted",
        surface=Surface.DIRECT_MESSAGE if public is None else Surface.MENTION,
        visibility=Visibility.PRIVATE if public is None else Visibility.PUBLIC,
        conversation_id=author_id if public is None else f"{public}:{author_id or message_id}",
        message_id=message_id,
        author=None if author_id is None else Author(id=author_id),
        occurred_at=reading.instant(event.get("timestamp")),
    )


def _place(event: Mapping[str, Any]) -> Mapping[str, str]:
    """The group or room, under ``public``; else the person, under ``private``."""
    source = reading.mapping(event.get("source"))
    group = reading.first_identifier(source, "groupId", "roomId")
    person = reading.identifier(source.get("userId"))
    return {name: found for name, found in (("public", group), ("private", person)) if found is not None}


def _author_id(event: Mapping[str, Any]) -> str | None:
    return reading.identifier(reading.mapping(event.get("source")).get("userId"))


WEBHOOK = LineWebhook()
