"""Events that mark something without being a message: hidden, counted, warned."""

from dataclasses import replace

from functions.store.created import repeated
from functions.store.desk import Desk, Stored
from shared.domain.classification.model import Classification
from shared.domain.errors import UnreadableEventError
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.vocabulary import EventKind, Outcome
from shared.ports.repositories import OutcomeRecord


def hide(desk: Desk, event: InboundEvent, _: Classification | None) -> Stored:
    """A message was hidden from the public, or shown again; the latest by platform time holds."""
    if event.message_id is None:
        raise UnreadableEventError("message_id: missing")
    known = desk.messages.get(event.channel, event.account_id, event.message_id)
    if known is None:
        known = Message(
            channel=event.channel, account_id=event.account_id, message_id=event.message_id, brand=event.brand
        )
    if event.event_id in known.outcomes:
        return repeated(known, event)
    after = replace(known, outcomes={**known.outcomes, event.event_id: Outcome.HIDDEN})
    if known.hidden_at is None or event.occurred_at >= known.hidden_at:
        after = replace(after, hidden=event.kind is EventKind.HIDDEN, hidden_at=event.occurred_at)
    desk.messages.save(after)
    return Stored(outcome=Outcome.HIDDEN, ticket_id=known.ticket_id)


def signal(desk: Desk, event: InboundEvent, _: Classification | None) -> Stored:
    """Likes, follows, reactions: counted where they came in; here only the record that they were handled."""
    return _recorded(desk, event, Outcome.SIGNAL)


def receipts(desk: Desk, event: InboundEvent, _: Classification | None) -> Stored:
    """Deliveries and readings: counted likewise."""
    return _recorded(desk, event, Outcome.STATUS)


def warning(desk: Desk, event: InboundEvent, _: Classification | None) -> Stored:
    """The platform warns about one of our accounts: for operators, who have an alarm on it."""
    stored = _recorded(desk, event, Outcome.OPS)
    if not stored.duplicate:
        desk.metrics.count("AccountWarnings", channel=event.channel)
    return stored


def _recorded(desk: Desk, event: InboundEvent, outcome: Outcome) -> Stored:
    known = desk.outcomes.get(event.event_id)
    if known is not None and known.outcome is not Outcome.PARKED:
        return Stored(outcome=known.outcome, duplicate=True)
    reason = event.details.get("reason")
    desk.outcomes.add(OutcomeRecord(event_id=event.event_id, outcome=outcome, at=desk.clock.now(), reason=reason))
    return Stored(outcome=outcome)
