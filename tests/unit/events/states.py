"""Tickets and messages as they are before and after a change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.domain.incidents.model import Incident
from shared.domain.messages.model import Message
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Direction, Priority, Sentiment, Stage, Surface, Visibility

NOW = datetime(2026, 3, 3, 22, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

TICKET = Ticket(
    id="T-1",
    version=1,
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
    account_id="100",
    customer_id="C-1",
    customer_handle="amelie_h",
    customer_name="Amélie Holmgren",
    author_id="9000001",
    conversation_id="conversation-of-9000001",
    opening_message_id="mid-9000001",
    last_message_id="mid-9000001",
    permalink="https://example.com/9000001",
    excerpt="Où est mon colis, demande Amélie ?",
    needs_response=True,
    created_at=NOW,
    updated_at=NOW,
    last_customer_message_at=NOW,
    waiting_since=NOW,
    first_response_due_at=NOW + 60 * MINUTE,
    resolution_due_at=NOW + 600 * MINUTE,
)

MESSAGE = Message(
    channel="telegram",
    account_id="700",
    message_id="9000001:17",
    revision=1,
    brand="acme",
    surface=Surface.DIRECT_MESSAGE,
    visibility=Visibility.PRIVATE,
    conversation_id="9000001",
    ticket_id="T-1",
    author_id="9000001",
    author_handle="amelie_h",
    author_name="Amélie Holmgren",
    text="Où est mon colis, demande Amélie ?",
    language="fr",
    category=Category.QUESTION,
    sentiment=Sentiment.NEUTRAL,
    waits=True,
    occurred_at=NOW,
    received_at=NOW,
    stored_at=NOW,
)

INCIDENT = Incident(id="acme-20260303T221000-4f3a", brand="acme", title="Network down", opened_at=NOW, opened_by="lead")

PERSONAL = ("9000001", "amelie_h", "Holmgren", "Amélie", "colis")
"""What no event may hold."""


def ticket(**changes: Any) -> Ticket:
    """The next version of the ticket."""
    return replace(TICKET, version=2, **changes)


def next_of(ticket: Ticket) -> Ticket:
    """As it is stored."""
    return replace(ticket, version=ticket.version + 1)


def message(**changes: Any) -> Message:
    """The next revision of the message."""
    return replace(MESSAGE, revision=2, **changes)


OURS = replace(MESSAGE, direction=Direction.OUTBOUND, author_id="700", author_handle="acme", author_name=None)
