"""A message of a customer: it opens a ticket, joins one, or is kept without.

The order of the writes is the guarantee. First the conversation, whose ``open_ticket_id`` is the lock; then the
ticket; the message last. A message that is complete is therefore proof that everything before it was done, and one
that is not is simply stored again: each earlier step sees that it was done and leaves it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from functions.store import effects
from functions.store.desk import Desk, Stored
from functions.store.facts import Facts, articles_for, content_expiry, first_waiting, gather, is_lasting, judge
from shared.domain.acknowledgement.decision import of_no_ticket
from shared.domain.classification.model import Classification
from shared.domain.customers.model import Customer, opening, spelled
from shared.domain.errors import UnreadableEventError
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import Start
from shared.domain.identifiers import customer_id_of, ticket_id_of
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Edition, Message
from shared.domain.tickets.customer_messages import belongs_to, deserves_ticket, joined, open_ticket, reopens, withdrawn
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.routing import team_of
from shared.domain.vocabulary import Category, Outcome, Sentiment, Stage, Status, SuppressionReason, Visibility
from shared.ports.repositories import OutcomeRecord

_INSTANT = timedelta(milliseconds=1)

UNREADABLE = Classification(
    language="und",
    sentiment=Sentiment.NEUTRAL,
    category=Category.QUESTION,
    stage=Stage.DIRECT,
    needs_response=True,
    confidence=0,
    sure=False,
    reasons=("content: cannot be read here",),
)
"""For a private message whose content the platform does not show us: only a person can tell."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the message went."""

    outcome: Outcome
    ticket: Ticket | None = None
    suppression: SuppressionReason | None = None


def store(desk: Desk, event: InboundEvent, classification: Classification | None) -> Stored:
    """Raises ``UnreadableEventError`` for a message without an id."""
    if event.message_id is None:
        raise UnreadableEventError("message_id: missing")
    known = desk.messages.get(event.channel, event.account_id, event.message_id)
    if known is not None and event.event_id in known.outcomes:
        return repeated(known, event)
    if known is not None and known.complete:
        return _already_here(desk, known, event)
    if known is not None and known.pending_classification is not None:
        classification = known.pending_classification
    facts = gather(desk, event, classification or UNREADABLE, known)
    placed = place(desk, facts)
    outcome = Outcome.DELETED if facts.gone else placed.outcome
    if known is not None and known.answered_by_person_at is not None:
        _note_answers(desk, facts, known, placed.ticket)
    ticket = None if placed.ticket is None else _catch_up(desk, facts, placed.ticket)
    if ticket is None:
        _note_place(desk, facts)
    desk.messages.save(complete(desk, facts, ticket, outcome))
    suppression = placed.suppression
    if ticket is None:
        suppression = SuppressionReason.MESSAGE_GONE if facts.gone else of_no_ticket(event, facts.classification)
    effects.count(desk, facts, ticket, outcome, suppression)
    if ticket is None:
        return Stored(outcome=outcome)
    return Stored(
        outcome=outcome,
        ticket_id=ticket.id,
        acknowledge=ticket.acknowledge_at is not None,
        escalate_now=escalation.start_of(ticket) is Start.BEGIN,
    )


def store_unsupported(desk: Desk, event: InboundEvent, classification: Classification | None) -> Stored:
    """A kind of message we cannot show. In private it is somebody waiting for an answer; elsewhere it is kept."""
    if event.visibility is Visibility.PRIVATE and event.message_id is not None and event.author is not None:
        return store(desk, event, classification)
    known = desk.outcomes.get(event.event_id)
    if known is not None:
        return Stored(outcome=known.outcome, duplicate=True)
    desk.outcomes.add(OutcomeRecord(event_id=event.event_id, outcome=Outcome.IGNORED, at=desk.clock.now()))
    return Stored(outcome=Outcome.IGNORED)


def repeated(known: Message, event: InboundEvent) -> Stored:
    """The platform sent it again. What was wanted then is in the work index, if it is still to be done."""
    return Stored(outcome=known.outcomes[event.event_id], ticket_id=known.ticket_id, duplicate=True)


def _already_here(desk: Desk, known: Message, event: InboundEvent) -> Stored:
    """The same message under another event id."""
    outcome = Outcome.APPENDED if known.ticket_id is not None else Outcome.IGNORED
    desk.messages.save(replace(known, outcomes={**known.outcomes, event.event_id: outcome}))
    return Stored(outcome=outcome, ticket_id=known.ticket_id)


def place(desk: Desk, facts: Facts) -> Placed:
    """The ticket this message belongs to, written; or none."""
    event, conversation = facts.event, facts.conversation
    current = desk.tickets.get(conversation.open_ticket_id) if conversation.open_ticket_id else None
    if current is not None and event.message_id in current.unconfirmed:
        # An earlier run came as far as the ticket. What follows it is done again, harmlessly.
        if current.opening_message_id == event.message_id:
            _remember(desk, facts, current, None)
            return Placed(Outcome.TICKET, current)
        return Placed(Outcome.APPENDED, current)
    if current is None and conversation.open_ticket_id is not None:
        # The lock was taken and the ticket never written: whoever comes next writes it.
        return _open(desk, facts, conversation.open_ticket_id)
    if current is not None and belongs_to(current, event.occurred_at):
        return _join(desk, facts, current)
    if not deserves_ticket(facts.classification):
        return Placed(Outcome.IGNORED)
    return _open(desk, _locked(desk, facts, current), None)


