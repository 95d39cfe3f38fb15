"""The way in of Mastodon: mentions in public and in private, what our account writes, hashtags.

Entities ``Notification``, ``Status`` and ``Account`` of Mastodon's API. The text of a status is HTML.
"""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from shared.channels import reading
from shared.channels.events import entry_of, unsupported
from shared.channels.polled import PolledReader, malformed
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author
from shared.domain.vocabulary import Surface, Visibility

CHANNEL = "mastodon"
_SAID = frozenset({"mention", "quote"})
_BREAKS = {"p": "\n\n", "br": "\n", "li": "\n", "blockquote": "\n"}
_PRIVATE = frozenset({"direct"})


def notification(account: OwnAccount, item: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    kind = reading.word(item.get("type"))
    if kind not in _SAID:
        return unsupported(account, arrival, kind, item)
    return _status(account, reading.mapping(item.get("status")), arrival, quotes_us=kind == "quote")


def listed(account: OwnAccount, item: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    """A status as timelines show it."""
    return _status(account, item, arrival)


def _status(account: OwnAccount, status: Mapping[str, Any], arrival: Arrival, *, quotes_us: bool = False) -> ParsedItem:
    message_id, author = reading.identifier(status.get("id")), _author(reading.mapping(status.get("account")))
    if message_id is None or author is None:
        return malformed(account)
    own = account.is_own(author.id)
    private = reading.word(status.get("visibility")) in _PRIVATE
    parent = reading.identifier(status.get("in_reply_to_id"))
    root = reading.identifier(status.get("root_id")) or parent or message_id
    mentions = [reading.mapping(each) for each in reading.sequence(status.get("mentions"))]
    edited_at = reading.instant(status.get("edited_at"))
    conversation = author.id if private else f"{root}:{author.id}"
    return entry_of(
        account,
        arrival,
        message_id,
        own=own,
        edited_at=edited_at,
        digits=3,
        surface=_surface(account, status, mentions, private=private, quotes_us=quotes_us),
        visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
        conversation_id=None if own else conversation,
        parent_id=parent,
        text=text_of(status.get("content")),
        author=author,
        mentions=_names(account, mentions),
        attachments=_attachments(status),
        permalink=reading.url(status.get("url")),
        language_hint=reading.name(status.get("language")),
        occurred_at=(None if own else edited_at) or reading.instant(status.get("created_at")),
    )


def _surface(
    account: OwnAccount,
    status: Mapping[str, Any],
    mentions: list[Mapping[str, Any]],
    *,
    private: bool,
    quotes_us: bool,
) -> Surface:
    """A list that names no notification shows the quoted status (entity ``Quote``) with its author."""
    if private:
        return Surface.DIRECT_MESSAGE
    if account.is_own(reading.identifier(status.get("in_reply_to_account_id"))):
        return Surface.COMMENT
    if any(account.is_own(reading.identifier(each.get("id"))) for each in mentions):
        return Surface.MENTION
    quoted = reading.mapping(reading.mapping(status.get("quote")).get("quoted_status"))
    if quotes_us or account.is_own(reading.identifier(reading.mapping(quoted.get("account")).get("id"))):
        return Surface.QUOTE
    return Surface.BROAD_MATCH


def _author(told: Mapping[str, Any]) -> Author | None:
    found = reading.identifier(told.get("id"))
    if found is None:
        return None
    return Author(
        id=found,
        handle=reading.name(told.get("acct")) or reading.name(told.get("username")),
        name=reading.name(told.get("display_name")),
        followers=reading.whole_number(told.get("followers_count")),
        is_bot=reading.flag(told.get("bot")),
    )


def _names(account: OwnAccount, mentions: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """Our own handle where our id is mentioned, and the addresses of the others."""
    names = (
        account.handle if account.is_own(reading.identifier(each.get("id"))) else reading.name(each.get("acct"))
        for each in mentions
    )
    return tuple(dict.fromkeys(name for name in names if name))[: reading.MAX_MENTIONS]


def _attachments(status: Mapping[str, Any]) -> tuple[Attachment, ...]:
    found = [reading.mapping(each) for each in reading.sequence(status.get("media_attachments"))]
    kinds = {"gifv": "video", "unknown": "file"}
    return tuple(
        reading.attachment(
            kinds.get(reading.word(each.get("type")), each.get("type")),
            each.get("url") or each.get("remote_url"),
            id=each.get("id"),
            title=each.get("description"),
        )
        for each in found[: reading.MAX_ATTACHMENTS]
    )


def text_of(content: Any) -> str | None:
    """The words of a status. What its HTML would do is not wanted: only its breaks are kept."""
    if not isinstance(content, str):
        return None
    words = _Words()
    words.feed(content)
    words.close()
    return reading.text("".join(words.found).strip())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS and self.found:
            self.found.append(_BREAKS[tag])

    def handle_data(self, data: str) -> None:
        self.found.append(data)


READER = PolledReader(
    CHANNEL, {"notifications": notification, **dict.fromkeys(("own_posts", "hashtags", "search"), listed)}
)
