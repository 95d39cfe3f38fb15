"""Domain events from the difference of two states. Pure: the same difference makes the same events, ids included."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from shared.domain.events.changes import (
    AccountChange,
    Change,
    HistoryAdded,
    IncidentChange,
    MessageChange,
    TicketChange,
)
from shared.domain.events.model import DomainEvent, EventType, event_id, iso, message_reference
from shared.domain.incidents.model import Incident
from shared.domain.messages.model import Message
from shared.domain.outbox.accounts import AccountState
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Direction, Status

_UPDATED = (
    *("team", "priority", "category", "sentiment", "danger"),
    *("tags", "needs_response", "incident_id", "satisfaction"),
)
"""A change of one of these is an update that others are told. What an event of its own tells is left out."""

_INCIDENT_UPDATED = ("title", "channels", "seen_at", "updates", "follow_up", "stopped_at")

_ENDED = (Status.RESOLVED, Status.CLOSED)

REPLY_FAILED = "reply_failed"
ERASED = "erased"

HISTORY_READ = frozenset({REPLY_FAILED, ERASED})
"""The entries of a ticket's history that say something which neither the ticket nor a message tells."""


def events_of(change: Change, at: datetime) -> tuple[DomainEvent, ...]:
    """What happened, in order. ``at`` is when the change was written."""
    match change:
        case TicketChange(before=before, after=after):
            return () if after is None else tuple(_of_ticket(before, after, at))
        case MessageChange(before=before_message, after=after_message):
            return () if after_message is None else tuple(_of_message(before_message, after_message, at))
        case HistoryAdded():
            return tuple(_of_history(change))
        case IncidentChange(before=before_incident, after=after_incident):
            return () if after_incident is None else tuple(_of_incident(before_incident, after_incident, at))
        case AccountChange():
            return tuple(_of_account(change, at))


def _of_ticket(before: Ticket | None, after: Ticket, at: datetime) -> Iterator[DomainEvent]:
    def event(event_type: EventType, **more: Any) -> DomainEvent:
        return DomainEvent(
            id=event_id(event_type, after.id, after.version, more.get("target", "")),
            type=event_type,
            brand=after.brand,
            subject=after.id,
            at=at,
            data={**_ticket_data(after), **more},
        )

    if before is None:
        yield event(EventType.TICKET_CREATED)
        return
    if before.version == after.version:
        return
    is_own_breach = after.merged == before.merged  # what was missed in a merged ticket was told of that one
    if is_own_breach and after.noticed_breach_at is not None and after.noticed_breach_at != before.noticed_breach_at:
        missed = iso(after.noticed_breach_at)
        yield event(EventType.TICKET_DEADLINE_MISSED, target="first_response", due_at=missed)
    if after.resolution_breached_at is not None and after.resolution_breached_at != before.resolution_breached_at:
        missed = iso(after.resolution_breached_at)
        yield event(EventType.TICKET_DEADLINE_MISSED, target="resolution", due_at=missed)
    if before.status in _ENDED and after.status not in _ENDED:
        yield event(EventType.TICKET_REOPENED)
    if after.claimed_by != before.claimed_by:
        yield event(EventType.TICKET_ASSIGNED, previous_assignee=before.claimed_by)
    if after.escalation_round > before.escalation_round:
        yield event(EventType.TICKET_ESCALATED, reason=after.escalation_reason, round=after.escalation_round)
    named = [agent for agent in after.mentioned if agent not in before.mentioned]
    if named:
        yield event(EventType.TICKET_MENTIONED, mentioned=named)
    if was_answered(before, after):
        yield event(EventType.TICKET_REPLIED, first=before.first_response_at is None)
    changes = {
        name: {"from": _plain(getattr(before, name)), "to": _plain(getattr(after, name))}
        for name in _UPDATED
        if getattr(before, name) != getattr(after, name)
    }
    if changes:
        yield event(EventType.TICKET_UPDATED, changes=changes)
    if after.status is Status.RESOLVED and before.status not in _ENDED:
        yield event(EventType.TICKET_RESOLVED)
    if after.merged_into is not None and before.merged_into is None:
        yield event(EventType.TICKET_MERGED, merged_into=after.merged_into)
    elif after.status is Status.CLOSED and before.status is not Status.CLOSED:
        yield event(EventType.TICKET_CLOSED)


def was_answered(before: Ticket, after: Ticket) -> bool:
    """Whether a person answered a customer who waited. Waits end without an answer, too: by closing a ticket, or by
    deleting what was written."""
    if before.waiting_since is None or after.waiting_since == before.waiting_since:
        return False
    known, now = before.last_answered_at, after.last_answered_at
    return now is not None and (known is None or now > known)


def _ticket_data(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket_id": ticket.id,
        "version": ticket.version,
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "category": ticket.category.value,
        "sentiment": ticket.sentiment.value,
        "danger": ticket.danger.value,
        "language": ticket.language,
        "team": ticket.team,
        "assignee": ticket.claimed_by,
        "channel": ticket.channel,
        "visibility": ticket.visibility.value,
        "message_count": ticket.message_count,
        "incident_id": ticket.incident_id,
        "previous_ticket_id": ticket.previous_ticket_id,
        "created_at": iso(ticket.created_at),
        "waiting_since": _instant(ticket.waiting_since),
        "first_response_at": _instant(ticket.first_response_at),
        "first_response_due_at": _instant(ticket.first_response_due_at),
        "resolution_due_at": _instant(ticket.resolution_due_at),
        "resolved_at": _instant(ticket.resolved_at),
        "resolution": None if ticket.resolution is None else ticket.resolution.value,
    }


