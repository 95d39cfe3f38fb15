"""Everything that is known about a message before anything is written."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.store.desk import Desk
from shared.domain.articles.ranking import suggest
from shared.domain.brand.model import Brand
from shared.domain.classification.context import as_beginning, as_matter, as_more_than_thanks, as_review
from shared.domain.classification.model import Classification
from shared.domain.conversations.closing_phrases import goes_on, is_closing
from shared.domain.conversations.model import Conversation
from shared.domain.customers.model import Customer
from shared.domain.identifiers import ticket_id_of
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.priority.scoring import Assessment, PriorityFacts, assess, higher
from shared.domain.tickets.customer_messages import Deadlines
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import deadlines_of
from shared.domain.vocabulary import Direction, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """``known`` is the message as far as it was stored before: a tombstone, an edit or an answer that came early."""

    event: InboundEvent
    classification: Classification
    brand: Brand
    known: Message | None
    conversation: Conversation
    text: str | None
    closing: bool
    now: datetime

    @property
    def gone(self) -> bool:
        """The customer deleted the message before it reached us."""
        return self.known is not None and self.known.deleted_at is not None


def gather(desk: Desk, event: InboundEvent, classification: Classification, known: Message | None) -> Facts:
    """Read what is needed: brand, conversation, and a long text that was put aside."""
    text = desk.texts.get(event.text_key) if event.text_key is not None else event.text
    brand = desk.brands.current(event.brand)
    conversation = find_conversation(desk, event)
    overtaken = known.answered_by_person_at if known is not None else None
    answers = [at for at in (conversation.last_person_answer_at, overtaken) if at is not None]
    closing = is_closing(text, brand.closing_phrases)
    return Facts(
        event=event,
        classification=_heard(event, classification, conversation, text, closing=closing),
        brand=brand,
        known=known,
        conversation=replace(conversation, last_person_answer_at=max(answers, default=None)),
        text=text,
        closing=closing,
        now=desk.clock.now(),
    )


def _heard(
    event: InboundEvent, classification: Classification, conversation: Conversation, text: str | None, *, closing: bool
) -> Classification:
    """The classification with what the words alone do not tell."""
    classification = as_matter(as_review(event, classification))
    own = ticket_id_of(event.channel, event.account_id, conversation.conversation_id, event.message_id or "")
    follows = conversation.open_ticket_id not in (None, own)
    if follows or event.visibility is Visibility.PRIVATE:
        classification = as_more_than_thanks(classification, goes_on=goes_on(text))
    if follows:
        return classification  # it joins what somebody is at work on
    return as_beginning(event, classification, closing=closing)


def find_conversation(desk: Desk, event: InboundEvent) -> Conversation:
    """The conversation the event belongs to; a new one, not yet written, when there is none.

    In public the payload of some channels names only the message that was answered. If we know that message and it
    belongs to a conversation with the same customer, the event continues it.
    """
    conversation_id = event.conversation_id or event.message_id or event.event_id
    if _names_only_its_parent(event):
        parent = desk.messages.get(event.channel, event.account_id, event.parent_id or "", latest=False)
        if parent is not None and parent.conversation_id is not None and parent.conversation_id != conversation_id:
            found = desk.conversations.get(event.channel, event.account_id, parent.conversation_id)
            if found is not None and found.author_id is not None and found.author_id == author_id_of(event):
                return found
    return desk.conversations.get(event.channel, event.account_id, conversation_id) or Conversation(
        channel=event.channel,
        account_id=event.account_id,
        conversation_id=conversation_id,
        brand=event.brand,
        author_id=author_id_of(event),
    )


def _names_only_its_parent(event: InboundEvent) -> bool:
    """Whether the root in the event's conversation id may be no more than the message it answers."""
    if event.visibility is not Visibility.PUBLIC or event.parent_id is None:
        return False
    return event.conversation_id is None or event.conversation_id.startswith(f"{event.parent_id}:")


def author_id_of(event: InboundEvent) -> str | None:
    return event.author.id if event.author is not None else None


