"""From API Gateway's event to its answer."""

import json
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from types import ModuleType
from typing import Any

import pytest

from functions.ingest.gateway_event import read_call
from shared.observability.logs import logger
from tests.fresh_python import run_python
from tests.unit.channels.samples import facebook
from tests.unit.channels.samples._meta import SECRETS, headers
from tests.unit.ingest.fakes import Fakes, encode


@dataclass
class Context:
    function_name: str = "ingest"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-west-3:123456789012:function:ingest"
    aws_request_id: str = "request"


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    for name, value in {
        "TABLE_NAME": "table",
        "INBOUND_QUEUE_URL": "https://sqs.example/inbound.fifo",
        "BUCKET_NAME": "bucket",
        "SECRET_PREFIX": "nightdesk/",
    }.items():
        monkeypatch.setenv(name, value)
    sys.modules.pop("functions.ingest.handler", None)
    yield import_module("functions.ingest.handler")
    sys.modules.pop("functions.ingest.handler", None)


@pytest.fixture
def fakes(handler: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    fakes = Fakes.of("facebook", facebook.PAGE, SECRETS)
    monkeypatch.setattr(handler, "receive_webhook", fakes.receive)
    return fakes


def gateway_event(method: str, path: str, *, body: bytes = b"", query: str = "", **extra: Any) -> dict[str, Any]:
    _, channel, brand = path.strip("/").split("/")
    return {
        "version": "2.0",
        "routeKey": f"{method} /webhooks/{{channel}}/{{brand}}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"X-Amzn-Trace-Id": "Root=1-1", **(headers(body, SECRETS) if body else {})},
        "requestContext": {"http": {"method": method, "path": path}},
        "pathParameters": {"channel": channel, "brand": brand},
        "body": body.decode(),
        "isBase64Encoded": False,
        **extra,
    }


def test_a_delivery_is_queued_and_answered(handler: ModuleType, fakes: Fakes) -> None:
    body = encode(facebook.page(facebook.change(facebook.COMMENT)))
    answer = handler.lambda_handler(gateway_event("POST", "/webhooks/facebook/acme", body=body), Context())
    assert answer["statusCode"] == 200
    assert [event.trace_id for event in fakes.queue.all] == ["Root=1-1"]


def test_a_handshake_is_echoed_as_plain_text_that_no_browser_reads_as_a_page(handler: ModuleType, fakes: Fakes) -> None:
    query = "hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444"
    answer = handler.lambda_handler(gateway_event("GET", "/webhooks/facebook/acme", query=query), Context())
    assert answer == {
        "statusCode": 200,
        "headers": {"content-type": "text/plain", "x-content-type-options": "nosniff"},
        "body": "1158201444",
    }


def test_the_log_holds_counts_and_nothing_a_person_wrote(
    handler: ModuleType, fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    change = facebook.change(facebook.COMMENT, message="SECRETTEXT", **{"from": {"id": "42424242", "name": "NAME"}})
    broken = {"field": "feed", "value": "BROKEN"}
    body = encode(facebook.page(change, broken))
    handler.lambda_handler(gateway_event("POST", "/webhooks/facebook/acme", body=body), Context())
    handler.lambda_handler(gateway_event("POST", "/webhooks/WRONGPATH/acme", body=body), Context())
    first, second = [json.loads(line) for line in written.getvalue().splitlines()]
    assert (first["message"], first["channel"], first["events"], first["quarantined"]) == (
        "webhook answered", "facebook", 1, 1,
    )  # fmt: skip
    assert (second["channel"], second["status"]) == ("unknown", 404)
    for word in ("SECRETTEXT", "42424242", "NAME", "BROKEN", "WRONGPATH", "sha256=", "app-secret"):
        assert word not in written.getvalue()


def test_a_plus_in_the_query_is_a_space() -> None:
    event = gateway_event("GET", "/webhooks/x/acme", query="crc_token=test+token&empty=")
    event["queryStringParameters"] = {"crc_token": "test+token"}
    assert read_call(event).request.query == {"crc_token": "test token", "empty": ""}
    assert read_call({**event, "rawQueryString": ""}).request.query == {"crc_token": "test+token"}


def test_the_path_is_read_where_there_are_no_path_parameters() -> None:
    event = gateway_event(
        "GET", "/webhooks/facebook/acme", pathParameters=None, rawPath="/prod/webhooks/facebook/ac%20me"
    )
    call = read_call(event)
    assert (call.channel, call.brand) == ("facebook", "ac me")
    call = read_call({})
    assert (call.channel, call.brand, call.request.body) == ("", "", b"")


def test_the_bytes_that_were_sent_are_the_bytes_that_are_read() -> None:
    sent = bytes(range(256))
    event = {"body": b64encode(sent).decode(), "isBase64Encoded": True}
    assert read_call(event).request.body == sent
    assert read_call({"body": "Grüße 😀"}).request.body == "Grüße 😀".encode()
    assert read_call({"body": "a", "isBase64Encoded": True}).request.body == b""


def test_only_the_called_family_is_imported_and_no_http_client() -> None:
    code = (
        "import sys; import functions.ingest.handler;"
        "from shared.channels import load_webhook; load_webhook('facebook');"
        "wrong = [m for m in sys.modules if m.split('.')[0] in ('httpx', 'holidays', 'babel', 'phonenumbers')"
        " or m.startswith(('shared.channels.x.', 'aws_lambda_powertools.event_handler'))];"
        "print(wrong); sys.exit(bool(wrong))"
    )
    environment = {
        "TABLE_NAME": "t", "INBOUND_QUEUE_URL": "u", "BUCKET_NAME": "b", "SECRET_PREFIX": "p", "PATH": "",
    }  # fmt: skip
    done = run_python(code, environment)
    assert done.returncode == 0, done.stdout + done.stderr
