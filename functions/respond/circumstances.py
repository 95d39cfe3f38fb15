"""What lies outside a ticket and decides whether an automatic text may be sent for it, as it is at that instant."""

from typing import Protocol

from shared.domain.satisfaction.decision import Circumstances
from shared.domain.tickets.model import Ticket
from shared.ports.configuration import BrandRepository, Switches
from shared.ports.outbox import AccountStates, AutomaticTextSettings
from shared.ports.repositories import ConversationRepository, IncidentRepository
from shared.ports.time_and_language import Clock


class CircumstancePorts(Protocol):
    @property
    def brands(self) -> BrandRepository: ...
    @property
    def switches(self) -> Switches: ...
    @property
    def conversations(self) -> ConversationRepository: ...
    @property
    def incidents(self) -> IncidentRepository: ...
    @property
    def accounts(self) -> AccountStates: ...
    @property
    def automatic_texts(self) -> AutomaticTextSettings: ...
    @property
    def clock(self) -> Clock: ...


def circumstances_of(ports: CircumstancePorts, ticket: Ticket) -> Circumstances:
    """Of the conversation in which the ticket was written to last."""
    channel, conversation_id = ticket.conversations[-1]
    conversation = ports.conversations.get(channel, ticket.account_id, conversation_id, latest=False)
    author = ticket.author_id if channel == ticket.channel else conversation_id
    return Circumstances(
        switch=ports.switches.automatic_answers(ticket.brand, channel),
        brand_degraded=ports.brands.is_degraded(ticket.brand),
        incidents=tuple(ports.incidents.open_for(ticket.brand)),
        account_stopped=ports.accounts.get(channel, ticket.account_id).stopped,
        opted_out=author is not None and ports.automatic_texts.are_off(channel, ticket.account_id, author),
        handed_over=conversation is not None and conversation.is_handed_over(ports.clock.now()),
    )
