"""Reads the bodies of the X Activity API and of the filtered stream (X API, "X Activity API" and "Filtered stream
webhooks"). Posts and users have the shapes of API version 2; direct messages those of the Account Activity API.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from shared.channels import reading
from shared.channels.x import account_activity, wording
from shared.channels.x.items import (
    MALFORMED,
    UNKNOWN_ACCOUNT,
    Delivery,
    author_of,
    language,
    moment,
    post_event,
)
from shared.domain.event import Author
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.domain.webhook import Arrival, OwnAccount, ParsedItem, Signals, Unreadable
from shared.ports import AccountDirectory

_POSTS = frozenset({"post.create", "post.mention.create", "post.reply.create", "post.quote.create"})
_DIRECT_MESSAGES = frozenset({"dm.received", "dm.sent"})
_SIGNALS = {
    "post.repost.create": "repost",
    "like.create": "like",
    "like.delete": "like_removed",
    "follow.follow": "follow",
    "follow.unfollow": "unfollow",
    "dm.read": "read",
    "dm.indicate_typing": "typing",
}


def read(payload: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
    """An activity, or a match of the filtered stream, which alone names the rules that matched."""
    entries = payload.get("data")
    for entry in entries if isinstance(entries, list) else (entries,):
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
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            # A shape that nobody has foreseen costs this entry, not its neighbours.
            items = [Unreadable(reason=MALFORMED)]
        for item in items:
            # Kept as a body with this entry alone, so that it can be delivered again once the reason is gone.
            yield replace(item, item=item.item or alone) if isinstance(item, Unreadable) else item


def _activity(
    data: Mapping[str, Any], includes: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival
) -> Iterator[ParsedItem]:
    kind = reading.name(data.get("event_type")) or "unknown"
    account_id = reading.identifier(reading.mapping(data.get("filter")).get("user_id"))
    account = accounts("x", account_id) if account_id is not None else None
    if account is None:
        yield Unreadable(reason=UNKNOWN_ACCOUNT, account_id=account_id)
        return
    delivery = Delivery(account, arrival)
    payload = reading.mapping(data.get("payload"))
    includes = includes or reading.mapping(payload.get("includes"))
    if kind in _SIGNALS or kind.startswith(("like.", "follow.")):
        yield Signals(account=account, name=_SIGNALS.get(kind, kind.replace(".", "_")))
    elif kind in _POSTS:
        yield _post(delivery, kind, payload, includes) or _malformed(delivery)
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


def _post(
    delivery: Delivery, kind: str, item: Mapping[str, Any], includes: Mapping[str, Any], match: Surface | None = None
) -> ParsedItem | None:
    message_id = reading.first_identifier(item, "id", "id_str")
    if message_id is None:
        return None
    if _referenced(item, "retweeted") is not None:
        return Signals(account=delivery.account, name="repost")
    author = _author(item, includes)
    note = reading.mapping(item.get("note_tweet"))
    source = note if reading.text(note.get("text")) else item
    entities = reading.mapping(source.get("entities")) or reading.mapping(item.get("entities"))
    links = reading.sequence(entities.get("urls"))
    media = _media(item, includes)
    raw = source.get("text")
    handles, ids = _mentions(item, entities, raw)
    reply_to, quoted = _referenced(item, "replied_to"), _referenced(item, "quoted")
    answered = reading.identifier(item.get("in_reply_to_user_id"))
    addressed = delivery.mentions_us(ids, handles) or delivery.account.is_own(answered)
    if match is not None and addressed and not delivery.is_own(author):
        # The subscription of the account tells the same post as a mention; as a match it would hide that it is one.
        return Signals(account=delivery.account, name="matched_mention")
    is_quote = kind == "post.quote.create" or (quoted is not None and kind != "post.mention.create")
    history = reading.sequence(item.get("edit_history_tweet_ids"))
    return post_event(
        delivery,
        message_id=message_id,
        first_id=reading.identifier(history[0]) if history else None,
        author=author,
        surface=match or (Surface.QUOTE if is_quote and not addressed else Surface.MENTION),
        root=reading.identifier(item.get("conversation_id")) or reply_to,
        parent_id=reply_to or quoted,
        text=wording.as_read(raw, source.get("display_text_range"), links, _media_links(links)),
        mentions=handles,
        attachments=wording.attachments(media),
        language=language(item.get("lang")),
        occurred_at=moment(delivery, message_id, item.get("created_at"), item.get("timestamp_ms")),
    )


def _referenced(item: Mapping[str, Any], kind: str) -> str | None:
    for raw in reading.sequence(item.get("referenced_tweets")):
        reference = reading.mapping(raw)
        if reference.get("type") == kind:
            return reading.identifier(reference.get("id"))
    return None


def _author(item: Mapping[str, Any], includes: Mapping[str, Any]) -> Author | None:
    author_id = reading.identifier(item.get("author_id"))
    for raw in reading.sequence(includes.get("users")):
        user = reading.mapping(reading.mapping(raw).get("data")) or reading.mapping(raw)
        if author_id is not None and reading.identifier(user.get("id")) == author_id:
            return author_of(user, author_id)
    return author_of(reading.mapping(item.get("author") or item.get("user")), author_id)


def _mentions(
    item: Mapping[str, Any], entities: Mapping[str, Any], raw: Any
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The handles and the ids that a post mentions; its text tells the handles when its entities were not asked for."""
    listed = [reading.mapping(mention) for mention in reading.sequence(entities.get("mentions"))]
    listed += [
        reading.mapping(mention)
        for mention in reading.sequence(reading.mapping(item.get("entities")).get("mentions"))
        if mention not in listed
    ]
    handles = [found for mention in listed if (found := reading.name(mention.get("username")))]
    ids = [found for mention in listed if (found := reading.identifier(mention.get("id")))]
    written = () if handles else reading.handles(reading.text(raw))
    return (*dict.fromkeys(handles), *written)[: reading.MOST_MENTIONS], tuple(ids)


