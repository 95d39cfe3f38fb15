"""Makes the OpenAPI document from the declared operations."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from functions.api.http.models import ID_PATTERN, PATH_PATTERNS, Empty
from functions.api.http.operation import Operation
from functions.api.http.problems import CONTENT_TYPE, TITLES, Problem

_REF = "#/components/schemas/{model}"
_TOO_MANY_REQUESTS = {
    "description": "Too many requests at once for this stage; API Gateway itself answers. Wait a moment and retry",
    "content": {
        "application/json": {
            "schema": {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]}
        }
    },
}


def _version() -> str:
    """That of the package: API, package and tag carry one version. Its first number rises with what breaks callers."""
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def openapi_document(operations: Sequence[Operation]) -> dict[str, Any]:
    """OpenAPI 3.1, every operation with every status it may answer."""
    requests = {o.body for o in operations if o.takes_body}
    responses = {o.response for o in operations if o.response is not None} | {Problem}
    modes = [*((model, "validation") for model in requests), *((model, "serialization") for model in responses)]
    _, schemas = models_json_schema(
        sorted(modes, key=lambda pair: pair[0].__name__),  # type: ignore[arg-type]  # the modes are the two it knows
        ref_template=_REF,
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nightdesk",
            "version": _version(),
            "description": "Customer service tickets of social media. Times are UTC. Errors are RFC 9457 problems.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas["$defs"].items())),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "made with `nightdesk token create`"}
            },
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path(operation), *_query(operation), *_headers(operation)],
        "responses": _responses(operation),
    }
    if operation.scope is None:
        described["security"] = []
    else:
        described["description"] = f"Needs the scope `{operation.scope}`."
    if operation.takes_body:
        described["requestBody"] = {
            "required": not operation.body_optional,
            "content": {"application/json": {"schema": {"$ref": _REF.format(model=operation.body.__name__)}}},
        }
    return {name: value for name, value in described.items() if value != [] or name == "security"}


def _path(operation: Operation) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", operation.path)
    schemas = {name: {"type": "string", "pattern": PATH_PATTERNS.get(name, ID_PATTERN)} for name in names}
    return [{"name": name, "in": "path", "required": True, "schema": schemas[name]} for name in names]


def _query(operation: Operation) -> list[dict[str, Any]]:
    schema = operation.query.model_json_schema(ref_template="{model}")
    parameters = []
    for name, raw in schema.get("properties", {}).items():
        plain = _without_null(_resolved(raw, schema.get("$defs", {})))
        description = plain.pop("description", None)
        plain.pop("title", None)
        plain.pop("uniqueItems", None)  # a value that is repeated counts once
        needed = name in schema.get("required", ())
        parameter: dict[str, Any] = {"name": name, "in": "query", "required": needed, "schema": plain}
        if description:
            parameter["description"] = description
        if plain.get("type") == "array":
            parameter |= {"style": "form", "explode": True}
        parameters.append(parameter)
    return parameters


def _headers(operation: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "header",
            "required": header.status_if_missing is not None,
            "description": header.description,
            "schema": {"type": "string", **({"pattern": header.pattern} if header.pattern else {})},
        }
        for name, header in operation.headers.items()
    ]


def _responses(operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {}}
    if operation.response is not None:
        content["schema"] = {"$ref": _REF.format(model=operation.response.__name__)}
    responses: dict[str, Any] = {
        str(operation.status): {"description": operation.summary, "content": {"application/json": content}}
    }
    for status, description in operation.other_statuses.items():
        responses[str(status)] = {"description": description, "content": {"application/json": content}}
    if "If-None-Match" in operation.headers:
        responses["304"] = {"description": "Not changed since"}
    for status in problems_of(operation):
        responses[str(status)] = {
            "description": TITLES[status],
            "content": {CONTENT_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
        }
    if operation.links:
        responses[str(operation.status)]["links"] = _links(operation)
    responses["429"] = _TOO_MANY_REQUESTS
    return responses


def _links(operation: Operation) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for link in operation.links:
        first = next(iter(link.parameters.values()))
        name = f"{link.operation}_next" if first.endswith("next_cursor") else link.operation
        named[name] = {"operationId": link.operation, "parameters": dict(link.parameters)}
    return named


def problems_of(operation: Operation) -> list[int]:
    """The statuses with which this operation may answer a problem document."""
    statuses = {*operation.errors, 500}
    if operation.scope is not None:
        statuses |= {401, 403, 503}
    if operation.takes_body:
        statuses |= {400, 413, 415, 422}
    if operation.query is not Empty or operation.scope is not None:
        statuses |= {400}
    return sorted(statuses)


def _resolved(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """The schema with every reference replaced by what it refers to."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return {
                **_resolved(definitions[schema["$ref"]], definitions),
                **{k: v for k, v in schema.items() if k != "$ref"},
            }
        return {name: _resolved(value, definitions) for name, value in schema.items()}
    if isinstance(schema, list):
        return [_resolved(part, definitions) for part in schema]
    return schema


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is there or not; it is never null."""
    schema = dict(schema)
    if schema.get("default", ...) is None:
        del schema["default"]
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    return {**schema, **kinds[0]} if len(kinds) == 1 else schema
