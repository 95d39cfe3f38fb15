"""Reads the bodies of the Account Activity API (X API, "Account Activity API": object structures).

One body is about one account, ``for_user_id``, and holds arrays named after what happened. Posts and users have the
shapes of API version 1.1.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from shared.channels import reading
from shared.channels.events import EMPTY_BODY, ignored
from shared.channels.x import wording
from shared.channels.x.direct_messages import direct_message
from shared.channels.x.items import (
    MALFORMED,
    UNKNOWN_ACCOUNT,
    UNKNOWN_OBJECT,
    Delivery,
    author_of,
    guarded,
    known_users,
    language,
    moment,
    post_event,
)
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Signals, Unreadable
from shared.domain.vocabulary import EventKind, Surface, Visibility
from shared.ports.configuration import AccountDirectory

_AROUND = frozenset({"for_user_id", "user_has_blocked", "users", "apps"})
"""What stands beside the items of a body."""

_SIGNALS = {
    "favorite_events": "like",
    "follow_events": "follow",
    "unfollow_events": "unfollow",
    "block_events": "block",
    "unblock_events": "unblock",
    "mute_events": "mute",
    "unmute_events": "unmute",
    "direct_message_indicate_typing_events": "typing",
    "direct_message_mark_read_events": "read",
}


def read(payload: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival) -> Iterator[ParsedItem]:
    named = reading.identifier(payload.get("for_user_id"))
    understood, empty = False, payload.keys() <= _AROUND
    for field, value in payload.items():
        if field == "user_event":
            understood = True
            yield guarded(_user_event, value, named, accounts, arrival)
        elif field == "replay_job_status":
            understood = True
            yield guarded(_replay_status, reading.mapping(value), accounts, arrival)
        elif field.endswith("_events"):
            empty = empty or value == []
            for item in value if isinstance(value, list) else (value,):
                understood = True
                found = guarded(_item, field, item, payload, accounts, arrival)
                yield replace(found, item=_alone(payload, field, item)) if isinstance(found, Unreadable) else found
    if empty and not understood:
        yield ignored(accounts, ("x",), arrival, EMPTY_BODY, payload)
    elif not understood:
        yield Unreadable(reason=UNKNOWN_OBJECT, account_id=named, item=payload)


def _alone(payload: Mapping[str, Any], field: str, item: Any) -> Mapping[str, Any]:
    """A body with this item alone, so that it can be delivered again once the reason is gone."""
    return {name: payload[name] for name in ("for_user_id", "users") if name in payload} | {field: [item]}


def _item(
    field: str, item: Any, payload: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival
) -> ParsedItem:
    named = reading.identifier(payload.get("for_user_id"))
    if not isinstance(item, dict):
        return Unreadable(reason=MALFORMED, account_id=named, item=item)
    account = accounts("x", named) if named is not None else _concerned(item, accounts)
    if account is None:
        return Unreadable(reason=UNKNOWN_ACCOUNT, account_id=named, item=item)
    delivery = Delivery(account, arrival)
    if field in _SIGNALS:
        return Signals(account=account, name=_signal(field, item))
    reader = _READERS.get(field)
    if reader is None:
        return delivery.unsupported(field, item)
    return reader(delivery, item, known_users(payload.get("users"))) or Unreadable(
        reason=MALFORMED, account_id=account.id, item=item
    )


def _signal(field: str, item: Mapping[str, Any]) -> str:
    """``unfollow``, ``unblock`` and ``unmute`` share the array with their opposite."""
    kind = item.get("type")
    return kind if kind in ("unfollow", "unblock", "unmute") else _SIGNALS[field]


def _concerned(item: Mapping[str, Any], accounts: AccountDirectory) -> OwnAccount | None:
    """The account of a body that does not name one: whoever of us is addressed, else whoever of us wrote.

    Where the item names nobody it could be for either, it is for the brand whose address was called, which an empty
    id stands for.
    """
    created = reading.mapping(item.get("message_create"))
    addressed = [
        item.get("in_reply_to_user_id_str"),
        item.get("in_reply_to_user_id"),
        *(mention.get("id_str") or mention.get("id") for mention in _mentions(item)),
        reading.mapping(created.get("target")).get("recipient_id"),
    ]
    writers = [
        created.get("sender_id"),
        reading.mapping(item.get("user")).get("id_str"),
        reading.mapping(item.get("status")).get("user_id"),
    ]
    for candidate in (*addressed, *writers):
        found = reading.identifier(candidate)
        account = accounts("x", found) if found is not None else None
        if account is not None:
            return account
    return None if any(reading.identifier(named) for named in addressed) else accounts("x", "")


def post(delivery: Delivery, item: Mapping[str, Any], _: Mapping[str, Any]) -> ParsedItem | None:
    """A post as version 1.1 spells it."""
    message_id = reading.first_identifier(item, "id_str", "id")
    if message_id is None:
        return None
    if reading.mapping(item.get("retweeted_status")):
        return Signals(account=delivery.account, name="repost")
    user = reading.mapping(item.get("user"))
    author = author_of(user, reading.first_identifier(user, "id_str", "id"))
    mentions = _mentions(item)
    handles = tuple(found for mention in mentions if (found := reading.name(mention.get("screen_name"))))
    ids = tuple(found for mention in mentions if (found := reading.first_identifier(mention, "id_str", "id")))
    reply_to = reading.first_identifier(item, "in_reply_to_status_id_str", "in_reply_to_status_id")
    answered = reading.first_identifier(item, "in_reply_to_user_id_str", "in_reply_to_user_id")
    quoted = reading.mapping(item.get("quoted_status"))
    quoted_id = reading.first_identifier(item, "quoted_status_id_str", "quoted_status_id") or (
        reading.first_identifier(quoted, "id_str", "id")
    )
    addressed = delivery.account.is_own(answered) or delivery.mentions_us(ids, handles)
    is_quote = bool(quoted) or item.get("is_quote_status") is True
    media = _media(item)
    raw, shown, links = _wording(item)
    return post_event(
        delivery,
        message_id=message_id,
        first_id=_first_edition(item),
        author=author,
        surface=Surface.QUOTE if is_quote and not addressed else Surface.MENTION,
        root=reading.identifier(item.get("conversation_id_str")) or reply_to,
        parent_id=reply_to or (quoted_id if is_quote else None),
        text=wording.as_read(raw, shown, links, wording.short_links(media)),
        mentions=handles[: reading.MAX_MENTIONS],
        attachments=wording.attachments(media),
        language=language(item.get("lang")),
        occurred_at=moment(delivery, message_id, item.get("timestamp_ms"), item.get("created_at")),
    )


def _wording(item: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """The whole text of a post, the part of it that is shown, and its links."""
    note = reading.mapping(item.get("note_tweet"))
    note = reading.mapping(reading.mapping(note.get("note_tweet_results")).get("result")) or note
    if reading.text(note.get("text")):
        entities = reading.mapping(note.get("entities")) or reading.mapping(note.get("entity_set"))
        return note["text"], note.get("display_text_range"), reading.sequence(entities.get("urls"))
    extended = reading.mapping(item.get("extended_tweet"))
    source = extended if reading.text(extended.get("full_text")) else item
    links = reading.sequence(reading.mapping(source.get("entities")).get("urls"))
    return source.get("full_text") or source.get("text"), source.get("display_text_range"), links


def _mentions(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    extended = reading.mapping(item.get("extended_tweet"))
    entities = reading.mapping(extended.get("entities")) or reading.mapping(item.get("entities"))
    return [reading.mapping(mention) for mention in reading.sequence(entities.get("user_mentions"))]


def _media(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    for holder in (reading.mapping(item.get("extended_tweet")), item):
        for name in ("extended_entities", "entities"):
            media = reading.sequence(reading.mapping(holder.get(name)).get("media"))
            if media:
                return [reading.mapping(entry) for entry in media]
    return []


def _first_edition(item: Mapping[str, Any]) -> str | None:
    history = reading.mapping(item.get("edit_history"))
    ids = reading.sequence(history.get("edit_tweet_ids")) or reading.sequence(item.get("edit_history_tweet_ids"))
    return reading.identifier(history.get("initial_tweet_id")) or (reading.identifier(ids[0]) if ids else None)


def deletion(delivery: Delivery, item: Mapping[str, Any], _: Mapping[str, Any]) -> ParsedItem | None:
    """A post that was deleted. X tells it only of the account's own posts, and asks that it be erased here too."""
    status = reading.mapping(item.get("status")) or item
    message_id = reading.first_identifier(status, "id_str", "id")
    if message_id is None:
        return None
    return delivery.event(
        EventKind.DELETED,
        message_id,
        visibility=Visibility.PUBLIC,
        author=author_of({}, reading.first_identifier(status, "user_id", "author_id")),
        occurred_at=reading.instant(item.get("timestamp_ms")) or delivery.arrival.received_at,
    )


