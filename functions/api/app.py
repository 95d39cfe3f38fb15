"""The API, put together from its ports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from functions.api.about.routes import AboutUseCases
from functions.api.about.use_cases import CheckHealth, ReadVisibleBrands
from functions.api.accounts.routes import AccountUseCases
from functions.api.accounts.use_cases import AccountHealthReader, ListAccounts
from functions.api.agents.routes import AgentUseCases
from functions.api.agents.use_cases import ListAgents
from functions.api.attachments.routes import AttachmentUseCases
from functions.api.attachments.use_cases import LinkAttachment
from functions.api.automatic_answers.routes import AutomaticAnswersUseCases
from functions.api.automatic_answers.use_cases import ReadSwitches, SetSwitch
from functions.api.board.routes import BoardUseCases
from functions.api.board.use_cases import ReadBoard
from functions.api.brands.routes import BrandUseCases
from functions.api.brands.use_cases import ListBrands
from functions.api.bulk.routes import BulkUseCases
from functions.api.bulk.use_cases import ChangeTickets
from functions.api.claiming import ClaimTicket
from functions.api.counts.routes import CountUseCases
from functions.api.counts.use_cases import CountLists, OpenTickets
from functions.api.customers.automatic_texts import SwitchAutomaticTexts
from functions.api.customers.erasure import EraseCustomer
from functions.api.customers.export import ExportCustomer
from functions.api.customers.linking import LinkCustomers
from functions.api.customers.routes import CustomerUseCases
from functions.api.customers.use_cases import FindPerson, ReadCustomer
from functions.api.http.access import Authenticate, ChooseBrand
from functions.api.http.resolver import resolver_of
from functions.api.incidents.evidence import ReadEvidence
from functions.api.incidents.routes import IncidentUseCases
from functions.api.incidents.updates import IncidentUpdatesAtWork
from functions.api.incidents.use_cases import OpenIncident, ReadIncident, ResolveIncident, StopContacts
from functions.api.message_resource import WithLongTexts
from functions.api.messages.routes import MessageUseCases
from functions.api.messages.use_cases import RemoveContent
from functions.api.notes.routes import NoteUseCases
from functions.api.notes.use_cases import AddNote, ListNotes
from functions.api.on_call.routes import OnCallUseCases
from functions.api.on_call.use_cases import ReadOnCall
from functions.api.presence.routes import PresenceUseCases
from functions.api.presence.use_cases import ReadPresence, ShowPresence
from functions.api.proposals.hiding import HideMessages
from functions.api.proposals.routes import ProposalUseCases
from functions.api.proposals.use_cases import DecideOnProposal, ListProposals
from functions.api.replies.checking import CheckReply
from functions.api.replies.routes import ReplyUseCases
from functions.api.replies.use_cases import CreateReply, ReadReplyOptions, ReplyClient, ReplyRecords
from functions.api.reports.routes import ReportUseCases
from functions.api.reports.use_cases import ReportListening, ReportService, ReportTopics
from functions.api.routes import OPERATIONS
from functions.api.saved_replies.routes import SavedReplyUseCases
from functions.api.saved_replies.use_cases import PutSavedReply, UseSavedReply
from functions.api.ticket_resource import ReadTicket
from functions.api.tickets.assigning import AssignTicket
from functions.api.tickets.escalating import ChangeEscalation
from functions.api.tickets.finding import FindTickets
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
from functions.api.webhooks.routes import WebhookUseCases
from functions.api.webhooks.use_cases import ManageWebhooks
from shared.domain.channels.policy import ChannelPolicy
from shared.ports.agents import AgentDirectory, IdentityVerifier
from shared.ports.collaboration import ForgettableNotes, PresenceRepository
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
    ReferenceIndex,
    TicketRepository,
    TokenRepository,
)
from shared.ports.saved import SavedReplyRepository, SavedViewRepository
from shared.ports.time_and_language import Clock, PhoneFinder
from shared.ports.unhandled import UnhandledItems
from shared.ports.uploads import UploadForms
from shared.ports.workflows import IncidentWorker, ProposalCarrier


class ApiMessages(ErasableMessages, ReferenceIndex, Protocol):
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


def build_app(ports: ApiPorts) -> APIGatewayHttpResolver:
    read_ticket = ReadTicket(tickets=ports.tickets)
    choose_brand = ChooseBrand(brands=ports.brands)
    tickets = _tickets(ports, read_ticket, choose_brand)
    use_cases = (
        tickets,
        _notes(ports, read_ticket),
        _presence(ports, read_ticket),
        _replies(ports, read_ticket),
        _proposals(ports, choose_brand),
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
        _counts(ports, choose_brand),
        _saved_replies(ports, read_ticket, choose_brand),
        ViewUseCases(saved_views=ports.saved_views, clock=ports.clock),
        _customers(ports),
        _incidents(ports, choose_brand),
        _reports(ports, choose_brand),
        BrandUseCases(
            choose_brand=choose_brand,
            list_brands=ListBrands(brands=ports.brands),
            policies=ports.policies,
            deadline_moves=ports.deadline_moves,
        ),
        AgentUseCases(choose_brand=choose_brand, list_agents=ListAgents(agents=ports.agents)),
        AccountUseCases(
            choose_brand=choose_brand,
            list_accounts=ListAccounts(brands=ports.brands, health=ports.account_health, states=ports.accounts),
        ),
        AutomaticAnswersUseCases(
            choose_brand=choose_brand,
            read_switches=ReadSwitches(brands=ports.brands, switches=ports.switches),
            set_switch=SetSwitch(brands=ports.brands, switches=ports.switches),
        ),
        OnCallUseCases(
            choose_brand=choose_brand,
            read_on_call=ReadOnCall(brands=ports.brands, overrides=ports.overrides, clock=ports.clock),
        ),
        WebhookUseCases(choose_brand=choose_brand, webhooks=ports.webhooks, clock=ports.clock),
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
    find_tickets = FindTickets(
        tickets=ports.tickets, messages=ports.messages, references=ports.messages, brands=ports.brands
    )
    return TicketUseCases(
        choose_brand=choose_brand,
        list_tickets=ListTickets(tickets=ports.tickets, find_tickets=find_tickets, clock=ports.clock),
        count_tickets=CountTickets(tickets=ports.tickets, find_tickets=find_tickets),
        read_ticket=read_ticket,
        read_messages=ReadMessages(
            read_ticket=read_ticket, messages=ports.messages, with_long_texts=WithLongTexts(texts=ports.texts)
        ),
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
            incidents=ports.incidents,
            brands=ports.brands,
            policies=ports.policies,
            clock=ports.clock,
        ),
        change_ticket=ChangeTicket(
            read_ticket=read_ticket,
            tickets=ports.tickets,
            history=ports.history,
            brands=ports.brands,
            proposals=ports.proposals,
            deadlines=ports.deadlines,
            policies=ports.policies,
            clock=ports.clock,
        ),
    )


def _proposals(ports: ApiPorts, choose_brand: ChooseBrand) -> ProposalUseCases:
    return ProposalUseCases(
        choose_brand=choose_brand,
        list_proposals=ListProposals(proposals=ports.proposals, messages=ports.messages, clock=ports.clock),
        decide=DecideOnProposal(
            proposals=ports.proposals,
            tickets=ports.tickets,
            messages=ports.messages,
            history=ports.history,
            incidents=ports.incidents,
            brands=ports.brands,
            replies=ports.reply_client,
            carrier=ports.proposal_carrier,
            policies=ports.policies,
            clock=ports.clock,
        ),
        hide=HideMessages(
            read_ticket=ReadTicket(tickets=ports.tickets),
            messages=ports.messages,
            proposals=ports.proposals,
            brands=ports.brands,
            carrier=ports.proposal_carrier,
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
            unhandled=ports.unhandled,
            clock=ports.clock,
        ),
    )


def _counts(ports: ApiPorts, choose_brand: ChooseBrand) -> CountUseCases:
    return CountUseCases(
        choose_brand=choose_brand,
        count_lists=CountLists(
            open_tickets=OpenTickets(tickets=ports.tickets, clock=ports.clock),
            brands=ports.brands,
            incidents=ports.incidents,
            figures=ports.figures,
            clock=ports.clock,
        ),
        saved_views=ports.saved_views,
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
    find_person = FindPerson(customers=ports.customers)
    return CustomerUseCases(
        automatic_texts=SwitchAutomaticTexts(
            customers=ports.customers,
            brands=ports.brands,
            settings=ports.automatic_texts,
            history=ports.history,
            clock=ports.clock,
        ),
        read_customer=ReadCustomer(find_person=find_person, tickets=ports.tickets),
        link_customers=LinkCustomers(
            find_person=find_person, customers=ports.customers, history=ports.history, clock=ports.clock
        ),
        export_customer=ExportCustomer(
            find_person=find_person,
            tickets=ports.tickets,
            messages=ports.messages,
            notes=ports.notes,
            history=ports.history,
            proposals=ports.proposals,
            with_long_texts=WithLongTexts(texts=ports.texts),
            clock=ports.clock,
        ),
        erase_customer=EraseCustomer(
            customers=ports.customers,
            tickets=ports.tickets,
            messages=ports.messages,
            conversations=ports.conversations,
            history=ports.history,
            replies=ports.replies,
            automatic_messages=ports.automatic_messages,
            proposals=ports.proposals,
            automatic_texts=ports.automatic_texts,
            incidents=ports.incidents,
            notes=ports.notes,
            texts=ports.texts,
            media=ports.media,
            log=ports.erasure_log,
            clock=ports.clock,
        ),
    )


def _incidents(ports: ApiPorts, choose_brand: ChooseBrand) -> IncidentUseCases:
    updates = IncidentUpdatesAtWork(
        incidents=ports.incidents,
        posts=ports.posts,
        brands=ports.brands,
        worker=ports.incident_worker,
        policies=ports.policies,
        clock=ports.clock,
    )
    return IncidentUseCases(
        choose_brand=choose_brand,
        incidents=ports.incidents,
        read_incident=ReadIncident(incidents=ports.incidents),
        open_incident=OpenIncident(incidents=ports.incidents, updates=updates, clock=ports.clock, salt=ports.salt),
        resolve_incident=ResolveIncident(
            incidents=ports.incidents, updates=updates, brands=ports.brands, clock=ports.clock
        ),
        stop_contacts=StopContacts(incidents=ports.incidents, clock=ports.clock),
        updates=updates,
        read_evidence=ReadEvidence(tickets=ports.tickets),
    )


def _reports(ports: ApiPorts, choose_brand: ChooseBrand) -> ReportUseCases:
    return ReportUseCases(
        choose_brand=choose_brand,
        report_listening=ReportListening(figures=ports.figures, brands=ports.brands),
        report_service=ReportService(figures=ports.figures),
        report_topics=ReportTopics(figures=ports.figures),
        clock=ports.clock,
    )
