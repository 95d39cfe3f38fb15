"""Views of a customer, and of an erasure."""

from typing import Self

from pydantic import Field

from functions.api.customers.export import ExportEntry
from functions.api.customers.use_cases import OtherCustomer, Person
from functions.api.http.models import Instant, ListModel, RequestModel, ResourceId, ResponseModel
from functions.api.message_resource import MessageView
from functions.api.ticket_resource import TicketView
from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.customers.model import Customer
from shared.domain.proposals.model import Proposal, ProposalKind, ProposalState
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Priority, Sentiment, Status, Surface, Visibility


class LinkRequest(RequestModel):
    customer: ResourceId = Field(description="the id of the other customer")


class OtherCustomerView(ResponseModel):
    """Another customer who is the same person."""

    id: str
    handle: str | None
    name: str | None
    identities: dict[str, str]
    linked_to: str = Field(description="the customer through whom they were found")
    linked_by: str | None = Field(description="who linked the two; null where the platform proved it")
    linked_at: Instant | None

    @classmethod
    def of(cls, other: OtherCustomer) -> Self:
        customer, link = other.customer, other.link
        return cls(
            id=customer.id,
            handle=customer.handle,
            name=customer.name,
            identities=dict(customer.identities),
            linked_to=other.linked_to,
            linked_by=None if link is None else link.by,
            linked_at=None if link is None else link.at,
        )


class CustomerView(ResponseModel):
    """A person, with their latest tickets on every channel."""

    id: str
    brand: str
    handle: str | None
    name: str | None
    identities: dict[str, str] = Field(description="channel → who they are there")
    first_seen_at: Instant
    last_seen_at: Instant
    ticket_count: int = Field(description="of this customer and the others that are shown")
    others: list[OtherCustomerView] = Field(
        description="other customers who are the same person, the nearest twenty at most"
    )
    erased_at: Instant | None = Field(description="when this person was last erased")
    tickets: list[TicketView] = Field(description="newest first; the latest fifty of this person")

    @classmethod
    def of(cls, person: Person) -> Self:
        customer = person.customer
        return cls(
            id=customer.id,
            brand=customer.brand,
            handle=customer.handle,
            name=customer.name,
            identities=dict(customer.identities),
            first_seen_at=customer.first_seen_at,
            last_seen_at=customer.last_seen_at,
            ticket_count=len(person.ticket_ids),
            others=[OtherCustomerView.of(other) for other in person.others],
            erased_at=customer.erased_at,
            tickets=[TicketView.of(ticket) for ticket in person.tickets],
        )


class ExportedCustomerView(ResponseModel):
    """A person as one channel knows them."""

    id: str
    brand: str
    handle: str | None
    name: str | None
    identities: dict[str, str]
    first_seen_at: Instant
    last_seen_at: Instant
    same_person: list[str] = Field(description="ids of other customers who are this person")


class ExportedTicketView(ResponseModel):
    """What was concluded about the person, and what was done. Not who of us did it."""

    id: str
    channel: str
    surface: Surface
    visibility: Visibility
    permalink: str | None
    excerpt: str
    status: Status
    priority: Priority
    reasons: list[str]
    category: Category
    sentiment: Sentiment
    language: str
    danger: Danger
    has_personal_data: bool
    tags: list[str]
    labels: dict[str, str]
    suggested_articles: list[str]
    incident_id: str | None
    message_count: int
    created_at: Instant
    updated_at: Instant
    acknowledged_at: Instant | None
    first_response_at: Instant | None
    resolved_at: Instant | None
    satisfaction: int | None
    satisfaction_at: Instant | None
    satisfaction_asked_at: Instant | None
    merged_into: str | None

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        held = {name: getattr(ticket, name) for name in cls.model_fields}
        return cls(**{name: list(value) if isinstance(value, tuple) else value for name, value in held.items()})


class ExportedNoteView(ResponseModel):
    """What one of us noted about the ticket. Not who."""

    ticket_id: str
    at: Instant
    text: str


class ExportedEventView(ResponseModel):
    """What was done with the ticket, and when. Not by whom."""

    ticket_id: str
    at: Instant
    what: str


class ExportedProposalView(ResponseModel):
    """What was proposed to say or do in public about what the person wrote, and what became of it. Not who decided."""

    id: str
    kind: ProposalKind
    state: ProposalState
    ticket_id: str | None
    message_id: str | None
    text: str
    created_at: Instant
    decided_at: Instant | None

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        return cls(**{name: getattr(proposal, name) for name in cls.model_fields})


class ExportEntryView(ResponseModel):
    """One thing that is stored: the member that is not null."""

    customer: ExportedCustomerView | None
    ticket: ExportedTicketView | None
    note: ExportedNoteView | None
    event: ExportedEventView | None
    message: MessageView | None
    proposal: ExportedProposalView | None

    @classmethod
    def of(cls, entry: ExportEntry) -> Self:
        customer, ticket, note, event, message = entry.customer, entry.ticket, entry.note, entry.event, entry.message
        return cls(
            customer=None
            if customer is None
            else ExportedCustomerView(
                id=customer.id,
                brand=customer.brand,
                handle=customer.handle,
                name=customer.name,
                identities=dict(customer.identities),
                first_seen_at=customer.first_seen_at,
                last_seen_at=customer.last_seen_at,
                same_person=sorted(customer.same_person),
            ),
            ticket=None if ticket is None else ExportedTicketView.of(ticket),
            note=None if note is None else ExportedNoteView(ticket_id=note.ticket_id, at=note.at, text=note.text),
            event=None if event is None else ExportedEventView(ticket_id=event.ticket_id, at=event.at, what=event.what),
            message=None if message is None else MessageView.of(message, entry.text, message.ticket_id),
            proposal=None if entry.proposal is None else ExportedProposalView.of(entry.proposal),
        )


class ExportView(ListModel[ExportEntryView]):
    """A page of everything that is stored about a person."""


class AutomaticTextsRequest(RequestModel):
    setting: AutomaticTexts


class AutomaticTextsView(ResponseModel):
    """Whether automatic texts are sent to a person."""

    customer_id: str
    setting: AutomaticTexts


class ErasureView(ResponseModel):
    """The proof that a person was erased: when, by whom and how many records. It contains nothing of them."""

    id: str
    brand: str
    complete: bool = Field(description="false if there is more to erase: repeat the request")
    asked_at: Instant | None
    erased_at: Instant | None
    by: str | None
    tickets: int
    messages: int = Field(description="messages that the person had written")

    @classmethod
    def of(cls, customer: Customer) -> Self:
        return cls(
            id=customer.id,
            brand=customer.brand,
            complete=customer.erased_at is not None,
            asked_at=customer.erasing_since,
            erased_at=customer.erased_at,
            by=customer.erased_by,
            tickets=customer.erased_tickets,
            messages=customer.erased_messages,
        )
