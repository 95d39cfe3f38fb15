"""The operations on incidents."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.api.http.access import ChooseBrand
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Link, Router
from functions.api.incidents.evidence import ReadEvidence
from functions.api.incidents.models import (
    EvidenceView,
    IncidentList,
    IncidentReport,
    IncidentView,
    ListIncidentsQuery,
    OpenIncidentRequest,
    PublishUpdateRequest,
    ResolvedIncidentView,
    ResolveIncidentRequest,
    UpdateList,
    UpdateView,
    WriteUpdateRequest,
)
from functions.api.incidents.updates import IncidentUpdatesAtWork
from functions.api.incidents.use_cases import OpenIncident, ReadIncident, ResolveIncident, StopContacts
from shared.domain.access.tokens import Scope
from shared.domain.errors import NotFoundError
from shared.domain.incidents.updates import MAX_UPDATES
from shared.ports.repositories import IncidentRegister


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentUseCases:
    choose_brand: ChooseBrand
    incidents: IncidentRegister
    read_incident: ReadIncident
    open_incident: OpenIncident
    resolve_incident: ResolveIncident
    stop_contacts: StopContacts
    updates: IncidentUpdatesAtWork
    read_evidence: ReadEvidence


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
    "Open an incident: automatic answers of the brand stop until it is resolved, and a public update is prepared",
    scope=Scope.DESK_SUPERVISE,
    body=OpenIncidentRequest,
    response=IncidentView,
    status=201,
    links=(
        Link(operation="get_incident", parameters={"incident_id": "$response.body#/id"}),
        Link(operation="list_incident_updates", parameters={"incident_id": "$response.body#/id"}),
        Link(operation="resolve_incident", parameters={"incident_id": "$response.body#/id"}),
    ),
    errors=(404, 409),
)
def open_incident(use_cases: IncidentUseCases, request: ApiRequest[Empty, OpenIncidentRequest]) -> ApiResponse:
    body = request.body
    brand = use_cases.choose_brand(request.caller, body.brand, place="body")
    incident = use_cases.open_incident(
        brand=brand, title=body.title, channels=body.channels, by=request.caller.name, suspicion_id=body.suspicion
    )
    return ApiResponse(body=IncidentView.of(incident))


@router.operation(
    "POST",
    "/incidents/{incident_id}/resolve",
    "Resolve an incident: the last public update is posted and waiting customers are told; repeating posts what failed",
    scope=Scope.DESK_SUPERVISE,
    body=ResolveIncidentRequest,
    body_optional=True,
    response=ResolvedIncidentView,
    errors=(404, 409),
)
def resolve_incident(use_cases: IncidentUseCases, request: ApiRequest[Empty, ResolveIncidentRequest]) -> ApiResponse:
    incident = use_cases.read_incident(request.caller, request.path["incident_id"])
    body = request.body
    resolved = use_cases.resolve_incident(
        incident, by=request.caller.name, publish=body.publish, follow_up=body.follow_up
    )
    not_told = use_cases.updates.not_told(resolved)
    return ApiResponse(body=ResolvedIncidentView.with_accounts(resolved, not_told))


@router.operation(
    "POST",
    "/incidents/{incident_id}/stop",
    "End the automatic texts about an incident: pointers to the update and follow-ups",
    scope=Scope.DESK_SUPERVISE,
    response=IncidentView,
    errors=(404,),
)
def stop_incident_texts(use_cases: IncidentUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    incident = use_cases.read_incident(request.caller, request.path["incident_id"])
    return ApiResponse(body=IncidentView.of(use_cases.stop_contacts(incident, by=request.caller.name)))


@router.operation(
    "POST",
    "/incidents/{incident_id}/resume",
    "Take back that its automatic texts were ended: what was left of them is sent",
    scope=Scope.DESK_SUPERVISE,
    response=IncidentView,
    errors=(404,),
)
def resume_incident_texts(use_cases: IncidentUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    incident = use_cases.read_incident(request.caller, request.path["incident_id"])
    return ApiResponse(body=IncidentView.of(use_cases.stop_contacts.resume(incident, by=request.caller.name)))


@router.operation(
    "GET",
    "/incidents/{incident_id}/evidence",
    "Why an outage is suspected: the curve of reports, common words, masked excerpts",
    scope=Scope.TICKETS_READ,
    response=EvidenceView,
    errors=(404,),
)
def get_incident_evidence(use_cases: IncidentUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    incident = use_cases.read_incident(request.caller, request.path["incident_id"])
    return ApiResponse(body=EvidenceView.of(*use_cases.read_evidence(incident)))


@router.operation(
    "GET",
    "/incidents/{incident_id}/report",
    "What an incident was: length, customers, tickets, public updates, follow-ups and their progress",
    scope=Scope.TICKETS_READ,
    response=IncidentReport,
    errors=(404,),
)
def get_incident_report(use_cases: IncidentUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    incident = use_cases.read_incident(request.caller, request.path["incident_id"])
    updates = use_cases.updates
    return ApiResponse(body=IncidentReport.of(incident, updates.list(incident), updates.not_told(incident)))


@router.operation(
    "GET",
    "/incidents/{incident_id}/updates",
    "Public updates about an incident, with their state on each account",
    scope=Scope.TICKETS_READ,
    response=UpdateList,
    links=(
        Link(
            operation="publish_incident_update",
            parameters={"incident_id": "$request.path.incident_id", "number": "$response.body#/items/0/number"},
        ),
    ),
    errors=(404,),
)
def list_incident_updates(use_cases: IncidentUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    incident = use_cases.read_incident(request.caller, request.path["incident_id"])
    return ApiResponse(body=UpdateList(items=[UpdateView.of(each) for each in use_cases.updates.list(incident)]))


@router.operation(
    "PUT",
    "/incidents/{incident_id}/updates/{number}",
    "Write the draft of a public update: the last one that is not published, or the next",
    scope=Scope.DESK_SUPERVISE,
    body=WriteUpdateRequest,
    response=UpdateView,
    errors=(404, 409),
)
def write_incident_update(use_cases: IncidentUseCases, request: ApiRequest[Empty, WriteUpdateRequest]) -> ApiResponse:
    incident = use_cases.read_incident(request.caller, request.path["incident_id"])
    body = request.body
    shown = use_cases.updates.edit(
        incident, _number(request.path), body.texts, kind=body.kind, by=request.caller.name, seen=body.version
    )
    return ApiResponse(body=UpdateView.of(shown))


@router.operation(
    "POST",
    "/incidents/{incident_id}/updates/{number}/publish",
    "Post a public update, once for each account; repeating posts nothing twice and tries again what failed",
    scope=Scope.DESK_SUPERVISE,
    body=PublishUpdateRequest,
    body_optional=True,
    response=UpdateView,
    status=202,
    errors=(404, 409),
)
def publish_incident_update(
    use_cases: IncidentUseCases, request: ApiRequest[Empty, PublishUpdateRequest]
) -> ApiResponse:
    incident = use_cases.read_incident(request.caller, request.path["incident_id"])
    body = request.body
    shown = use_cases.updates.publish(
        incident,
        _number(request.path),
        accounts=body.accounts,
        again=body.again,
        by=request.caller.name,
        seen=body.version,
    )
    return ApiResponse(body=UpdateView.of(shown))


def _number(path: Mapping[str, str]) -> int:
    """Raises ``NotFoundError`` for what is no number of an update."""
    written = path["number"]
    if not (written.isascii() and written.isdecimal() and 1 <= int(written[:6]) <= MAX_UPDATES):
        raise NotFoundError("There is no such update.")
    return int(written)
