"""The operations on customers."""

from dataclasses import dataclass
from typing import Any

from functions.api.customers.automatic_texts import SwitchAutomaticTexts
from functions.api.customers.erasure import EraseCustomer
from functions.api.customers.export import ExportCustomer
from functions.api.customers.linking import LinkCustomers
from functions.api.customers.models import (
    AutomaticTextsRequest,
    AutomaticTextsView,
    CustomerView,
    ErasureView,
    ExportEntryView,
    ExportView,
    LinkRequest,
)
from functions.api.customers.use_cases import ReadCustomer
from functions.api.http.models import Empty, PageQuery
from functions.api.http.operation import ApiRequest, ApiResponse, Link, Router
from shared.domain.access.tokens import Scope
from shared.observability.logs import logger


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerUseCases:
    automatic_texts: SwitchAutomaticTexts
    read_customer: ReadCustomer
    link_customers: LinkCustomers
    export_customer: ExportCustomer
    erase_customer: EraseCustomer


router = Router(CustomerUseCases)


@router.operation(
    "GET",
    "/customers/{customer_id}",
    "A person, with their latest tickets on every channel",
    scope=Scope.TICKETS_READ,
    response=CustomerView,
    links=(
        Link(operation="get_ticket", parameters={"ticket_id": "$response.body#/tickets/0/id"}),
        Link(operation="erase_customer", parameters={"customer_id": "$request.path.customer_id"}),
    ),
    errors=(404,),
)
def get_customer(use_cases: CustomerUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    return _customer(use_cases, request)


@router.operation(
    "GET",
    "/customers/{customer_id}/export",
    "Everything that is stored about a person, for somebody who asks what we know of them; noted in the history",
    scope=Scope.ADMIN,
    query=PageQuery,
    response=ExportView,
    links=(
        Link(
            operation="export_customer",
            parameters={
                "customer_id": "$request.path.customer_id",
                "cursor": "$response.body#/next_cursor",
            },
        ),
    ),
    errors=(400, 404),
)
def export_customer(use_cases: CustomerUseCases, request: ApiRequest[PageQuery, Empty]) -> ApiResponse:
    query = request.query
    # Somebody without a ticket has no history in which it could be noted.
    logger.info("customer exported", customer=request.path["customer_id"], caller=request.caller.id)
    page = use_cases.export_customer(
        request.caller, request.path["customer_id"], limit=query.limit, cursor=query.cursor
    )
    return ApiResponse(body=ExportView.of(page, ExportEntryView.of))


@router.operation(
    "POST",
    "/customers/{customer_id}/link",
    "Say that two customers are the same person; repeating it changes nothing, and it can be taken back",
    scope=Scope.DESK_SUPERVISE,
    body=LinkRequest,
    response=CustomerView,
    errors=(404, 409),
)
def link_customer(use_cases: CustomerUseCases, request: ApiRequest[Empty, LinkRequest]) -> ApiResponse:
    use_cases.link_customers.link(request.caller, request.path["customer_id"], request.body.customer)
    return _customer(use_cases, request)


@router.operation(
    "POST",
    "/customers/{customer_id}/unlink",
    "Take back that two customers are the same person; repeating it changes nothing",
    scope=Scope.DESK_SUPERVISE,
    body=LinkRequest,
    response=CustomerView,
    errors=(404, 409),
)
def unlink_customer(use_cases: CustomerUseCases, request: ApiRequest[Empty, LinkRequest]) -> ApiResponse:
    use_cases.link_customers.unlink(request.caller, request.path["customer_id"], request.body.customer)
    return _customer(use_cases, request)


def _customer(use_cases: CustomerUseCases, request: ApiRequest[Any, Any]) -> ApiResponse:
    return ApiResponse(body=CustomerView.of(use_cases.read_customer(request.caller, request.path["customer_id"])))


@router.operation(
    "GET",
    "/customers/{customer_id}/automatic-texts",
    "Whether automatic texts are sent to a person",
    scope=Scope.TICKETS_READ,
    response=AutomaticTextsView,
    errors=(404,),
)
def get_automatic_texts(use_cases: CustomerUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    setting = use_cases.automatic_texts.read(request.caller, request.path["customer_id"])
    return ApiResponse(body=AutomaticTextsView(customer_id=request.path["customer_id"], setting=setting))


@router.operation(
    "PUT",
    "/customers/{customer_id}/automatic-texts",
    "Stop automatic texts to a person on every account of their channels, or allow them again",
    scope=Scope.TICKETS_WRITE,
    body=AutomaticTextsRequest,
    response=AutomaticTextsView,
    errors=(404,),
)
def put_automatic_texts(use_cases: CustomerUseCases, request: ApiRequest[Empty, AutomaticTextsRequest]) -> ApiResponse:
    customer_id, setting = request.path["customer_id"], request.body.setting
    use_cases.automatic_texts(request.caller, customer_id, setting)
    return ApiResponse(body=AutomaticTextsView(customer_id=customer_id, setting=setting))


@router.operation(
    "DELETE",
    "/customers/{customer_id}",
    "Erase a person: texts, names and media of everything they wrote; counts and a proof stay",
    scope=Scope.ADMIN,
    response=ErasureView,
    other_statuses={202: "There is more to erase: repeat the request"},
    errors=(404,),
)
def erase_customer(use_cases: CustomerUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    proof = ErasureView.of(use_cases.erase_customer(request.caller, request.path["customer_id"]))
    if proof.complete:
        return ApiResponse(body=proof)
    return ApiResponse(body=proof, status=202, headers={"Retry-After": "1"})
