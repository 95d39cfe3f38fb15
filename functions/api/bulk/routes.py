"""The operation that changes many tickets."""

from dataclasses import dataclass

from functions.api.bulk.models import BulkRequest, BulkResultView, BulkView
from functions.api.bulk.use_cases import BulkChange, ChangeTickets
from functions.api.http.access import acting_agent
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from shared.domain.access.tokens import Scope
from shared.domain.tickets.changes import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkUseCases:
    change_tickets: ChangeTickets


router = Router(BulkUseCases)


@router.operation(
    "POST",
    "/tickets/bulk",
    "The same change of up to 100 tickets; each has its own result",
    scope=Scope.TICKETS_WRITE,
    body=BulkRequest,
    response=BulkView,
)
def change_tickets(use_cases: BulkUseCases, request: ApiRequest[Empty, BulkRequest]) -> ApiResponse:
    body = request.body
    wanted = BulkChange(
        change=Change(status=body.status, team=body.team, priority=body.priority),
        assignee=body.assignee,
        release=bool(body.release),
        add_tags=tuple(body.add_tags or ()),
        remove_tags=tuple(body.remove_tags or ()),
        versions=body.versions,
    )
    by = acting_agent(body.agent, request.caller)
    results = use_cases.change_tickets(request.caller, body.tickets, wanted, by=by)
    return ApiResponse(
        body=BulkView(
            results=[
                BulkResultView(
                    ticket_id=r.ticket_id, status=r.status, detail=r.detail, reason=r.reason, version=r.version
                )
                for r in results
            ]
        )
    )
