"""Makes ``openapi.json`` from the declared operations: ``python -m functions.api.openapi``."""

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import functions.api.reply_routes
import functions.api.report_routes
import functions.api.routes
from functions.api.contracts import Problem
from functions.api.operations import OPERATIONS, Operation
from functions.api.problems import CONTENT_TYPE, TITLES
from functions.api.requests import Empty

_REF = "#/components/schemas/{model}"
VERSION = "1.1.0"  # of the API: its first number rises with what breaks callers


def openapi_document() -> dict[str, Any]:
    """OpenAPI 3.1, every operation with every status it may answer."""
    models = {m for o in OPERATIONS for m in (o.answer, o.body if o.takes_body else None) if m is not None}
    modes = [(model, "validation" if _is_request(model) else "serialization") for model in models | {Problem}]
    _, schemas = models_json_schema(
        sorted(modes, key=lambda pair: pair[0].__name__),  # type: ignore[arg-type]  # the modes are the two it knows
        ref_template=_REF,
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nightdesk",
            "version": VERSION,
            "description": "Tickets of customer service on social media. Times are UTC; errors are RFC 9457 problems.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas["$defs"].items())),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "made by `nightdesk token create`"}
            },
        },
    }


def _is_request(model: type[BaseModel]) -> bool:
    return any(operation.body is model for operation in OPERATIONS)


def _operation(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path(operation), *_query(operation), *_headers(operation)],
        "responses": _responses(operation),
    }
    if operation.scope is None:
        found["security"] = []
    else:
        found["description"] = f"Needs the scope `{operation.scope}`."
    if operation.takes_body:
        found["requestBody"] = {
            "required": not operation.body_optional,
            "content": {"application/json": {"schema": {"$ref": _REF.format(model=operation.body.__name__)}}},
        }
    return {name: value for name, value in found.items() if value != [] or name == "security"}


def _path(operation: Operation) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", operation.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query(operation: Operation) -> list[dict[str, Any]]:
    schema = operation.query.model_json_schema(ref_template="{model}")
    parameters = []
    for name, raw in schema.get("properties", {}).items():
        plain = _without_null(_resolved(raw, schema.get("$defs", {})))
        description = plain.pop("description", None)
        plain.pop("title", None)
        parameter: dict[str, Any] = {"name": name, "in": "query", "required": False, "schema": plain}
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
            "required": says.endswith("needed"),
            "description": says,
            "schema": {"type": "string"},
        }
        for name, says in operation.headers.items()
    ]


def _responses(operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {}}
    if operation.answer is not None:
        content["schema"] = {"$ref": _REF.format(model=operation.answer.__name__)}
    answers: dict[str, Any] = {
        str(operation.status): {"description": operation.summary, "content": {"application/json": content}}
    }
    for status, says in operation.also.items():
        answers[str(status)] = {"description": says, "content": {"application/json": content}}
    if "If-None-Match" in operation.headers:
        answers["304"] = {"description": "You have the present one"}
    for status in problems_of(operation):
        answers[str(status)] = {
            "description": TITLES[status],
            "content": {CONTENT_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
        }
    return answers


def problems_of(operation: Operation) -> list[int]:
    """The statuses of problem documents this operation may answer with."""
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


def text() -> str:
    """The document as it is committed."""
    return json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    functions.api.routes.DOCUMENT.write_text(text())
