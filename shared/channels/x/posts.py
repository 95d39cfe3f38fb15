"""One post in the shape of version 2 of the X API: the X Activity API and the filtered stream tell posts in it."""

import re
from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.x import wording
from shared.channels.x.items import Delivery, author_of, language, moment, post_event
from shared.domain.channels.webhook import ParsedItem, Signals
from shared.domain.messages.event import Author
from shared.domain.vocabulary import Surface

# What a repost refers to is told only where it was asked for; its text begins like this all the same.
_REPOST = re.compile(r"RT @\w+: ")


def read_post(
    delivery: Delivery, kind: str, item: Mapping[str, Any], includes: Mapping[str, Any], match: Surface | None = None
) -> ParsedItem | None:
    message_id = reading.first_identifier(item, "id", "id_str")
    if message_id is None:
        return None
    if _referenced(item, "retweeted") is not None or _REPOST.match(reading.word(item.get("text"))):
        return Signals(account=delivery.account, name="repost")
    author = _author(item, includes)
    note = reading.mapping(item.get("note_tweet"))
    source = note if reading.text(note.get("text")) else item
    entities = reading.mapping(source.get("entities")) or reading.mapping(item.get("entities"))
    links = reading.sequence(entities.get("urls"))
    media = _media(item, includes)
    raw = source.get("text")
    handles, ids = _mentions(item, entities, raw)
    reply_to = _referenced(item, "replied_to") or reading.identifier(item.get("in_reply_to_tweet_id"))
    quoted = _referenced(item, "quoted")
    answered = reading.identifier(item.get("in_reply_to_user_id"))
    addressed = delivery.mentions_us(ids, handles) or delivery.account.is_own(answered)
    if addressed:
        match = None  # found by a rule or told by a subscription: whoever mentions us addresses us, and it is one event
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
    return (*dict.fromkeys(handles), *written)[: reading.MAX_MENTIONS], tuple(ids)


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
