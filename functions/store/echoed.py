"""Our own account wrote something.

An echo of what we sent proves its delivery. An echo of anything else means that a person answered in the platform's
own app: that is the first response, and no acknowledgement follows.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from functions.store.app_replies import is_reply_of_the_app
from functions.store.attachments import attachments_of
from functions.store.context import content_expiry, with_expiry_for_answer
from functions.store.ports import StorePorts
from functions.store.result import StoreResult
from functions.store.saving import earlier_result, save_handled, with_expiry
from functions.store.waiting import first_waiting
from shared.domain.classification.model import Classification
from shared.domain.conversations.model import Conversation
from shared.domain.errors import ConflictError, UnreadableEventError
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import MAX_ANSWERS, Message
from shared.domain.outbox.automatic_message import REFERENCE as AUTOMATIC_REFERENCE
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.record import Reply
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import Direction, Outcome, SendClass, Surface, Visibility

OUR_REFERENCES = ("ack:", AUTOMATIC_REFERENCE)
"""How the references of our automatic texts begin, on platforms that return a reference with the echo."""


def store(ports: StorePorts, event: InboundEvent, _: Classification | None) -> StoreResult:
    """Raises ``UnreadableEventError`` for an echo without a message id."""
    if event.message_id is None:
        raise UnreadableEventError("message_id: missing")
    known = ports.messages.get(event.channel, event.account_id, event.message_id)
    earlier = earlier_result(ports, known, event)
    if earlier is not None:
        return earlier
    if known is not None and _is_another_answer(known, event):
        return _answered_anew(ports, known, event)
    if known is not None and known.complete:
        save_handled(ports, known, known, event, Outcome.OUTGOING)
        return StoreResult(outcome=Outcome.OUTGOING, ticket_id=known.ticket_id)
    conversation = _conversation(ports, event)
    reply = _reply_of(ports, event, conversation)
    automatic = reply is None and (
        _is_automatic(ports, event, conversation) or is_reply_of_the_app(ports, event, conversation)
    )
    ticket_id = None
    if conversation is not None and not automatic:
        ticket_id = _person_answered(ports, event, conversation, reply)
    elif conversation is None and not automatic and event.parent_id is not None:
        _note_early_answer(ports, event, event.parent_id)
    if reply is not None and reply.unnamed:
        conversation = ticket_id = None  # it stands there already, under our own id
    base = known or Message(
        channel=event.channel, account_id=event.account_id, message_id=event.message_id, brand=event.brand
    )
    now = ports.clock.now()
    deleted = base.deleted_at is not None
    newer = base.edited_at is not None  # an edit overtook it
    save_handled(
        ports,
        known,
        replace(
            base,
            direction=Direction.OUTBOUND,
            automatic=automatic,
            surface=event.surface,
            visibility=event.visibility,
            conversation_id=None if conversation is None else conversation.conversation_id,
            ticket_id=ticket_id or (None if conversation is None else conversation.open_ticket_id),
            parent_id=event.parent_id,
            text=None if deleted else base.text if newer else event.text,
            text_key=None if deleted else base.text_key if newer else event.text_key,
            attachments=() if deleted else attachments_of(ports, event, base.attachments),
            permalink=event.permalink,
            occurred_at=event.occurred_at,
            received_at=event.received_at,
            stored_at=now,
            expires_at=content_expiry(ports, event, ports.brands.current(event.brand)),
        ),
        event,
        Outcome.OUTGOING,
    )
    return StoreResult(outcome=Outcome.OUTGOING, ticket_id=ticket_id)


def _is_another_answer(known: Message, event: InboundEvent) -> bool:
    """A review has one answer: the next one stands in its place, under its id."""
    if event.surface is not Surface.REVIEW or event.text is None or not known.complete:
        return False
    since = known.deleted_at or known.text_since
    is_later = since is None or event.occurred_at > since
    return is_later and event.text.split() != (known.text or "").split()


def _answered_anew(ports: StorePorts, known: Message, event: InboundEvent) -> StoreResult:
    conversation = _conversation(ports, event)
    ticket_id = None
    if conversation is not None:
        reply = _reply_of(ports, event, conversation, in_its_words=True)
        ticket_id = _person_answered(ports, event, conversation, reply)
    # Who wrote it is told by respond, if it was one of ours.
    after = replace(known.rewritten(event.text, event.occurred_at), author_name=None)
    save_handled(ports, known, after, event, Outcome.OUTGOING)
    return StoreResult(outcome=Outcome.OUTGOING, ticket_id=ticket_id or known.ticket_id)


def _conversation(ports: StorePorts, event: InboundEvent) -> Conversation | None:
    """The conversation that was answered. In public it is that of the answered message."""
    conversation_id = event.conversation_id
    if event.visibility is Visibility.PUBLIC and event.parent_id is not None:
        parent = ports.messages.get(event.channel, event.account_id, event.parent_id)
        if parent is not None and parent.conversation_id is not None:
            conversation_id = parent.conversation_id
    if conversation_id is None:
        return None
    found = ports.conversations.get(event.channel, event.account_id, conversation_id)
    if found is None and event.visibility is Visibility.PRIVATE:
        # The answer arrived before the question, or the brand wrote first: the conversation begins here.
        return Conversation(
            channel=event.channel,
            account_id=event.account_id,
            conversation_id=conversation_id,
            brand=event.brand,
            author_id=conversation_id,
        )
    return found


def _is_automatic(ports: StorePorts, event: InboundEvent, conversation: Conversation | None) -> bool:
    """Whether a program sent it.

    Ours: the platform returns our reference, or the text is one that we send. Another program of the
    brand: the platform names its application, and the brand file lists it.
    """
    if event.details.get("reference", "").startswith(OUR_REFERENCES):
        return True
    account = ports.brands.current(event.brand).account(event.channel, event.account_id)
    if account is not None and event.details.get("app_id", "") in account.robot_apps:
        return True
    if conversation is None or event.text is None:
        return False
    place = (conversation.channel, conversation.account_id, conversation.conversation_id)
    return ports.outbox.has_text(*place, event.text) or _is_once_sent(ports, event, conversation)


def _is_once_sent(ports: StorePorts, event: InboundEvent, conversation: Conversation) -> bool:
    """Whether it is an automatic text that a ticket gets once, such as the question how it went."""
    if conversation.open_ticket_id is None:
        return False
    known = ports.automatic_messages.of_ticket(conversation.open_ticket_id)
    return any(message.is_echo(event.message_id or "", event.text, "") for message in known)


def _reply_of(
    ports: StorePorts, event: InboundEvent, conversation: Conversation | None, *, in_its_words: bool = False
) -> Reply | None:
    """The agent's reply that came back as this echo, which proves the sending before the platform's response does.

    ``in_its_words``: where several have one id, only one that says the same.
    """
    if conversation is None or conversation.open_ticket_id is None:
        return None
    reference = event.details.get("reference", "")
    if reference.startswith(OUR_REFERENCES):
        return None
    for reply in ports.replies.of_ticket(conversation.open_ticket_id):
        if in_its_words and not reply.says(event.text):
            continue
        if reply.account_id == event.account_id and reply.is_echo(
            event.message_id or "", event.text, reference, has_files=bool(event.attachments)
        ):
            if reply.unnamed:
                return reply
            sent = replace(
                reply,
                status=OutboxStatus.SENT,
                outcome=SendClass.SENT,
                message_id=event.message_id,
                sent_at=reply.sent_at or ports.clock.now(),
                due_at=None,
                error=None,
            )
            if reply.status is not OutboxStatus.SENT:
                with suppress(ConflictError):  # respond has just written the same
                    ports.replies.save(replace(sent, recorded=False))
            return sent
    return None


def _person_answered(
    ports: StorePorts, event: InboundEvent, conversation: Conversation, reply: Reply | None = None
) -> str | None:
    """A person answered, in the platform's own app or here. Returns the id of the answered ticket, if there is one."""
    at = event.occurred_at
    ticket = ports.tickets.get(conversation.open_ticket_id) if conversation.open_ticket_id else None
    if conversation.last_person_answer_at is None or conversation.last_person_answer_at < at:
        lasting = with_expiry_for_answer(ports, conversation)
        ports.conversations.save(replace(lasting, last_person_answer_at=at))
    if ticket is None:
        return None
    waiting = ticket.waiting_since
    if waiting is None or waiting <= at:
        later = at < ticket.last_customer_message_at
        still = first_waiting(ports, ticket, since=at + timedelta(milliseconds=1)) if later else None
        after = ticket.answered(True, at, ports.clock.now(), waiting_since=still)
        if replace(after, updated_at=ticket.updated_at) != ticket:
            brand = ports.brands.current(event.brand)
            ports.tickets.save(with_clocks(ticket, after, brand, at, ports.policies))
            _measure_first_response(ports, waiting, ticket.first_response_at, at)
    in_app = HistoryEntry(
        ticket_id=ticket.id,
        at=event.received_at,
        key=f"answered#{event.message_id}",
        what="answered_in_app",
        details={"message_id": event.message_id or ""},
    )
    ports.history.add(in_app if reply is None else reply.history())
    return ticket.id


def _measure_first_response(
    ports: StorePorts, waiting_since: datetime | None, answered_before: datetime | None, at: datetime
) -> None:
    if waiting_since is not None and answered_before is None and at >= waiting_since:
        ports.metrics.measure("FirstResponseTime", (at - waiting_since) / timedelta(seconds=1))


def _note_early_answer(ports: StorePorts, event: InboundEvent, parent_id: str) -> None:
    """The answer arrived before the message that it answers: the item of that message notes it."""
    parent = ports.messages.get(event.channel, event.account_id, parent_id) or Message(
        channel=event.channel, account_id=event.account_id, message_id=parent_id, brand=event.brand
    )
    at = parent.answered_by_person_at
    answers = tuple(dict.fromkeys((*parent.answers, event.message_id or "")))[:MAX_ANSWERS]
    if not parent.complete:
        first = event.occurred_at if at is None else min(at, event.occurred_at)
        noted = replace(parent, answered_by_person_at=first, answers=answers)
        ports.messages.save(with_expiry(ports, noted, event))
