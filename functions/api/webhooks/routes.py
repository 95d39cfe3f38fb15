"""The operations on webhooks: for administrators only.

Their path is not ``/webhooks``: whatever lies below that is what platforms call.
"""

from dataclasses import dataclass
from datetime import timedelta

from functions.api.http.access import ChooseBrand
from functions.api.http.models import BrandQuery, Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from functions.api.http.problems import FieldError, ProblemError
from functions.api.webhooks.models import (
    AddWebhookRequest,
    DeliveriesQuery,
    DeliveryList,
    DeliveryView,
    NewWebhookView,
    ReplayRequest,
    SecretView,
    WebhookList,
    WebhookQuery,
    WebhookView,
)
from functions.api.webhooks.use_cases import Brands, ManageWebhooks, TooLongAgoError
from shared.domain.access.callers import Caller
from shared.domain.access.tokens import Scope
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookUseCases:
    choose_brand: ChooseBrand
    webhooks: ManageWebhooks
    clock: Clock


router = Router(WebhookUseCases)


def _visible(caller: Caller) -> Brands:
    return caller.brands or None


@router.operation(
    "GET",
    "/subscriptions",
    "Other systems that are told of events, and how far each was told",
    scope=Scope.ADMIN,
    query=WebhookQuery,
    response=WebhookList,
    errors=(400, 404),
)
def list_webhooks(use_cases: WebhookUseCases, request: ApiRequest[WebhookQuery, Empty]) -> ApiResponse:
    brands = _visible(request.caller)
    if request.query.brand is not None:
        brands = (use_cases.choose_brand(request.caller, request.query.brand),)
    return ApiResponse(body=WebhookList(items=[WebhookView.of(each) for each in use_cases.webhooks.every(brands)]))


@router.operation(
    "POST",
    "/subscriptions",
    "Tell a webhook what happens from now on",
    scope=Scope.ADMIN,
    query=BrandQuery,
    body=AddWebhookRequest,
    response=NewWebhookView,
    status=201,
    errors=(404, 409),
)
def add_webhook(use_cases: WebhookUseCases, request: ApiRequest[BrandQuery, AddWebhookRequest]) -> ApiResponse:
    brand, body = use_cases.choose_brand(request.caller, request.query.brand), request.body
    made, secret = use_cases.webhooks.add(
        brand, url=body.url, events=tuple(body.events), owner=body.owner, trusted=body.trusted
    )
    return ApiResponse(body=NewWebhookView(webhook=WebhookView.of(made), secret=secret))


@router.operation(
    "DELETE",
    "/subscriptions/{webhook_id}",
    "Tell a webhook nothing more; the answer is the one that was removed",
    scope=Scope.ADMIN,
    response=WebhookView,
    errors=(404,),
)
def remove_webhook(use_cases: WebhookUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    removed = use_cases.webhooks.remove(request.path["webhook_id"], _visible(request.caller))
    return ApiResponse(body=WebhookView.of(removed))


@router.operation(
    "GET",
    "/subscriptions/{webhook_id}/deliveries",
    "What was tried to deliver to a webhook, the newest first",
    scope=Scope.ADMIN,
    query=DeliveriesQuery,
    response=DeliveryList,
    errors=(400, 404),
)
def list_deliveries(use_cases: WebhookUseCases, request: ApiRequest[DeliveriesQuery, Empty]) -> ApiResponse:
    since = request.query.since or use_cases.clock.now() - timedelta(days=1)
    found = use_cases.webhooks.attempts(
        request.path["webhook_id"], since, limit=request.query.limit, brands=_visible(request.caller)
    )
    return ApiResponse(body=DeliveryList(items=[DeliveryView.of(each) for each in found]))


@router.operation(
    "POST",
    "/subscriptions/{webhook_id}/replay",
    "Tell a webhook a span of time once more, with the same ids; what is new waits until then",
    scope=Scope.ADMIN,
    body=ReplayRequest,
    response=WebhookView,
    errors=(404, 409),
)
def replay_webhook(use_cases: WebhookUseCases, request: ApiRequest[Empty, ReplayRequest]) -> ApiResponse:
    until = request.body.until or use_cases.clock.now()
    webhook_id, since = request.path["webhook_id"], request.body.since
    try:
        changed = use_cases.webhooks.replay(webhook_id, since, until, _visible(request.caller))
    except TooLongAgoError as error:
        field_error = FieldError(place="body", parameter="from", detail=str(error))
        raise ProblemError(422, f"from: {error}", errors=[field_error]) from None
    return ApiResponse(body=WebhookView.of(changed))


@router.operation(
    "POST",
    "/subscriptions/{webhook_id}/resume",
    "A webhook that was stopped works again: it is told at once what it missed",
    scope=Scope.ADMIN,
    response=WebhookView,
    errors=(404, 409),
)
def resume_webhook(use_cases: WebhookUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    changed = use_cases.webhooks.resume(request.path["webhook_id"], _visible(request.caller))
    return ApiResponse(body=WebhookView.of(changed))


@router.operation(
    "POST",
    "/subscriptions/{webhook_id}/rotate",
    "Make a new secret; the one before signs beside it until the next rotation",
    scope=Scope.ADMIN,
    response=SecretView,
    errors=(404,),
)
def rotate_secret(use_cases: WebhookUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    secret = use_cases.webhooks.rotate(request.path["webhook_id"], _visible(request.caller))
    return ApiResponse(body=SecretView(secret=secret))
