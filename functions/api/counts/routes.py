"""The operation on the counts of a caller's lists."""

from dataclasses import dataclass

from functions.api.counts.models import CountsQuery, CountsView
from functions.api.counts.use_cases import CountLists, OwnList
from functions.api.http.access import ChooseBrand
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, HeaderParameter, Router, unless_known
from functions.api.http.problems import ProblemError
from functions.api.http.reading import parse_query
from functions.api.tickets.models import ListTicketsQuery
from shared.domain.access.tokens import Scope
from shared.domain.access.views import SavedView
from shared.ports.saved import SavedViewRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class CountUseCases:
    choose_brand: ChooseBrand
    count_lists: CountLists
    saved_views: SavedViewRepository


router = Router(CountUseCases)


@router.operation(
    "GET",
    "/counts",
    "How many tickets are in each list of the caller, their own views included, in one request",
    scope=Scope.TICKETS_READ,
    query=CountsQuery,
    response=CountsView,
    headers={"If-None-Match": HeaderParameter(description="the ETag you have: 304 if no count has changed")},
    errors=(400, 404),
)
def get_counts(use_cases: CountUseCases, request: ApiRequest[CountsQuery, Empty]) -> ApiResponse:
    caller = request.caller
    brand = use_cases.choose_brand(caller, request.query.brand)
    own = [_own(view, brand) for view in use_cases.saved_views.of(caller.id)]
    shown = None if request.query.shown is None else _own(SavedView(name="", query=request.query.shown), brand).wanted
    counts = use_cases.count_lists(caller, brand, own, shown)
    return unless_known(CountsView.of(counts, request.query.shown), request.headers)


def _own(view: SavedView, brand: str) -> OwnList:
    try:
        query = parse_query(ListTicketsQuery, view.query)
    except ProblemError:  # saved by a version that knew other filters
        query = None
    counted = query is not None and query.updated_since is None and query.brand in (None, brand)
    return OwnList(name=view.name, query=view.query, wanted=query.filter if query is not None and counted else None)
