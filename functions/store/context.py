"""What is known about a message before anything is written: read once, then decided on."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.store.ports import StorePorts
from shared.domain.articles.meaning import suggested_pages
from shared.domain.brand.model import Brand
from shared.domain.classification.context import (
    addressed_to_parent,
    answered_in_doubt,
    as_first_private_message,
    asking_after_thanks,
    calling_for_help,
    for_a_person_to_look_at,
    needing_action,
    rated,
    with_danger,
    with_fraud,
)
from shared.domain.classification.language import is_language_sure, language_of
from shared.domain.classification.model import Classification
from shared.domain.classification.stage import mentions_us
from shared.domain.conversations.closing_phrases import goes_on, is_closing
from shared.domain.conversations.model import Conversation
from shared.domain.customers.model import Customer
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.priority.scoring import Assessment, PriorityFactors, assess, higher
from shared.domain.satisfaction.answers import Score
from shared.domain.satisfaction.progress import answer_of, tapped_score
from shared.domain.tickets.follow_up import belongs_to, is_part
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.sla import Deadlines, deadlines_of
from shared.domain.vocabulary import Category, Sentiment, Stage, Surface, Visibility

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
"""Of a private message whose content the platform does not show us: a person has to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContext:
    """``known`` is the message as far as it was stored before: a tombstone, an edit or an answer that came early.

    ``ticket`` is the one the conversation points to, whatever its status. ``score`` is what the text answers to our
    question how it went. ``closing``: the text only thanks, agrees, says goodbye or gives a score.
    """

    event: InboundEvent
    classification: Classification
    brand: Brand
    known: Message | None
    conversation: Conversation
    ticket: Ticket | None
    text: str | None
    closing: bool
    now: datetime
    score: Score | None = None

    @property
    def deleted(self) -> bool:
        """The customer deleted the message before it reached us."""
        return self.known is not None and self.known.deleted_at is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs. ``ticket`` is the one the conversation points to, whatever its status.

    It is read before the message. Another run may store the same message meanwhile, and the next of its conversation;
    the ticket then no longer says that it counted this one, but the message that is read afterwards is complete.
    """

    conversation: Conversation
    ticket: Ticket | None


def find_place(ports: StorePorts, event: InboundEvent) -> Place:
    conversation = find_conversation(ports, event)
    ticket = ports.tickets.get(conversation.open_ticket_id) if conversation.open_ticket_id else None
    return Place(conversation, ticket)


def read_context(
    ports: StorePorts, event: InboundEvent, classification: Classification, known: Message | None, place: Place
) -> MessageContext:
    """Reads the brand, and a long text from the bucket. ``place`` was read before ``known``."""
    text = ports.texts.get(event.text_key) if event.text_key is not None else event.text
    brand = ports.brands.current(event.brand)
    conversation, ticket = place.conversation, place.ticket
    overtaken = known.answered_by_person_at if known is not None else None
    answers = [at for at in (conversation.last_person_answer_at, overtaken) if at is not None]
    answered_at = max(answers, default=None)
    score = answer_of(ticket, event, text, brand, answered_at=answered_at)
    is_score = tapped_score(event) is not None or (score is not None and score.alone)
    closing = is_score or is_closing(text, brand.closing_phrases)
    if not is_language_sure(classification):
        so_far = None if ticket is None else ticket.language
        language = language_of(classification, conversation=so_far, default=brand.default_language)
        classification = replace(classification, language=language)
    classification = _classified(event, classification, ticket, text, closing=closing)
    parent = None if mentions_us(event, brand, text) else _parent(ports, event, classification)
    return MessageContext(
        event=event,
        classification=addressed_to_parent(event, classification, parent, text),
        brand=brand,
        known=known,
        ticket=ticket,
        conversation=replace(conversation, last_person_answer_at=answered_at),
        text=text,
        closing=closing,
        score=score,
        now=ports.clock.now(),
    )


def _parent(ports: StorePorts, event: InboundEvent, classification: Classification) -> Message | None:
    """The message that a public reply answers, if it could be talk among customers."""
    if event.visibility is not Visibility.PUBLIC or event.parent_id is None or _names_only_its_parent(event):
        return None  # what stands directly under a post answers nobody, and costs no read
    if classification.stage is not Stage.DIRECT or event.surface is not Surface.COMMENT:
        return None
    return ports.messages.get(event.channel, event.account_id, event.parent_id, latest=False)


def _classified(
    event: InboundEvent, classification: Classification, ticket: Ticket | None, text: str | None, *, closing: bool
) -> Classification:
    """The classification with what the place and the conversation add to the words."""
    classification = with_danger(needing_action(rated(event, answered_in_doubt(classification), text)))
    classification = for_a_person_to_look_at(event, calling_for_help(classification, text), text)
    classification = with_fraud(classification, text)
    follows = (
        ticket is not None and ticket.opening_message_id != event.message_id and belongs_to(ticket, event.occurred_at)
    )
    if follows or event.visibility is Visibility.PRIVATE:
        classification = asking_after_thanks(classification, goes_on=goes_on(text))
    if follows:
        return classification  # it joins a ticket
    return as_first_private_message(event, classification, closing=closing)


def find_conversation(ports: StorePorts, event: InboundEvent) -> Conversation:
    """The conversation the event belongs to; a new one, not yet written, when there is none.

    In public some channels name only the message that was answered. When that message is known and belongs to a
    conversation with the same customer, the event continues that conversation.
    """
    conversation_id = event.conversation_id or event.message_id or event.event_id
    if _names_only_its_parent(event) and not ports.policies(event.channel).names_root:
        parent = ports.messages.get(event.channel, event.account_id, event.parent_id or "", latest=False)
        if parent is not None and parent.conversation_id is not None and parent.conversation_id != conversation_id:
            found = ports.conversations.get(event.channel, event.account_id, parent.conversation_id)
            if found is not None and found.author_id is not None and found.author_id == author_id_of(event):
                return found
    return ports.conversations.get(event.channel, event.account_id, conversation_id) or Conversation(
        channel=event.channel,
        account_id=event.account_id,
        conversation_id=conversation_id,
        brand=event.brand,
        author_id=author_id_of(event),
    )


def _names_only_its_parent(event: InboundEvent) -> bool:
    """Whether the conversation id of the event was built from the answered message, not from the root of the thread."""
    if event.visibility is not Visibility.PUBLIC or event.parent_id is None:
        return False
    return event.conversation_id is None or event.conversation_id.startswith(f"{event.parent_id}:")


def author_id_of(event: InboundEvent) -> str | None:
    return event.author.id if event.author is not None else None


def assess_message(
    ports: StorePorts, context: MessageContext, ticket: Ticket | None, customer: Customer | None
) -> tuple[Assessment, Deadlines]:
    """Priority and deadlines, with the history of the conversation and of the customer.

    The priority is that of the message alone. The deadlines are those of the ticket: a message can raise its priority
    and never lowers it.
    """
    event = context.event
    waiting_since = ticket.waiting_since if ticket is not None else None
    waited = max(context.now - (waiting_since or event.occurred_at), timedelta(0))
    complaints = 0 if customer is None else len(customer.complaint_tickets - ({ticket.id} if ticket else set()))
    assessment = assess(
        context.classification,
        PriorityFactors(
            account_id=event.account_id,
            followers=event.author.followers if event.author is not None else None,
            hours_waiting=waited / timedelta(hours=1),
            unanswered=1
            if ticket is None or waiting_since is None
            else ticket.message_count + (0 if is_part(ticket, event) else 1),
            earlier_complaints=complaints,
        ),
        context.brand.weights,
    )
    deadlines = deadlines_of(
        context.brand,
        event.channel,
        assessment.priority if ticket is None else higher(ticket.priority, assessment.priority),
        since=event.occurred_at,
        window_closes_at=ports.policies(event.channel).closes_for_people(event.reply_window_closes_at),
        answered=ticket is not None and ticket.first_response_at is not None,
    )
    return assessment, deadlines


def articles_for(context: MessageContext) -> tuple[str, ...]:
    return suggested_pages(context.text, context.classification, context.brand.articles)


EXPIRY_SLACK = timedelta(days=30)
"""How much longer than its ticket a conversation is kept. So a message that joins a ticket, which moves the expiry of
the ticket, has to move that of the conversation once in 30 days only."""


def with_conversation_expiry(ports: StorePorts, conversation: Conversation) -> Conversation:
    """The conversation, to be kept for as long as a ticket that is written to now."""
    kept_until = ports.clock.now() + ports.brands.current(conversation.brand).retention.tickets
    if conversation.expires_at is not None and conversation.expires_at >= kept_until:
        return conversation
    return replace(conversation, expires_at=kept_until + EXPIRY_SLACK)


def with_expiry_for_answer(ports: StorePorts, conversation: Conversation) -> Conversation:
    """An answer of ours keeps a conversation that no customer has written in yet. Later only what customers write moves
    its expiry: the customer's record has to move with it, and only then is it written."""
    if conversation.customer_id is not None and conversation.expires_at is not None:
        return conversation
    return with_conversation_expiry(ports, conversation)


def may_be_kept_on_ticket(ports: StorePorts, event: InboundEvent) -> bool:
    """Whether words and names may be copied to the ticket, which outlives the message. Some platforms forbid it."""
    return ports.policies(event.channel).content_retention is None


def content_expiry(ports: StorePorts, event: InboundEvent, brand: Brand) -> datetime:
    """When text and author must go: the channel's own rule where it is shorter than the brand's."""
    return event.received_at + content_retention(ports, event, brand)


def content_retention(ports: StorePorts, event: InboundEvent, brand: Brand) -> timedelta:
    """How long text and author of a message may be kept."""
    return ports.policies(event.channel).retention_of(brand.retention.messages)
