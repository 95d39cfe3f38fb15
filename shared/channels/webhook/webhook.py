"""The way in for any sender that signs by the Standard Webhooks specification.

    {"type": "message.created", "timestamp": "2026-07-31T12:13:20Z",
     "data": {"source": "forum", "message_id": "f-991", "thread_id": "f-990", "parent_id": "f-990",
              "kind": "public_comment", "text": "Anyone from Acme here?",
              "author": {"id": "u-5", "name": "Mia", "username": "mia", "followers": 12, "verified": false},
              "permalink": "https://forum.example/t/990#991"}}

``type`` may also begin with what was written, such as ``review.created``. ``data.source`` is the account's id in the
brand file. ``kind`` is ``public_comment``, ``public_post``, ``mention``, ``quote``, ``review`` or ``direct_message``;
``data.direction`` ``outbound`` marks what the brand itself wrote. One body may hold a list of such objects. Secrets:
``signing_secret`` (``whsec_...``).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.channels import proofs, reading
from shared.channels.events import EMPTY_BODY, event_of, ignored, unsupported
from shared.channels.webhook import signature
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

_WRITTEN = frozenset({"message", "comment", "post", "mention", "quote", "share", "review", "reply"})
_SHARES = frozenset({"quote", "share"})
_KINDS = {
    "created": EventKind.CREATED,
    "edited": EventKind.EDITED,
    "updated": EventKind.EDITED,
    "deleted": EventKind.DELETED,
    "hidden": EventKind.HIDDEN,
    "unhidden": EventKind.UNHIDDEN,
}
_SURFACES = {
    "public_comment": Surface.COMMENT,
    "comment": Surface.COMMENT,
    "public_post": Surface.POST,
    "post": Surface.POST,
    "mention": Surface.MENTION,
    "quote": Surface.QUOTE,
    "share": Surface.QUOTE,
    "review": Surface.REVIEW,
    "direct_message": Surface.DIRECT_MESSAGE,
    "private_message": Surface.DIRECT_MESSAGE,
    "broad_match": Surface.BROAD_MATCH,
    "sector_match": Surface.SECTOR_MATCH,
}


class SignedWebhook:
    family: tuple[str, ...] = ("webhook",)

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        """The specification has none."""
        return proofs.no_handshake(request)

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """Any known signature of any listed secret, and a time not further than five minutes from ours."""
        return signature.verdict(request.headers, request.body, secrets.get("signing_secret", ()), now)

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        for body in reading.bodies(payload):
            if reading.is_empty(body):
                yield ignored(accounts, self.family, arrival, EMPTY_BODY, body)
            else:
                yield _read(body, accounts, arrival)


def _read(body: Any, accounts: AccountDirectory, arrival: Arrival) -> ParsedItem:
    data = reading.mapping(reading.mapping(body).get("data"))
    what = reading.name(reading.mapping(body).get("type"))
    if what is None or not data:
        return Unreadable(reason="malformed_item", item=body)
    source = reading.identifier(data.get("source"))
    account = accounts("webhook", source) if source is not None else None
    if account is None:
        return Unreadable(reason="unknown_account", account_id=source, item=body)
    if what.startswith("signal."):
        return Signals(account=account, name=what.removeprefix("signal."))
    thing, _, happened = what.rpartition(".")
    kind = _KINDS.get(happened) if thing in _WRITTEN else None
    message_id = reading.first_identifier(data, "message_id", "id")
    if kind is None:
        return unsupported(account, arrival, what, body)
    if message_id is None:
        return Unreadable(reason="malformed_item", account_id=account.id, item=body)
    return _message(account, kind, message_id, body, arrival)


def _message(
    account: OwnAccount, kind: EventKind, message_id: str, body: Mapping[str, Any], arrival: Arrival
) -> ParsedItem:
    data, at = reading.mapping(body.get("data")), body.get("timestamp")
    author = _author(reading.mapping(data.get("author")))
    own = data.get("direction") == "outbound" or (author is not None and account.is_own(author.id))
    if own and kind is EventKind.CREATED:
        kind = EventKind.ECHO
    thing = str(body.get("type")).partition(".")[0]
    what = str(data.get("kind"))
    surface = _SURFACES.get(what, _SURFACES.get(thing, Surface.COMMENT))
    private = surface is Surface.DIRECT_MESSAGE or data.get("visibility") == "private"
    thread = reading.identifier(data.get("thread_id"))
    writer = author.id if author is not None and author.id is not None else None
    if private:
        conversation = thread or (None if own else writer)
    else:
        conversation = None if own else f"{thread or message_id}:{writer or message_id}"
    wording = kind in (EventKind.CREATED, EventKind.EDITED, EventKind.ECHO)
    text = reading.text(data.get("text")) if wording else None
    attachments = _attachments(data) if wording else ()
    if kind is EventKind.CREATED and not private and not attachments:
        if text is None and (what in _SHARES or thing in _SHARES):
            return Signals(account=account, name="share")
        if surface is Surface.COMMENT and reading.names_friends_only(text, reading.handles(text), account.handle):
            return Signals(account=account, name="tag")
    occasion: tuple[str, ...] = ("created" if kind is EventKind.ECHO else kind,)
    if kind in (EventKind.EDITED, EventKind.HIDDEN, EventKind.UNHIDDEN):
        occasion = (*occasion, reading.identifier(at) or reading.digest(body))
    return event_of(
        account,
        arrival,
        kind,
        message_id,
        *occasion,
        surface=surface,
        visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
        conversation_id=conversation,
        message_id=message_id,
        parent_id=reading.identifier(data.get("parent_id")),
        text=text,
        language_hint=reading.name(data.get("language")),
        rating=reading.rating(data.get("rating")) if wording else None,
        author=author,
        attachments=attachments,
        mentions=reading.handles(text),
        permalink=reading.url(data.get("permalink")),
        occurred_at=reading.instant(at),
        details={"reference": reference} if (reference := reading.name(data.get("reference"))) else {},
    )


def _author(source: Mapping[str, Any]) -> Author | None:
    author_id = reading.identifier(source.get("id"))
    handle = reading.name(source.get("username"))
    if author_id is None and handle is None:
        return None
    followers, verified = source.get("followers"), source.get("verified")
    return Author(
        id=author_id,
        handle=handle,
        name=reading.name(source.get("name")),
        followers=followers if isinstance(followers, int) and not isinstance(followers, bool) else None,
        verified=verified if isinstance(verified, bool) else None,
        is_bot=source.get("is_bot") is True,
    )


def _attachments(data: Mapping[str, Any]) -> tuple[Attachment, ...]:
    listed = [reading.mapping(raw) for raw in reading.sequence(data.get("attachments"))[: reading.MAX_ATTACHMENTS]]
    return tuple(_attachment(item) for item in listed if item)


def _attachment(item: Mapping[str, Any]) -> Attachment:
    """Our own schema has the names of the event's own fields."""
    return reading.attachment(
        item.get("type"),
        item.get("url"),
        id=item.get("id"),
        mime_type=item.get("mime_type"),
        size=item.get("size"),
        duration=item.get("duration"),
        width=item.get("width"),
        height=item.get("height"),
        title=item.get("title"),
        latitude=item.get("latitude"),
        longitude=item.get("longitude"),
        label=item.get("label"),
        lines=[line for raw in reading.sequence(item.get("lines")) if (line := reading.name(raw)) is not None],
    )


WEBHOOK = SignedWebhook()
