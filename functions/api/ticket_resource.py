"""A ticket as the API shows it, and reading one that the token may see. Several features need both."""

from dataclasses import dataclass
from typing import Self

from pydantic import Field

from functions.api.http.models import Instant, ResponseModel
from shared.domain.access.callers import Caller
from shared.domain.errors import NotFoundError
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import (
    Category,
    Danger,
    ExcerptKind,
    Priority,
    Sentiment,
    Stage,
    Status,
    Surface,
    Visibility,
)
from shared.ports.pages import TicketFilter
from shared.ports.repositories import TicketRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTicket:
    """A ticket of a brand that the token may not see does not exist for it."""

    tickets: TicketRepository

    def __call__(self, caller: Caller, ticket_id: str) -> Ticket:
        """Raises ``NotFoundError``."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None or not caller.sees(ticket.brand):
            raise NotFoundError("There is no such ticket.")
        return ticket


def read_open(tickets: TicketRepository, brand: str, *, at_most: int) -> tuple[tuple[Ticket, ...], bool]:
    """The open tickets of a brand, most urgent first, and whether these are all."""
    found: list[Ticket] = []
    cursor: str | None = None
    while len(found) < at_most:
        page = tickets.open_page(brand, TicketFilter(), limit=min(100, at_most - len(found)), cursor=cursor)
        found += page.items
        cursor = page.cursor
        if cursor is None:
            break
    return tuple(found), cursor is None


class CustomerOfTicket(ResponseModel):
    id: str | None
    handle: str | None
    name: str | None


class AnswerPendingView(ResponseModel):
    """An answer that was begun and is not ended: it is being sent, or the platform asks to wait."""

    agent_id: str = Field(description="as in `assignee`; empty for what goes out without a person")
    agent: str = Field(description="as people read it")
    since: Instant


class TicketView(ResponseModel):
    """A ticket."""

    id: str
    brand: str
    status: Status
    priority: Priority
    reasons: list[str]
    category: Category
    sentiment: Sentiment
    language: str
    stage: Stage
    team: str
    assignee: str | None = Field(description="the id of the agent who holds it, or the name that a program gave")
    assignee_name: str | None = Field(description="as people read it")
    claimed_by: str | None = Field(description="deprecated: the same as `assignee`", deprecated=True)
    channel: str
    surface: Surface
    visibility: Visibility
    continues_in_private: bool = Field(
        description="it was opened in public, and the same customer is also written with in private"
    )
    account_id: str
    customer: CustomerOfTicket
    conversation_id: str
    permalink: str | None
    excerpt: str = Field(description="the beginning of what the customer wrote; empty for a message without words")
    excerpt_kind: ExcerptKind = Field(description="`text`, or what a message without words is")
    excerpt_title: str | None = Field(description="of a message without words: its file, post or product")
    excerpt_duration: int | None = Field(description="of a message without words: seconds of sound or film")
    rating: int | None = Field(description="the stars of the review that opened it, from 1 to 5")
    needs_response: bool = Field(description="a customer waits for an answer of ours now")
    answer_pending: AnswerPendingView | None = Field(
        description="the latest answer of ours that is not sent yet; null while there is none"
    )
    danger: Danger = Field(
        description="whether somebody may be hurt: people were told at once, nothing automatic was sent"
    )
    has_personal_data: bool
    message_count: int
    notes_count: int = Field(description="notes of agents, which customers never see")
    mentioned: list[str] = Field(
        description="ids of agents whom a note names, and who have neither written a note since nor said they read it"
    )
    created_at: Instant
    updated_at: Instant
    last_customer_message_at: Instant
    waiting_since: Instant | None = Field(
        description="when the customer wrote first without being answered; null while nobody waits"
    )
    acknowledged_at: Instant | None
    first_response_at: Instant | None
    first_response_due_at: Instant | None
    resolution_due_at: Instant | None
    paused_at: Instant | None = Field(description="since when the deadlines stand still: while pending, or resolved")
    escalating_since: Instant | None = Field(description="since when people are being called for it; null otherwise")
    breached_at: Instant | None
    resolution_breached_at: Instant | None = Field(description="the latest resolution target that was missed")
    reply_window_closes_at: Instant | None
    resolved_at: Instant | None
    satisfaction: int | None = Field(description="what the customer said of it, from 1 (bad) to 5 (very good)")
    satisfaction_at: Instant | None = Field(description="when they said so")
    satisfaction_asked_at: Instant | None = Field(description="when they were asked; a ticket is asked about once")
    incident_id: str | None
    merged_into: str | None = Field(description="the ticket that stands for this one, which was merged into it")
    merged_tickets: list[str] = Field(description="tickets that were merged into this one")
    suggested_articles: list[str]
    tags: list[str]
    labels: dict[str, str] = Field(
        description="`category`, `sentiment`, `urgent`: what a person corrected or confirmed"
    )
    version: int

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        own = (
            "customer",
            "needs_response",
            "assignee",
            "assignee_name",
            "excerpt_kind",
            "merged_tickets",
            "continues_in_private",
            "escalating_since",
            "waiting_since",
            "answer_pending",
        )
        same = {name: getattr(ticket, name) for name in cls.model_fields if name not in own}
        customer = CustomerOfTicket(id=ticket.customer_id, handle=ticket.customer_handle, name=ticket.customer_name)
        pending = ticket.answer_pending
        return cls(
            customer=customer,
            answer_pending=pending
            and AnswerPendingView(agent_id=pending.agent_id, agent=pending.agent, since=pending.since),
            needs_response=ticket.waits_for_us,
            assignee=ticket.claimed_by,
            assignee_name=ticket.holder,
            continues_in_private=ticket.visibility is Visibility.PUBLIC and ticket.private_conversation_id is not None,
            excerpt_kind=ticket.shown_excerpt.kind,
            escalating_since=ticket.escalation_started_at if ticket.escalation_running else None,
            waiting_since=ticket.waiting_since if ticket.waits_for_us else None,
            merged_tickets=list(dict.fromkeys(each.ticket_id for each in ticket.merged)),
            **{n: list(v) if isinstance(v, tuple) else v for n, v in same.items()},
        )
