"""The operations on the caller's saved views."""

from dataclasses import dataclass

from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from functions.api.views.models import PutViewsRequest, SavedViewList, SavedViewView
from shared.domain.access.tokens import Scope
from shared.domain.access.views import SavedView
from shared.ports.saved import SavedViewRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewUseCases:
    saved_views: SavedViewRepository
    clock: Clock


router = Router(ViewUseCases)


@router.operation(
    "GET", "/views", "The caller's own views of the list of tickets", scope=Scope.TICKETS_READ, response=SavedViewList
)
def list_views(use_cases: ViewUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    return _views(use_cases.saved_views.of(request.caller.id))


@router.operation(
    "PUT",
    "/views",
    "Replace the caller's own views",
    scope=Scope.TICKETS_READ,
    body=PutViewsRequest,
    response=SavedViewList,
)
def put_views(use_cases: ViewUseCases, request: ApiRequest[Empty, PutViewsRequest]) -> ApiResponse:
    views = tuple(SavedView(name=each.name, query=each.query) for each in request.body.items)
    use_cases.saved_views.put(request.caller.id, views, use_cases.clock.now())
    return _views(views)


def _views(views: tuple[SavedView, ...]) -> ApiResponse:
    return ApiResponse(body=SavedViewList(items=[SavedViewView(name=each.name, query=each.query) for each in views]))
