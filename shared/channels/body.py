"""A platform's body, split into events and what cannot become one."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

from shared.channels.contract import ChannelReader
from shared.domain.channels.quarantine import quarantined_bytes
from shared.domain.channels.webhook import Arrival, OwnAccount, Signals, folded
from shared.domain.messages.event import InboundEvent
from shared.ports.configuration import AccountDirectory

MAX_ITEMS = 2000
"""Items of one body; platforms send 1,000 at most (Meta). The rest is quarantined as one object, the body itself."""
MAX_REJECTED = 1000
"""Items of one body that are quarantined one by one."""
MAX_CLOCK_SKEW = timedelta(minutes=5)  # by which a platform's clock may be ahead of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedItem:
    """What goes to the quarantine: the reason (a closed list, see ``ItemsQuarantined``) and the bytes."""

    reason: str
    content: bytes


@dataclass(slots=True)
class SplitBody:
    """The items of one body. ``signals`` counts them by channel; they are in ``events`` too, folded."""

    events: list[InboundEvent] = field(default_factory=list)
    rejected: list[RejectedItem] = field(default_factory=list)
    signals: Counter[str] = field(default_factory=Counter)


def split_body(reader: ChannelReader, accounts: AccountDirectory, body: bytes, arrival: Arrival) -> SplitBody:
    """Parse the body. The same item twice in one body is one event."""
    try:
        payload = json.loads(body) if body.strip() else None
    except (ValueError, RecursionError):
        return SplitBody(rejected=[RejectedItem(reason="not_json", content=body)])
    split = SplitBody()
    events: dict[str, InboundEvent] = {}
    signals: dict[OwnAccount, Counter[str]] = {}
    for number, item in enumerate(reader.parse(payload, accounts, arrival)):
        if number >= MAX_ITEMS or len(split.rejected) >= MAX_REJECTED:
            split.rejected.append(RejectedItem(reason="too_many_items", content=body))
            break
        if isinstance(item, InboundEvent):
            events.setdefault(item.event_id, _not_in_the_future(item, arrival))
        elif isinstance(item, Signals):
            signals.setdefault(item.account, Counter())[item.name] += item.count
        else:
            split.rejected.append(RejectedItem(reason=item.reason, content=quarantined_bytes(item.item)))
    for counted in folded(signals, body, arrival):
        events[counted.event_id] = counted
        split.signals[counted.channel] += sum(counted.counts.values())
    split.events.extend(events.values())
    return split


def _not_in_the_future(event: InboundEvent, arrival: Arrival) -> InboundEvent:
    """A time in the future would give the ticket a deadline that never comes: the time of arrival stands in."""
    latest = arrival.received_at + MAX_CLOCK_SKEW
    return event if event.occurred_at <= latest else replace(event, occurred_at=arrival.received_at)