def _of_message(before: Message | None, after: Message, at: datetime) -> Iterator[DomainEvent]:
    reference = message_reference(after.channel, after.account_id, after.message_id)

    def event(event_type: EventType, **more: Any) -> DomainEvent:
        data = {
            "message": reference,
            "ticket_id": after.ticket_id,
            "channel": after.channel,
            "direction": after.direction.value,
            "automatic": after.automatic,
            "visibility": None if after.visibility is None else after.visibility.value,
            "category": None if after.category is None else after.category.value,
            "sentiment": None if after.sentiment is None else after.sentiment.value,
            "language": after.language,
            "attachments": len(after.attachments),
            "occurred_at": _instant(after.occurred_at),
            **more,
        }
        return DomainEvent(
            id=event_id(event_type, reference, after.revision),
            type=event_type,
            brand=after.brand,
            subject=after.ticket_id or reference,
            at=at,
            data=data,
        )

    if not after.complete:
        return
    known = before is not None and before.complete
    if before is not None and before.revision == after.revision:
        return
    if not known and after.deleted_at is None:
        inbound = after.direction is Direction.INBOUND
        yield event(EventType.MESSAGE_RECEIVED if inbound else EventType.MESSAGE_SENT)
    if before is None or not known:
        return
    if after.edited_at is not None and after.edited_at != before.edited_at and after.deleted_at is None:
        yield event(EventType.MESSAGE_EDITED)
    if after.deleted_at is not None and before.deleted_at is None:
        yield event(EventType.MESSAGE_DELETED)
    if after.delivery_error is not None and before.delivery_error is None:
        yield event(EventType.MESSAGE_FAILED, reason="not_delivered")


def _of_history(change: HistoryAdded) -> Iterator[DomainEvent]:
    entry = change.entry
    types = {REPLY_FAILED: EventType.MESSAGE_FAILED, ERASED: EventType.TICKET_ERASED}
    event_type = types.get(entry.what)
    if event_type is None:
        return
    data: dict[str, Any] = {"ticket_id": entry.ticket_id}
    if event_type is EventType.MESSAGE_FAILED:
        data |= {"direction": Direction.OUTBOUND.value, "automatic": False, "reason": "not_sent"}
    yield DomainEvent(
        id=event_id(event_type, entry.ticket_id, iso(entry.at), entry.what),
        type=event_type,
        brand=change.brand,
        subject=entry.ticket_id,
        at=entry.at,
        data=data,
    )


def _of_incident(before: Incident | None, after: Incident, at: datetime) -> Iterator[DomainEvent]:
    def event(event_type: EventType, *discriminator: object) -> DomainEvent:
        return DomainEvent(
            id=event_id(event_type, after.id, *discriminator),
            type=event_type,
            brand=after.brand,
            subject=after.id,
            at=at,
            data={
                "incident_id": after.id,
                "title": after.title,
                "channels": list(after.channels),
                "suspected": after.suspected,
                "tickets": after.ticket_count,
                "customers": after.customer_count,
                "updates": after.updates,
                "follow_up": None if after.follow_up is None else after.follow_up.value,
                "opened_at": iso(after.opened_at),
                "seen_at": _instant(after.seen_at),
                "resolved_at": _instant(after.resolved_at),
            },
        )

    if before is None:
        yield event(EventType.INCIDENT_SUSPECTED if after.suspected else EventType.INCIDENT_OPENED)
        return
    if before.resolved_at is None and after.resolved_at is not None:
        yield event(EventType.INCIDENT_RESOLVED)
        return
    changed = [(name, getattr(before, name), getattr(after, name)) for name in _INCIDENT_UPDATED]
    differences = [each for each in changed if each[1] != each[2]]
    if differences:  # named in the id, too: the stream gives the time of a change in whole seconds
        yield event(EventType.INCIDENT_UPDATED, at, *(part for each in differences for part in each))


SILENT = "silent"
"""The reason of a warning of our own: fewer messages come than ever at that time of the week."""


def _of_account(change: AccountChange, at: datetime) -> Iterator[DomainEvent]:
    after = change.after
    before = change.before or AccountState(channel=after.channel, account_id=after.account_id)

    def event(kind: EventType, since: datetime, reason: str | None) -> DomainEvent:
        return DomainEvent(
            id=event_id(kind, after.channel, after.account_id, since),
            type=kind,
            brand=change.brand,
            subject=f"{after.channel}/{after.account_id}",
            at=at,
            data={"channel": after.channel, "account_id": after.account_id, "reason": reason},
        )

    if after.stopped_at is not None and before.stopped_at is None:
        yield event(EventType.ACCOUNT_STOPPED, after.stopped_at, after.stopped_because)
    if after.warned_at is not None and before.warned_at != after.warned_at:
        yield event(EventType.ACCOUNT_WARNED, after.warned_at, after.warned_because)
    if after.silent_since is not None and before.silent_since is None:
        yield event(EventType.ACCOUNT_WARNED, after.silent_since, SILENT)


def _instant(at: datetime | None) -> str | None:
    return None if at is None else iso(at)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
