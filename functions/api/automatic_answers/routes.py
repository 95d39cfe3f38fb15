"""The operations on the switches of automatic answers."""

from dataclasses import dataclass

from functions.api.automatic_answers.models import SwitchesView, SwitchRequest
from functions.api.automatic_answers.use_cases import ReadSwitches, SetSwitch
from functions.api.http.access import ChooseBrand
from functions.api.http.models import BrandQuery, Empty
from functions.api.http.operation import ApiRequest, ApiResponse, HeaderParameter, Router, unless_known
from shared.domain.access.tokens import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticAnswersUseCases:
    choose_brand: ChooseBrand
    read_switches: ReadSwitches
    set_switch: SetSwitch


router = Router(AutomaticAnswersUseCases)


@router.operation(
    "GET",
    "/automatic-answers",
    "Which automatic answers of a brand are sent, and who changed that",
    scope=Scope.TICKETS_READ,
    query=BrandQuery,
    response=SwitchesView,
    headers={"If-None-Match": HeaderParameter(description="the ETag you have: 304 if nothing has changed")},
    errors=(400, 404),
)
def read_automatic_answers(use_cases: AutomaticAnswersUseCases, request: ApiRequest[BrandQuery, Empty]) -> ApiResponse:
    brand = use_cases.choose_brand(request.caller, request.query.brand)
    return unless_known(SwitchesView.of(use_cases.read_switches(brand)), request.headers)


@router.operation(
    "PUT",
    "/automatic-answers",
    "Switch automatic answers of a brand, or of one of its channels, off, to a dry run, or on",
    scope=Scope.DESK_SUPERVISE,
    body=SwitchRequest,
    response=SwitchesView,
    errors=(400, 404),
)
def switch_automatic_answers(
    use_cases: AutomaticAnswersUseCases, request: ApiRequest[Empty, SwitchRequest]
) -> ApiResponse:
    body = request.body
    brand = use_cases.choose_brand(request.caller, body.brand, place="body")
    use_cases.set_switch(brand, body.channel, body.setting, by=request.caller.name)
    return ApiResponse(body=SwitchesView.of(use_cases.read_switches(brand)))
