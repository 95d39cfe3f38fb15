"""The operations on tickets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from functions.api.claiming import ClaimTicket
from functions.api.http.access import ChooseBrand, acting_agent
from functions.api.http.models import Empty, PageQuery
from functions.api.http.operation import ApiRequest, ApiResponse, HeaderParameter, Link, Router, unless_known
from functions.api.http.problems import FieldError, ProblemError, etag
from functions.api.message_resource import MessageView
from functions.api.ticket_resource import ReadTicket, TicketView
from functions.api.tickets.assigning import AssignTicket, UnknownAssigneeError
from functions.api.tickets.errors import StaleVersionError, UnknownTeamError
from functions.api.tickets.escalating import ChangeEscalation
from functions.api.tickets.merging import MergeTickets
from functions.api.tickets.models import (
    AssignRequest,
    ClaimRequest,
    HistoryList,
    HistoryView,
    ListTicketsQuery,
    MergeRequest,
    MessageList,
    MessagesQuery,
    ReleaseRequest,
    TicketList,
    TicketOrder,
    UpdateTicketRequest,
)
from functions.api.tickets.use_cases import (
    ChangeTicket,
    CountTickets,
    ListTickets,
    ReadHistory,
    ReadMessages,
    ReleaseTicket,
)
from shared.domain.access.tokens import Scope
from shared.domain.tickets.model import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUseCases:
    choose_brand: ChooseBrand
    list_tickets: ListTickets
    count_tickets: CountTickets
    read_ticket: ReadTicket
    read_messages: ReadMessages
    read_history: ReadHistory
    claim_ticket: ClaimTicket
    release_ticket: ReleaseTicket
    change_escalation: ChangeEscalation
    assign_ticket: AssignTicket
    merge_tickets: MergeTickets
    change_ticket: ChangeTicket


router = Router(TicketUseCases)

IF_MATCH = HeaderParameter(
    description="the version of the ticket you have read, as in its ETag",
    pattern=r'^"?[0-9]{1,15}"?$',
    message='should be one version, such as "3"',
    status_if_missing=428,
)
_FIRST = {"ticket_id": "$response.body#/items/0/id"}
_SAME = {"ticket_id": "$request.path.ticket_id"}


@router.operation(
    "GET",
    "/tickets",
    "Open tickets of a brand, those that wait for us first; with `updated_since` every ticket that changed",
    scope=Scope.TICKETS_READ,
    query=ListTicketsQuery,
    response=TicketList,
    links=(
        *(Link(operation=name, parameters=_FIRST) for name in ("get_ticket", "list_messages", "list_history")),
        Link(operation="get_reply_options", parameters=_FIRST),
        Link(operation="create_reply", parameters=_FIRST),
        Link(operation="claim_ticket", parameters=_FIRST),
        Link(operation="change_ticket", parameters={**_FIRST, "If-Match": "$response.body#/items/0/version"}),
        Link(operation="get_customer", parameters={"customer_id": "$response.body#/items/0/customer/id"}),
        Link(operation="list_tickets", parameters={"cursor": "$response.body#/next_cursor"}),
    ),
    headers={"If-None-Match": HeaderParameter(description="the ETag you have: 304 if the page is still the same")},
    errors=(400, 404),
)
def list_tickets(use_cases: TicketUseCases, request: ApiRequest[ListTicketsQuery, Empty]) -> ApiResponse:
    query = request.query
    brand = use_cases.choose_brand(request.caller, query.brand)
    page = use_cases.list_tickets(
        brand,
        query.filter,
        updated_since=query.updated_since,
        longest_wait_first=query.sort is TicketOrder.WAITING,
        limit=query.limit,
        cursor=query.cursor,
    )
    listed = TicketList.of(page, TicketView.of)
    if query.count:
        count, complete = use_cases.count_tickets(brand, query.filter)
        listed = listed.model_copy(update={"count": count, "count_complete": complete})
    return unless_known(listed, request.headers)


@router.operation(
    "GET",
    "/tickets/{ticket_id}",
    "One ticket; its version is the ETag",
    scope=Scope.TICKETS_READ,
    response=TicketView,
    links=(
        Link(operation="change_ticket", parameters={**_SAME, "If-Match": "$response.header.ETag"}),
        Link(operation="claim_ticket", parameters=_SAME),
        Link(operation="get_customer", parameters={"customer_id": "$response.body#/customer/id"}),
    ),
    headers={"If-None-Match": HeaderParameter(description="the ETag you have: 304 if it is still the present one")},
    errors=(404,),
)
def get_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    ticket = use_cases.read_ticket(request.caller, request.path["ticket_id"])
    given = request.headers.get("if-none-match", "").replace("W/", "").strip()
    if etag(ticket.version) in re.split(r"\s*,\s*", given):
        return ApiResponse(body=None, status=304, headers=_etag(ticket))
    return _ticket(ticket)


@router.operation(
    "GET",
    "/tickets/{ticket_id}/messages",
    "The conversation of a ticket, replies included, by time, oldest first unless asked",
    scope=Scope.TICKETS_READ,
    query=MessagesQuery,
    response=MessageList,
    links=(Link(operation="list_messages", parameters={**_SAME, "cursor": "$response.body#/next_cursor"}),),
    errors=(400, 404),
)
def list_messages(use_cases: TicketUseCases, request: ApiRequest[MessagesQuery, Empty]) -> ApiResponse:
    query = request.query
    ticket_id = request.path["ticket_id"]
    page = use_cases.read_messages(
        request.caller, ticket_id, limit=query.limit, cursor=query.cursor, newest_first=query.newest_first
    )
    return ApiResponse(body=MessageList.of(page, lambda item: MessageView.of(*item, ticket_id)))


@router.operation(
    "GET",
    "/tickets/{ticket_id}/history",
    "Who did what to a ticket, and when; oldest first",
    scope=Scope.TICKETS_READ,
    query=PageQuery,
    response=HistoryList,
    links=(Link(operation="list_history", parameters={**_SAME, "cursor": "$response.body#/next_cursor"}),),
    errors=(400, 404),
)
def list_history(use_cases: TicketUseCases, request: ApiRequest[PageQuery, Empty]) -> ApiResponse:
    query = request.query
    page = use_cases.read_history(request.caller, request.path["ticket_id"], limit=query.limit, cursor=query.cursor)
    return ApiResponse(body=HistoryList.of(page, HistoryView.of))


@router.operation(
    "POST",
    "/tickets/{ticket_id}/claim",
    "Take a ticket, which ends its escalation; repeating the claim changes nothing",
    scope=Scope.TICKETS_WRITE,
    body=ClaimRequest,
    body_optional=True,
    response=TicketView,
    links=(
        Link(operation="change_ticket", parameters={**_SAME, "If-Match": "$response.header.ETag"}),
        Link(operation="list_history", parameters=_SAME),
    ),
    errors=(404, 409),
)
def claim_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, ClaimRequest]) -> ApiResponse:
    agent = acting_agent(request.body.agent, request.caller)
    ticket = use_cases.claim_ticket(
        request.caller, request.path["ticket_id"], agent=agent, take_over=request.body.take_over
    )
    return _ticket(ticket)


@router.operation(
    "POST",
    "/tickets/{ticket_id}/release",
    "Give a ticket back; if it is late or urgent, people are called again",
    scope=Scope.TICKETS_WRITE,
    body=ReleaseRequest,
    body_optional=True,
    response=TicketView,
    links=(Link(operation="claim_ticket", parameters=_SAME),),
    errors=(404, 409),
)
def release_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, ReleaseRequest]) -> ApiResponse:
    agent = acting_agent(request.body.agent, request.caller)
    return _ticket(use_cases.release_ticket(request.caller, request.path["ticket_id"], agent=agent))


@router.operation(
    "POST",
    "/tickets/{ticket_id}/escalate",
    "Call people for a ticket, tier by tier, within a minute; nobody holds it until one of them takes it",
    scope=Scope.TICKETS_WRITE,
    body=ReleaseRequest,
    body_optional=True,
    response=TicketView,
    links=(Link(operation="claim_ticket", parameters=_SAME),),
    errors=(404, 409),
)
def escalate_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, ReleaseRequest]) -> ApiResponse:
    agent = acting_agent(request.body.agent, request.caller)
    return _ticket(use_cases.change_escalation.escalate(request.caller, request.path["ticket_id"], agent=agent))


@router.operation(
    "POST",
    "/tickets/{ticket_id}/deescalate",
    "Call nobody more for this wait of the customer, unless a deadline is missed later",
    scope=Scope.TICKETS_WRITE,
    body=ReleaseRequest,
    body_optional=True,
    response=TicketView,
    links=(Link(operation="claim_ticket", parameters=_SAME),),
    errors=(404, 409),
)
def deescalate_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, ReleaseRequest]) -> ApiResponse:
    agent = acting_agent(request.body.agent, request.caller)
    return _ticket(use_cases.change_escalation.deescalate(request.caller, request.path["ticket_id"], agent=agent))


@router.operation(
    "POST",
    "/tickets/{ticket_id}/assign",
    "Give a ticket to a person, who then holds it, or to a team; repeating it changes nothing",
    scope=Scope.TICKETS_WRITE,
    body=AssignRequest,
    response=TicketView,
    links=(Link(operation="list_history", parameters=_SAME),),
    errors=(404, 409),
)
def assign_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, AssignRequest]) -> ApiResponse:
    body = request.body
    try:
        ticket = use_cases.assign_ticket(
            request.caller,
            request.path["ticket_id"],
            by=acting_agent(body.agent, request.caller),
            assignee=body.assignee,
            team=body.team,
        )
    except UnknownAssigneeError as error:
        field_error = FieldError(place="body", parameter="assignee", detail=str(error))
        raise ProblemError(422, str(error), errors=[field_error]) from None
    except UnknownTeamError as error:
        raise _unknown_team(error) from None
    return _ticket(ticket)


@router.operation(
    "POST",
    "/tickets/{ticket_id}/merge",
    "Merge a ticket into another one of the same customer, which is answered; repeating it changes nothing",
    scope=Scope.DESK_SUPERVISE,
    body=MergeRequest,
    response=TicketView,
    links=(Link(operation="list_history", parameters=_SAME),),
    errors=(404, 409),
)
def merge_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, MergeRequest]) -> ApiResponse:
    return _ticket(use_cases.merge_tickets(request.caller, request.path["ticket_id"], request.body.into))


@router.operation(
    "PATCH",
    "/tickets/{ticket_id}",
    "Change status, team, priority or tags, or correct the classifier, in the version you have read",
    scope=Scope.TICKETS_WRITE,
    body=UpdateTicketRequest,
    response=TicketView,
    headers={"If-Match": IF_MATCH},
    errors=(404, 409, 412, 428),
)
def change_ticket(use_cases: TicketUseCases, request: ApiRequest[Empty, UpdateTicketRequest]) -> ApiResponse:
    version = int(request.headers["if-match"].strip('"'))
    try:
        ticket = use_cases.change_ticket(
            request.caller, request.path["ticket_id"], version=version, change=request.body.change
        )
    except StaleVersionError as error:
        raise ProblemError(412, str(error), headers={"ETag": etag(error.current)}) from None
    except UnknownTeamError as error:
        raise _unknown_team(error) from None
    return _ticket(ticket)


def _unknown_team(error: UnknownTeamError) -> ProblemError:
    field_error = FieldError(place="body", parameter="team", detail=f"should be one of {', '.join(error.teams)}")
    return ProblemError(422, str(error), errors=[field_error])


def _ticket(ticket: Ticket) -> ApiResponse:
    return ApiResponse(body=TicketView.of(ticket), headers=_etag(ticket))


def _etag(ticket: Ticket) -> Mapping[str, str]:
    return {"ETag": etag(ticket.version)}
