"""The API, put together from its ports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from functions.api.about.routes import AboutUseCases
from functions.api.about.use_cases import CheckHealth, ReadVisibleBrands
from functions.api.agents.routes import AgentUseCases
from functions.api.agents.use_cases import ListAgents
from functions.api.attachments.routes import AttachmentUseCases
from functions.api.attachments.use_cases import LinkAttachment
from functions.api.board.routes import BoardUseCases
from functions.api.board.use_cases import ReadBoard
from functions.api.brands.routes import BrandUseCases
from functions.api.brands.use_cases import ListBrands
from functions.api.bulk.routes import BulkUseCases
from functions.api.bulk.use_cases import ChangeTickets
from functions.api.claiming import ClaimTicket
from functions.api.customers.automatic_texts import SwitchAutomaticTexts
from functions.api.customers.erasure import EraseCustomer
from functions.api.customers.routes import CustomerUseCases
from functions.api.customers.use_cases import ReadCustomer
from functions.api.http.access import Authenticate, ChooseBrand
from functions.api.http.resolver import resolver_of
from functions.api.incidents.routes import IncidentUseCases
from functions.api.incidents.use_cases import OpenIncident, ReadIncident, ResolveIncident
from functions.api.messages.routes import MessageUseCases
from functions.api.messages.use_cases import RemoveContent
from functions.api.notes.routes import NoteUseCases
from functions.api.notes.use_cases import AddNote, ListNotes
from functions.api.on_call.routes import OnCallUseCases
from functions.api.on_call.use_cases import ReadOnCall
from functions.api.presence.routes import PresenceUseCases
from functions.api.presence.use_cases import ReadPresence, ShowPresence
from functions.api.replies.checking import CheckReply
from functions.api.replies.routes import ReplyUseCases
from functions.api.replies.use_cases import CreateReply, ReadReplyOptions, ReplyClient, ReplyRecords
from functions.api.reports.listening import ReportListening
from functions.api.reports.routes import ReportUseCases
from functions.api.reports.service import ReportService
from functions.api.reports.topics import ReportTopics
from functions.api.routes import OPERATIONS
from functions.api.saved_replies.routes import SavedReplyUseCases
from functions.api.saved_replies.use_cases import PutSavedReply, UseSavedReply
from functions.api.ticket_resource import ReadTicket
from functions.api.tickets.assigning import AssignTicket
from functions.api.tickets.escalating import ChangeEscalation
from functions.api.tickets.merging import MergeTickets
from functions.api.tickets.routes import TicketUseCases
from functions.api.tickets.use_cases import (
    ChangeTicket,
    CountTickets,
    ListTickets,
    ReadHistory,
    ReadMessages,
    ReleaseTicket,
    TargetDeadlines,
)
from functions.api.uploads.routes import UploadUseCases
from functions.api.uploads.use_cases import CreateUpload
from functions.api.views.routes import ViewUseCases
from shared.domain.channels.policy import ChannelPolicy
from shared.ports.agents import AgentDirectory, IdentityVerifier
from shared.ports.collaboration import ForgettableNotes, PresenceRepository
from shared.ports.configuration import BrandRepository, SwitchBoard
from shared.ports.figures import FiguresReader
from shared.ports.objects import ErasableTexts, ErasureLog, MediaLinks, MediaObjects
from shared.ports.outbox import (
    AccountStates,
    AutomaticTextSettings,
    ForgettableAutomaticMessages,
    ForgettableReplies,
    SentReplies,
)
from shared.ports.repositories import (
    CustomerErasure,
    ErasableHistory,
    ErasableMessages,
    ForgettableConversations,
    IncidentRegister,
    OverrideRepository,
    TicketRepository,
    TokenRepository,
)
from shared.ports.saved import SavedReplyRepository, SavedViewRepository
from shared.ports.time_and_language import Clock, PhoneFinder
from shared.ports.uploads import UploadForms


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
    messages: ErasableMessages
    conversations: ForgettableConversations
    customers: CustomerErasure
    history: ErasableHistory
    notes: ForgettableNotes
    presence: PresenceRepository
    saved_replies: SavedReplyRepository
    saved_views: SavedViewRepository
    replies: ApiReplies
    automatic_messages: ForgettableAutomaticMessages
    automatic_texts: AutomaticTextSettings
    incidents: IncidentRegister
    figures: FiguresReader
    texts: ErasableTexts
    media: MediaObjects
    erasure_log: ErasureLog
    accounts: AccountStates
    reply_client: ReplyClient
    phones: PhoneFinder
    switches: SwitchBoard
    deadlines: TargetDeadlines
    policies: Callable[[str], ChannelPolicy]
    clock: Clock
    media_links: MediaLinks
    upload_forms: UploadForms
    upload_id: Callable[[], str]  # 32 hexadecimal digits that nobody can guess
    salt: Callable[[], str]  # four random characters, so that two incidents of one second have different ids
    read_table: Callable[[], object]  # raises UpstreamError if the table does not answer
    stage: str


def build_app(ports: ApiPorts) -> APIGatewayHttpResolver:
    read_ticket = ReadTicket(tickets=ports.tickets)
    choose_brand = ChooseBrand(brands=ports.brands)
    tickets = _tickets(ports, read_ticket, choose_brand)
    use_cases = (
        tickets,
        _notes(ports, read_ticket),
        _presence(ports, read_ticket),
        _replies(ports, read_ticket),
        AttachmentUseCases(
            link_attachment=LinkAttachment(read_ticket=read_ticket, messages=ports.messages, links=ports.media_links)
        ),
        MessageUseCases(
            remove_content=RemoveContent(
                read_ticket=read_ticket,
                tickets=ports.tickets,
                messages=ports.messages,
                replies=ports.replies,
                texts=ports.texts,
                media=ports.media,
                history=ports.history,
                clock=ports.clock,
            )
        ),
        UploadUseCases(
            choose_brand=choose_brand,
            create_upload=CreateUpload(forms=ports.upload_forms, new_id=ports.upload_id),
        ),
        _bulk(ports, read_ticket, tickets),
        _board(ports, choose_brand),
        _saved_replies(ports, read_ticket, choose_brand),
        ViewUseCases(saved_views=ports.saved_views, clock=ports.clock),
        _customers(ports),
        _incidents(ports, choose_brand),
        _reports(ports, choose_brand),
        BrandUseCases(choose_brand=choose_brand, list_brands=ListBrands(brands=ports.brands), policies=ports.policies),
        AgentUseCases(choose_brand=choose_brand, list_agents=ListAgents(agents=ports.agents)),
        OnCallUseCases(
            choose_brand=choose_brand,
            read_on_call=ReadOnCall(brands=ports.brands, overrides=ports.overrides, clock=ports.clock),
        ),
        AboutUseCases(
            check_health=CheckHealth(read_table=ports.read_table, stage=ports.stage),
            read_visible_brands=ReadVisibleBrands(brands=ports.brands),
        ),
    )
    authenticate = Authenticate(
        tokens=ports.tokens, agents=ports.agents, identities=ports.identities, clock=ports.clock
    )
    return resolver_of(OPERATIONS, use_cases, authenticate)


def _tickets(ports: ApiPorts, read_ticket: ReadTicket, choose_brand: ChooseBrand) -> TicketUseCases:
    return TicketUseCases(
        choose_brand=choose_brand,
        list_tickets=ListTickets(tickets=ports.tickets, clock=ports.clock),
        count_tickets=CountTickets(tickets=ports.tickets),
        read_ticket=read_ticket,
        read_messages=ReadMessages(read_ticket=read_ticket, messages=ports.messages, texts=ports.texts),
        read_history=ReadHistory(read_ticket=read_ticket, history=ports.history),
        claim_ticket=_claim_ticket(ports, read_ticket),
        change_escalation=ChangeEscalation(
            read_ticket=read_ticket, tickets=ports.tickets, history=ports.history, clock=ports.clock
        ),
        release_ticket=ReleaseTicket(
            read_ticket=read_ticket, tickets=ports.tickets, history=ports.history, clock=ports.clock
        ),
        assign_ticket=AssignTicket(
            read_ticket=read_ticket,
            tickets=ports.tickets,
            history=ports.history,
            brands=ports.brands,
            agents=ports.agents,
            clock=ports.clock,
        ),
        merge_tickets=MergeTickets(
            read_ticket=read_ticket,
            tickets=ports.tickets,
            conversations=ports.conversations,
            history=ports.history,
            clock=ports.clock,
        ),
        change_ticket=ChangeTicket(
            read_ticket=read_ticket,
            tickets=ports.tickets,
            history=ports.history,
            brands=ports.brands,
            deadlines=ports.deadlines,
            policies=ports.policies,
            clock=ports.clock,
        ),
    )


def _notes(ports: ApiPorts, read_ticket: ReadTicket) -> NoteUseCases:
    return NoteUseCases(
        add_note=AddNote(
            read_ticket=read_ticket,
            tickets=ports.tickets,
            notes=ports.notes,
            agents=ports.agents,
            history=ports.history,
            clock=ports.clock,
        ),
        list_notes=ListNotes(read_ticket=read_ticket, notes=ports.notes),
    )


def _presence(ports: ApiPorts, read_ticket: ReadTicket) -> PresenceUseCases:
    read_presence = ReadPresence(read_ticket=read_ticket, presence=ports.presence, clock=ports.clock)
    return PresenceUseCases(
        read_presence=read_presence,
        show_presence=ShowPresence(read_presence=read_presence, presence=ports.presence, clock=ports.clock),
    )


def _claim_ticket(ports: ApiPorts, read_ticket: ReadTicket) -> ClaimTicket:
    return ClaimTicket(read_ticket=read_ticket, tickets=ports.tickets, history=ports.history, clock=ports.clock)


def _replies(ports: ApiPorts, read_ticket: ReadTicket) -> ReplyUseCases:
    return ReplyUseCases(
        create_reply=CreateReply(
            read_ticket=read_ticket,
            claim_ticket=_claim_ticket(ports, read_ticket),
            records=ports.replies,
            client=ports.reply_client,
        ),
        read_reply_options=ReadReplyOptions(
            read_ticket=read_ticket, accounts=ports.accounts, policies=ports.policies, clock=ports.clock
        ),
        check_reply=CheckReply(
            read_ticket=read_ticket,
            accounts=ports.accounts,
            brands=ports.brands,
            phones=ports.phones,
            policies=ports.policies,
            clock=ports.clock,
        ),
        clock=ports.clock,
    )


def _bulk(ports: ApiPorts, read_ticket: ReadTicket, tickets: TicketUseCases) -> BulkUseCases:
    return BulkUseCases(
        change_tickets=ChangeTickets(
            read_ticket=read_ticket,
            change=tickets.change_ticket,
            assign=tickets.assign_ticket,
            release=tickets.release_ticket,
            clock=ports.clock,
        )
    )


def _board(ports: ApiPorts, choose_brand: ChooseBrand) -> BoardUseCases:
    return BoardUseCases(
        choose_brand=choose_brand,
        read_board=ReadBoard(
            tickets=ports.tickets,
            agents=ports.agents,
            brands=ports.brands,
            incidents=ports.incidents,
            switches=ports.switches,
            clock=ports.clock,
        ),
    )


def _saved_replies(ports: ApiPorts, read_ticket: ReadTicket, choose_brand: ChooseBrand) -> SavedReplyUseCases:
    return SavedReplyUseCases(
        choose_brand=choose_brand,
        saved=ports.saved_replies,
        put_saved_reply=PutSavedReply(saved=ports.saved_replies, clock=ports.clock),
        use_saved_reply=UseSavedReply(read_ticket=read_ticket, saved=ports.saved_replies, brands=ports.brands),
        clock=ports.clock,
    )


def _customers(ports: ApiPorts) -> CustomerUseCases:
    return CustomerUseCases(
        automatic_texts=SwitchAutomaticTexts(
            customers=ports.customers,
            brands=ports.brands,
            settings=ports.automatic_texts,
            history=ports.history,
            clock=ports.clock,
        ),
        read_customer=ReadCustomer(customers=ports.customers, tickets=ports.tickets),
        erase_customer=EraseCustomer(
            customers=ports.customers,
            tickets=ports.tickets,
            messages=ports.messages,
            conversations=ports.conversations,
            history=ports.history,
            replies=ports.replies,
            automatic_messages=ports.automatic_messages,
            automatic_texts=ports.automatic_texts,
            notes=ports.notes,
            texts=ports.texts,
            media=ports.media,
            log=ports.erasure_log,
            clock=ports.clock,
        ),
    )


def _incidents(ports: ApiPorts, choose_brand: ChooseBrand) -> IncidentUseCases:
    read_incident = ReadIncident(incidents=ports.incidents)
    return IncidentUseCases(
        choose_brand=choose_brand,
        incidents=ports.incidents,
        read_incident=read_incident,
        open_incident=OpenIncident(incidents=ports.incidents, clock=ports.clock, salt=ports.salt),
        resolve_incident=ResolveIncident(read_incident=read_incident, incidents=ports.incidents, clock=ports.clock),
    )


def _reports(ports: ApiPorts, choose_brand: ChooseBrand) -> ReportUseCases:
    return ReportUseCases(
        choose_brand=choose_brand,
        report_listening=ReportListening(figures=ports.figures, brands=ports.brands),
        report_service=ReportService(figures=ports.figures),
        report_topics=ReportTopics(figures=ports.figures),
        clock=ports.clock,
    )