def _user_event(value: Any, named: str | None, accounts: AccountDirectory, arrival: Arrival) -> ParsedItem:
    """The person behind the account took our permission away: nothing can be sent any more."""
    revoke = reading.mapping(reading.mapping(value).get("revoke"))
    account_id = reading.identifier(reading.mapping(revoke.get("source")).get("user_id")) or named
    account = accounts("x", account_id) if account_id is not None else None
    if account is None:
        return Unreadable(reason=UNKNOWN_ACCOUNT, account_id=account_id, item={"user_event": value})
    if not revoke:
        return Delivery(account, arrival).unsupported("user_event", value)
    return Delivery(account, arrival).warning("permission_revoked", revoke.get("date_time"))


def _replay_status(status: Mapping[str, Any], accounts: AccountDirectory, arrival: Arrival) -> ParsedItem:
    """The end of a replay that was asked for. It names no account; that events are missing is for operators."""
    item = {"replay_job_status": status}
    account = accounts("x", "")
    if account is None:
        return Unreadable(reason=UNKNOWN_ACCOUNT, item=item)
    if reading.word(status.get("job_state")).casefold() == "incomplete":
        return Delivery(account, arrival).warning("replay_incomplete", None, status.get("job_id"))
    return Delivery(account, arrival).unsupported("replay_job_status", item)


_Reader = Callable[[Delivery, Mapping[str, Any], Mapping[str, Any]], ParsedItem | None]
_READERS: Mapping[str, _Reader] = {
    "tweet_create_events": post,
    "tweet_delete_events": deletion,
    "direct_message_events": direct_message,
}
