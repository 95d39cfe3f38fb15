"""Requests that schemathesis generates from the OpenAPI document, and what it finds in the responses."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from threading import Thread
from typing import Any

from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request

from tests.unit.api.fake_api import CONTEXT, REQUEST

StartResponse = Callable[[str, list[tuple[str, str]]], object]


def config(*, address: str, token: str, examples: int, **more: Any) -> SchemathesisConfig:
    """All phases, once each; ``examples`` bounds the number of requests."""
    made = {
        "base-url": address,
        "headers": {"Authorization": f"Bearer {token}"},
        "continue-on-failure": True,
        "seed": 20260302,
        "workers": 1,
        "generation": {"max-examples": examples, "database": "none"},
        "checks": {
            "positive_data_acceptance": {
                # 412: a version that was never stored is a valid If-Match.
                "expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "412", "503"]
            },
            "missing_required_header": {"expected-statuses": [400, 401, 403, 404, 428]},
        },
        **more,
    }
    return SchemathesisConfig.from_dict(made)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Thousands of lines say nothing."""


@contextmanager
def served(resolve: Callable[[Mapping[str, Any], Any], Mapping[str, Any]]) -> Iterator[str]:
    """The address of the API, served on this machine."""
    server = make_server("127.0.0.1", 0, _application(resolve), request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _application(resolve: Callable[[Mapping[str, Any], Any], Mapping[str, Any]]) -> Any:
    """The API as a WSGI application: each request becomes an event of API Gateway."""

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        event = deepcopy(REQUEST)
        event["rawPath"] = event["requestContext"]["http"]["path"] = request.path
        event["requestContext"]["http"]["method"] = request.method
        event["rawQueryString"] = request.query_string.decode("latin-1")
        event.pop("queryStringParameters", None)
        event["headers"] = {name.lower(): value for name, value in request.headers.items()}
        event.pop("body", None)
        raw = request.get_data()
        if raw:
            event["isBase64Encoded"] = True
            event["body"] = base64.b64encode(raw).decode()
        answer = resolve(event, CONTEXT)
        headers = [(name, str(value)) for name, value in answer.get("headers", {}).items() if value is not None]
        start_response(f"{answer['statusCode']} -", headers)
        return [(answer.get("body") or "").encode()]

    return application


def findings(schema: BaseSchema) -> tuple[list[str], set[str]]:
    """What was found, a sentence and a curl command each; and the operations that were called."""
    found: list[str] = []
    called: set[str] = set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.FatalError | events.NonFatalError):
            found.append(f"{type(event).__name__}: {event}")
        elif isinstance(event, events.ScenarioFinished | events.FuzzScenarioFinished):
            recorder = event.recorder
            for case in recorder.cases.values():
                called.add(case.value.operation.definition.raw.get("operationId", case.value.operation.label))
            found += list(_failures(recorder))
    return found, called


NOT_IN_A_SCHEMA = {"cursor", "from", "team", "assignee", "mentions"}
"""Parameters with a rule that no schema can state: a cursor is ours and of this list, ``from`` is at most 92 days
before ``to``, a team is one of the brand's, who is assigned or mentioned is an agent of it."""


def _is_known_exception(name: str, response: Any) -> bool:
    if name != "positive_data_acceptance" or response is None or response.status_code not in (400, 422):
        return False
    return {error["parameter"] for error in json.loads(response.content)["errors"]} <= NOT_IN_A_SCHEMA


def _failures(recorder: Any) -> Iterator[str]:
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None and not _is_known_exception(
                check.name, recorder.interactions[case_id].response
            ):
                label = recorder.cases[case_id].value.operation.label
                yield f"{label}: {check.name}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
