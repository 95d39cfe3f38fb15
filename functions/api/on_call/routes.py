"""The operation on who is on duty."""

from dataclasses import dataclass

from functions.api.http.access import ChooseBrand
from functions.api.http.models import BrandQuery, Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from functions.api.on_call.models import DutyView, OnCallList, RotationView
from functions.api.on_call.use_cases import ReadOnCall
from shared.domain.access.tokens import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallUseCases:
    choose_brand: ChooseBrand
    read_on_call: ReadOnCall


router = Router(OnCallUseCases)


@router.operation(
    "GET",
    "/on-call",
    "Who is on duty now and next, for each rotation of a brand",
    scope=Scope.TICKETS_READ,
    query=BrandQuery,
    response=OnCallList,
    errors=(400, 404),
)
def read_on_call(use_cases: OnCallUseCases, request: ApiRequest[BrandQuery, Empty]) -> ApiResponse:
    brand, found = use_cases.read_on_call(use_cases.choose_brand(request.caller, request.query.brand))
    items = [
        RotationView(
            name=rotation.name,
            now=DutyView.of(brand, now),
            next=None if following is None else DutyView.of(brand, following),
        )
        for rotation, now, following in found
    ]
    return ApiResponse(body=OnCallList(items=items))
