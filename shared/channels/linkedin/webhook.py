"""The way in from LinkedIn: organization social action notifications.

LinkedIn Marketing API, "Webhook validation" and "Organization social action notifications". Secrets:
``client_secret``.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.channels import proofs, reading
from shared.channels.events import EMPTY_BODY, UNWANTED_OBJECT, event_of, ignored, unsupported
from shared.channels.linkedin.urns import comment_urn, last_part, post_of
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
from shared.domain.messages.look_up import LOOK_UP, WANTED
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.ports.configuration import AccountDirectory

SIGNATURE = "x-li-signature"
_PREFIX = "hmacsha256="
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_KINDS = {
    "COMMENT": EventKind.CREATED,
    "SHARE": EventKind.CREATED,
    "SHARE_MENTION": EventKind.CREATED,
    "ADMIN_COMMENT": EventKind.ECHO,
    "COMMENT_EDIT": EventKind.EDITED,
    "COMMENT_DELETE": EventKind.DELETED,
}
# A filled form of an advertisement (LinkedIn Marketing API, "Lead sync": notifications): for the sales desk.
_LEADS = frozenset({"leadGenFormResponse", "leadGenForm", "leadAction"})
_LEAD_ACTION = "LEAD_ACTION"
_ALONE = frozenset({"organizationalEntity", "action"})
_WITH_WORDS = (EventKind.CREATED, EventKind.EDITED)
_SURFACES = {"SHARE": Surface.QUOTE, "SHARE_MENTION": Surface.MENTION}


class LinkedInWebhook:
    family: tuple[str, ...] = ("linkedin",)
    application: str = "applicationId"

    def handshake(self, request: WebhookRequest, secrets: Secrets) -> WebhookResponse:
        """Sign the challenge, which LinkedIn repeats every two hours.

        Only a UUID is signed: the same secret signs deliveries, so anything else could be a forged body.
        """
        code = request.query.get("challengeCode", "")
        if _UUID.fullmatch(code) is None:
            return WebhookResponse(status=400)
        keys = proofs.secrets_named(secrets, "client_secret")
        if not keys:
            return WebhookResponse(status=403)
        answer = {"challengeCode": code, "challengeResponse": _hex(keys[0], code.encode())}
        return WebhookResponse(status=200, body=json.dumps(answer), content_type="application/json")

    def verify(self, request: WebhookRequest, secrets: Secrets, now: datetime) -> Verdict:
        """Hex HMAC-SHA256 of ``hmacsha256=`` and the body; LinkedIn signs no time.

        LinkedIn's pages and its users disagree on whether the prefix is signed and whether the header shows it, so
        both readings are accepted. The UUID guard of the challenge keeps that safe.
        """
        header = request.headers.get(SIGNATURE, "").strip()
        if not header:
            return Verdict.MISSING
        expected = [
            _hex(key, signed)
            for key in proofs.secrets_named(secrets, "client_secret")
            for signed in (_PREFIX.encode() + request.body, request.body)
        ]
        return proofs.verdict_of(header.removeprefix(_PREFIX), expected)

    def parse(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        """Up to ten notifications a body."""
        for body in reading.bodies(payload):
            yield from self._notifications(body, accounts, arrival)

    def _notifications(self, payload: Any, accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
        body = reading.mapping(payload)
        # What is fetched after an outage lists the same notifications under the name that LinkedIn gives every list;
        # fetched one by one, they come as they are.
        held = "notifications" if "notifications" in body else "elements"
        notifications = [body] if body.keys() >= _ALONE else body.get(held)
        if reading.is_empty(payload) or (notifications == [] and held in body):
            yield ignored(accounts, self.family, arrival, EMPTY_BODY, payload)
            return
        if not isinstance(notifications, list):
            if _is_lead(body):
                yield ignored(accounts, self.family, arrival, UNWANTED_OBJECT, payload)
            else:
                yield Unreadable(reason="unknown_object", item=payload)
            return
        for item in notifications:
            if _is_lead(reading.mapping(item)):
                yield ignored(accounts, self.family, arrival, UNWANTED_OBJECT, item)
                continue
            found = _item(item, accounts, arrival)
            if isinstance(found, Unreadable):
                alone = item if item is body else {**body, held: [item]}
                found = Unreadable(reason=found.reason, account_id=found.account_id, item=alone)
            yield found


def _is_lead(told: Mapping[str, Any]) -> bool:
    return bool(_LEADS & told.keys()) or _LEAD_ACTION in (told.get("type"), told.get("action"))


def _item(item: Any, accounts: AccountDirectory, arrival: Arrival) -> ParsedItem:
    if not isinstance(item, dict):
        return Unreadable(reason="malformed_item")
    account_id = last_part(reading.identifier(item.get("organizationalEntity")))
    account = accounts("linkedin", account_id) if account_id is not None else None
    if account is None:
        return Unreadable(reason="unknown_account", account_id=account_id)
    action = item.get("action")
    if action == "LIKE":
        return Signals(account=account, name="like")
    if not isinstance(action, str):
        return Unreadable(reason="malformed_item", account_id=account.id)
    kind = _KINDS.get(action)
    if kind is None:
        at = reading.instant(item.get("lastModifiedAt"))
        return unsupported(account, arrival, action, item, occurred_at=at)
    return _message(account, action, kind, item, arrival)


def _message(
    account: OwnAccount, action: str, kind: EventKind, item: Mapping[str, Any], arrival: Arrival
) -> ParsedItem:
    decorated = reading.mapping(item.get("decoratedGeneratedActivity"))
    activity = reading.mapping(decorated.get("comment")) or reading.mapping(decorated.get("share"))
    message_id = comment_urn(reading.identifier(item.get("generatedActivity"))) or comment_urn(
        reading.identifier(activity.get("entity"))
    )
    if message_id is None:
        return Unreadable(reason="malformed_item", account_id=account.id)
    text = _text(activity)
    if action == "SHARE" and text is None and decorated:  # told without its content it may have words
        return Signals(account=account, name="share")
    owner = reading.first_identifier(activity, "owner", "actor", "author")
    own = kind is EventKind.ECHO or (owner is not None and owner == item.get("organizationalEntity"))
    if own and kind is EventKind.CREATED:
        kind = EventKind.ECHO
    source = reading.identifier(item.get("sourcePost"))
    root = reading.identifier(activity.get("object")) or source or message_id
    parent = comment_urn(reading.identifier(activity.get("parentComment"))) or (root if root != message_id else None)
    author_id = account.id if own else owner
    return event_of(
        account,
        arrival,
        kind,
        reading.identifier(item.get("notificationId")) or reading.digest(item),
        surface=_SURFACES.get(action, Surface.COMMENT),
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else f"{source or root}:{author_id or message_id}",
        message_id=message_id,
        parent_id=parent,
        text=text if kind is not EventKind.DELETED else None,
        attachments=_pictures(activity) if kind is not EventKind.DELETED else (),
        author=Author(id=author_id) if author_id is not None else None,
        mentions=(account.handle,) if action == "SHARE_MENTION" else (),
        permalink=_permalink(message_id) or _permalink(source or root),
        occurred_at=reading.instant(item.get("lastModifiedAt")),
        details={LOOK_UP: WANTED} if kind in _WITH_WORDS and text is None and post_of(message_id) else {},
    )


def _text(activity: Mapping[str, Any]) -> str | None:
    """Text as such, or in an object, under one of its names; missing when the notification was not decorated."""
    for name in ("text", "message", "commentary"):
        held = activity.get(name)
        found = reading.text(held.get("text") if isinstance(held, dict) else held)
        if found is not None:
            return found
    return None


def _pictures(activity: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """The picture of a comment: a name, and often an address (LinkedIn Marketing API, "Comments API", ``content``)."""
    found: list[Attachment] = []
    for raw in reading.sequence(activity.get("content"))[: reading.MAX_ATTACHMENTS]:
        held = reading.mapping(raw)
        entity = reading.mapping(held.get("entity"))
        if held:
            named = reading.first_identifier(entity, "image", "digitalmediaAsset", "video")
            kind = reading.word(held.get("type")).lower() or "image"
            found.append(reading.attachment(kind, held.get("url"), id=named))
    return tuple(found)


def _permalink(urn: str) -> str | None:
    kind = urn.split(":")[2] if urn.startswith("urn:li:") and urn.count(":") >= 3 else ""
    return f"https://www.linkedin.com/feed/update/{urn}" if kind in ("activity", "share", "ugcPost") else None


def _hex(key: str, message: bytes) -> str:
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


WEBHOOK = LinkedInWebhook()
