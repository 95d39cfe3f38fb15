"""The ticket of a customer's message: found, reopened or opened, and written."""

from dataclasses import dataclass, replace

from functions.store.context import (
    EXPIRY_SLACK,
    MessageContext,
    articles_for,
    assess_message,
    may_be_kept_on_ticket,
    with_conversation_expiry,
)
from functions.store.history import write_history
from functions.store.incidents import incident_of, link_to_incident, with_incident
from functions.store.next_steps import is_of_merged, with_next_steps
from functions.store.ports import StorePorts
from functions.store.satisfaction import record_score
from shared.domain.customers.model import Customer, opening
from shared.domain.identifiers import customer_id_of, ticket_id_of
from shared.domain.messages.look_up import is_wanted
from shared.domain.satisfaction.progress import tapped_score
from shared.domain.tickets.clocks import with_clocks
from shared.domain.tickets.excerpt import DELETED, NOT_KEPT, Excerpt, excerpt_of
from shared.domain.tickets.follow_up import belongs_to, follow_up_waits, with_follow_up
from shared.domain.tickets.history import CONTACTS_WITHIN, opened_as
from shared.domain.tickets.history_words import FOLLOWED_UP_LATER
from shared.domain.tickets.model import MAX_UNCONFIRMED, Ticket
from shared.domain.tickets.opening import deserves_ticket, open_ticket
from shared.domain.tickets.routing import team_of
from shared.domain.vocabulary import Category, Outcome, Status, SuppressionReason


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the message belongs, and why no acknowledgement is wanted, if so."""

    outcome: Outcome
    ticket: Ticket | None = None
    suppression: SuppressionReason | None = None


def place(ports: StorePorts, context: MessageContext) -> Placement:
    """Finds or opens the ticket that this message belongs to, and writes it. Not every message has one."""
    placement = _place(ports, context)
    if placement.ticket is not None and _may_be_linked_now(context, placement.ticket):
        opened = placement.outcome is Outcome.TICKET
        at = placement.ticket.created_at if opened else context.event.occurred_at
        link_to_incident(ports, placement.ticket, at=at)
    return placement


def _may_be_linked_now(context: MessageContext, ticket: Ticket) -> bool:
    """Whether the ticket belongs to its incident with this message, or did so in an earlier run, which may have died
    before it was linked."""
    before = context.ticket
    if before is None or (before.id, before.incident_id) != (ticket.id, ticket.incident_id):
        return True
    return context.event.message_id in before.unconfirmed


def _place(ports: StorePorts, context: MessageContext) -> Placement:
    event, conversation, current = context.event, context.conversation, context.ticket
    if current is not None and event.message_id in current.unconfirmed:
        # An earlier run wrote the ticket. The writes that follow it may be repeated.
        if current.opening_message_id == event.message_id:
            _remember_customer(ports, context, current)
            return Placement(Outcome.TICKET, current)
        return Placement(Outcome.APPENDED, current)
    if current is None and conversation.open_ticket_id is not None:
        # An earlier run took the lock and did not write the ticket: it is written now.
        return _open(ports, context, conversation.open_ticket_id)
    is_tap = tapped_score(event) is not None  # below a question of ours, which may be about an earlier ticket
    only_scores = is_tap or (context.score is not None and context.score.alone)
    if current is not None and (only_scores or belongs_to(current, event.occurred_at)):
        return _join(ports, context, current)
    if is_tap or not deserves_ticket(context.classification):
        return Placement(Outcome.IGNORED)
    return _open(ports, _take_conversation(ports, context, current), None)


def _take_conversation(ports: StorePorts, context: MessageContext, previous: Ticket | None) -> MessageContext:
    """Takes the conversation for a new ticket. Raises ``ConflictError`` when another message took it first."""
    event, conversation = context.event, context.conversation
    ticket_id = ticket_id_of(event.channel, event.account_id, conversation.conversation_id, event.message_id or "")
    if previous is not None and previous.status is not Status.CLOSED:
        # The history first: a crash between the two writes repeats both, and the entry is the same.
        write_history(ports, context, previous, "closed", {"reason": FOLLOWED_UP_LATER, "next_ticket": ticket_id})
        ports.tickets.save(replace(previous, status=Status.CLOSED, updated_at=context.now))
    taken = replace(
        conversation,
        author_id=conversation.author_id or (event.author.id if event.author else None),
        customer_id=conversation.customer_id or customer_id_of(event),
        open_ticket_id=ticket_id,
        previous_ticket_id=None if previous is None else previous.id,
        expires_at=None,
    )
    taken = with_conversation_expiry(ports, taken)
    return replace(context, conversation=ports.conversations.save(taken))


def _open(ports: StorePorts, context: MessageContext, ticket_id: str | None) -> Placement:
    conversation = context.conversation
    customer = ports.customers.get(conversation.customer_id) if conversation.customer_id else None
    assessment, deadlines = assess_message(ports, context, None, customer)
    team, team_reason = team_of(context.event, context.classification, context.brand)
    lasting = may_be_kept_on_ticket(ports, context.event)
    own_id = ticket_id or conversation.open_ticket_id or ""
    ticket = open_ticket(
        own_id,
        context.event,
        context.classification,
        assessment,
        conversation=conversation,
        team=team,
        excerpt=_excerpt(context, lasting=lasting),
        articles=articles_for(context),
        incident_id=incident_of(ports, context, own_id),
        deadlines=deadlines,
        now=context.now,
    )
    if not lasting:
        ticket = replace(ticket, customer_handle=None, customer_name=None)
    ticket, suppression = with_next_steps(ports, context, ticket)
    since = ticket.created_at - CONTACTS_WITHIN
    contact = 1 + (0 if customer is None else customer.openings_since(since, besides=ticket.id))
    ticket = replace(ticket, opened_as=opened_as(ticket, routing=team_reason, suppression=suppression, contact=contact))
    ticket = ports.tickets.save(with_clocks(ticket, ticket, context.brand, context.now, ports.policies))
    _remember_customer(ports, context, ticket)
    return Placement(Outcome.TICKET, ticket, suppression)


def _excerpt(context: MessageContext, *, lasting: bool) -> Excerpt:
    if context.deleted:
        return DELETED
    return excerpt_of(context.text, context.event.attachments) if lasting else NOT_KEPT


def _join(ports: StorePorts, context: MessageContext, ticket: Ticket) -> Placement:
    assessment, deadlines = assess_message(ports, context, ticket, None)
    after = with_follow_up(
        ticket,
        context.event,
        context.classification,
        assessment,
        answered_at=context.conversation.last_person_answer_at,
        reopens_ticket=not context.deleted
        and follow_up_waits(
            ticket,
            context.event,
            context.classification,
            closing_words=context.closing,
            has_words=context.text is not None,
        ),
        deadlines=deadlines,
        now=context.now,
        is_merged=is_of_merged(context, ticket),
    )
    # Messages that this ticket counted and that are not known to be stored: normally none but the one before.
    left = [message_id for message_id in ticket.unconfirmed if not _is_message_stored(ports, ticket, message_id)]
    after = replace(
        after,
        unconfirmed=(*left, context.event.message_id or "")[-MAX_UNCONFIRMED:],
    )
    if context.deleted:
        after = after.replying_to(ticket.last_message_id, ticket.last_written_here_at)
    if is_wanted(context.event) and not context.deleted:
        after = after.wanting_words(context.event.message_id or "", context.now)
    if context.score is not None and not context.deleted:
        after = record_score(ports, context, after, context.score)
    _keep_as_long(ports, context, after)
    after = with_incident(ports, context, ticket, after)
    after, suppression = with_next_steps(ports, context, after)
    after = with_clocks(ticket, after, context.brand, context.event.occurred_at, ports.policies)
    after = ports.tickets.save(after)
    if suppression is not None and suppression != ticket.suppression:
        # The history has each reason once; the metric counts every message.
        write_history(ports, context, after, "acknowledgement_suppressed", {"reason": suppression.value})
    if ticket.status is Status.RESOLVED and after.status is Status.OPEN:
        # The agent who had it may be away by now: the ticket is unassigned and escalated like any other.
        had = {} if ticket.claimed_by is None else {"claimed_by": ticket.holder or ""}
        write_history(ports, context, after, "reopened", had)
        ports.metrics.count("TicketsReopened")
    elif ticket.claimed_by is not None and after.claimed_by is None:
        write_history(ports, context, after, "released", {"released_from": ticket.holder or "", "reason": "danger"})
    if after.priority is not ticket.priority:
        raised = {"from": ticket.priority.value, "to": after.priority.value}
        write_history(ports, context, after, "priority_raised", raised)
    return Placement(Outcome.APPENDED, after, suppression)


def _keep_as_long(ports: StorePorts, context: MessageContext, ticket: Ticket) -> None:
    """The conversation leads to the ticket, and the customer's record to both, so neither may expire before it."""
    conversation = context.conversation
    if conversation.revision == 0:
        return  # of a ticket that is found through another conversation
    lasting = with_conversation_expiry(ports, conversation)
    if lasting.expires_at == conversation.expires_at:
        return
    # The customer first: a crash between the two repeats both.
    if ticket.customer_id is not None:
        ports.customers.remember(
            Customer(
                id=ticket.customer_id,
                brand=ticket.brand,
                first_seen_at=ticket.created_at,
                last_seen_at=context.event.occurred_at,
                expires_at=lasting.expires_at,
                tickets=frozenset({ticket.id}),
                openings=frozenset({opening(ticket.id, ticket.created_at)}),
            )
        )
    ports.conversations.save(lasting)