def _media(item: Mapping[str, Any], includes: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    keys = reading.sequence(reading.mapping(item.get("attachments")).get("media_keys"))
    known = {
        key: entry
        for raw in reading.sequence(includes.get("media"))
        if isinstance(key := (entry := reading.mapping(raw)).get("media_key"), str)
    }
    return [known.get(key, {"type": "media"}) for key in keys if isinstance(key, str)]


def _media_links(links: Any) -> tuple[str, ...]:
    """Links that stand for attached media have the media's key."""
    return wording.short_links([link for raw in links if "media_key" in (link := reading.mapping(raw))])


def _direct_messages(
    delivery: Delivery, payload: Mapping[str, Any], includes: Mapping[str, Any], data: Mapping[str, Any]
) -> Iterator[ParsedItem]:
    users = dict(reading.mapping(payload.get("users")))
    for raw in reading.sequence(includes.get("users")):
        user_id = reading.identifier(reading.mapping(raw).get("id"))
        if user_id is not None:
            users.setdefault(user_id, raw)
    events = payload.get("direct_message_events")
    if events is None:
        yield account_activity.direct_message(delivery, _as_older(payload), users) or _malformed(delivery)
        return
    for raw in events if isinstance(events, list) else (events,):
        item = reading.mapping(raw)
        yield account_activity.direct_message(delivery, item, users) or _malformed(
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
    """A post found by a rule, which nobody addressed to us: never answered without a person.

    The body names no account. It is for the one whose id stands in the tag of a matching rule (``brand:3000000001``),
    else for the account the directory gives for an empty id: the one of the brand whose address was called.
    """
    tags = [reading.name(reading.mapping(rule).get("tag")) or "" for rule in rules]
    account = _account_of(tags, accounts)
    if account is None:
        return Unreadable(reason=UNKNOWN_ACCOUNT)
    sector = bool(tags) and all(tag.casefold().startswith("sector") for tag in tags)
    delivery = Delivery(account, arrival)
    surface = Surface.SECTOR_MATCH if sector else Surface.BROAD_MATCH
    return _post(delivery, "match", data, includes, surface) or _malformed(delivery)


def _account_of(tags: list[str], accounts: AccountDirectory) -> OwnAccount | None:
    for tag in tags:
        for part in tag.replace("-", ":").replace("_", ":").split(":"):
            account = accounts("x", part) if part.isdecimal() else None
            if account is not None:
                return account
    return accounts("x", "")


def _malformed(delivery: Delivery, item: Any = None) -> Unreadable:
    return Unreadable(reason=MALFORMED, account_id=delivery.account.id, item=item)
