"""Everything that the API needs from outside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from functions.api.accounts.use_cases import AccountHealthReader, CursorReader, PolledSourceReader
from functions.api.replies.use_cases import ReplyClient, ReplyRecords
from functions.api.tickets.use_cases import TargetDeadlines
from functions.api.webhooks.use_cases import ManageWebhooks
from shared.domain.channels.policy import ChannelPolicy
from shared.ports.agents import AgentDirectory, IdentityVerifier
from shared.ports.collaboration import ForgettableNotes, MentionIndex, PresenceRepository
from shared.ports.configuration import BrandRepository, SwitchBoard
from shared.ports.deadlines import DeadlineMoves
from shared.ports.figures import FiguresReader
from shared.ports.objects import ErasableTexts, ErasureLog, MediaLinks, MediaObjects
from shared.ports.outbox import (
    AccountStates,
    AutomaticTextSettings,
    ForgettableAutomaticMessages,
    ForgettableReplies,
    PublicPosts,
    SentReplies,
)
from shared.ports.proposals import ProposalRepository
from shared.ports.repositories import (
    CustomerErasure,
    ErasableHistory,
    ErasableIncidents,
    ErasableMessages,
    ForgettableConversations,
    OverrideRepository,
    PlacedMessages,
    ReferenceIndex,
    TicketRepository,
    TokenRepository,
)
from shared.ports.saved import SavedReplyRepository, SavedViewRepository
from shared.ports.time_and_language import Clock, PhoneFinder
from shared.ports.unhandled import UnhandledItems
from shared.ports.uploads import UploadForms
from shared.ports.workflows import IncidentWorker, ProposalCarrier


class ApiMessages(ErasableMessages, PlacedMessages, ReferenceIndex, Protocol):
    """What the API needs of messages: to read and erase them, and to find their tickets."""


class ApiReplies(ForgettableReplies, ReplyRecords, SentReplies, Protocol):
    """What the API needs of the records of replies: to know and empty one, and to erase those of a ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPorts:
    tokens: TokenRepository
    agents: AgentDirectory
    identities: IdentityVerifier | None  # ``None`` where no issuer is configured: then nobody signs in
    brands: BrandRepository
    overrides: OverrideRepository
    tickets: TicketRepository
    messages: ApiMessages
    conversations: ForgettableConversations
    customers: CustomerErasure
    history: ErasableHistory
    notes: ForgettableNotes
    mentions: MentionIndex
    presence: PresenceRepository
    saved_replies: SavedReplyRepository
    saved_views: SavedViewRepository
    replies: ApiReplies
    automatic_messages: ForgettableAutomaticMessages
    automatic_texts: AutomaticTextSettings
    incidents: ErasableIncidents
    incident_worker: IncidentWorker
    posts: PublicPosts
    figures: FiguresReader
    texts: ErasableTexts
    media: MediaObjects
    erasure_log: ErasureLog
    accounts: AccountStates
    account_health: AccountHealthReader
    cursors: CursorReader
    polled_sources: PolledSourceReader
    reply_client: ReplyClient
    proposals: ProposalRepository
    proposal_carrier: ProposalCarrier
    deadline_moves: DeadlineMoves
    webhooks: ManageWebhooks
    phones: PhoneFinder
    switches: SwitchBoard
    unhandled: UnhandledItems
    deadlines: TargetDeadlines
    policies: Callable[[str], ChannelPolicy]
    clock: Clock
    media_links: MediaLinks
    upload_forms: UploadForms
    upload_id: Callable[[], str]  # 32 hexadecimal digits that nobody can guess
    salt: Callable[[], str]  # four random characters, so that two incidents of one second have different ids
    read_table: Callable[[], object]  # raises UpstreamError if the table does not answer
    stage: str
