"""The operations that tell about the API itself and the caller."""

from dataclasses import dataclass
from pathlib import Path

from functions.api.about.models import CallerView, Health
from functions.api.about.use_cases import CheckHealth, ReadVisibleBrands
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from shared.domain.access.tokens import Scope

DOCUMENT = Path(__file__).parents[1] / "openapi.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutUseCases:
    check_health: CheckHealth
    read_visible_brands: ReadVisibleBrands


router = Router(AboutUseCases)


@router.operation("GET", "/health", "Whether the API can do its work", scope=None, response=Health, errors=(503,))
def health(use_cases: AboutUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    return ApiResponse(body=Health(stage=use_cases.check_health()))


@router.operation(
    "GET", "/me", "Who the caller is, and what they may do", scope=Scope.TICKETS_READ, response=CallerView
)
def get_me(use_cases: AboutUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    return ApiResponse(body=CallerView.of(request.caller, use_cases.read_visible_brands(request.caller)))


@router.operation("GET", "/openapi.json", "This document", scope=None, response=None)
def document(use_cases: AboutUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    return ApiResponse(body=DOCUMENT.read_text(), headers={"Cache-Control": "public, max-age=300"})
