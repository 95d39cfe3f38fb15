"""One thing a platform told us, in our words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import EventKind, Surface, Visibility

SCHEMA_VERSION = 1

TRANSCRIBED = "transcribed"
"""Detail of an edit whose text was written down from a voice message, by a machine."""

POSITION = "position"
"""Detail of an edit that only tells where somebody is now, who shares where they are for a while."""


MIN_RATING, MAX_RATING = 1, 5
"""Stars of a review, on every platform of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote, as the channel knows them. Most platforms tell far less than all of this."""

    id: str | None = None
    handle: str | None = None
    name: str | None = None
    followers: int | None = None
    verified: bool | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundEvent:
    """The body of a message on the inbound queue, and the input of the triage workflow.

    ``event_id`` is the same each time the platform sends the same thing again. ``conversation_id`` is the
    conversation as far as the payload alone tells it; store resolves the rest through ``parent_id``.
    ``group_id`` is the same for the messages of one album, where a platform sends one for each picture.
    ``occurred_at`` is the platform's time, ``received_at`` ours; both are aware and in UTC.
    ``text_key`` names the object that holds the text when it was too long for a workflow's state; ``text`` is
    then ``None``. ``rating`` are the stars of a review, 1 to 5; anything else raises ``ValueError``.
    ``reply_token`` lets one answer be sent for free, on channels whose policy has a ``reply_token_window``.
    ``counts`` is filled for the signals and receipts of one body: how many of each. ``details`` holds the few
    facts of the other kinds: ``status`` and ``error_code`` of a receipt, ``reason`` of an account warning, ``app_id``
    and ``reference`` (what we asked the platform to send back) of an echo, ``reaction`` (the emoji, or
    nothing once it was taken back) of a signal in private that names a message.
    """

    schema_version: int = SCHEMA_VERSION
    event_id: str
    kind: EventKind
    brand: str
    channel: str
    account_id: str
    surface: Surface | None = None
    visibility: Visibility | None = None
    conversation_id: str | None = None
    message_id: str | None = None
    parent_id: str | None = None
    text: str | None = None
    text_key: str | None = None
    language_hint: str | None = None
    rating: int | None = None
    author: Author | None = None
    attachments: tuple[Attachment, ...] = ()
    mentions: tuple[str, ...] = ()
    group_id: str | None = None
    permalink: str | None = None
    reply_token: str | None = None
    occurred_at: datetime
    received_at: datetime
    reply_window_closes_at: datetime | None = None
    trace_id: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rating is not None and not MIN_RATING <= self.rating <= MAX_RATING:
            raise ValueError(f"a rating is {MIN_RATING} to {MAX_RATING}")
