"""Reads the bodies of the X Activity API and of the filtered stream (X API, "X Activity API" and "Filtered stream
webhooks"). Posts and users have the shapes of API version 2; direct messages those of the Account Activity API.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from shared.channels import reading
from shared.channels.events import EMPTY_BODY, ignored
from shared.channels.x import account_activity
from shared.channels.x.direct_messages import direct_message
from shared.channels.x.items import MALFORMED, UNKNOWN_ACCOUNT, Delivery, author_of, known_users, moment
from shared.channels.x.posts import read_post
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Signals, Unreadable
from shared.domain.messages.event import Author
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.ports.configuration import AccountDirectory

_POSTS = frozenset({"post.create", "post.mention.create", "post.reply.create", "post.quote.create"})
_DIRECT_MESSAGES = frozenset({"dm.received", "dm.sent"})
_SIGNALS = {
    "post.repost.create": "repost",
    "like.create": "like",
    "like.delete": "like_removed",
    "follow.follow": "follow",
    "follow.unfollow": "unfollow",
    "mute.mute": "mute",
    "mute.unmute": "unmute",
    "block.block": "block",
    "block.unblock": "unblock",
    "dm.read": "read",
    "dm.indicate_typing": "typing",
}


def read(payload: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
    """An activity, or a match of the filtered stream, which alone names the rules that matched."""
    entries = payload.get("data")
    if entries == []:
        yield ignored(accounts, ("x",), arrival, EMPTY_BODY, payload)
        return
    for entry in entries if isinstance(entries, list) and entries else (entries,):
        data = reading.mapping(entry)
        includes = reading.mapping(payload.get("includes")) or reading.mapping(data.get("includes"))
        alone = {**payload, "data": entry}
        if not data:
            yield Unreadable(reason=MALFORMED, item=alone)
            continue
        try:
            if "event_type" in data:
                items = list(_activity(data, includes, accounts, arrival))
            else:
                rules = reading.sequence(payload.get("matching_rules"))
                items = [_match(data, includes, rules, accounts, arrival)]
        except reading.UNREADABLE:
            # A shape that nobody has foreseen costs this entry, not its neighbours.
            items = [Unreadable(reason=MALFORMED)]
        for item in items:
            # Kept as a body with this entry alone, so that it can be delivered again once the reason is gone.
            yield replace(item, item=item.item or alone) if isinstance(item, Unreadable) else item


def _activity(
    data: Mapping[str, Any], includes: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival
) -> Iterator[ParsedItem]:
    kind = reading.name(data.get("event_type")) or "unknown"
    payload = reading.mapping(data.get("payload"))
    account_id = _named(kind, data, payload)
    account = accounts("x", account_id) if account_id is not None else None
    if account is None:
        yield Unreadable(reason=UNKNOWN_ACCOUNT, account_id=account_id)
        return
    delivery = Delivery(account, arrival)
    includes = includes or reading.mapping(payload.get("includes"))
    if kind in _SIGNALS or kind.startswith(("like.", "follow.")):
        yield Signals(account=account, name=_SIGNALS.get(kind, kind.replace(".", "_")))
    elif kind in _POSTS:
        yield read_post(delivery, kind, payload, includes) or _malformed(delivery)
    elif kind.startswith("profile.update"):
        # Somebody changed our own profile: a handle that changes is one that nobody is found by any more.
        yield delivery.warning(kind, payload.get("created_at"), data.get("event_uuid"))
    elif kind == "broadcast.chat":
        yield _said_in_broadcast(delivery, payload) or _malformed(delivery)
    elif kind == "post.delete":
        yield account_activity.deletion(delivery, payload, {}) or _malformed(delivery)
    elif kind in _DIRECT_MESSAGES:
        yield from _direct_messages(delivery, payload, includes, data)
    elif kind in ("chat.received", "chat.sent"):
        yield _encrypted(delivery, kind, payload, data)
    elif kind == "oauth.revoke":
        yield delivery.warning("permission_revoked", payload.get("date_time") or payload.get("created_at"))
    else:
        yield delivery.unsupported(kind, data)


def _named(kind: str, data: Mapping[str, Any], payload: Mapping[str, Any]) -> str | None:
    """The account of ours: whom the subscription is about. A revocation tells it in its payload alone.

    A subscription to a keyword is about nobody; it is for the brand whose address was called, which an empty id
    stands for.
    """
    watched = reading.mapping(data.get("filter"))
    named = reading.identifier(watched.get("user_id"))
    if named is None and kind == "oauth.revoke":
        source = reading.mapping(payload.get("source"))
        named = reading.identifier(payload.get("user_id")) or reading.identifier(source.get("user_id"))
    return "" if named is None and "keyword" in watched else named


def _said_in_broadcast(delivery: Delivery, payload: Mapping[str, Any]) -> ParsedItem | None:
    """What somebody writes during a live broadcast of ours."""
    message_id = reading.first_identifier(payload, "message_id", "id")
    if message_id is None:
        return None
    author = author_of(reading.mapping(payload.get("author")), None)
    own = delivery.is_own(author)
    broadcast = reading.identifier(payload.get("broadcast_id")) or message_id
    text = reading.text(payload.get("message"))
    writer = author.id if author is not None and author.id is not None else message_id
    return delivery.event(
        EventKind.ECHO if own else EventKind.CREATED,
        message_id,
        surface=Surface.COMMENT,
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else f"{broadcast}:{writer}",
        parent_id=broadcast,
        text=text,
        author=author,
        mentions=reading.handles(text),
        occurred_at=moment(delivery, message_id, payload.get("created_at"), payload.get("timestamp_ms")),
        details={"live": "true"},
    )


def _direct_messages(
    delivery: Delivery, payload: Mapping[str, Any], includes: Mapping[str, Any], data: Mapping[str, Any]
) -> Iterator[ParsedItem]:
    users = {**known_users(includes.get("users")), **known_users(payload.get("users"))}
    events = payload.get("direct_message_events")
    if events is None:
        yield direct_message(delivery, _as_older(payload), users) or _malformed(delivery)
        return
    for raw in events if isinstance(events, list) else (events,):
        item = reading.mapping(raw)
        yield direct_message(delivery, item, users) or _malformed(
            delivery, {"data": {**data, "payload": {**payload, "direct_message_events": [raw]}}}
        )


def _as_older(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """A direct message as version 2 spells it, in the older spelling."""
    sender = reading.identifier(payload.get("sender_id"))
    pair = (reading.identifier(payload.get("dm_conversation_id")) or "").split("-")
    recipient = next((one for one in pair if one and one != sender), None)
    if sender is None:
        return payload
    return {
        "type": "message_create",
        "id": payload.get("id"),
        "created_at": payload.get("created_at"),
        "message_create": {
            "sender_id": sender,
            "target": {"recipient_id": reading.identifier(payload.get("recipient_id")) or recipient},
            "message_data": {"text": payload.get("text"), "entities": payload.get("entities")},
        },
    }


def _encrypted(delivery: Delivery, kind: str, payload: Mapping[str, Any], data: Mapping[str, Any]) -> ParsedItem:
    """A message only the two phones can read. What we wrote ourselves still tells that somebody answered."""
    pair = (reading.identifier(payload.get("conversation_id")) or "").replace("-", ":").split(":")
    sender = reading.identifier(payload.get("sender_id"))
    other = next((one for one in pair if one and not delivery.account.is_own(one)), None)
    message_id = reading.first_identifier(payload, "id", "event_id", "message_id") or reading.digest(
        payload.get("encoded_event") or data
    )
    rest: dict[str, Any] = {
        "surface": Surface.DIRECT_MESSAGE,
        "visibility": Visibility.PRIVATE,
        "conversation_id": other or sender,
        "occurred_at": moment(delivery, None, payload.get("created_at_msec"), payload.get("created_at")),
    }
    if kind == "chat.sent" and other is not None:
        return delivery.event(EventKind.ECHO, message_id, author=Author(id=delivery.account.id), **rest)
    author_id = sender or other
    author = Author(id=author_id) if author_id is not None else None
    return delivery.event(
        EventKind.UNSUPPORTED, message_id, author=author, details={"field": kind, "reason": "encrypted"}, **rest
    )


def _match(
    data: Mapping[str, Any],
    includes: Mapping[str, Any],
    rules: Any,
    accounts: AccountDirectory,
    arrival: Arrival,
) -> ParsedItem:
    """A post found by a rule. Unless it mentions us nobody addressed it to us: never answered without a person.

    The body names no account. It is for the one that the post mentions or answers, else for the one whose id stands
    in the tag of a matching rule (``brand:3000000001``), else for the account the directory gives for an empty id: the
    one of the brand whose address was called.
    """
    tags = [reading.name(reading.mapping(rule).get("tag")) or "" for rule in rules]
    account = _account_of(data, tags, accounts)
    if account is None:
        return Unreadable(reason=UNKNOWN_ACCOUNT)
    sector = bool(tags) and all(tag.casefold().startswith("sector") for tag in tags)
    delivery = Delivery(account, arrival)
    surface = Surface.SECTOR_MATCH if sector else Surface.BROAD_MATCH
    return read_post(delivery, "match", data, includes, surface) or _malformed(delivery)


def _account_of(data: Mapping[str, Any], tags: list[str], accounts: AccountDirectory) -> OwnAccount | None:
    entities = reading.mapping(data.get("entities"))
    mentioned = [reading.mapping(mention).get("id") for mention in reading.sequence(entities.get("mentions"))]
    tagged = [part for tag in tags for part in tag.replace("-", ":").replace("_", ":").split(":") if part.isdecimal()]
    for named in (data.get("in_reply_to_user_id"), *mentioned, *tagged):
        account_id = reading.identifier(named)
        account = accounts("x", account_id) if account_id is not None else None
        if account is not None:
            return account
    return accounts("x", "")


def _malformed(delivery: Delivery, item: Any = None) -> Unreadable:
    return Unreadable(reason=MALFORMED, account_id=delivery.account.id, item=item)
