"""The operations of the API, one function each."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from functions.api.contracts import (
    FieldError,
    Health,
    HistoryList,
    HistoryView,
    IncidentList,
    IncidentView,
    MessageList,
    MessageView,
    TicketList,
    TicketView,
)
from functions.api.desk import Desk
from functions.api.operations import Call, Reply, operation
from functions.api.problems import ProblemError, etag
from functions.api.requests import (
    ClaimRequest,
    Empty,
    ListIncidentsQuery,
    ListTicketsQuery,
    OpenIncidentRequest,
    PageQuery,
    UpdateTicketRequest,
)
from functions.api.service import (
    UnknownTeamError,
)
from shared.domain.access.tokens import Scope
from shared.domain.errors import RefusedError
from shared.domain.tickets.model import Ticket

DOCUMENT = Path(__file__).with_name("openapi.json")

T = TypeVar("T")


# --- tickets ------------------------------------------------------------------------------------------------------


@operation(
    "GET",
    "/tickets",
    "Open tickets of a brand, the most urgent deadline first; with `updated_since` every ticket that changed",
    scope=Scope.TICKETS_READ,
    query=ListTicketsQuery,
    answer=TicketList,
    errors=(400, 404),
)
def list_tickets(desk: Desk, call: Call[ListTicketsQuery, Empty]) -> Reply:
    asked = call.query
    brand = desk.choose_brand(call.token, asked.brand)
    since = asked.updated_since
    if since is None:
        page = _paged(lambda: desk.tickets.open_page(brand, asked.wanted, limit=asked.limit, cursor=asked.cursor))
    else:
        page = _paged(
            lambda: desk.tickets.updated_page(brand, since, asked.wanted, limit=asked.limit, cursor=asked.cursor)
        )
    return Reply(body=TicketList.of(page))


@operation(
    "GET",
    "/tickets/{ticket_id}",
    "One ticket; its version is the ETag",
    scope=Scope.TICKETS_READ,
    answer=TicketView,
    headers={"If-None-Match": "the ETag you have: 304 when it is still the present one"},
    errors=(404,),
)
def get_ticket(desk: Desk, call: Call[Empty, Empty]) -> Reply:
    ticket = desk.read_ticket(call.token, call.path["ticket_id"])
    if etag(ticket.version) in re.split(r"\s*,\s*", call.headers.get("if-none-match", "").replace("W/", "").strip()):
        return Reply(body=None, status=304, headers=_etag(ticket))
    return _ticket(ticket)


@operation(
    "GET",
    "/tickets/{ticket_id}/messages",
    "The conversation of a ticket, oldest first, answers included; what followed in private comes last",
    scope=Scope.TICKETS_READ,
    query=PageQuery,
    answer=MessageList,
    errors=(400, 404),
)
def list_messages(desk: Desk, call: Call[PageQuery, Empty]) -> Reply:
    page = _paged(
        lambda: desk.read_messages(call.token, call.path["ticket_id"], limit=call.query.limit, cursor=call.query.cursor)
    )
    items = [MessageView.of(message, text) for message, text in page.items]
    return Reply(body=MessageList(items=items, next_cursor=page.cursor))


@operation(
    "GET",
    "/tickets/{ticket_id}/history",
    "Who did what to a ticket, and when; oldest first",
    scope=Scope.TICKETS_READ,
    query=PageQuery,
    answer=HistoryList,
    errors=(400, 404),
)
def list_history(desk: Desk, call: Call[PageQuery, Empty]) -> Reply:
    page = _paged(
        lambda: desk.read_history(call.token, call.path["ticket_id"], limit=call.query.limit, cursor=call.query.cursor)
    )
    return Reply(body=HistoryList(items=[HistoryView.of(entry) for entry in page.items], next_cursor=page.cursor))


@operation(
    "POST",
    "/tickets/{ticket_id}/claim",
    "Take a ticket, which ends its escalation; the same claim again changes nothing",
    scope=Scope.TICKETS_WRITE,
    body=ClaimRequest,
    body_optional=True,
    answer=TicketView,
    errors=(404, 409),
)
def claim_ticket(desk: Desk, call: Call[Empty, ClaimRequest]) -> Reply:
    agent = call.body.agent or call.token.name
    ticket = desk.claim_ticket(call.token, call.path["ticket_id"], agent=agent, take_over=call.body.take_over)
    return _ticket(ticket)


@operation(
    "PATCH",
    "/tickets/{ticket_id}",
    "Change status, team, priority or tags of the version you have read",
    scope=Scope.TICKETS_WRITE,
    body=UpdateTicketRequest,
    answer=TicketView,
    headers={"If-Match": "the version you have read, as in the ETag; needed"},
    errors=(404, 409, 412, 428),
)
def change_ticket(desk: Desk, call: Call[Empty, UpdateTicketRequest]) -> Reply:
    version = _version(call.headers)
    try:
        ticket = desk.change_ticket(call.token, call.path["ticket_id"], version=version, change=call.body.change)
    except UnknownTeamError as error:
        fault = FieldError(place="body", parameter="team", detail=f"should be one of {', '.join(error.teams)}")
        raise ProblemError(422, str(error), errors=[fault]) from None
    return _ticket(ticket)


# --- incidents ----------------------------------------------------------------------------------------------------


@operation(
    "GET",
    "/incidents",
    "Incidents of a brand, newest first",
    scope=Scope.TICKETS_READ,
    query=ListIncidentsQuery,
    answer=IncidentList,
    errors=(400, 404),
)
def list_incidents(desk: Desk, call: Call[ListIncidentsQuery, Empty]) -> Reply:
    asked = call.query
    brand = desk.choose_brand(call.token, asked.brand)
    page = _paged(lambda: desk.incidents.of_brand(brand, open_only=asked.open, limit=asked.limit, cursor=asked.cursor))
    return Reply(body=IncidentList(items=[IncidentView.of(i) for i in page.items], next_cursor=page.cursor))


@operation(
    "POST",
    "/incidents",
    "Begin crisis mode: automatic answers of the brand stop until it is resolved",
    scope=Scope.ADMIN,
    body=OpenIncidentRequest,
    answer=IncidentView,
    status=201,
    errors=(404, 409),
)
def open_incident(desk: Desk, call: Call[Empty, OpenIncidentRequest]) -> Reply:
    brand = desk.choose_brand(call.token, call.body.brand, place="body")
    incident = desk.open_incident(call.token, brand=brand, title=call.body.title, channels=call.body.channels)
    return Reply(body=IncidentView.of(incident))


@operation(
    "POST",
    "/incidents/{incident_id}/resolve",
    "End crisis mode; ending it again changes nothing",
    scope=Scope.ADMIN,
    answer=IncidentView,
    errors=(404,),
)
def resolve_incident(desk: Desk, call: Call[Empty, Empty]) -> Reply:
    incident = desk.read_incident(call.token, call.path["incident_id"])
    ended = desk.incidents.resolve(incident.id, by=call.token.name, at=desk.clock.now())
    return Reply(body=IncidentView.of(ended))


# --- the rest -----------------------------------------------------------------------------------------------------


@operation("GET", "/health", "Whether the API can do its work", scope=None, answer=Health, errors=(503,))
def health(desk: Desk, call: Call[Empty, Empty]) -> Reply:
    desk.is_well()
    return Reply(body=Health(stage=desk.stage))


@operation("GET", "/openapi.json", "This document", scope=None, answer=None)
def document(desk: Desk, call: Call[Empty, Empty]) -> Reply:
    return Reply(body=DOCUMENT.read_text(), headers={"Cache-Control": "public, max-age=300"})


def _ticket(ticket: Ticket) -> Reply:
    return Reply(body=TicketView.of(ticket), headers=_etag(ticket))


def _etag(ticket: Ticket) -> Mapping[str, str]:
    return {"ETag": etag(ticket.version)}


def _paged(read: Callable[[], T]) -> T:
    try:
        return read()
    except RefusedError as error:
        fault = FieldError(place="query", parameter="cursor", detail="is none of this list; begin without one")
        raise ProblemError(400, f"cursor: {fault.detail}", errors=[fault]) from error


def _version(headers: Mapping[str, str]) -> int:
    given = headers.get("if-match", "").strip()
    if not given:
        fault = FieldError(place="header", parameter="If-Match", detail="is needed: the version you have read")
        raise ProblemError(428, "Send If-Match with the version of the ticket you have read.", errors=[fault])
    found = re.fullmatch(r'"?(\d{1,15})"?', given, re.ASCII)
    if found is None:
        fault = FieldError(place="header", parameter="If-Match", detail='should be one version, such as "3"')
        raise ProblemError(400, f"If-Match: {fault.detail}", errors=[fault])
    return int(found[1])
