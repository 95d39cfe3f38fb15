"""What one operation of the API is, and how a request becomes the arguments of its function.

Operations are declared where they are written (``routes.py``); the resolver and the OpenAPI document are both made
from the same declarations.
"""

import base64
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_origin
from urllib.parse import parse_qsl

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from pydantic import BaseModel, ValidationError

from functions.api.contracts import FieldError
from functions.api.problems import ProblemError, field_errors_of
from functions.api.requests import Empty
from shared.domain.access.tokens import Scope, Token

BODY_LIMIT = 64 * 1024  # bytes; the largest request of this API is far below

# curl -d calls every body a form; what it holds is read as JSON all the same.
JSON_KINDS = ("application/json", "application/x-www-form-urlencoded")

Q = TypeVar("Q", bound=BaseModel)
B = TypeVar("B", bound=BaseModel)
D = TypeVar("D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[Q, B]):
    """One request, understood."""

    token: Token
    query: Q
    body: B
    path: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    body: BaseModel | str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None  # the operation's own when it is not named


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """``scope`` is ``None`` where no token is needed; ``body`` is ``Empty`` where none is read."""

    name: str
    method: str
    path: str
    summary: str
    function: Callable[..., Reply]
    scope: Scope | None
    query: type[BaseModel]
    body: type[BaseModel]
    body_optional: bool
    answer: type[BaseModel] | None
    status: int
    headers: Mapping[str, str]  # of the request: name → what it is
    errors: Sequence[int]
    also: Mapping[int, str] = field(default_factory=dict)  # further statuses with the same answer, and what they say

    @property
    def takes_body(self) -> bool:
        return self.body is not Empty


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    path: str,
    summary: str,
    *,
    scope: Scope | None,
    answer: type[BaseModel] | None,
    query: type[BaseModel] = Empty,
    body: type[BaseModel] = Empty,
    body_optional: bool = False,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[int] = (),
    also: Mapping[int, str] | None = None,
) -> Callable[[Callable[..., Reply]], Callable[..., Reply]]:
    """Declare the decorated function as an operation of the API."""

    def declare(function: Callable[..., Reply]) -> Callable[..., Reply]:
        OPERATIONS.append(
            Operation(
                name=function.__name__,
                method=method,
                path=path,
                summary=summary,
                function=function,
                scope=scope,
                query=query,
                body=body,
                body_optional=body_optional,
                answer=answer,
                status=status,
                headers=headers or {},
                errors=errors,
                also=also or {},
            )
        )
        return function

    return declare


def read_query(model: type[Q], event: APIGatewayProxyEventV2) -> Q:
    """The query parameters. Raises ``ProblemError`` 400 that names what is wrong."""
    given: dict[str, list[str]] = {}
    for name, value in _pairs(event):
        given.setdefault(name, []).append(value)
    faults: list[FieldError] = []
    values: dict[str, Any] = {}
    for name, found in given.items():
        if _takes_several(model, name):
            values[name] = [part for value in found for part in value.split(",")]
            if "" in values[name]:  # a script whose variable is empty must not be shown everything
                faults.append(
                    FieldError(place="query", parameter=name, detail="holds an empty value; leave it out for all")
                )
                del values[name]
        elif len(found) > 1:
            faults.append(FieldError(place="query", parameter=name, detail="is given more than once"))
        else:
            values[name] = found[0]
    try:
        understood = model.model_validate(values)
    except ValidationError as error:
        faults += field_errors_of(error, "query", tuple(f.alias or name for name, f in model.model_fields.items()))
    if faults:
        raise ProblemError(400, _sentence(faults), errors=faults)
    return understood


def read_body(operation: Operation, event: APIGatewayProxyEventV2) -> BaseModel:
    """The body. Raises ``ProblemError`` 400, 413, 415 or 422 that names what is wrong."""
    raw = _raw_body(event)
    if not operation.takes_body:
        return Empty()
    if raw.strip() == b"":
        if operation.body_optional:
            return operation.body()
        raise ProblemError(
            400, "A JSON body is needed.", errors=[FieldError(place="body", parameter="body", detail="is needed")]
        )
    kind = (event.headers.get("content-type") or "application/json").split(";")[0].strip().lower()
    if kind not in JSON_KINDS and not kind.endswith("+json"):
        fault = FieldError(place="header", parameter="content-type", detail="should be application/json")
        raise ProblemError(415, "The body should be application/json.", errors=[fault])
    try:
        return operation.body.model_validate_json(raw, strict=True)
    except ValidationError as error:
        faults = field_errors_of(error, "body", tuple(operation.body.model_fields))
        syntax = any(found["type"] == "json_invalid" for found in error.errors(include_url=False, include_input=False))
        raise ProblemError(400 if syntax else 422, _sentence(faults), errors=faults) from None


def _pairs(event: APIGatewayProxyEventV2) -> list[tuple[str, str]]:
    raw = event.get("rawQueryString")
    if raw is not None:
        return parse_qsl(raw, keep_blank_values=True, errors="replace")
    return list((event.get("queryStringParameters") or {}).items())


def _takes_several(model: type[BaseModel], name: str) -> bool:
    declared = model.model_fields.get(name)
    return declared is not None and get_origin(declared.annotation) is frozenset


def _raw_body(event: APIGatewayProxyEventV2) -> bytes:
    text = event.get("body") or ""
    try:
        raw = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except (Base64Error, ValueError):
        raise ProblemError(400, "The body cannot be decoded.") from None
    if len(raw) > BODY_LIMIT:
        raise ProblemError(413, f"A body may have {BODY_LIMIT} bytes.")
    return raw


def _sentence(faults: Sequence[FieldError]) -> str:
    return "; ".join(f"{fault.parameter}: {fault.detail}" for fault in faults)
