"""Query and body of a request as the models of its operation."""

import base64
import re
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_origin
from urllib.parse import parse_qsl, unquote

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from pydantic import BaseModel, ValidationError

from functions.api.http.models import ID_PATTERN, PATH_PATTERNS, Empty
from functions.api.http.operation import Operation
from functions.api.http.problems import FieldError, ProblemError, field_errors_of

MAX_BODY_BYTES = 64 * 1024  # the largest useful request of this API is far smaller

# curl -d labels every body as a form; it is read as JSON all the same.
JSON_TYPES = ("application/json", "application/x-www-form-urlencoded")

Q = TypeVar("Q", bound=BaseModel)


def read_query(model: type[Q], event: APIGatewayProxyEventV2) -> Q:
    """The query parameters. Raises ``ProblemError`` 400 that names every error."""
    return _query_of(model, _pairs(event))


def parse_query(model: type[Q], raw: str) -> Q:
    """A query as it stands in an address. Raises ``ProblemError`` 400 that names every error."""
    return _query_of(model, _split(raw))


def _query_of(model: type[Q], pairs: Sequence[tuple[str, str]]) -> Q:
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    for name, found in given.items():
        if _takes_several(model, name):
            values[name] = [part for value in found for part in value.split(",")]
            if "" in values[name]:  # a script whose variable is empty must not be shown everything
                errors.append(
                    FieldError(place="query", parameter=name, detail="contains an empty value; leave it out for all")
                )
                del values[name]
        elif len(found) > 1:
            errors.append(FieldError(place="query", parameter=name, detail="is given more than once"))
        else:
            values[name] = found[0]
    try:
        validated = model.model_validate(values)
    except ValidationError as error:
        errors += field_errors_of(error, "query", tuple(f.alias or name for name, f in model.model_fields.items()))
    if errors:
        raise ProblemError(400, _sentence(errors), errors=errors)
    return validated


def read_body(operation: Operation, event: APIGatewayProxyEventV2) -> BaseModel:
    """The body. Raises ``ProblemError`` 400, 413, 415 or 422 that names every error."""
    raw = _raw_body(event)
    if not operation.takes_body:
        return Empty()
    if raw.strip() == b"":
        if operation.body_optional:
            return operation.body()
        raise ProblemError(
            400, "A JSON body is needed.", errors=[FieldError(place="body", parameter="body", detail="is needed")]
        )
    content_type = (event.headers.get("content-type") or "application/json").split(";")[0].strip().lower()
    if content_type not in JSON_TYPES and not content_type.endswith("+json"):
        field_error = FieldError(place="header", parameter="content-type", detail="should be application/json")
        raise ProblemError(415, "The body should be application/json.", errors=[field_error])
    try:
        return operation.body.model_validate_json(raw, strict=True)
    except ValidationError as error:
        errors = field_errors_of(error, "body", tuple(operation.body.model_fields))
        syntax = any(found["type"] == "json_invalid" for found in error.errors(include_url=False, include_input=False))
        raise ProblemError(400 if syntax else 422, _sentence(errors), errors=errors) from None


def read_path(given: Mapping[str, str]) -> Mapping[str, str]:
    """The ids in the path. Raises ``ProblemError`` 404 for what cannot be an id."""
    path = {name: unquote(value) for name, value in given.items()}
    if any(re.fullmatch(PATH_PATTERNS.get(name, ID_PATTERN), value) is None for name, value in path.items()):
        raise ProblemError(404, "There is nothing of this name.")
    return path


def read_headers(operation: Operation, event: APIGatewayProxyEventV2) -> Mapping[str, str]:
    """The headers, names in lower case. Raises ``ProblemError`` for one that is missing or not as declared."""
    headers = {name.lower(): value.strip() for name, value in event.headers.items()}
    for name, declared in operation.headers.items():
        value = headers.get(name.lower(), "")
        if not value and declared.status_if_missing is not None:
            detail, status = f"is needed: {declared.description}", declared.status_if_missing
        elif name.lower() in headers and declared.pattern and re.fullmatch(declared.pattern, value, re.ASCII) is None:
            detail, status = declared.message, 400
        else:
            continue
        field_error = FieldError(place="header", parameter=name, detail=detail)
        raise ProblemError(status, f"{name}: {detail}", errors=[field_error])
    return headers


def _pairs(event: APIGatewayProxyEventV2) -> list[tuple[str, str]]:
    raw = event.get("rawQueryString")
    if raw is not None:
        return _split(raw)
    return list((event.get("queryStringParameters") or {}).items())


def _split(raw: str) -> list[tuple[str, str]]:
    return parse_qsl(raw, keep_blank_values=True, errors="replace")


def _takes_several(model: type[BaseModel], name: str) -> bool:
    declared = model.model_fields.get(name)
    return declared is not None and get_origin(declared.annotation) is frozenset


def _raw_body(event: APIGatewayProxyEventV2) -> bytes:
    text = event.get("body") or ""
    try:
        raw = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except (Base64Error, ValueError):
        raise ProblemError(400, "The body cannot be decoded.") from None
    if len(raw) > MAX_BODY_BYTES:
        raise ProblemError(413, f"A body may have at most {MAX_BODY_BYTES} bytes.")
    return raw


def _sentence(errors: Sequence[FieldError]) -> str:
    return "; ".join(f"{error.parameter}: {error.detail}" for error in errors)
