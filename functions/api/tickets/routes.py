"""The operations on tickets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from functions.api.http.access import ChooseBrand
from functions.api.http.models import Empty, PageQuery
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from functions.api.http.problems import FieldError, ProblemError, etag
from functions.api.ticket_resource import ReadTicket, TicketView
from functions.api.tickets.models import (
    ClaimRequest,
    HistoryList,
    HistoryView,
    ListTicketsQuery,
    MessageList,
    MessageView,
    TicketList,
    UpdateTicketRequest,
)
from functions.api.tickets.use_cases import (
    ChangeTicket,
    ClaimTicket,
    ListTickets,
    ReadHistory,
    ReadMessages,
    StaleVersionError,
    UnknownTeamError,
)
from shared.domain.access.tokens import Scope
from shared.domain.tickets.model import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUseCases:
    choose_brand: ChooseBrand
    list_tickets: ListTickets
    read_ticket: ReadTicket
    read_messages: ReadMessages
    read_history: ReadHistory
    claim_ticket: ClaimTicket
    change_ticket: ChangeTicket


router = Router(TicketUseCases)


@router.operation(
    "GET",
    "/tickets",
    "Open tickets of a brand, those that wait for us first; with `updated_since` every ticket that changed",
    scope=Scope.TICKETS_READ,
    query=ListTicketsQuery,
    response=TicketList,
    errors=(400, 404),
)
def list_tickets(use_cases: TicketUseCases, request: ApiRequest[ListTicketsQuery, Empty]) -> ApiResponse:
    query = request.query
    brand = use_cases.choose_brand(request.token, query.brand)
    page = use_cases.list_tickets(
        brand, query.filter, updated_since=query.updated_since, limit=query.limit, cursor=query.cursor
    )
    return ApiResponse(body=TicketList.of(page, TicketView.of))


@router.operation(
    "GET",
    "/tickets/{ticket_id}",
    "One ticket; its version is the ETag",
    scope=Scope.TICKETS_READ,
    response=TicketView,
    headers={"If-None-Match": "the ETag you have: the answer is 304 if it is still the present one"},
    errors=(404,),
)
def get_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    ticket = use_cases.read_ticket(request.token, request.path["ticket_id"])
    given = request.headers.get("if-none-match", "").replace("W/", "").strip()
    if etag(ticket.version) in re.split(r"\s*,\s*", given):
        return ApiResponse(body=None, status=304, headers=_etag(ticket))
    return _ticket(ticket)


@router.operation(
    "GET",
    "/tickets/{ticket_id}/messages",
    "The conversation of a ticket, oldest first, replies included; a private continuation comes last",
    scope=Scope.TICKETS_READ,
    query=PageQuery,
    response=MessageList,
    errors=(400, 404),
)
def list_messages(use_cases: TicketUseCases, request: ApiRequest[PageQuery, Empty]) -> ApiResponse:
    query = request.query
    page = use_cases.read_messages(request.token, request.path["ticket_id"], limit=query.limit, cursor=query.cursor)
    return ApiResponse(body=MessageList.of(page, lambda item: MessageView.of(*item)))


@router.operation(
    "GET",
    "/tickets/{ticket_id}/history",
    "Who did what to a ticket, and when; oldest first",
    scope=Scope.TICKETS_READ,
    query=PageQuery,
    response=HistoryList,
    errors=(400, 404),
)
def list_history(use_cases: TicketUseCases, request: ApiRequest[PageQuery, Empty]) -> ApiResponse:
    query = request.query
    page = use_cases.read_history(request.token, request.path["ticket_id"], limit=query.limit, cursor=query.cursor)
    return ApiResponse(body=HistoryList.of(page, HistoryView.of))


@router.operation(
    "POST",
    "/tickets/{ticket_id}/claim",
    "Take a ticket, which ends its escalation; repeating the claim changes nothing",
    scope=Scope.TICKETS_WRITE,
    body=ClaimRequest,
    body_optional=True,
    response=TicketView,
    errors=(404, 409),
)
def claim_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, ClaimRequest]) -> ApiResponse:
    agent = request.body.agent or request.token.name
    ticket = use_cases.claim_ticket(
        request.token, request.path["ticket_id"], agent=agent, take_over=request.body.take_over
    )
    return _ticket(ticket)


@router.operation(
    "PATCH",
    "/tickets/{ticket_id}",
    "Change status, team, priority or tags of the version you have read",
    scope=Scope.TICKETS_WRITE,
    body=UpdateTicketRequest,
    response=TicketView,
    headers={"If-Match": "the version you have read, as in the ETag; required"},
    errors=(404, 409, 412, 428),
)
def change_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, UpdateTicketRequest]) -> ApiResponse:
    version = _version(request.headers)
    try:
        ticket = use_cases.change_ticket(
            request.token, request.path["ticket_id"], version=version, change=request.body.change
        )
    except StaleVersionError as error:
        raise ProblemError(412, str(error), headers={"ETag": etag(error.current)}) from None
    except UnknownTeamError as error:
        field_error = FieldError(place="body", parameter="team", detail=f"should be one of {', '.join(error.teams)}")
        raise ProblemError(422, str(error), errors=[field_error]) from None
    return _ticket(ticket)


def _ticket(ticket: Ticket) -> ApiResponse:
    return ApiResponse(body=TicketView.of(ticket), headers=_etag(ticket))


def _etag(ticket: Ticket) -> Mapping[str, str]:
    return {"ETag": etag(ticket.version)}


def _version(headers: Mapping[str, str]) -> int:
    given = headers.get("if-match", "").strip()
    if not given:
        field_error = FieldError(place="header", parameter="If-Match", detail="is needed: the version you have read")
        raise ProblemError(428, "Send If-Match with the version of the ticket you have read.", errors=[field_error])
    version = re.fullmatch(r'"?(\d{1,15})"?', given, re.ASCII)
    if version is None:
        field_error = FieldError(place="header", parameter="If-Match", detail='should be one version, such as "3"')
        raise ProblemError(400, f"If-Match: {field_error.detail}", errors=[field_error])
    return int(version[1])
