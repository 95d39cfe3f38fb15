"""The operations on incidents."""

from dataclasses import dataclass

from functions.api.http.access import ChooseBrand
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Link, Router
from functions.api.incidents.models import IncidentList, IncidentView, ListIncidentsQuery, OpenIncidentRequest
from functions.api.incidents.use_cases import OpenIncident, ReadIncident, ResolveIncident
from shared.domain.access.tokens import Scope
from shared.ports.repositories import IncidentRegister


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentUseCases:
    choose_brand: ChooseBrand
    incidents: IncidentRegister
    read_incident: ReadIncident
    open_incident: OpenIncident
    resolve_incident: ResolveIncident


router = Router(IncidentUseCases)


@router.operation(
    "GET",
    "/incidents",
    "Incidents of a brand, newest first",
    scope=Scope.TICKETS_READ,
    query=ListIncidentsQuery,
    response=IncidentList,
    links=(
        Link(operation="get_incident", parameters={"incident_id": "$response.body#/items/0/id"}),
        Link(operation="resolve_incident", parameters={"incident_id": "$response.body#/items/0/id"}),
        Link(operation="list_incidents", parameters={"cursor": "$response.body#/next_cursor"}),
    ),
    errors=(400, 404),
)
def list_incidents(use_cases: IncidentUseCases, request: ApiRequest[ListIncidentsQuery, Empty]) -> ApiResponse:
    query = request.query
    brand = use_cases.choose_brand(request.caller, query.brand)
    page = use_cases.incidents.of_brand(brand, open_only=query.open, limit=query.limit, cursor=query.cursor)
    return ApiResponse(body=IncidentList.of(page, IncidentView.of))


@router.operation(
    "GET",
    "/incidents/{incident_id}",
    "One incident",
    scope=Scope.TICKETS_READ,
    response=IncidentView,
    errors=(404,),
)
def get_incident(use_cases: IncidentUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    return ApiResponse(body=IncidentView.of(use_cases.read_incident(request.caller, request.path["incident_id"])))


@router.operation(
    "POST",
    "/incidents",
    "Open an incident: the automatic answers of the brand stop until it is resolved",
    scope=Scope.DESK_SUPERVISE,
    body=OpenIncidentRequest,
    response=IncidentView,
    status=201,
    links=(
        Link(operation="get_incident", parameters={"incident_id": "$response.body#/id"}),
        Link(operation="resolve_incident", parameters={"incident_id": "$response.body#/id"}),
    ),
    errors=(404, 409),
)
def open_incident(use_cases: IncidentUseCases, request: ApiRequest[Empty, OpenIncidentRequest]) -> ApiResponse:
    body = request.body
    brand = use_cases.choose_brand(request.caller, body.brand, place="body")
    incident = use_cases.open_incident(request.caller, brand=brand, title=body.title, channels=body.channels)
    return ApiResponse(body=IncidentView.of(incident))


@router.operation(
    "POST",
    "/incidents/{incident_id}/resolve",
    "Resolve an incident; repeating it changes nothing",
    scope=Scope.DESK_SUPERVISE,
    response=IncidentView,
    errors=(404,),
)
def resolve_incident(use_cases: IncidentUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    incident = use_cases.resolve_incident(request.caller, request.path["incident_id"])
    return ApiResponse(body=IncidentView.of(incident))
