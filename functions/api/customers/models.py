"""Views of a customer, and of an erasure."""

from typing import Self

from pydantic import Field

from functions.api.http.models import Instant, RequestModel, ResponseModel
from functions.api.ticket_resource import TicketView
from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.customers.model import Customer
from shared.domain.tickets.model import Ticket


class CustomerView(ResponseModel):
    """A person, with their latest tickets on every channel."""

    id: str
    brand: str
    handle: str | None
    name: str | None
    identities: dict[str, str] = Field(description="channel → who they are there")
    first_seen_at: Instant
    last_seen_at: Instant
    ticket_count: int
    erased_at: Instant | None = Field(description="when this person was last erased")
    tickets: list[TicketView] = Field(description="newest first; the latest fifty")

    @classmethod
    def of(cls, customer: Customer, tickets: tuple[Ticket, ...]) -> Self:
        return cls(
            id=customer.id,
            brand=customer.brand,
            handle=customer.handle,
            name=customer.name,
            identities=dict(customer.identities),
            first_seen_at=customer.first_seen_at,
            last_seen_at=customer.last_seen_at,
            ticket_count=len(customer.tickets),
            erased_at=customer.erased_at,
            tickets=[TicketView.of(ticket) for ticket in tickets],
        )


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
