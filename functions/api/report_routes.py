"""The operations that show a person across channels, and those that sum up."""

from datetime import UTC, datetime, timedelta

from functions.api.contracts import CustomerView, ErasureView, FieldError
from functions.api.desk import Desk
from functions.api.operations import Call, Reply, operation
from functions.api.problems import ProblemError
from functions.api.report_contracts import ListeningView, ServiceView
from functions.api.reports import MAX_SPAN
from functions.api.requests import Empty, ReportQuery
from shared.domain.access.tokens import Scope


@operation(
    "GET",
    "/customers/{customer_id}",
    "A person, with their latest tickets on every channel",
    scope=Scope.TICKETS_READ,
    answer=CustomerView,
    errors=(404,),
)
def get_customer(desk: Desk, call: Call[Empty, Empty]) -> Reply:
    customer, tickets = desk.read_customer(call.token, call.path["customer_id"])
    return Reply(body=CustomerView.of(customer, tickets))


@operation(
    "DELETE",
    "/customers/{customer_id}",
    "Erase a person: texts, names and media of everything they wrote; counts and a proof stay",
    scope=Scope.ADMIN,
    answer=ErasureView,
    also={202: "There is more to do: ask again"},
    errors=(404,),
)
def erase_customer(desk: Desk, call: Call[Empty, Empty]) -> Reply:
    proof = ErasureView.of(desk.erase_customer(call.token, call.path["customer_id"]))
    return Reply(body=proof) if proof.complete else Reply(body=proof, status=202, headers={"Retry-After": "1"})


@operation(
    "GET",
    "/reports/listening",
    "The six questions of social listening, and at which hours customers write beside those the desk is open",
    scope=Scope.TICKETS_READ,
    query=ReportQuery,
    answer=ListeningView,
    errors=(400, 404),
)
def report_listening(desk: Desk, call: Call[ReportQuery, Empty]) -> Reply:
    brand = desk.choose_brand(call.token, call.query.brand)
    since, until = _span(desk, call.query)
    return Reply(body=ListeningView.of(desk.report_listening(brand, since, until)))


@operation(
    "GET",
    "/reports/service",
    "Service figures of the tickets opened in a span of time",
    scope=Scope.TICKETS_READ,
    query=ReportQuery,
    answer=ServiceView,
    errors=(400, 404),
)
def report_service(desk: Desk, call: Call[ReportQuery, Empty]) -> Reply:
    brand = desk.choose_brand(call.token, call.query.brand)
    since, until = _span(desk, call.query)
    return Reply(body=ServiceView.of(desk.report_service(brand, since, until)))


def _span(desk: Desk, asked: ReportQuery) -> tuple[datetime, datetime]:
    until = (asked.until or desk.clock.now()).astimezone(UTC)
    since = (asked.since or until - timedelta(days=1)).astimezone(UTC)
    since = since.replace(minute=0, second=0, microsecond=0)
    if not since < until <= since + MAX_SPAN:
        fault = FieldError(
            place="query", parameter="from", detail=f"should be before `to`, by {MAX_SPAN.days} days at most"
        )
        raise ProblemError(400, f"from: {fault.detail}", errors=[fault])
    return since, until
