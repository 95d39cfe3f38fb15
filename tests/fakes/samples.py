"""Ready-made things of the desk; a test names only what it is about."""

from dataclasses import replace
from datetime import timedelta

from shared.domain.classification.model import Classification
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, EventKind, Priority, Sentiment, Stage, Surface, Visibility
from tests.fakes.stored import START


def a_ticket(**fields: object) -> Ticket:
    """A new ticket from a Facebook comment, waiting since ``START``, to be answered within an hour."""
    ticket = Ticket(
        id="T-1",
        brand="acme",
        priority=Priority.NORMAL,
        category=Category.QUESTION,
        sentiment=Sentiment.NEUTRAL,
        language="fr",
        stage=Stage.DIRECT,
        team="triage",
        channel="facebook",
        surface=Surface.COMMENT,
        visibility=Visibility.PUBLIC,
        account_id="100100100100100",
        author_id="7",
        conversation_id="post:7",
        opening_message_id="m1",
        last_message_id="m1",
        needs_response=True,
        created_at=START,
        updated_at=START,
        last_customer_message_at=START,
        waiting_since=START,
        first_response_due_at=START + timedelta(hours=1),
        resolution_due_at=START + timedelta(hours=24),
    )
    return replace(ticket, **fields)


def an_event(message_id: str = "m1", **fields: object) -> InboundEvent:
    """A customer's comment under the brand's Facebook post."""
    event = InboundEvent(
        event_id=f"facebook:100100100100100:{message_id}:created",
        kind=EventKind.CREATED,
        brand="acme",
        channel="facebook",
        account_id="100100100100100",
        surface=Surface.COMMENT,
        visibility=Visibility.PUBLIC,
        conversation_id="post:7",
        message_id=message_id,
        parent_id="post",
        text="Mon colis n'est toujours pas arrivé",
        author=Author(id="7", name="Mia"),
        occurred_at=START,
        received_at=START + timedelta(seconds=1),
    )
    return replace(event, **fields)


def a_classification(**fields: object) -> Classification:
    """A question that needs an answer."""
    classification = Classification(
        language="fr",
        sentiment=Sentiment.NEUTRAL,
        category=Category.QUESTION,
        stage=Stage.DIRECT,
        needs_response=True,
        confidence=90,
    )
    return replace(classification, **fields)
