"""The API's own entry point over a DynamoDB table: what is wired there works together."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from importlib import import_module, reload
from types import ModuleType
from typing import Any

import boto3
import pytest

from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.stream import StreamReader
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.adapters.s3.texts import S3Texts
from shared.domain.access.tokens import Scope, Token, token_hash
from tests.fakes.stored import FixedClock
from tests.fakes.texts import a_long_text
from tests.integration.respond_scene import acme
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto
from tests.integration.table_stream import TableStream, filtered
from tests.unit.api.fake_api import CONTEXT, REQUEST, a_message, a_ticket

pytestmark = pytest.mark.integration

TOKEN = "ndk_integration"
NOW = datetime.now(UTC)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    monkeypatch.setenv("TABLE_NAME", TABLE_NAME)
    monkeypatch.setenv("BUCKET_NAME", "desk-bucket")
    monkeypatch.setenv("CACHE_SECONDS", "0")
    monkeypatch.setenv("STAGE", "test")
    monkeypatch.setenv("RESPOND_FUNCTION", "respond")
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", "https://queue.example/dead-letters.fifo")
    monkeypatch.setenv("DELIVERY_QUEUE_URL", "https://queue.example/deliveries")
    monkeypatch.setenv("SECRET_PREFIX", "nightdesk")
    with table_on_moto(monkeypatch) as made:
        boto3.client("s3").create_bucket(
            Bucket="desk-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        DynamoDBBrands(made, cache_seconds=0, clock=FixedClock()).push("acme", acme())
        token = Token(
            hash=token_hash(TOKEN),
            name="integration",
            scopes=frozenset({Scope.TICKETS_READ, Scope.TICKETS_WRITE}),
            brands=frozenset({"acme"}),
            created_at=NOW,
        )
        DynamoDBTokens(made, cache_seconds=0, clock=FixedClock()).add(token)
        yield made


@pytest.fixture
def handler(table: DynamoDBTable) -> ModuleType:
    return reload(import_module("functions.api.handler"))


def _call(handler: ModuleType, method: str, path: str, query: str = "", body: Any = None, **headers: str) -> Any:
    event = deepcopy(REQUEST)
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = method
    event["rawQueryString"] = query
    event["headers"] |= {"authorization": f"Bearer {TOKEN}", **headers}
    if body is not None:
        event["body"] = json.dumps(body)
    answered = handler.lambda_handler(event, CONTEXT)
    return answered["statusCode"], json.loads(answered["body"])


def test_paging_over_the_table_gives_every_open_ticket_once_most_urgent_first(
    table: DynamoDBTable, handler: ModuleType
) -> None:
    tickets = DynamoDBTickets(table)
    for number in range(23):
        due = NOW + timedelta(minutes=(number * 7) % 23)
        tickets.save(a_ticket(f"T{number}", first_response_due_at=due, channel="x" if number % 2 else "facebook"))

    for condition, expected in (("", 23), ("&channel=x", 11)):
        found: list[tuple[str, str]] = []
        cursor = ""
        while True:
            status, page = _call(handler, "GET", "/tickets", f"brand=acme&limit=4{condition}{cursor}")
            assert status == 200
            found += [(ticket["first_response_due_at"], ticket["id"]) for ticket in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert found == sorted(found)
        assert len({ticket_id for _, ticket_id in found}) == len(found) == expected


def test_a_ticket_is_claimed_changed_and_remembered(table: DynamoDBTable, handler: ModuleType) -> None:
    DynamoDBTickets(table).save(a_ticket())
    stream = TableStream()

    assert _call(handler, "POST", "/tickets/T1/claim", body={"agent": "sophie"})[0] == 200
    assert _call(handler, "POST", "/tickets/T1/claim", body={"agent": "marc"})[0] == 409
    assert _call(handler, "PATCH", "/tickets/T1", body={"status": "pending"}, **{"if-match": "1"})[0] == 412
    status, ticket = _call(handler, "PATCH", "/tickets/T1", body={"status": "pending"}, **{"if-match": "2"})
    assert (status, ticket["status"], ticket["claimed_by"], ticket["version"]) == (200, "pending", "sophie", 3)

    _, history = _call(handler, "GET", "/tickets/T1/history")
    assert [entry["what"] for entry in history["items"]] == ["claimed", "changed"]
    reader = StreamReader(
        brand_of_ticket=lambda _: "acme", brand_of_account=lambda *_: None, opening_message=lambda _: None
    )
    found = [reader.read(record) for record in filtered(stream.records(NOW))]
    DynamoDBEventLog(table).add_batch("acme", [each for each in found if each is not None], NOW)
    _, changed = _call(handler, "GET", "/tickets", f"updated_since={(NOW - timedelta(minutes=1)).isoformat()}")
    assert [found["id"] for found in changed["items"]] == ["T1"]


def test_the_conversation_is_read_with_a_text_from_the_bucket(table: DynamoDBTable, handler: ModuleType) -> None:
    DynamoDBTickets(table).save(a_ticket())
    messages = DynamoDBMessages(table, FixedClock())
    messages.save(a_message("m1"))
    key = a_long_text(S3Texts("desk-bucket"), "très long")
    messages.save(a_message("m2", NOW, text=None, text_key=key))

    _, page = _call(handler, "GET", "/tickets/T1/messages")

    assert [message["text"] for message in page["items"]] == ["Bonjour, où est ma commande ?", "très long"]


@pytest.mark.parametrize("cursor", ["nonsense", "WyJvcGVuIiwgIm90aGVyIiwgIngiXQ", "%C3%A9", "bnVsbA"])
def test_a_cursor_that_is_not_ours_is_refused(handler: ModuleType, cursor: str) -> None:
    for path in ("/tickets", "/incidents"):
        status, problem = _call(handler, "GET", path, f"brand=acme&cursor={cursor}")
        assert status == 400
        assert problem["errors"][0]["parameter"] == "cursor"


def test_a_brand_that_was_never_pushed_is_not_there(handler: ModuleType) -> None:
    assert _call(handler, "GET", "/tickets", "brand=other")[0] == 404


def test_health_says_when_the_table_does_not_answer(handler: ModuleType) -> None:
    assert _call(handler, "GET", "/health") == (200, {"status": "ok", "stage": "test"})
    boto3.client("dynamodb").delete_table(TableName=TABLE_NAME)
    assert _call(handler, "GET", "/health")[0] == 503
