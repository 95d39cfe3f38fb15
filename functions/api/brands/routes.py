"""The operations on brands and their teams."""

from dataclasses import dataclass

from functions.api.brands.models import BrandList, BrandView, DeadlineMoveView, TeamList, TeamView
from functions.api.brands.use_cases import ListBrands
from functions.api.http.access import ChooseBrand
from functions.api.http.models import BrandQuery, Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Link, Router
from shared.domain.access.tokens import Scope
from shared.domain.channels.policy import Policies
from shared.ports.deadlines import DeadlineMoves


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandUseCases:
    choose_brand: ChooseBrand
    list_brands: ListBrands
    policies: Policies
    deadline_moves: DeadlineMoves


router = Router(BrandUseCases)


@router.operation(
    "GET",
    "/brands",
    "The brands that the token may see",
    scope=Scope.TICKETS_READ,
    response=BrandList,
    links=(Link(operation="list_tickets", parameters={"brand": "$response.body#/items/0/id"}),),
)
def list_brands(use_cases: BrandUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    brands = use_cases.list_brands(request.caller)
    return ApiResponse(body=BrandList(items=[BrandView.of(brand, use_cases.policies) for brand in brands]))


@router.operation(
    "GET",
    "/brands/deadlines",
    "How far open tickets have got the deadlines of the brand file in force",
    scope=Scope.TICKETS_READ,
    query=BrandQuery,
    response=DeadlineMoveView,
    errors=(400, 404),
)
def read_deadline_move(use_cases: BrandUseCases, request: ApiRequest[BrandQuery, Empty]) -> ApiResponse:
    brand = use_cases.choose_brand(request.caller, request.query.brand)
    return ApiResponse(body=DeadlineMoveView.of(brand, use_cases.deadline_moves.get(brand)))


@router.operation(
    "GET",
    "/teams",
    "The teams of a brand, or of every brand that the token may see",
    scope=Scope.TICKETS_READ,
    query=BrandQuery,
    response=TeamList,
    errors=(400, 404),
)
def list_teams(use_cases: BrandUseCases, request: ApiRequest[BrandQuery, Empty]) -> ApiResponse:
    brands = use_cases.list_brands(request.caller)
    if request.query.brand is not None:
        wanted = use_cases.choose_brand(request.caller, request.query.brand)
        brands = tuple(brand for brand in brands if brand.id == wanted)
    return ApiResponse(body=TeamList(items=[team for brand in brands for team in TeamView.all_of(brand)]))
