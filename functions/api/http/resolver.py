"""The HTTP side: Powertools' resolver, made from the declared operations."""

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import Any, cast

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError as NoRouteError
from pydantic import BaseModel

from functions.api.http.access import Authenticate
from functions.api.http.operation import ApiRequest, ApiResponse, Operation
from functions.api.http.problems import ProblemError, problem_of, response_of
from functions.api.http.reading import read_body, read_headers, read_path, read_query
from shared.domain.access.callers import Caller
from shared.observability.logs import logger


def resolver_of(
    operations: Iterable[Operation], use_cases: Iterable[object], authenticate: Authenticate
) -> APIGatewayHttpResolver:
    """Each operation's function receives the member of ``use_cases`` that has the type it declares."""
    app = APIGatewayHttpResolver()
    declared = tuple(operations)
    by_type = {type(each): each for each in use_cases}
    for operation in declared:
        rule = operation.path.replace("{", "<").replace("}", ">")
        endpoint = _endpoint(app, operation, by_type[operation.use_cases], authenticate)
        app.route(rule, operation.method)(endpoint)
    no_route = _no_route(app, declared)
    for path, method in _hidden_by_a_parameter(declared):
        app.route(path, method)(_refusal(app, no_route))
    app.not_found(no_route)
    return app


def _hidden_by_a_parameter(operations: Sequence[Operation]) -> list[tuple[str, str]]:
    """Paths such as ``/tickets/bulk``, with the methods that only ``/tickets/{ticket_id}`` has."""
    fixed = {operation.path for operation in operations if "{" not in operation.path}
    own = {(operation.path, operation.method) for operation in operations}
    return [
        (path, operation.method)
        for path in sorted(fixed)
        for operation in operations
        if operation.path != path and operation.matches(path) and (path, operation.method) not in own
    ]


def _refusal(
    app: APIGatewayHttpResolver, no_route: Callable[[NoRouteError], Response[Any]]
) -> Callable[..., Response[Any]]:
    def answer() -> Response[Any]:
        return no_route(NoRouteError(app.current_event.path))

    return answer


def _endpoint(
    app: APIGatewayHttpResolver, operation: Operation, use_cases: object, authenticate: Authenticate
) -> Callable[..., Response[Any]]:
    def endpoint(**path: str) -> Response[Any]:
        started = perf_counter()
        caller: Caller | None = None
        try:
            if operation.scope is not None:
                caller = authenticate(app.current_event.headers, operation.scope)
            response = _response(operation, operation.function(use_cases, _request(app, operation, caller, path)))
        except Exception as error:  # whatever it is, the caller gets a problem document
            response = response_of(problem_of(error), app.current_event.path)
        logger.info(
            "request answered",
            operation=operation.name,
            status=response.status_code,
            caller=caller.id if caller else None,
            milliseconds=round((perf_counter() - started) * 1000),
        )
        return response

    return endpoint


def _request(
    app: APIGatewayHttpResolver, operation: Operation, caller: Caller | None, path: dict[str, str]
) -> ApiRequest[BaseModel, BaseModel]:
    event = app.current_event
    return ApiRequest(
        # Operations without a scope have no caller and never look at it; all others had theirs authenticated above.
        caller=cast("Caller", caller),
        query=read_query(operation.query, event),
        body=read_body(operation, event),
        path=read_path(path),
        headers=read_headers(operation, event),
    )


def _response(operation: Operation, response: ApiResponse) -> Response[Any]:
    body = response.body.model_dump_json() if isinstance(response.body, BaseModel) else response.body
    return Response(
        status_code=response.status or operation.status,
        content_type=None if body is None else "application/json",
        body=body or "",  # not every gateway accepts null as a body
        # responses change by the minute and belong to the caller alone
        headers={"Cache-Control": "no-store", **response.headers},
    )


def _no_route(app: APIGatewayHttpResolver, operations: Sequence[Operation]) -> Callable[[NoRouteError], Response[Any]]:
    def answer(_: NoRouteError) -> Response[Any]:
        path = app.current_event.path
        exact = [operation for operation in operations if operation.path == path]
        allowed = sorted(each.method for each in exact or operations if each.matches(path))
        if app.current_event.http_method in allowed:  # the path is one of ours, but no id can be written like this
            problem = ProblemError(404, "There is nothing of this name.")
        elif allowed:
            methods = ", ".join(allowed)
            problem = ProblemError(405, f"Allowed here: {methods}.", headers={"Allow": methods})
        else:
            problem = ProblemError(404, "The API has no such path; GET /openapi.json lists all paths.")
        return response_of(problem, path)

    return answer
