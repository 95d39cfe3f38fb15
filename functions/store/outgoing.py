"""What was written from our own account, and what became of it at the platform.

An echo of what we sent proves its delivery. An echo of anything else means that a person answered in the platform's
own app: that counts as the first response and silences the acknowledgement.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from functions.store.created import repeated
from functions.store.desk import Desk, Stored
from functions.store.facts import content_expiry, first_waiting
from functions.store.marks import receipts
from shared.domain.classification.model import Classification
from shared.domain.conversations.model import Conversation
from shared.domain.errors import ConflictError, UnreadableEventError
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.record import Reply
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import Direction, Outcome, SendClass, Visibility

OUR_REFERENCE = "ack:"
"""What an acknowledgement carries through platforms that send a reference back with the echo."""


def store(desk: Desk, event: InboundEvent, _: Classification | None) -> Stored:
    """Raises ``UnreadableEventError`` for an echo without a message id."""
    if event.message_id is None:
        raise UnreadableEventError("message_id: missing")
    known = desk.messages.get(event.channel, event.account_id, event.message_id)
    if known is not None and event.event_id in known.outcomes:
        return repeated(known, event)
    if known is not None and known.complete:
        desk.messages.save(replace(known, outcomes={**known.outcomes, event.event_id: Outcome.OUTGOING}))
        return Stored(outcome=Outcome.OUTGOING, ticket_id=known.ticket_id)
    conversation = _conversation(desk, event)
    reply = _reply(desk, event, conversation)
    automatic = reply is None and _by_a_robot(desk, event, conversation)
    ticket_id = None
    if conversation is not None and not automatic:
        ticket_id = _person_answered(desk, event, conversation, reply)
    elif conversation is None and not automatic and event.parent_id is not None:
        _answer_overtook(desk, event, event.parent_id)
    base = known or Message(
        channel=event.channel, account_id=event.account_id, message_id=event.message_id, brand=event.brand
    )
    now = desk.clock.now()
    gone = base.deleted_at is not None
    newer = base.edited_at is not None  # an edit overtook it
    desk.messages.save(
        replace(
            base,
            direction=Direction.OUTBOUND,
            automatic=automatic,
            surface=event.surface,
            visibility=event.visibility,
            conversation_id=None if conversation is None else conversation.conversation_id,
            ticket_id=ticket_id or (None if conversation is None else conversation.open_ticket_id),
            parent_id=event.parent_id,
            text=None if gone else base.text if newer else event.text,
            text_key=None if gone else base.text_key if newer else event.text_key,
            attachments=() if gone else event.attachments,
            permalink=event.permalink,
            occurred_at=event.occurred_at,
            received_at=event.received_at,
            stored_at=now,
            outcomes={**base.outcomes, event.event_id: Outcome.OUTGOING},
            expires_at=content_expiry(desk, event, desk.brands.current(event.brand)),
        )
    )
    return Stored(outcome=Outcome.OUTGOING, ticket_id=ticket_id)


def _conversation(desk: Desk, event: InboundEvent) -> Conversation | None:
    """The conversation that was answered. In public only the answered message tells."""
    conversation_id = event.conversation_id
    if event.visibility is Visibility.PUBLIC and event.parent_id is not None:
        parent = desk.messages.get(event.channel, event.account_id, event.parent_id)
        if parent is not None and parent.conversation_id is not None:
            conversation_id = parent.conversation_id
    if conversation_id is None:
        return None
    found = desk.conversations.get(event.channel, event.account_id, conversation_id)
    if found is None and event.visibility is Visibility.PRIVATE:
        # The answer overtook the question, or the brand wrote first: either way the conversation begins here.
        return Conversation(
            channel=event.channel,
            account_id=event.account_id,
            conversation_id=conversation_id,
            brand=event.brand,
            author_id=conversation_id,
        )
    return found


def _by_a_robot(desk: Desk, event: InboundEvent, conversation: Conversation | None) -> bool:
    """Whether a robot sent it. Ours: the platform gave our reference back, or the text is that of an acknowledgement.
    Another one of the brand's: the platform names its application."""
    if event.details.get("reference", "").startswith(OUR_REFERENCE):
        return True
    account = desk.brands.current(event.brand).account(event.channel, event.account_id)
    if account is not None and event.details.get("app_id", "") in account.robot_apps:
        return True
    if conversation is None or event.text is None:
        return False
    return desk.outbox.has_text(conversation.channel, conversation.account_id, conversation.conversation_id, event.text)


