"""The document and the code say the same. Each answer in the other tests is held against the document too."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from functions.api import openapi
from functions.api.http.models import PATTERN_MESSAGES
from functions.api.routes import OPERATIONS
from tests.unit.api.fake_api import DOCUMENT, FakeApi
from tests.unit.api.test_tickets import FIELDS


def test_the_committed_document_is_the_one_the_code_makes() -> None:
    assert json.loads(openapi.text()) == DOCUMENT, "run: python -m functions.api.openapi"


def test_the_document_is_served_as_it_is_committed() -> None:
    assert FakeApi().call("GET", "/openapi.json", token=None).json == DOCUMENT


def test_every_operation_is_documented_and_nothing_else() -> None:
    documented = {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}

    assert documented == {(operation.method, operation.path) for operation in OPERATIONS}


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DOCUMENT)))

    assert references == set(DOCUMENT["components"]["schemas"])


def test_every_path_parameter_is_declared() -> None:
    for path, methods in DOCUMENT["paths"].items():
        for operation in methods.values():
            declared = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert declared == set(re.findall(r"{(\w+)}", path))


def test_the_ticket_of_the_document_has_the_agreed_fields_and_all_are_always_there() -> None:
    schema = DOCUMENT["components"]["schemas"]["TicketView"]

    assert list(schema["properties"]) == FIELDS
    assert schema["required"] == FIELDS


def test_operations_that_need_no_token_say_so() -> None:
    open_to_all = {
        (method, path)
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
        if operation.get("security") == []
    }

    assert open_to_all == {("get", "/health"), ("get", "/openapi.json")}


def test_the_api_and_the_package_carry_one_version() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert DOCUMENT["info"]["version"] == project["version"]


def _schemas(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _schemas(each)


def test_every_pattern_of_a_request_is_said_in_words_to_whoever_does_not_match_it() -> None:
    bodies = [operation.body for operation in OPERATIONS] + [operation.query for operation in OPERATIONS]
    patterns = {
        str(schema["pattern"])
        for model in bodies
        for schema in _schemas(model.model_json_schema())
        if isinstance(schema.get("pattern"), str)
    }

    assert len(patterns) > 5
    assert patterns - set(PATTERN_MESSAGES) == set()


def test_where_keys_have_a_pattern_no_other_key_is_allowed() -> None:
    keyed = [schema for schema in _schemas(DOCUMENT["components"]["schemas"]) if "patternProperties" in schema]

    assert len(keyed) == 3
    assert [schema for schema in keyed if schema.get("additionalProperties") is not False] == []
