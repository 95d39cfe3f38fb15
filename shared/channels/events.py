"""How every channel makes an event: what is the same for all of them stands here once."""

from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.domain.channels.webhook import Arrival, OwnAccount
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind


def event_of(
    account: OwnAccount,
    arrival: Arrival,
    kind: EventKind,
    *event_id: str,
    occurred_at: datetime | None = None,
    **rest: Any,
) -> InboundEvent:
    """An event of this account. ``event_id`` are the parts that follow channel and account.

    ``occurred_at`` is the platform's time; without one it is the time of arrival.
    """
    return InboundEvent(
        event_id=":".join((account.channel, account.id, *event_id)),
        kind=kind,
        brand=account.brand,
        channel=account.channel,
        account_id=account.id,
        occurred_at=occurred_at or arrival.received_at,
        received_at=arrival.received_at,
        trace_id=arrival.trace_id,
        **rest,
    )


def unsupported(account: OwnAccount, arrival: Arrival, what: str | None, item: Any, **rest: Any) -> InboundEvent:
    """An item of a kind that this channel does not know: it is stored as an outcome and counted."""
    known = {"details": {"field": reading.name(what) or "unknown"}, **rest}
    return event_of(account, arrival, EventKind.UNSUPPORTED, "unsupported", reading.digest(item), **known)
