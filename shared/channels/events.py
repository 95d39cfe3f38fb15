"""How every channel makes an event: what is the same for all of them stands here once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Unreadable
from shared.domain.messages.edits import FOUND_BY_SEARCH, VERSION
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.reactions import MAX_EMOJI_LENGTH, REACTION
from shared.domain.vocabulary import EventKind
from shared.ports.configuration import AccountDirectory


def event_of(
    account: OwnAccount,
    arrival: Arrival,
    kind: EventKind,
    *event_id: str,
    occurred_at: datetime | None = None,
    **rest: Any,
) -> InboundEvent:
    """An event of this account. ``event_id`` are the parts that follow channel and account.

    ``occurred_at`` is the platform's time; without one it is the time of arrival. What a search found is another event
    than the same message in the list of what is addressed to us: nobody knows which comes first.
    """
    found = ("found",) if kind is EventKind.CREATED and rest.get("surface") in FOUND_BY_SEARCH else ()
    return InboundEvent(
        event_id=":".join((account.channel, account.id, *event_id, *found)),
        kind=kind,
        brand=account.brand,
        channel=account.channel,
        account_id=account.id,
        occurred_at=occurred_at or arrival.received_at,
        received_at=arrival.received_at,
        trace_id=arrival.trace_id,
        **rest,
    )


def entry_of(
    account: OwnAccount,
    arrival: Arrival,
    message_id: str,
    *,
    own: bool,
    edited_at: datetime | None = None,
    digits: int = 0,
    **rest: Any,
) -> InboundEvent:
    """An entry of a list that a poll reads: somebody's message, or one of ours (``own``).

    One that was edited before the poll saw it is that version of it; ``digits`` of the second tell versions apart.
    """
    kind = EventKind.ECHO if own else EventKind.CREATED
    occasion, details = kind.value, {}
    if edited_at is not None and not own:
        occasion = f"edited:{edited_at.timestamp():.{digits}f}"
        details = {VERSION: occasion}
    return event_of(account, arrival, kind, message_id, occasion, details=details, message_id=message_id, **rest)


def unsupported(account: OwnAccount, arrival: Arrival, what: str | None, item: Any, **rest: Any) -> InboundEvent:
    """An item of a kind that this channel does not know: it is stored as an outcome and counted."""
    known = {"details": {"field": reading.name(what) or "unknown"}, **rest}
    return event_of(account, arrival, EventKind.UNSUPPORTED, "unsupported", reading.digest(item), **known)


def reaction_of(emoji: Any) -> dict[str, str]:
    """The details of a reaction in private. One that was taken back or cannot be shown has no emoji."""
    shown = reading.name(emoji) or ""
    return {REACTION: shown if len(shown) <= MAX_EMOJI_LENGTH else ""}


EMPTY_BODY = "empty_body"
UNWANTED_OBJECT = "unwanted_object"


def ignored(
    accounts: AccountDirectory, channels: Iterable[str], arrival: Arrival, reason: str, item: Any
) -> ParsedItem:
    """A signed body that says nothing, or speaks of something that this desk does not listen to.

    It names no account of ours: it is for the first of ``channels`` of the brand whose address was called.
    """
    account = next((found for channel in channels if (found := accounts(channel, "")) is not None), None)
    if account is None:
        return Unreadable(reason="unknown_account", item=item)
    return unsupported(account, arrival, reason, item, details={"field": reason, "reason": reason})


def warning(account: OwnAccount, arrival: Arrival, reason: str, *event_id: str, **rest: Any) -> InboundEvent:
    """The platform tells something about our own account, number or content: operators are told."""
    details = {**rest.pop("details", {}), "reason": reason}
    return event_of(account, arrival, EventKind.ACCOUNT_WARNING, *event_id, details=details, **rest)
