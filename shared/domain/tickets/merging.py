"""Merging: one ticket stands for another of the same customer from now on. Pure.

Nothing of the merged ticket is thrown away: it is closed, and keeps its messages, its history and its figures.
"""

from dataclasses import replace
from datetime import datetime

from shared.domain.errors import RefusedError
from shared.domain.escalation import rounds as escalation
from shared.domain.messages.look_up import with_wanted
from shared.domain.priority.scoring import higher
from shared.domain.tickets.model import MergedConversation, Ticket
from shared.domain.vocabulary import Category, Danger, Priority, Status

MAX_MERGED = 20
"""Conversations of merged tickets that one ticket names."""

MAX_TAGS = 20


def check_merge(merged: Ticket, into: Ticket) -> None:
    """Raises ``RefusedError`` with a sentence for the caller when the one cannot be merged into the other.

    A merge that has begun stands in the way of every other one of the two, and of nothing that finishes it.
    """
    if merged.id == into.id:
        raise RefusedError("A ticket cannot be merged into itself.", reason="merge_same")
    if merged.brand != into.brand or merged.customer_id is None or merged.customer_id != into.customer_id:
        raise RefusedError("Only two tickets of the same customer can be merged.", reason="merge_customers")
    before = merged.merged_into or merged.merging_into
    if before not in (None, into.id):
        raise RefusedError(f"It was merged into {before} before.", reason="merged_before")
    if merged.merged_into is None and merged.status is Status.CLOSED:
        raise RefusedError("The ticket is closed and stays as it is.", reason="ticket_closed")
    other = into.merged_into or into.merging_into
    if other is not None:
        raise RefusedError(f"{into.id} was merged into {other}: merge into that one.", reason="merge_into_other")
    if merged.merging_into == into.id:
        _check_answers(merged)
        return
    if into.status is Status.CLOSED:
        raise RefusedError(
            f"{into.id} is closed: what the customer writes could not join it.", reason="merge_into_closed"
        )
    if merged.merged and not into.holds(merged.id):
        raise RefusedError(
            "Other tickets were merged into this one: merge the other way round.", reason="merge_other_way"
        )
    _check_answers(merged)
    if len({*into.merged, *_conversations(merged)}) > MAX_MERGED:
        raise RefusedError(
            f"At most {MAX_MERGED} conversations can be merged into one ticket.", reason="merge_too_many"
        )


def _check_answers(merged: Ticket) -> None:
    if merged.reply_at is not None:
        raise RefusedError(
            "An answer is still being sent from this ticket: merge it when that is done.", reason="merge_while_sending"
        )


def with_merged(into: Ticket, merged: Ticket, *, now: datetime) -> Ticket:
    """The ticket that stands for both; unchanged when it already does.

    Whoever waits in the merged one waits here, by the earlier deadline. A deadline that was missed there was counted
    there, and is not missed once more.
    """
    merged = merged.with_deadline_checked(now)
    wanted = into.wanted_words
    for words in merged.wanted_words:
        wanted = with_wanted(wanted, words)
    after = replace(
        into,
        merged=tuple(dict.fromkeys((*into.merged, *_conversations(merged)))),
        danger=merged.danger if into.danger is Danger.NONE else into.danger,
        has_personal_data=into.has_personal_data or merged.has_personal_data,
        incident_id=into.incident_id or merged.incident_id,
        incident_told_at=_told_at(into, merged, now),
        tags=tuple(dict.fromkeys((*into.tags, *merged.tags)))[:MAX_TAGS],
        wanted_words=wanted,
        look_up_at=_earliest(into.look_up_at, merged.look_up_at),
    )
    if not into.holds(merged.id):
        after = _with_notes(after, merged, now)
    if merged.waits_for_us:
        after = _waiting(after, merged)
        if into.danger is Danger.NONE and after.danger is not Danger.NONE and not merged.is_in_hand:
            after = replace(after, claimed_by=None)  # whoever holds it does not know of the danger, and may be away
    if after == into:
        return into
    after = replace(after, updated_at=now)
    if after.priority is Priority.URGENT and merged.waits_for_us:
        return escalation.requested(after, escalation.urgent_reason(after), now)
    return after


def _told_at(into: Ticket, merged: Ticket, now: datetime) -> datetime | None:
    """Since when the customer waits for the incident: whoever waits here for something else waits for that, too."""
    if into.incident_id is not None or merged.incident_id is None:
        return into.incident_told_at
    if into.waits_for_us and into.category is not Category.OUTAGE:
        return now
    return merged.incident_told_at or merged.waiting_since


def _with_notes(into: Ticket, merged: Ticket, now: datetime) -> Ticket:
    """Whoever is named in the notes of one of the two is named here. All others have read both."""
    named = tuple(dict.fromkeys((*into.mentioned, *merged.mentioned)))
    read = {each: now for each in (*into.notes_read, *merged.notes_read) if each not in named}
    return replace(into, notes_count=into.notes_count + merged.notes_count, mentioned=named, notes_read=read)


def _waiting(into: Ticket, merged: Ticket) -> Ticket:
    is_missed = merged.noticed_breach_at is not None and merged.noticed_breach_at == merged.first_response_due_at
    due = into.first_response_due_at if into.waits_for_us else None
    if due is None or not is_missed:
        due = _earliest(due, merged.first_response_due_at)
    priority = higher(into.priority, merged.priority)
    return replace(
        into,
        waiting_since=_earliest(into.waiting_since, merged.waiting_since),
        needs_response=True,
        first_response_due_at=due,
        noticed_breach_at=due if is_missed and due == merged.first_response_due_at else into.noticed_breach_at,
        priority=priority,
        reasons=merged.reasons if priority is not into.priority else into.reasons,
        status=Status.OPEN if into.status in (Status.PENDING, Status.RESOLVED) else into.status,
        resolved_at=None,
        resolution=None,
    )


def as_merged(ticket: Ticket, into: str, *, now: datetime) -> Ticket:
    """The merged ticket: closed, with nothing left to be done. The sweep ends a round of escalation that runs."""
    if ticket.merged_into == into:
        return ticket
    return replace(
        ticket.with_deadline_checked(now),
        merged_into=into,
        merging_into=None,
        mentioned=(),
        status=Status.CLOSED,
        waiting_since=None,
        acknowledge_at=None,
        escalate_at=ticket.escalate_at if ticket.escalation_running else None,
        look_up_at=None,
        wanted_words=(),
        satisfaction_due_at=None,
        updated_at=now,
    )


def _conversations(ticket: Ticket) -> tuple[MergedConversation, ...]:
    return tuple(
        MergedConversation(
            ticket_id=ticket.id, channel=channel, account_id=ticket.account_id, conversation_id=conversation_id
        )
        for channel, conversation_id in ticket.conversations
    )


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)
