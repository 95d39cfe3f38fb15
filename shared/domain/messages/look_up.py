"""What some deliveries leave out: they name a message and do not say what it says. It is asked for before it is read.

A channel marks such an event with the detail ``look_up``. What was asked in vain keeps the mark.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.brand.model import Account
from shared.domain.channels.sending import PlatformMessage
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import EventKind

LOOK_UP = "look_up"
WANTED = "wanted"
FOUND = "found"  # these words came after their message
GONE = "gone"  # the platform does not show it, and asking again will not help

AGAIN = timedelta(minutes=1)
PATIENCE = timedelta(days=1)
MAX_WANTED = 5
"""Messages of one ticket whose words are asked for again. Of more than that the latest count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedWords:
    """Words of one message that the platform has not told. ``edited_at``: they are those of an edit of that time."""

    message_id: str
    since: datetime
    edited_at: datetime | None = None


def with_wanted(wanted: tuple[WantedWords, ...], more: WantedWords) -> tuple[WantedWords, ...]:
    """One entry for each message: the words of a later edit replace those of an earlier one."""
    known = next((one for one in wanted if one.message_id == more.message_id), None)
    if known is not None and (more.edited_at is None or (known.edited_at or more.edited_at) > more.edited_at):
        return wanted
    return (*(one for one in wanted if one is not known), more)[-MAX_WANTED:]


def still_wanted(wanted: tuple[WantedWords, ...], now: datetime) -> tuple[WantedWords, ...]:
    """Those that were not asked for in vain for a day."""
    return tuple(one for one in wanted if next_look(one.since, now) is not None)


def is_wanted(event: InboundEvent) -> bool:
    return event.details.get(LOOK_UP) == WANTED


def is_found(event: InboundEvent) -> bool:
    return event.details.get(LOOK_UP) == FOUND


def next_look(asked_since: datetime, now: datetime) -> datetime | None:
    """When to ask once more: after as long as it has been already; ``None`` after a day."""
    waited = now - asked_since
    return now + max(waited, 2 * AGAIN) if waited < PATIENCE else None


def given_up(event: InboundEvent) -> InboundEvent:
    """The platform will not tell: a person has to look there."""
    return replace(event, details={**event.details, LOOK_UP: GONE})


def completed(event: InboundEvent, found: PlatformMessage, account: Account) -> InboundEvent:
    """The event with what the platform told. What we wrote ourselves is an echo after all."""
    author = event.author or _known(found.author)
    details = {name: value for name, value in event.details.items() if name != LOOK_UP}
    is_edit = event.kind is EventKind.EDITED
    complete = replace(
        event,
        text=event.text or found.text,
        rating=event.rating or found.rating,
        author=author,
        permalink=event.permalink or found.permalink,
        parent_id=event.parent_id or found.parent_id,
        conversation_id=_conversation(event, author),
        # The platform tells when the message was written, not when it was edited.
        occurred_at=event.occurred_at if is_edit else found.occurred_at or event.occurred_at,
        details=details,
    )
    if event.kind is EventKind.CREATED and (_is_own(author, account) or _is_own(found.author, account)):
        return replace(complete, kind=EventKind.ECHO, conversation_id=None)
    return complete


def _known(author: Author | None) -> Author | None:
    return None if author is None or (author.id is None and author.handle is None) else author


def _conversation(event: InboundEvent, author: Author | None) -> str | None:
    """In public, one customer under one root: as long as nobody knew the customer the message stood for them."""
    alone, conversation = f":{event.message_id}", event.conversation_id
    if conversation is None or event.author is not None or author is None or author.id is None:
        return conversation
    return f"{conversation.removesuffix(alone)}:{author.id}" if conversation.endswith(alone) else conversation


def _is_own(author: Author | None, account: Account) -> bool:
    if author is None:
        return False
    handle = account.handle.lstrip("@").casefold()
    return author.id in (account.id, *account.aliases) or (author.handle or "").lstrip("@").casefold() == handle
