"""What every part of store works with: the ports, and what it reports back."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.channels.policy import ChannelPolicy
from shared.domain.vocabulary import Outcome
from shared.ports.configuration import BrandRepository, Switches
from shared.ports.objects import TextStore
from shared.ports.outbox import SentReplies, SentTexts
from shared.ports.repositories import (
    ConversationRepository,
    CustomerRepository,
    HistoryRepository,
    IncidentWatch,
    ListeningCounters,
    MessageRepository,
    OutcomeRepository,
    TicketRepository,
)
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    brands: BrandRepository
    switches: Switches
    messages: MessageRepository
    conversations: ConversationRepository
    tickets: TicketRepository
    customers: CustomerRepository
    history: HistoryRepository
    outcomes: OutcomeRepository
    incidents: IncidentWatch
    listening: ListeningCounters
    texts: TextStore
    outbox: SentTexts
    replies: SentReplies
    clock: Clock
    metrics: Metrics
    policies: Callable[[str], ChannelPolicy]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of an event, and what is wanted next.

    ``duplicate``: the event was handled before, nothing was changed.
    """

    outcome: Outcome
    ticket_id: str | None = None
    acknowledge: bool = False
    escalate_now: bool = False
    duplicate: bool = False
