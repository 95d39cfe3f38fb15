"""What the work on an incident needs from the world."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from shared.domain.channels.policy import ChannelPolicy
from shared.domain.incidents.updates import PublicUpdate
from shared.ports.configuration import BrandRepository, Switches
from shared.ports.outbox import AccountStates, AutomaticMessages, AutomaticTextSettings, PublicPosts, RateLimits
from shared.ports.platforms import Gateways
from shared.ports.repositories import (
    ConversationRepository,
    EarlierReports,
    HistoryRepository,
    IncidentContacts,
    IncidentRepository,
    MessageRepository,
    TicketRepository,
)
from shared.ports.time_and_language import Clock


class WorkedIncidents(IncidentContacts, EarlierReports, IncidentRepository, Protocol):
    """Incidents, what is said of them in public, and the lines that their customers get."""

    def updates_of(self, incident_id: str) -> tuple[PublicUpdate, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPorts:
    brands: BrandRepository
    switches: Switches
    tickets: TicketRepository
    messages: MessageRepository
    conversations: ConversationRepository
    history: HistoryRepository
    incidents: WorkedIncidents
    automatic_messages: AutomaticMessages
    posts: PublicPosts
    accounts: AccountStates
    automatic_texts: AutomaticTextSettings
    rate_limits: RateLimits
    gateways: Gateways
    clock: Clock
    policies: Callable[[str], ChannelPolicy]


@dataclass(slots=True, kw_only=True)
class WorkResult:
    """What one run did. ``complete`` is false when it ran out of time: the next run goes on."""

    incident_id: str
    published: int = 0
    linked: int = 0
    sent: int = 0
    skipped: int = 0
    failed: int = 0
    put_off: int = 0
    complete: bool = True