def _reply(desk: Desk, event: InboundEvent, conversation: Conversation | None) -> Reply | None:
    """The agent's answer whose echo overtook the platform's own word that it was taken: that settles it."""
    if conversation is None or conversation.open_ticket_id is None:
        return None
    reference = event.details.get("reference", "")
    if reference.startswith(OUR_REFERENCE):
        return None
    for reply in desk.replies.of_ticket(conversation.open_ticket_id):
        if reply.account_id == event.account_id and reply.is_echo(event.message_id or "", event.text, reference):
            proved = replace(
                reply,
                status=OutboxStatus.SENT,
                outcome=SendClass.SENT,
                message_id=event.message_id,
                sent_at=reply.sent_at or desk.clock.now(),
                due_at=None,
                error=None,
            )
            if reply.status is not OutboxStatus.SENT:
                with suppress(ConflictError):  # whoever sent it has just written the same
                    desk.replies.save(replace(proved, remembered=False))
            return proved
    return None


def _person_answered(
    desk: Desk, event: InboundEvent, conversation: Conversation, reply: Reply | None = None
) -> str | None:
    """A person answered, in the platform's own app or here. Returns the ticket that was answered, if there is one."""
    at = event.occurred_at
    ticket = desk.tickets.get(conversation.open_ticket_id) if conversation.open_ticket_id else None
    if conversation.last_person_answer_at is None or conversation.last_person_answer_at < at:
        desk.conversations.save(replace(conversation, last_person_answer_at=at))
    if ticket is None:
        return None
    waiting = ticket.waiting_since
    if waiting is None or waiting <= at:
        later = at < ticket.last_customer_message_at
        still = first_waiting(desk, ticket, since=at + timedelta(milliseconds=1)) if later else None
        after = ticket.answered(True, at, desk.clock.now(), waiting_since=still)
        if replace(after, updated_at=ticket.updated_at) != ticket:
            desk.tickets.save(after)
            _measure(desk, waiting, ticket.first_response_at, at)
    in_app = HistoryEntry(
        ticket_id=ticket.id,
        at=event.received_at,
        key=f"answered#{event.message_id}",
        what="answered_in_app",
        details={"message_id": event.message_id or ""},
    )
    desk.history.add(in_app if reply is None else reply.history())
    return ticket.id


def _measure(desk: Desk, waiting_since: datetime | None, answered_before: datetime | None, at: datetime) -> None:
    if waiting_since is not None and answered_before is None and at >= waiting_since:
        desk.metrics.measure("FirstResponseTime", (at - waiting_since) / timedelta(seconds=1))


def _answer_overtook(desk: Desk, event: InboundEvent, parent_id: str) -> None:
    """The answer came before the message it answers: leave a note where the message will be."""
    parent = desk.messages.get(event.channel, event.account_id, parent_id) or Message(
        channel=event.channel, account_id=event.account_id, message_id=parent_id, brand=event.brand
    )
    at = parent.answered_by_person_at
    answers = (*parent.answers, *(() if event.message_id in parent.answers else (event.message_id or "",)))
    if not parent.complete:
        first = event.occurred_at if at is None else min(at, event.occurred_at)
        desk.messages.save(replace(parent, answered_by_person_at=first, answers=answers))


def record_failed_delivery(desk: Desk, event: InboundEvent, _: Classification | None) -> Stored:
    """The platform took a message of ours and could not deliver it: the ticket says so."""
    if event.counts:
        return receipts(desk, event, None)
    if event.message_id is None:
        raise UnreadableEventError("message_id: missing")
    known = desk.messages.get(event.channel, event.account_id, event.message_id)
    if known is not None and event.event_id in known.outcomes:
        return repeated(known, event)
    known = known or Message(
        channel=event.channel, account_id=event.account_id, message_id=event.message_id, brand=event.brand
    )
    error = event.details.get("error_code", "unknown")
    if known.ticket_id is not None:
        desk.history.add(
            HistoryEntry(
                ticket_id=known.ticket_id,
                at=event.received_at,
                key=f"delivery_failed#{event.message_id}",
                what="delivery_failed",
                details={"message_id": event.message_id, "error": error},
            )
        )
    outcomes = {**known.outcomes, event.event_id: Outcome.STATUS}
    desk.messages.save(replace(known, delivery_error=error, outcomes=outcomes))
    return Stored(outcome=Outcome.STATUS, ticket_id=known.ticket_id)
