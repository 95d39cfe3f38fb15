"""One item of a body of X, and how our events are made from it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.channels import reading
from shared.channels.events import event_of, unsupported
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Signals, Unreadable
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility

MALFORMED = "malformed_item"
UNKNOWN_ACCOUNT = "unknown_account"
UNKNOWN_OBJECT = "unknown_object"

_EPOCH_OF_IDS = 1_288_834_974_657  # milliseconds: ids of X hold the time of their making since then
_FIRST_TIMED_ID = 1 << 50
_LINKS = re.compile(r"https?://\S+")
_OLD_LANGUAGES = {"in": "id", "iw": "he", "no": "nb"}  # codes X still uses


@dataclass(frozen=True, slots=True)
class Delivery:
    """For which account of ours an item came, and when."""

    account: OwnAccount
    arrival: Arrival

    def is_own(self, author: Author | None) -> bool:
        return author is not None and self.account.is_own(author.id)

    def mentions_us(self, ids: tuple[str, ...], handles: tuple[str, ...]) -> bool:
        own = self.account.handle.lstrip("@").casefold()
        return any(map(self.account.is_own, ids)) or any(handle.casefold() == own for handle in handles)

    def event(
        self, kind: EventKind, message_id: str, *occasion: str, occurred_at: datetime, **rest: Any
    ) -> InboundEvent:
        """The id depends on the message and on what happened to it, never on the product that told us."""
        return event_of(
            self.account,
            self.arrival,
            kind,
            message_id,
            kind_of_id(kind),
            *occasion,
            message_id=message_id,
            occurred_at=occurred_at,
            **rest,
        )

    def warning(self, reason: str, at: Any, occasion: Any = None) -> InboundEvent:
        """X tells something about the account itself: operators are told. ``occasion`` tells two such events apart."""
        occurred_at = reading.instant(at) or self.arrival.received_at
        occasion = reading.identifier(occasion or at) or f"{self.arrival.received_at:%Y-%m-%d}"
        return event_of(
            self.account,
            self.arrival,
            EventKind.ACCOUNT_WARNING,
            reason,
            occasion,
            occurred_at=occurred_at,
            details={"reason": reason},
        )

    def unsupported(self, what: str, item: Any, **rest: Any) -> InboundEvent:
        """Something we know nothing to do with: kept and counted."""
        return unsupported(self.account, self.arrival, what, item, **rest)


def guarded(read: Callable[..., ParsedItem], *given: Any) -> ParsedItem:
    """What the reader makes of it. A shape that nobody has foreseen costs this item, not its neighbours."""
    try:
        return read(*given)
    except reading.UNREADABLE:
        return Unreadable(reason=MALFORMED)


def kind_of_id(kind: EventKind) -> str:
    """An echo is created too: whoever compares ids of events need not know who wrote."""
    return EventKind.CREATED if kind is EventKind.ECHO else kind


def post_event(
    delivery: Delivery,
    *,
    message_id: str,
    first_id: str | None,
    author: Author | None,
    surface: Surface,
    root: str | None,
    parent_id: str | None,
    text: str | None,
    mentions: tuple[str, ...],
    attachments: tuple[Attachment, ...],
    language: str | None,
    occurred_at: datetime,
) -> ParsedItem:
    """A post. An edited one has an id of its own and names the first: it is told as an edit of the first.

    In public one customer under one root is one conversation; what we write ourselves finds its conversation
    through ``parent_id``.
    """
    own = delivery.is_own(author)
    edited = first_id is not None and first_id != message_id
    known_as = first_id if first_id is not None and edited else message_id
    kind = EventKind.EDITED if edited else EventKind.ECHO if own else EventKind.CREATED
    if kind is EventKind.CREATED and not attachments:
        if surface is Surface.QUOTE and _says_nothing(text):
            return Signals(account=delivery.account, name="quote")
        said = _own_words(text, delivery.account.handle, surface, parent_id)
        if reading.names_friends_only(said, reading.handles(said), delivery.account.handle):
            return Signals(account=delivery.account, name="tag")
    writer = author.id if author is not None and author.id is not None else known_as
    handle = author.handle if author is not None else None
    return delivery.event(
        kind,
        known_as,
        *((message_id,) if edited else ()),
        surface=surface,
        visibility=Visibility.PUBLIC,
        conversation_id=None if own else f"{root or known_as}:{writer}",
        parent_id=parent_id,
        text=text,
        language_hint=language,
        author=author,
        attachments=attachments,
        mentions=mentions,
        # X leads from any name in the address to the right one; "i" is the one that is nobody's.
        permalink=f"https://x.com/{handle or 'i'}/status/{message_id}",
        occurred_at=occurred_at,
    )


def _own_words(text: str | None, handle: str, surface: Surface, parent_id: str | None) -> str | None:
    """A text without what X adds: the link of the quoted post, and our handle before an answer to us."""
    if text is None:
        return None
    if surface is Surface.QUOTE:
        return _LINKS.sub("", text)
    own = f"@{handle.lstrip('@')} "
    return text[len(own) :] if parent_id is not None and text.casefold().startswith(own.casefold()) else text


def _says_nothing(text: str | None) -> bool:
    """A quote without words of its own: X lists the quoted post's link, and nothing beside it."""
    return text is None or _LINKS.sub("", text).strip() == ""


