"""What the question how it went needs from the world, and what became of one."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.channels.policy import ChannelPolicy
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.domain.outbox.record import OutboxStatus
from shared.domain.satisfaction.decision import Unasked
from shared.ports.configuration import BrandRepository, Switches
from shared.ports.outbox import AccountStates, AutomaticMessages, AutomaticTextSettings, RateLimits
from shared.ports.platforms import Gateways
from shared.ports.repositories import (
    ConversationRepository,
    HistoryRepository,
    IncidentRepository,
    MessageRepository,
    TicketRepository,
)
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionPorts:
    brands: BrandRepository
    tickets: TicketRepository
    messages: MessageRepository
    conversations: ConversationRepository
    history: HistoryRepository
    automatic_messages: AutomaticMessages
    switches: Switches
    incidents: IncidentRepository
    accounts: AccountStates
    automatic_texts: AutomaticTextSettings
    rate_limits: RateLimits
    gateways: Gateways
    clock: Clock
    policies: Callable[[str], ChannelPolicy]


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionOutcome:
    """Where the record of the question, or of the thanks, stands; or why there is none. Neither: nothing to do now."""

    ticket_id: str
    kind: AutomaticKind | None = None
    status: OutboxStatus | None = None
    unasked: Unasked | None = None
    error: str | None = None
