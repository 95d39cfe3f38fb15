"""The operations that sum up."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from functions.api.http.access import ChooseBrand
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from functions.api.http.problems import FieldError, ProblemError
from functions.api.reports.models import KindsQuery, ReportQuery
from functions.api.reports.use_cases import HowFarCounted, ReportKinds, ReportListening, ReportService, ReportTopics
from shared.contracts.reports import KindsView, ListeningView, ServiceView, TopicsView
from shared.domain.access.tokens import Scope
from shared.ports.time_and_language import Clock

MAX_SPAN = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportUseCases:
    choose_brand: ChooseBrand
    report_listening: ReportListening
    report_service: ReportService
    report_kinds: ReportKinds
    report_topics: ReportTopics
    how_far_counted: HowFarCounted
    clock: Clock


router = Router(ReportUseCases)


@router.operation(
    "GET",
    "/reports/listening",
    "The six questions of social listening, and at which hours customers write compared with the opening hours",
    scope=Scope.REPORTS_READ,
    query=ReportQuery,
    response=ListeningView,
    errors=(400, 404),
)
def report_listening(use_cases: ReportUseCases, request: ApiRequest[ReportQuery, Empty]) -> ApiResponse:
    asked = _brand_and_span(use_cases, request)
    counted = use_cases.how_far_counted(*asked)  # first: what is counted meanwhile is said of none
    return ApiResponse(body=ListeningView.of(use_cases.report_listening(*asked), counted))


@router.operation(
    "GET",
    "/reports/service",
    "What happened in a span of time: opened, answered, resolved, missed; by channel, team and agent",
    scope=Scope.REPORTS_READ,
    query=ReportQuery,
    response=ServiceView,
    errors=(400, 404),
)
def report_service(use_cases: ReportUseCases, request: ApiRequest[ReportQuery, Empty]) -> ApiResponse:
    asked = _brand_and_span(use_cases, request)
    counted = use_cases.how_far_counted(*asked)
    return ApiResponse(body=ServiceView.of(use_cases.report_service(*asked), counted))


@router.operation(
    "GET",
    "/reports/service/kinds",
    "The same by category or by priority: how many tickets were opened, answered, resolved, missed, and how fast",
    scope=Scope.REPORTS_READ,
    query=KindsQuery,
    response=KindsView,
    errors=(400, 404),
)
def report_kinds(use_cases: ReportUseCases, request: ApiRequest[KindsQuery, Empty]) -> ApiResponse:
    brand, since, until = _brand_and_span(use_cases, request)
    by = request.query.by.value
    counted = use_cases.how_far_counted(brand, since, until)
    kinds = use_cases.report_kinds(brand, since, until, by)
    return ApiResponse(body=KindsView.of(brand, (since, until), by, kinds, counted))


@router.operation(
    "GET",
    "/reports/topics",
    "What customers write about more than in the four spans of the same length before",
    scope=Scope.REPORTS_READ,
    query=ReportQuery,
    response=TopicsView,
    errors=(400, 404),
)
def report_topics(use_cases: ReportUseCases, request: ApiRequest[ReportQuery, Empty]) -> ApiResponse:
    brand, since, until = _brand_and_span(use_cases, request)
    counted = use_cases.how_far_counted(brand, since, until)
    rising = use_cases.report_topics(brand, since, until)
    return ApiResponse(body=TopicsView.of(brand, (since, until), rising, counted))


def _brand_and_span(
    use_cases: ReportUseCases, request: ApiRequest[ReportQuery, Empty] | ApiRequest[KindsQuery, Empty]
) -> tuple[str, datetime, datetime]:
    query = request.query
    brand = use_cases.choose_brand(request.caller, query.brand)
    until = (query.until or use_cases.clock.now()).astimezone(UTC)
    since = (query.since or until - timedelta(days=1)).astimezone(UTC)
    since = since.replace(minute=0, second=0, microsecond=0)
    if not since < until <= since + MAX_SPAN:
        error = FieldError(
            place="query", parameter="from", detail=f"should be before `to`, by {MAX_SPAN.days} days at most"
        )
        raise ProblemError(400, f"from: {error.detail}", errors=[error])
    return brand, since, until
