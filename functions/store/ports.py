"""The ports that every part of store works with."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.channels.policy import ChannelPolicy
from shared.ports.configuration import BrandRepository, Switches
from shared.ports.media import MediaQueue
from shared.ports.objects import ErasableTexts, MediaObjects
from shared.ports.outbox import (
    AccountStates,
    AutomaticTextSettings,
    QuickAnswers,
    RateLimits,
    SentAutomaticMessages,
    SentReplies,
    SentTexts,
)
from shared.ports.proposals import ProposalsOfMessages
from shared.ports.repositories import (
    ConversationRepository,
    CustomerRepository,
    HistoryRepository,
    IncidentWatch,
    MessageRepository,
    OutcomeRepository,
    TicketRepository,
)
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePorts:
    brands: BrandRepository
    switches: Switches
    messages: MessageRepository
    conversations: ConversationRepository
    tickets: TicketRepository
    customers: CustomerRepository
    history: HistoryRepository
    outcomes: OutcomeRepository
    incidents: IncidentWatch
    texts: ErasableTexts
    media: MediaObjects
    media_queue: MediaQueue
    outbox: SentTexts
    accounts: AccountStates
    automatic_texts: AutomaticTextSettings
    replies: SentReplies
    automatic_messages: SentAutomaticMessages
    quick_answers: QuickAnswers
    proposals: ProposalsOfMessages
    rate_limits: RateLimits
    clock: Clock
    metrics: Metrics
    policies: Callable[[str], ChannelPolicy]
