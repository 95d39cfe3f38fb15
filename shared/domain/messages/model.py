"""A message, and everything that later happened to it.

The item of a message may exist before the message does: a delete, an edit or an answer may overtake the message
it speaks of. It is then *incomplete* (``stored_at`` is ``None``) and what it holds is applied when the message
arrives. A deleted message stays as a tombstone, so that a late ``created`` cannot bring its text back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.domain.classification.model import Classification
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.reactions import Reaction
from shared.domain.privacy.pseudonyms import is_pseudonym
from shared.domain.vocabulary import Category, Direction, Outcome, Sentiment, Surface, Visibility

MAX_OUTCOMES = 30
"""Events whose outcome the message itself holds. The outcomes of later ones are records of their own."""

MAX_LATEST_EDITIONS = 10
"""Earlier texts that are kept, beside the first one. What a customer can do without end must not fill an item."""

MAX_EDITION_BYTES = 2_048
"""A longer earlier text is kept in the bucket."""

MAX_ANSWERS = 20
"""Early answers that are linked to the message when it arrives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An earlier text of a message, and since when it was the text (platform time, UTC).

    ``text_key`` names the object that holds a text that is too long.
    """

    text: str | None
    since: datetime
    text_key: str | None = None


def bounded_editions(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    """The editions to keep, in the order of time: the first, and the latest."""
    in_order = sorted(editions, key=lambda edition: edition.since)
    if len(in_order) <= MAX_LATEST_EDITIONS + 1:
        return tuple(in_order)
    return (in_order[0], *in_order[-MAX_LATEST_EDITIONS:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    channel: str
    account_id: str
    message_id: str
    revision: int = 0  # raised by every write; a write is conditional on the revision that was read
    brand: str
    direction: Direction = Direction.INBOUND
    automatic: bool = False  # written by a robot: ours, or one the platform names as such
    surface: Surface | None = None
    visibility: Visibility | None = None
    conversation_id: str | None = None
    ticket_id: str | None = None
    parent_id: str | None = None
    author_id: str | None = None
    author_handle: str | None = None
    author_name: str | None = None
    text: str | None = None
    text_key: str | None = None
    transcribed: bool = False  # the text was written down from a voice message, by a machine
    language: str | None = None
    category: Category | None = None
    sentiment: Sentiment | None = None
    rating: int | None = None  # the stars of a review, 1 to 5
    listening: tuple[str, ...] = ()  # what it adds to the figures once it is stored (shared/domain/figures)
    waits: bool = False  # for an answer, unless one was given
    attachments: tuple[Attachment, ...] = ()
    group_id: str | None = None  # of an album: people see its messages as one
    permalink: str | None = None
    reply_token: str | None = None  # with which one answer is free, for a minute after it came
    references: tuple[str, ...] = ()  # of orders, invoices and parcels, under which it is found
    occurred_at: datetime | None = None
    received_at: datetime | None = None
    stored_at: datetime | None = None
    edited_at: datetime | None = None
    editions: tuple[Edition, ...] = ()
    deleted_at: datetime | None = None
    removed_by: str | None = None  # who of us took the content away; ``None`` where its customer did
    hidden: bool = False
    hidden_at: datetime | None = None
    hidden_by: str | None = None  # who of us hid it, or showed it again; ``None`` where the platform's own tools did
    answered_by_person_at: datetime | None = None  # by an answer that overtook it
    answers: tuple[str, ...] = ()  # the ids of such answers
    known_by_edit: bool = False  # stored from an edit; the message itself was not delivered yet
    pending_classification: Classification | None = None  # of an edit that overtook it
    delivery_error: str | None = None
    reactions: tuple[Reaction, ...] = ()  # to a message of ours in private, those taken back included
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)  # event id → what became of it
    expires_at: datetime | None = None

    @property
    def complete(self) -> bool:
        return self.stored_at is not None

    @property
    def text_keys(self) -> frozenset[str]:
        """The objects in the bucket that belong to this message."""
        keys = (self.text_key, *(edition.text_key for edition in self.editions))
        return frozenset(key for key in keys if key is not None)

    @property
    def media_keys(self) -> frozenset[str]:
        """The objects in the bucket that hold its files, or will hold those that are still fetched."""
        return frozenset(held.key for held in self.attachments if held.key is not None)

    @property
    def erased(self) -> bool:
        """The person was erased, and the id with them."""
        return is_pseudonym(self.message_id)

    @property
    def text_since(self) -> datetime | None:
        """Since when its text is the one that it has now."""
        return self.edited_at or self.occurred_at

    def rewritten(self, text: str | None, at: datetime) -> "Message":
        """The message with another text since ``at``; the one that stood there is kept as an edition. What was deleted
        stands there anew, and nothing is kept of it.
        """
        if self.deleted_at is not None:
            return replace(self, text=text, text_key=None, occurred_at=at, deleted_at=None, removed_by=None)
        before = Edition(text=self.text, text_key=self.text_key, since=self.text_since or at)
        return replace(
            self, text=text, text_key=None, edited_at=at, editions=bounded_editions((*self.editions, before))
        )

    def with_outcome(self, event_id: str, outcome: Outcome) -> "Message":
        """The message with the outcome of one more event, as long as there is room for it."""
        if len(self.outcomes) >= MAX_OUTCOMES:
            return self
        return replace(self, outcomes={**self.outcomes, event_id: outcome})