def _locked(desk: Desk, facts: Facts, previous: Ticket | None) -> Facts:
    """The conversation taken for a new ticket. Whoever loses the race reads again and joins the winner's."""
    event, conversation = facts.event, facts.conversation
    ticket_id = ticket_id_of(event.channel, event.account_id, conversation.conversation_id, event.message_id or "")
    if previous is not None and previous.status is not Status.CLOSED:
        # First the trail: whoever dies between the two writes both again, and it is one entry.
        effects.write_history(
            desk, facts, previous, "closed", {"reason": "followed_up_later", "next_ticket": ticket_id}
        )
        desk.tickets.save(replace(previous, status=Status.CLOSED, updated_at=facts.now))
    taken = replace(
        conversation,
        author_id=conversation.author_id or (event.author.id if event.author else None),
        customer_id=conversation.customer_id or customer_id_of(event),
        open_ticket_id=ticket_id,
        previous_ticket_id=None if previous is None else previous.id,
        expires_at=facts.now + facts.brand.retention.tickets,
    )
    return replace(facts, conversation=desk.conversations.save(taken))


def _open(desk: Desk, facts: Facts, ticket_id: str | None) -> Placed:
    conversation = facts.conversation
    customer = desk.customers.get(conversation.customer_id) if conversation.customer_id else None
    assessment, deadlines = judge(desk, facts, None, customer)
    team, team_reason = team_of(facts.event, facts.classification, facts.brand)
    lasting = is_lasting(desk, facts.event)
    own_id = ticket_id or conversation.open_ticket_id or ""
    ticket = open_ticket(
        own_id,
        facts.event,
        facts.classification,
        assessment,
        conversation=conversation,
        team=team,
        text=facts.text if lasting and not facts.gone else None,
        articles=articles_for(facts),
        incident_id=effects.incident_of(desk, facts, own_id),
        deadlines=deadlines,
        now=facts.now,
    )
    if not lasting:
        ticket = replace(ticket, customer_handle=None, customer_name=None)
    ticket, suppression = effects.with_effects(desk, facts, ticket)
    ticket = desk.tickets.save(ticket)
    _remember(desk, facts, ticket, suppression, team_reason)
    return Placed(Outcome.TICKET, ticket, suppression)


def _join(desk: Desk, facts: Facts, ticket: Ticket) -> Placed:
    assessment, deadlines = judge(desk, facts, ticket, None)
    after = joined(
        ticket,
        facts.event,
        facts.classification,
        assessment,
        answered_at=facts.conversation.last_person_answer_at,
        real=not facts.gone and reopens(facts.classification, closing_words=facts.closing),
        deadlines=deadlines,
        now=facts.now,
    )
    # At most the messages this ticket counted that are not known to be stored: normally none but the one before.
    left = [message_id for message_id in ticket.unconfirmed if not _is_stored(desk, ticket, message_id)]
    after = replace(
        after,
        unconfirmed=(*left, facts.event.message_id or ""),
        last_message_id=ticket.last_message_id if facts.gone else after.last_message_id,
    )
    after, suppression = effects.with_effects(desk, facts, after)
    after = desk.tickets.save(after)
    if suppression is not None and suppression != ticket.suppression:
        # Once per reason, not per message: the figure counts each.
        effects.write_history(desk, facts, after, "acknowledgement_suppressed", {"reason": suppression.value})
    if ticket.status is Status.RESOLVED and after.status is Status.OPEN:
        # Whoever had it may be away by now: it is nobody's again, and escalated like any other.
        had = {} if ticket.claimed_by is None else {"claimed_by": ticket.claimed_by}
        effects.write_history(desk, facts, after, "reopened", had)
        desk.metrics.count("TicketsReopened")
    if after.priority is not ticket.priority:
        raised = {"from": ticket.priority.value, "to": after.priority.value}
        effects.write_history(desk, facts, after, "priority_raised", raised)
    return Placed(Outcome.APPENDED, after, suppression)


def _is_stored(desk: Desk, ticket: Ticket, message_id: str) -> bool:
    # A moment old is good enough: what is not seen stored yet only stays in the list until the next message.
    for channel in dict(ticket.conversations):
        message = desk.messages.get(channel, ticket.account_id, message_id, latest=False)
        if message is not None and message.complete:
            return True
    return False


