"""The way in of Google Business Profile: reviews that Pub/Sub announces by their names, and those that were asked for.

Business Profile APIs, "Notifications"; Cloud Pub/Sub, "Authenticate push subscriptions". A push carries a token of
Google's, which names the service account of the subscription; the body itself is not signed. Keys of the secret record:
``push_audience`` and ``push_service_account``, both as they are set at the subscription.
"""

import json
from base64 import b64decode
from binascii import Error as InvalidBase64
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.channels import proofs, reading
from shared.channels.events import EMPTY_BODY, UNWANTED_OBJECT, event_of, ignored, unsupported, warning
from shared.channels.google_business.review import author_of, location_of, rating_of, text_of
from shared.channels.polled import PolledReader, malformed
from shared.channels.reviews import answered, written
from shared.domain.channels.webhook import (
    Arrival,
    OwnAccount,
    ParsedItem,
    Secrets,
    Signals,
    TokenIssuer,
    Unreadable,
    Verdict,
    WebhookRequest,
    WebhookResponse,
)
from shared.domain.messages.look_up import LOOK_UP, WANTED
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.ports.configuration import AccountDirectory

CHANNEL = "google_business"

_KINDS = {"NEW_REVIEW": EventKind.CREATED, "UPDATED_REVIEW": EventKind.EDITED}
_SIGNALS = {"NEW_CUSTOMER_MEDIA": "customer_media"}
_WARNINGS = frozenset({"GOOGLE_UPDATE", "DUPLICATE_LOCATION", "LOSS_OF_VOICE_OF_MERCHANT", "VOICE_OF_MERCHANT_UPDATED"})
"""What Google tells about the profile itself: it was changed, doubled, or is ours no longer."""


def review(account: OwnAccount, item: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    """A review of a list, or the answer of one."""
    named = reading.identifier(item.get("review")) or reading.identifier(item.get("name"))
    if named is None or location_of(named) is None:
        return malformed(account)
    if "review" in item:
        return answered(account, arrival, named, text=item.get("comment"), at=reading.instant(item.get("updateTime")))
    return written(
        account,
        arrival,
        named,
        author_of(item, named),
        created=reading.instant(item.get("createTime")),
        updated=reading.instant(item.get("updateTime")),
        text=text_of(item),
        rating=rating_of(item),
    )


_POLLED = PolledReader(CHANNEL, {"reviews": review})


class GoogleBusinessWebhook:
    family: tuple[str, ...] = (CHANNEL,)
    issuer = TokenIssuer(
        channel=CHANNEL, name="https://accounts.google.com", keys_url="https://www.googleapis.com/oauth2/v3/certs"
    )

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        """Pub/Sub asks nothing before it delivers."""
        return proofs.no_handshake(request)

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """The token was made for our address, and for the service account of our subscription."""
        if not request.headers.get("authorization"):
            return Verdict.MISSING
        claims = request.claims or {}
        email = reading.word(claims.get("email")) if reading.flag(claims.get("email_verified")) else ""
        for given, key in ((reading.word(claims.get("aud")), "push_audience"), (email, "push_service_account")):
            if not given or proofs.verdict_of(given, proofs.secrets_named(secrets, key)) is not Verdict.VALID:
                return Verdict.INVALID
        return Verdict.VALID

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        """One announcement a body; or what our own poll has read."""
        for body in reading.bodies(payload):
            if isinstance(body, dict) and "items" in body:
                yield from _POLLED.parse(body, accounts, arrival)
            elif reading.is_empty(body):
                yield ignored(accounts, self.family, arrival, EMPTY_BODY, body)
            elif not isinstance(body, dict) or not isinstance(body.get("message"), dict):
                yield Unreadable(reason="unknown_object" if isinstance(body, dict) else "malformed_item", item=body)
            else:
                yield _announcement(body, body["message"], accounts, arrival)


def _announcement(
    body: Mapping[str, Any], message: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival
) -> ParsedItem:
    data = _data(message.get("data"))
    if data is None:
        return Unreadable(reason="malformed_item", item=body)
    named = [value for value in data.values() if isinstance(value, str)]
    reviewed = next((value for value in named if location_of(value) is not None), None)
    location = location_of(reviewed) or next((value for value in named if value.startswith("accounts/")), None)
    account = None if location is None else accounts(CHANNEL, location)
    if account is None:
        # An account of Google announces the reviews of all its locations, also of those that no brand looks after.
        first = accounts(CHANNEL, "")
        if first is not None and location is not None and location.split("/")[:2] == first.id.split("/")[:2]:
            return ignored(accounts, (CHANNEL,), arrival, UNWANTED_OBJECT, body)
        return Unreadable(reason="unknown_account", account_id=location, item=body)
    what = next((value for value in named if value.isupper() and "_" in value), "")
    at = reading.instant(message.get("publishTime"))
    push_id = reading.identifier(message.get("messageId")) or reading.digest(body)
    if what in _SIGNALS:
        return Signals(account=account, name=_SIGNALS[what])
    if what in _WARNINGS:
        return warning(account, arrival, what.lower(), "warning", push_id, occurred_at=at)
    kind = _KINDS.get(what)
    if kind is None or reviewed is None:
        return unsupported(account, arrival, what, body, occurred_at=at)
    return event_of(
        account,
        arrival,
        kind,
        reviewed,
        # The list tells the review under another id: the queue must not take it for this announcement.
        *(("announced",) if kind is EventKind.CREATED else ("edited", push_id)),
        surface=Surface.REVIEW,
        visibility=Visibility.PUBLIC,
        conversation_id=reviewed,
        message_id=reviewed,
        occurred_at=at,
        details={LOOK_UP: WANTED},  # only the name is told
    )


def _data(data: Any) -> Mapping[str, Any] | None:
    """The announcement, which comes as JSON in base64. The names of its fields differ from page to page."""
    try:
        told = json.loads(b64decode(data, validate=True)) if isinstance(data, str) else None
    except (InvalidBase64, ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


WEBHOOK = GoogleBusinessWebhook()
