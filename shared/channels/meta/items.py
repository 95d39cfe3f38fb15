"""One item of a Meta body, and how our events are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.channels import reading
from shared.channels.events import event_of, warning
from shared.domain.channels.webhook import Arrival, OwnAccount, Unreadable
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility

REPLY_WINDOW = timedelta(hours=24)
"""The standard messaging window of Messenger, Instagram and WhatsApp, from the customer's last message."""

MALFORMED = "malformed_item"

WITH_TEXT = frozenset({EventKind.CREATED, EventKind.EDITED, EventKind.ECHO})


@dataclass(frozen=True, slots=True)
class Item:
    """One change or messaging event, and what surrounds it.

    ``sent`` is ``entry.time`` as delivered: when Meta sent the notification, the only time of some kinds of event.
    It stays the same when the same body is delivered again, so it may be part of an event id.
    """

    account: OwnAccount
    field: str
    value: Mapping[str, Any]
    sent: str
    sent_at: datetime
    arrival: Arrival
    standby: bool = False

    def occasion(self, own_time: Any = None) -> str:
        """What tells two edits (or two hidings) of one message apart: the event's own time, or the sending time.

        Without its own time the value's digest is added, since one body may hold several edits.
        """
        spelled = reading.identifier(own_time)
        if spelled is not None:
            return spelled
        return f"{self.sent}-{reading.digest(self.value)}" if self.sent else reading.digest(self.value)

    def event(
        self,
        kind: EventKind,
        event_id: tuple[str, ...],
        *,
        surface: Surface | None = None,
        visibility: Visibility | None = None,
        conversation_id: str | None = None,
        message_id: str | None = None,
        parent_id: str | None = None,
        text: str | None = None,
        author: Author | None = None,
        mentions: tuple[str, ...] = (),
        occurred_at: datetime | None = None,
        **rest: Any,
    ) -> InboundEvent:
        """An event of this item's account, with the parts of its id. ``mentions`` are those beside the text's."""
        return event_of(
            self.account,
            self.arrival,
            kind,
            *event_id,
            surface=surface,
            visibility=visibility,
            conversation_id=conversation_id,
            message_id=message_id,
            parent_id=parent_id,
            text=text,
            author=author,
            mentions=tuple(dict.fromkeys((*mentions, *reading.handles(text))))[: reading.MAX_MENTIONS],
            occurred_at=occurred_at or self.sent_at,
            **rest,
        )

    def unsupported(self, what: str) -> InboundEvent:
        """Something we know nothing to do with: kept and counted."""
        return self.event(
            EventKind.UNSUPPORTED,
            ("unsupported", f"{self.sent}-{reading.digest(self.value)}"),
            details={"field": reading.name(what) or "unknown"},
        )

    def warning(self, reason: str, *, occurred_at: datetime | None = None, **details: str) -> InboundEvent:
        """The platform changed or restricts something of our own account: operators are told."""
        return warning(
            self.account,
            self.arrival,
            reason,
            "account_warning",
            self.field,
            f"{self.sent}-{reading.digest(self.value)}",
            occurred_at=occurred_at or self.sent_at,
            details=details,
        )

    def malformed(self) -> Unreadable:
        """The raw item is added by whoever walks the body."""
        return Unreadable(reason=MALFORMED, account_id=self.account.id)


def author_of(source: Mapping[str, Any], *, ids: tuple[str, ...], handles: tuple[str, ...] = ()) -> Author | None:
    """The author that an object such as ``from`` describes; ``None`` when it says nothing."""
    author_id = reading.first_identifier(source, *ids)
    handle = next((found for field in handles if (found := reading.name(source.get(field)))), None)
    display = reading.name(source.get("name"))
    if author_id is None and handle is None and display is None:
        return None
    return Author(id=author_id, handle=handle, name=display)


def public_conversation(root: str, author: Author | None, message_id: str) -> str:
    """One customer under one root; without an author each message stands alone."""
    return f"{root}:{author.id if author is not None and author.id is not None else message_id}"
