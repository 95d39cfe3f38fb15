"""What a change does not say itself: mostly of which brand it is."""

from dataclasses import dataclass
from datetime import timedelta

from shared.domain.brand.model import Calendar, Clock
from shared.domain.errors import InvalidBrandError, UnknownBrandError
from shared.domain.messages.model import Message
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Priority
from shared.ports.configuration import BrandRepository
from shared.ports.repositories import MessageRepository, TicketRepository

LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class BrandOfTicket:
    """A ticket keeps its brand for life, so whatever the moment it is read at is right."""

    tickets: TicketRepository

    def __call__(self, ticket_id: str) -> str | None:
        """``None`` when the ticket is gone. Raises ``UpstreamError``."""
        ticket = self.tickets.get(ticket_id)
        return None if ticket is None else ticket.brand


@dataclass(frozen=True, slots=True)
class BrandOfAccount:
    brands: BrandRepository

    def __call__(self, channel: str, account_id: str) -> str | None:
        """``None`` for an account that is in no brand file any more. Raises ``UpstreamError``."""
        for brand_id in self.brands.ids():
            try:
                brand = self.brands.current(brand_id)
            except (UnknownBrandError, InvalidBrandError):
                continue
            if brand.account(channel, account_id) is not None:
                return brand_id
        return None


@dataclass(frozen=True, slots=True)
class OpeningMessage:
    messages: MessageRepository

    def __call__(self, ticket: Ticket) -> Message | None:
        """``None`` when it is gone. Raises ``UpstreamError``."""
        return self.messages.get(ticket.channel, ticket.account_id, ticket.opening_message_id)


@dataclass(frozen=True, slots=True)
class TicketsKept:
    brands: BrandRepository

    def __call__(self, brand_id: str) -> timedelta:
        """How long the tickets of a brand are kept; as long as can be for a brand that cannot be read.

        Raises ``UpstreamError``.
        """
        try:
            return self.brands.current(brand_id).retention.tickets
        except (UnknownBrandError, InvalidBrandError):
            return LONGEST


@dataclass(frozen=True, slots=True)
class ClockOf:
    """By which clock targets run. Read as ``CalendarOf``."""

    brands: BrandRepository

    def __call__(self, brand_id: str, channel: str, priority: Priority) -> Clock:
        """Raises ``UpstreamError``."""
        try:
            return self.brands.current(brand_id).target_of(priority, channel).clock
        except (UnknownBrandError, InvalidBrandError):
            return Clock.ALWAYS


@dataclass(frozen=True, slots=True)
class CalendarOf:
    brands: BrandRepository

    def __call__(self, brand_id: str, channel: str) -> Calendar | None:
        """``None`` for a brand that cannot be read. Raises ``UpstreamError``."""
        try:
            return self.brands.current(brand_id).calendar_of(channel)
        except (UnknownBrandError, InvalidBrandError):
            return None