def judge(desk: Desk, facts: Facts, ticket: Ticket | None, customer: Customer | None) -> tuple[Assessment, Deadlines]:
    """Priority and deadlines, with the history of the conversation and of the customer.

    The priority is the message's own; the deadlines are those of the ticket, which it may raise and never lowers.
    """
    event = facts.event
    waiting_since = ticket.waiting_since if ticket is not None else None
    waited = max(facts.now - (waiting_since or event.occurred_at), timedelta(0))
    complaints = 0 if customer is None else len(customer.complaint_tickets - ({ticket.id} if ticket else set()))
    assessment = assess(
        facts.classification,
        PriorityFacts(
            account_id=event.account_id,
            followers=event.author.followers if event.author is not None else None,
            hours_waiting=waited / timedelta(hours=1),
            unanswered=1 if ticket is None or waiting_since is None else ticket.message_count + 1,
            earlier_complaints=complaints,
        ),
        facts.brand.weights,
    )
    deadlines = deadlines_of(
        facts.brand,
        event.channel,
        assessment.priority if ticket is None else higher(ticket.priority, assessment.priority),
        since=event.occurred_at,
        window_closes_at=desk.policies(event.channel).closes_for_people(event.reply_window_closes_at),
    )
    return assessment, deadlines


def articles_for(facts: Facts) -> tuple[str, ...]:
    return suggest(facts.text, facts.classification.language, facts.brand.articles)


def first_waiting(desk: Desk, ticket: Ticket, *, since: datetime, without: str | None = None) -> datetime | None:
    """When the first of the customer's messages from then on that waits for an answer was written.

    Reads the conversation: only deletions, and answers that arrive out of order, need it. The index it is listed by
    may be a moment behind, so the ticket's latest messages are looked at themselves.
    """
    found = [_first_waiting(desk, ticket, place, since, without) for place in ticket.conversations]
    if ticket.last_customer_message_at >= since:
        latest = dict.fromkeys((*ticket.unconfirmed, ticket.last_message_id))
        found += [_waits_since(desk, ticket, message_id, since) for message_id in latest if message_id != without]
    return min((at for at in found if at is not None), default=None)


def last_left(desk: Desk, ticket: Ticket, without: str) -> str | None:
    """The id of the customer's latest message that is still there, where the ticket was opened."""
    found = cursor = None
    while True:
        page = desk.messages.of_conversation(
            ticket.channel, ticket.account_id, ticket.conversation_id, limit=100, cursor=cursor
        )
        for message in page.items:  # oldest first
            stands = message.direction is Direction.INBOUND and message.deleted_at is None
            if stands and message.ticket_id == ticket.id and message.message_id != without:
                found = message.message_id
        cursor = page.cursor
        if cursor is None:
            return found


def _waits_since(desk: Desk, ticket: Ticket, message_id: str, since: datetime) -> datetime | None:
    """When that message began to wait, if it does. One that is just being stored is taken to wait."""
    found = [desk.messages.get(channel, ticket.account_id, message_id) for channel, _ in ticket.conversations]
    message = next((each for each in found if each is not None and each.complete), None)
    if message is None:
        return ticket.last_customer_message_at
    waits = message.waits and message.ticket_id == ticket.id
    return message.occurred_at if waits and message.occurred_at is not None and message.occurred_at >= since else None


def _first_waiting(
    desk: Desk, ticket: Ticket, place: tuple[str, str], since: datetime, without: str | None
) -> datetime | None:
    channel, conversation_id = place
    cursor = None
    while True:
        page = desk.messages.of_conversation(channel, ticket.account_id, conversation_id, limit=100, cursor=cursor)
        for message in page.items:
            waits = message.waits and message.ticket_id == ticket.id and message.message_id != without
            if waits and message.occurred_at is not None and message.occurred_at >= since:
                return message.occurred_at
        cursor = page.cursor
        if cursor is None:
            return None


def is_lasting(desk: Desk, event: InboundEvent) -> bool:
    """Whether words and names may stand on the ticket, which outlives the message. Some platforms forbid it."""
    return desk.policies(event.channel).content_retention is None


def content_expiry(desk: Desk, event: InboundEvent, brand: Brand) -> datetime:
    """When text and author must go: the channel's own rule where it is shorter than the brand's."""
    kept = brand.retention.messages
    allowed = desk.policies(event.channel).content_retention
    return event.received_at + (kept if allowed is None else min(kept, allowed))