def _is_message_stored(ports: StorePorts, ticket: Ticket, message_id: str) -> bool:
    # An eventually consistent read is enough: what it misses stays in the list until the next message.
    for channel, account_id in dict.fromkeys(place[:2] for place in ticket.places):
        message = ports.messages.get(channel, account_id, message_id, latest=False)
        if message is not None and message.complete:
            return True
    return False


def _remember_customer(ports: StorePorts, context: MessageContext, ticket: Ticket) -> None:
    """Writes the customer's record of a ticket that was opened. May be repeated."""
    event = context.event
    if ticket.customer_id is not None and event.author is not None and event.author.id is not None:
        ids = frozenset({ticket.id})
        lasting = may_be_kept_on_ticket(ports, event)
        ports.customers.remember(
            Customer(
                id=ticket.customer_id,
                brand=event.brand,
                identities={event.channel: event.author.id},
                handle=event.author.handle if lasting else None,
                name=event.author.name if lasting else None,
                first_seen_at=event.occurred_at,
                last_seen_at=event.occurred_at,
                expires_at=context.now + context.brand.retention.tickets + EXPIRY_SLACK,
                tickets=ids,
                openings=frozenset({opening(ticket.id, ticket.created_at)}),
                complaint_tickets=ids if context.classification.category is Category.COMPLAINT else frozenset(),
            )
        )