def _remember(
    desk: Desk, facts: Facts, ticket: Ticket, suppression: SuppressionReason | None, team_reason: str | None = None
) -> None:
    """The customer's record and the first line of the audit trail; writing them twice leaves one."""
    event = facts.event
    if ticket.customer_id is not None and event.author is not None and event.author.id is not None:
        ids = frozenset({ticket.id})
        lasting = is_lasting(desk, event)
        desk.customers.remember(
            Customer(
                id=ticket.customer_id,
                brand=event.brand,
                identities={event.channel: event.author.id},
                handle=event.author.handle if lasting else None,
                name=event.author.name if lasting else None,
                first_seen_at=event.occurred_at,
                last_seen_at=event.occurred_at,
                expires_at=facts.now + facts.brand.retention.tickets,
                tickets=ids,
                openings=frozenset({opening(ticket.id, ticket.created_at)}),
                complaint_tickets=ids if facts.classification.category is Category.COMPLAINT else frozenset(),
            )
        )
    details = {
        "priority": ticket.priority.value,
        "category": ticket.category.value,
        "team": ticket.team,
        "routing": team_reason,
        "acknowledgement": suppression,
        "previous_ticket": ticket.previous_ticket_id,
    }
    effects.write_history(desk, facts, ticket, "opened", {name: str(v) for name, v in details.items() if v is not None})


def _note_place(desk: Desk, facts: Facts) -> None:
    """A message without a ticket is found again through its author, should they ask to be erased."""
    event, customer_id = facts.event, customer_id_of(facts.event)
    if customer_id is None or event.author is None or event.author.id is None:
        return
    place = spelled((event.channel, event.account_id, facts.conversation.conversation_id))
    desk.customers.remember(
        Customer(
            id=customer_id,
            brand=event.brand,
            identities={event.channel: event.author.id},
            first_seen_at=event.occurred_at,
            last_seen_at=event.occurred_at,
            conversations=frozenset({place}),
            expires_at=facts.now + facts.brand.retention.tickets,
        )
    )


def _catch_up(desk: Desk, facts: Facts, ticket: Ticket) -> Ticket:
    """Apply what overtook the message: an answer to it, or its deletion."""
    known, after = facts.known, ticket
    answered_at = known.answered_by_person_at if known is not None else None
    if answered_at is not None and after.waiting_since is not None and after.waiting_since <= answered_at:
        waiting = first_waiting(desk, after, since=answered_at + _INSTANT, without=facts.event.message_id)
        after = after.answered(True, answered_at, facts.now, waiting_since=waiting)
    if facts.gone:
        waiting = None if ticket.opening_message_id == facts.event.message_id else ticket.waiting_since
        after = withdrawn(after, facts.event.message_id or "", waiting_since=waiting, now=facts.now)
    return ticket if replace(after, updated_at=ticket.updated_at) == ticket else desk.tickets.save(after)


def _note_answers(desk: Desk, facts: Facts, known: Message, ticket: Ticket | None) -> None:
    """Answers that overtook the message find their conversation, and it learns of them."""
    own = facts.conversation
    stored = desk.conversations.get(own.channel, own.account_id, own.conversation_id) or replace(own, revision=0)
    if stored.revision == 0 or stored.last_person_answer_at != own.last_person_answer_at:
        desk.conversations.save(replace(stored, last_person_answer_at=own.last_person_answer_at))
    for message_id in known.answers:
        answer = desk.messages.get(own.channel, own.account_id, message_id)
        if answer is not None and answer.conversation_id is None:
            ticket_id = None if ticket is None else ticket.id
            desk.messages.save(replace(answer, conversation_id=own.conversation_id, ticket_id=ticket_id))


def _waits(facts: Facts, ticket: Ticket | None) -> bool:
    """Whether the message asks for an answer of its own. One that joins a ticket does unless it says nothing new."""
    if facts.gone:
        return False
    if ticket is not None and ticket.opening_message_id != facts.event.message_id:
        return reopens(facts.classification, closing_words=facts.closing)
    return facts.classification.needs_response and not facts.closing


def complete(desk: Desk, facts: Facts, ticket: Ticket | None, outcome: Outcome) -> Message:
    """The message as it is stored: what the event says, with what was known of it before."""
    event, classification, author = facts.event, facts.classification, facts.event.author
    base = facts.known or Message(
        channel=event.channel, account_id=event.account_id, message_id=event.message_id or "", brand=event.brand
    )
    editions = base.editions
    text, text_key, attachments = event.text, event.text_key, event.attachments
    if base.edited_at is not None:
        editions = (Edition(text=event.text, since=event.occurred_at), *editions)
        text, text_key, attachments = base.text, base.text_key, base.attachments
    if facts.gone:
        text, text_key, attachments, editions = None, None, (), ()
    return replace(
        base,
        surface=event.surface,
        visibility=event.visibility,
        conversation_id=facts.conversation.conversation_id,
        ticket_id=None if ticket is None else ticket.id,
        parent_id=event.parent_id,
        author_id=author.id if author else None,
        author_handle=author.handle if author else None,
        author_name=author.name if author else None,
        automatic=author.is_bot if author else False,
        text=text,
        text_key=text_key,
        language=classification.language,
        category=classification.category,
        sentiment=classification.sentiment,
        waits=_waits(facts, ticket),
        attachments=attachments,
        permalink=event.permalink,
        occurred_at=event.occurred_at,
        received_at=event.received_at,
        stored_at=facts.now,
        editions=editions,
        pending_classification=None,
        outcomes={**base.outcomes, event.event_id: outcome},
        expires_at=content_expiry(desk, event, facts.brand),
    )
