"""The way in of TikTok: comments under the videos of a business account, and private messages to it.

TikTok API for Business, "Webhooks", event family COMMENT. The body wraps one event, whose content is JSON in a text.
Key of the secret record: ``client_secret``.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hmac import digest
from typing import Any

from shared.channels import proofs, reading
from shared.channels.events import EMPTY_BODY, UNWANTED_OBJECT, event_of, ignored, unsupported
from shared.channels.tiktok import messages
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
from shared.domain.messages.look_up import LOOK_UP, WANTED
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.ports.configuration import AccountDirectory

CHANNEL = "tiktok"
SIGNATURE = "tiktok-signature"

TOLERANCE = timedelta(hours=72, minutes=5)
"""How old a signature may be. TikTok repeats a delivery for 72 hours; whether it signs each attempt anew is not said.

A body that is delivered again has the same event ids, so that it changes nothing.
"""

COMMENT = "comment.update"
# What other event families tell, all of it about what the account itself publishes or permits.
_UNWANTED = ("post.", "video.", "authorization.", "portability.")
_KINDS = {
    "insert": EventKind.CREATED,
    "delete": EventKind.DELETED,
    "set_to_hidden": EventKind.HIDDEN,
    "set_to_friends_only": EventKind.HIDDEN,
    "set_to_public": EventKind.UNHIDDEN,
}
_WRITTEN = (EventKind.CREATED, EventKind.ECHO)


class TikTokWebhook:
    family: tuple[str, ...] = (CHANNEL,)

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        """TikTok asks nothing before it delivers."""
        return proofs.no_handshake(request)

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """``t=<seconds>,s=<hex>``: HMAC-SHA256 of the time, a dot and the raw body, under the client secret."""
        pieces = (piece.partition("=") for piece in request.headers.get(SIGNATURE, "").split(","))
        parts = {name.strip(): value.strip() for name, _, value in pieces}
        seconds, given = parts.get("t", ""), parts.get("s", "")
        if not seconds or not given:
            return Verdict.MISSING
        signed = seconds.encode("utf-8", "replace") + b"." + request.body
        keys = proofs.secrets_named(secrets, "client_secret")
        verdict = proofs.verdict_of(given, [digest(key.encode(), signed, "sha256").hex() for key in keys])
        return Verdict.STALE if verdict is Verdict.VALID and not _recent(seconds, now) else verdict

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        """One event a body."""
        for body in reading.bodies(payload):
            if reading.is_empty(body):
                yield ignored(accounts, self.family, arrival, EMPTY_BODY, body)
            elif not isinstance(body, dict) or not isinstance(body.get("event"), str):
                yield Unreadable(reason="unknown_object" if isinstance(body, dict) else "malformed_item", item=body)
            elif body["event"].startswith(_UNWANTED):
                yield ignored(accounts, self.family, arrival, UNWANTED_OBJECT, body)
            else:
                yield _event(body, accounts, arrival)


def _event(body: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival) -> ParsedItem:
    account_id = reading.identifier(body.get("user_openid"))
    account = None if account_id is None else accounts(CHANNEL, account_id)
    if account is None:
        return Unreadable(reason="unknown_account", account_id=account_id, item=body)
    at = reading.instant(body.get("create_time"))
    if body["event"] in messages.EVENTS:
        said = messages.read_message(account, body["event"], _content(body.get("content")), arrival)
        return said or Unreadable(reason="malformed_item", account_id=account.id, item=body)
    if body["event"] != COMMENT:
        return unsupported(account, arrival, body["event"], body, occurred_at=at)
    content = _content(body.get("content"))
    action = reading.word(content.get("comment_action"))
    comment_id = reading.identifier(content.get("comment_id"))
    if comment_id is None or not action:
        return Unreadable(reason="malformed_item", account_id=account.id, item=body)
    kind = _KINDS.get(action)
    if kind is None:
        return unsupported(account, arrival, action, body, occurred_at=at)
    return _comment(account, kind, {"timestamp": body.get("create_time"), **content}, arrival)


def _comment(account: OwnAccount, kind: EventKind, content: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    comment_id, action = str(reading.identifier(content["comment_id"])), reading.word(content["comment_action"])
    # `unique_identifier` names the person, not the event; `user_id` is its earlier name.
    author_id = reading.first_identifier(content, "unique_identifier", "user_id")
    own = account.is_own(author_id)
    if kind is EventKind.CREATED and own:
        kind = EventKind.ECHO
    text = reading.text(content.get("text")) if kind in _WRITTEN else None
    mentions = reading.handles(text)
    if kind is EventKind.CREATED and reading.names_friends_only(text, mentions, account.handle):
        return Signals(account=account, name="tag")
    video_id = reading.identifier(content.get("video_id")) or None
    occurred_at = reading.instant(content["timestamp"])
    # A comment is written once; it may be hidden and shown any number of times.
    times = () if kind in _WRITTEN or occurred_at is None else (f"{occurred_at.timestamp():.0f}",)
    return event_of(
        account,
        arrival,
        kind,
        comment_id,
        action,
        *times,
        surface=Surface.COMMENT,
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else f"{video_id or comment_id}:{author_id or comment_id}",
        message_id=comment_id,
        parent_id=reading.identifier(content.get("parent_comment_id")) or video_id,
        text=text,
        author=None if author_id is None else Author(id=author_id),
        mentions=mentions,
        permalink=None
        if video_id is None
        else f"https://www.tiktok.com/@{account.handle.lstrip('@')}/video/{video_id}",
        occurred_at=occurred_at,
        details={LOOK_UP: WANTED} if kind is EventKind.CREATED and text is None and video_id else {},
    )


def _content(content: Any) -> Mapping[str, Any]:
    """The event itself, which comes as JSON in a text. Too deep or broken JSON is no content."""
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError):
            return {}
    return reading.mapping(content)


def _recent(seconds: str, now: datetime) -> bool:
    if not seconds.isascii() or not seconds.isdecimal() or len(seconds) > 11:
        return False
    age = now - datetime.fromtimestamp(int(seconds), UTC)
    return -timedelta(minutes=5) <= age <= TOLERANCE


WEBHOOK = TikTokWebhook()
