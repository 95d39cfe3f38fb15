"""What an acknowledgement needs from the world, and what became of one."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.channels.policy import ChannelPolicy
from shared.domain.vocabulary import SendClass, SuppressionReason
from shared.ports.configuration import BrandRepository, Switches
from shared.ports.outbox import AccountStates, AutomaticTextSettings, Outbox, RateLimits
from shared.ports.platforms import Gateways
from shared.ports.repositories import (
    ConversationRepository,
    HistoryRepository,
    IncidentRepository,
    MessageRepository,
    TicketRepository,
)
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock, DateTimeFormatter


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementPorts:
    brands: BrandRepository
    switches: Switches
    tickets: TicketRepository
    messages: MessageRepository
    conversations: ConversationRepository
    history: HistoryRepository
    incidents: IncidentRepository
    outbox: Outbox
    accounts: AccountStates
    automatic_texts: AutomaticTextSettings
    rate_limits: RateLimits
    gateways: Gateways
    formatter: DateTimeFormatter
    clock: Clock
    metrics: Metrics
    policies: Callable[[str], ChannelPolicy]


@dataclass(frozen=True, slots=True)
class AcknowledgementOutcome:
    """The platform's answer, or the reason why it was not called. Neither is set when there is nothing to do now."""

    ticket_id: str
    sent: SendClass | None = None
    suppressed: SuppressionReason | None = None
