"""The way in of Bluesky: mentions, replies and quotes; what our account writes; what the search finds.

Lexicons ``app.bsky.notification.listNotifications``, ``app.bsky.feed.defs#postView`` and ``app.bsky.feed.post``. All of
them hold a post with its author; how it reached us is read from the post itself, so that the same post is the same
message whichever list shows it first. Times are those of the server (``indexedAt``): ``createdAt`` is the client's.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.channels import reading
from shared.channels.events import event_of
from shared.channels.polled import PolledReader, malformed
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem
from shared.domain.listening.search import LANGUAGES
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author
from shared.domain.vocabulary import EventKind, Surface, Visibility

CHANNEL = "bluesky"
REPLIES = frozenset({"mention", "reply", "quote"})
"""The reasons of notifications in which somebody says something."""


def notification(account: OwnAccount, item: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    return _post(account, item, item.get("reason"), arrival)


def listed(account: OwnAccount, item: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    """A post as feeds and the search show it."""
    return _post(account, item, None, arrival)


def _post(account: OwnAccount, item: Mapping[str, Any], reason: Any, arrival: Arrival) -> ParsedItem:
    record = reading.mapping(item.get("record"))
    uri, author = reading.identifier(item.get("uri")), _author(reading.mapping(item.get("author")))
    if uri is None or author is None or not record:
        return malformed(account)
    own = account.is_own(author.id)
    reply = reading.mapping(record.get("reply"))
    parent, root = (reading.identifier(reading.mapping(reply.get(name)).get("uri")) for name in ("parent", "root"))
    mentioned = tuple(dict.fromkeys(_mentioned(record)))
    text = reading.text(record.get("text"))
    languages = [each for each in map(reading.name, reading.sequence(record.get("langs"))) if each]
    return event_of(
        account,
        arrival,
        EventKind.ECHO if own else EventKind.CREATED,
        uri,
        "echo" if own else "created",
        surface=_surface(account, reason, record, mentioned, parent),
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else f"{root or uri}:{author.id}",
        message_id=uri,
        parent_id=parent,
        text=text,
        author=author,
        mentions=_names(account, mentioned, text),
        attachments=_attachments(reading.mapping(item.get("embed")) or reading.mapping(record.get("embed"))),
        permalink=_permalink(uri),
        language_hint=languages[0] if languages else None,
        details={LANGUAGES: " ".join(languages)} if len(languages) > 1 else {},
        occurred_at=reading.instant(item.get("indexedAt")) or reading.instant(record.get("createdAt")),
    )


def _surface(
    account: OwnAccount, reason: Any, record: Mapping[str, Any], mentioned: tuple[str, ...], parent: str | None
) -> Surface:
    """A reply to us stands under a post of ours, whose address begins with our id."""
    if parent is not None and any(parent.startswith(f"at://{own}/") for own in (account.id, *account.aliases)):
        return Surface.COMMENT
    if any(account.is_own(each) for each in mentioned):
        return Surface.MENTION
    if any(f"/{own}/" in quoted for quoted in _quoted(record) for own in (account.id, *account.aliases)):
        return Surface.QUOTE
    named = {"reply": Surface.COMMENT, "mention": Surface.MENTION, "quote": Surface.QUOTE}
    return named.get(reading.word(reason), Surface.BROAD_MATCH)


def _author(profile: Mapping[str, Any]) -> Author | None:
    did = reading.identifier(profile.get("did"))
    if did is None:
        return None
    labels = (reading.mapping(label).get("val") for label in reading.sequence(profile.get("labels")))
    return Author(
        id=did,
        handle=reading.name(profile.get("handle")),
        name=reading.name(profile.get("displayName")),
        is_bot="bot" in labels,
    )


def _mentioned(record: Mapping[str, Any]) -> Iterator[str]:
    """The ids of those whom the text mentions (``app.bsky.richtext.facet#mention``)."""
    for facet in reading.sequence(record.get("facets")):
        for feature in reading.sequence(reading.mapping(facet).get("features")):
            if reading.mapping(feature).get("$type") == "app.bsky.richtext.facet#mention":
                did = reading.identifier(reading.mapping(feature).get("did"))
                if did is not None:
                    yield did


def _names(account: OwnAccount, mentioned: tuple[str, ...], text: str | None) -> tuple[str, ...]:
    """Our own handle where our id is mentioned, and the handles of the others as the text has them."""
    named = [account.handle] if any(account.is_own(each) for each in mentioned) else []
    return tuple(dict.fromkeys((*named, *reading.handles(text))))[: reading.MAX_MENTIONS]


def _quoted(record: Mapping[str, Any]) -> Iterator[str]:
    """The posts that a post shows (``app.bsky.embed.record``, alone or with media)."""
    embed = reading.mapping(record.get("embed"))
    inner = reading.mapping(embed.get("record"))
    for held in (inner, reading.mapping(inner.get("record"))):
        uri = reading.word(held.get("uri"))
        if uri:
            yield uri


def _attachments(embed: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Pictures and videos as the server shows them (``…#view``): a record itself names files without an address."""
    held = reading.mapping(embed.get("media")) or embed
    kind = reading.word(held.get("$type"))
    if kind.startswith("app.bsky.embed.images"):
        pictures = [reading.mapping(each) for each in reading.sequence(held.get("images"))]
        return tuple(
            reading.attachment("image", each.get("fullsize"), id=each.get("fullsize"), title=each.get("alt"))
            for each in pictures[: reading.MAX_ATTACHMENTS]
        )
    if kind.startswith("app.bsky.embed.video"):
        return (reading.attachment("video", held.get("playlist"), id=held.get("cid"), title=held.get("alt")),)
    if kind.startswith("app.bsky.embed.external"):
        link = reading.mapping(held.get("external"))
        return (reading.attachment("link", link.get("uri"), id=link.get("uri"), title=link.get("title")),)
    return ()


def _permalink(uri: str) -> str | None:
    """``at://<did>/app.bsky.feed.post/<key>`` as the app shows it."""
    parts = uri.removeprefix("at://").split("/")
    if len(parts) != 3 or parts[1] != "app.bsky.feed.post":
        return None
    return reading.url(f"https://bsky.app/profile/{parts[0]}/post/{parts[2]}")


READER = PolledReader(CHANNEL, {"notifications": notification, "own_posts": listed, "search": listed})