def moment(delivery: Delivery, item_id: str | None, *values: Any) -> datetime:
    """The first of these times that can be read, else the one in the id, else our own."""
    for value in values:
        found = reading.instant(value) or _written_out(value)
        if found is not None:
            return found
    if item_id is not None and item_id.isdecimal() and _FIRST_TIMED_ID < int(item_id) < 1 << 63:
        return datetime.fromtimestamp(((int(item_id) >> 22) + _EPOCH_OF_IDS) / 1000, UTC)
    return delivery.arrival.received_at


def _written_out(value: Any) -> datetime | None:
    """``Fri Jul 31 12:13:20 +0000 2026``"""
    if not isinstance(value, str):
        return None
    try:
        return datetime.strptime(value, "%a %b %d %H:%M:%S %z %Y").astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def language(value: Any) -> str | None:
    """The language X recognised; its codes for "none" and "unknown" have three letters or begin with ``q``."""
    found = reading.name(value)
    if found is None or found == "und" or found.startswith("q") or found == "zxx":
        return None
    return _OLD_LANGUAGES.get(found, found)


def whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53 else None


def flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def author_of(user: Mapping[str, Any], author_id: str | None) -> Author | None:
    """The author as X describes them: with a handle and a reach in every spelling X uses.

    The older user objects say ``screen_name`` and ``followers_count``, the newer ones ``username`` and
    ``public_metrics.followers_count``, sometimes wrapped in ``data``.
    """
    inner = reading.mapping(user.get("data")) or user
    found_id = author_id or reading.first_identifier(inner, "id_str", "id")
    handle = reading.name(inner.get("screen_name")) or reading.name(inner.get("username"))
    if found_id is None and handle is None:
        return None
    metrics = reading.mapping(inner.get("public_metrics"))
    followers = whole(inner.get("followers_count"))
    return Author(
        id=found_id,
        handle=handle,
        name=reading.name(inner.get("name")),
        followers=followers if followers is not None else whole(metrics.get("followers_count")),
        verified=flag(inner.get("verified")),
        is_bot=inner.get("is_automated") is True or _is_automated(inner),
    )


def _is_automated(user: Mapping[str, Any]) -> bool:
    """The label that X shows on automated accounts comes as an affiliation (X Activity API, event payloads)."""
    return reading.word(reading.mapping(user.get("affiliation")).get("description")) == "Automated"


def known_users(listed: Any) -> Mapping[str, Any]:
    """Users by id, whether they come as a map or as a list."""
    if isinstance(listed, dict):
        return listed
    found: dict[str, Any] = {}
    for raw in reading.sequence(listed):
        user = reading.mapping(reading.mapping(raw).get("data")) or reading.mapping(raw)
        user_id = reading.first_identifier(user, "id_str", "id")
        if user_id is not None:
            found[user_id] = user
    return found
