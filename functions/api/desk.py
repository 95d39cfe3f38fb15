"""Everything the operations of the API need."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.api.access import Authenticate, ChooseBrand
from functions.api.customers import ReadCustomer
from functions.api.erasure import EraseCustomer
from functions.api.incidents import OpenIncident, ReadIncident
from functions.api.replies import AnswerTicket, ReadReplyOptions
from functions.api.reports import ReportListening, ReportService
from functions.api.service import ChangeTicket, ClaimTicket, ReadHistory, ReadMessages, ReadTicket
from shared.ports.repositories import IncidentRegister, TicketRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    authenticate: Authenticate
    choose_brand: ChooseBrand
    tickets: TicketRepository
    read_ticket: ReadTicket
    read_messages: ReadMessages
    read_history: ReadHistory
    claim_ticket: ClaimTicket
    change_ticket: ChangeTicket
    answer_ticket: AnswerTicket
    read_reply_options: ReadReplyOptions
    incidents: IncidentRegister
    read_incident: ReadIncident
    open_incident: OpenIncident
    read_customer: ReadCustomer
    erase_customer: EraseCustomer
    report_listening: ReportListening
    report_service: ReportService
    is_well: Callable[[], object]  # raises UpstreamError when what we stand on does not answer
    clock: Clock
    stage: str
