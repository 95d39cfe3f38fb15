"""The operation on the supervisor's board."""

from dataclasses import dataclass

from functions.api.board.models import BoardView
from functions.api.board.use_cases import ReadBoard
from functions.api.http.access import ChooseBrand
from functions.api.http.models import BrandQuery, Empty
from functions.api.http.operation import ApiRequest, ApiResponse, HeaderParameter, Router, unless_known
from shared.domain.access.tokens import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardUseCases:
    choose_brand: ChooseBrand
    read_board: ReadBoard


router = Router(BoardUseCases)


@router.operation(
    "GET",
    "/board",
    "What waits in a brand now: by team, channel and agent",
    scope=Scope.DESK_SUPERVISE,
    query=BrandQuery,
    response=BoardView,
    headers={"If-None-Match": HeaderParameter(description="the ETag you have: 304 if nothing has changed")},
    errors=(400, 404),
)
def get_board(use_cases: BoardUseCases, request: ApiRequest[BrandQuery, Empty]) -> ApiResponse:
    brand = use_cases.choose_brand(request.caller, request.query.brand)
    return unless_known(BoardView.of(use_cases.read_board(brand)), request.headers)
