"""What carrying out a proposal needs from outside, whatever its kind."""

from dataclasses import dataclass

from shared.domain.channels.policy import Policies
from shared.ports.configuration import Switches
from shared.ports.outbox import AccountStates, RateLimits
from shared.ports.platforms import Gateways
from shared.ports.proposals import ProposalRepository
from shared.ports.repositories import HistoryRepository, IncidentRepository, MessageRepository, TicketRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPorts:
    proposals: ProposalRepository
    tickets: TicketRepository
    messages: MessageRepository
    history: HistoryRepository
    incidents: IncidentRepository
    switches: Switches
    accounts: AccountStates
    rate_limits: RateLimits
    gateways: Gateways
    policies: Policies
    clock: Clock
