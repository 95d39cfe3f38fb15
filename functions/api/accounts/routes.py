"""The operation on our own accounts."""

from dataclasses import dataclass

from functions.api.accounts.models import AccountList, AccountView
from functions.api.accounts.use_cases import ListAccounts
from functions.api.http.access import ChooseBrand
from functions.api.http.models import BrandQuery, Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from shared.domain.access.tokens import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUseCases:
    choose_brand: ChooseBrand
    list_accounts: ListAccounts


router = Router(AccountUseCases)


@router.operation(
    "GET",
    "/accounts",
    "The brand's own accounts: token, permissions, subscription, webhook, silence",
    scope=Scope.REPORTS_READ,
    query=BrandQuery,
    response=AccountList,
    errors=(400, 404),
)
def list_accounts(use_cases: AccountUseCases, request: ApiRequest[BrandQuery, Empty]) -> ApiResponse:
    brand = use_cases.choose_brand(request.caller, request.query.brand)
    return ApiResponse(body=AccountList(items=[AccountView.of(each) for each in use_cases.list_accounts(brand)]))
