"""The operations on who is looking at a ticket."""

from dataclasses import dataclass

from functions.api.http.access import acting_agent
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from functions.api.presence.models import PresenceRequest, PresenceView, ViewerView
from functions.api.presence.use_cases import ReadPresence, ShowPresence
from shared.domain.access.tokens import Scope
from shared.domain.tickets.collaboration import Activity, Viewer
from shared.domain.tickets.model import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceUseCases:
    read_presence: ReadPresence
    show_presence: ShowPresence


router = Router(PresenceUseCases)


@router.operation(
    "GET",
    "/tickets/{ticket_id}/presence",
    "Who is looking at a ticket, or typing an answer to it",
    scope=Scope.TICKETS_READ,
    response=PresenceView,
    errors=(404,),
)
def get_presence(use_cases: PresenceUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    return _view(*use_cases.read_presence(request.caller, request.path["ticket_id"]))


@router.operation(
    "PUT",
    "/tickets/{ticket_id}/presence",
    "Say that you are looking, typing or gone; it is forgotten after 30 s. The answer is who is there",
    scope=Scope.TICKETS_WRITE,
    body=PresenceRequest,
    response=PresenceView,
    errors=(404,),
)
def put_presence(use_cases: PresenceUseCases, request: ApiRequest[Empty, PresenceRequest]) -> ApiResponse:
    agent = acting_agent(request.body.agent, request.caller)
    activity = None if request.body.activity == "gone" else Activity(request.body.activity)
    return _view(*use_cases.show_presence(request.caller, request.path["ticket_id"], agent, activity))


def _view(ticket: Ticket, viewers: tuple[Viewer, ...]) -> ApiResponse:
    found = [ViewerView.of(viewer) for viewer in viewers]
    return ApiResponse(body=PresenceView(ticket_id=ticket.id, version=ticket.version, viewers=found))
