"""The HTTP side: Powertools' resolver, made from the declared operations."""

from collections.abc import Callable
from time import perf_counter
from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError as NoRouteError
from pydantic import BaseModel

import functions.api.reply_routes
import functions.api.report_routes
import functions.api.routes  # noqa: F401  imported for OPERATIONS, which these three fill
from functions.api.desk import Desk
from functions.api.operations import OPERATIONS, Call, Operation, Reply, read_body, read_query
from functions.api.problems import ProblemError, problem_of, response_of
from shared.domain.access.tokens import Token
from shared.observability.logs import logger


def resolver_of(desk: Desk) -> APIGatewayHttpResolver:
    """The API over a desk."""
    app = APIGatewayHttpResolver()
    for operation in OPERATIONS:
        rule = operation.path.replace("{", "<").replace("}", ">")
        app.route(rule, operation.method)(_endpoint(app, desk, operation))
    app.not_found(_no_route(app))
    return app


def _endpoint(app: APIGatewayHttpResolver, desk: Desk, operation: Operation) -> Callable[..., Response[Any]]:
    def endpoint(**path: str) -> Response[Any]:
        started = perf_counter()
        token: Token | None = None
        try:
            if operation.scope is not None:
                token = desk.authenticate(app.current_event.headers, operation.scope)
            response = _response(operation, _call(app, desk, operation, token, path))
        except Exception as error:  # whatever it is, the caller gets a problem document
            response = response_of(problem_of(error), app.current_event.path)
        logger.info(
            "request answered",
            operation=operation.name,
            status=response.status_code,
            token=token.id if token else None,
            milliseconds=round((perf_counter() - started) * 1000),
        )
        return response

    return endpoint


def _call(
    app: APIGatewayHttpResolver, desk: Desk, operation: Operation, token: Token | None, path: dict[str, str]
) -> Reply:
    event = app.current_event
    call: Call[BaseModel, BaseModel] = Call(
        token=token,  # type: ignore[arg-type]  # operations without a scope do not look at it
        query=read_query(operation.query, event),
        body=read_body(operation, event),
        path={name: unquote(value) for name, value in path.items()},
        headers={name.lower(): value for name, value in event.headers.items()},
    )
    return operation.function(desk, call)


def _response(operation: Operation, reply: Reply) -> Response[Any]:
    body = reply.body.model_dump_json() if isinstance(reply.body, BaseModel) else reply.body
    return Response(
        status_code=reply.status or operation.status,
        content_type=None if body is None else "application/json",
        body=body or "",  # a null is no body that every gateway can send
        # what is read here changes by the minute and belongs to the caller alone
        headers={"Cache-Control": "no-store", **reply.headers},
    )


def _no_route(app: APIGatewayHttpResolver) -> Callable[[NoRouteError], Response[Any]]:
    def answer(_: NoRouteError) -> Response[Any]:
        path = app.current_event.path
        allowed = sorted(operation.method for operation in OPERATIONS if _matches(operation, path))
        if app.current_event.http_method in allowed:  # the path is one of ours, but no id is written so
            problem = ProblemError(404, "There is nothing of that name.")
        elif allowed:
            problem = ProblemError(405, f"Possible here: {', '.join(allowed)}.", headers={"Allow": ", ".join(allowed)})
        else:
            problem = ProblemError(404, "The API has no such path; GET /openapi.json lists them all.")
        return response_of(problem, path)

    return answer


def _matches(operation: Operation, path: str) -> bool:
    declared, asked = operation.path.split("/"), path.split("/")
    return len(declared) == len(asked) and all(
        part == given or (part.startswith("{") and given != "") for part, given in zip(declared, asked, strict=True)
    )
