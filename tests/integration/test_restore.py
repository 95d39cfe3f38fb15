"""A table that is restored from a point in time: it is read as before, and who was erased since stays erased.

moto restores a table as it is at that moment, so the restore stands before the erasure here.
"""

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from importlib import import_module, reload
from types import ModuleType
from typing import Any

import boto3
import httpx
import pytest
from typer.testing import CliRunner

from cli import api_client
from cli.deployment import find_api
from cli.main import app
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.domain.access.tokens import Scope, Token, token_hash
from shared.domain.customers.model import Customer
from tests.fakes.stored import START, FixedClock
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto
from tests.integration.test_api import CONTEXT, REQUEST
from tests.unit.api.fake_api import a_message, a_ticket

pytestmark = pytest.mark.integration

TOKEN = "ndk_dpo"
RESTORED = "desk-restored"
NAME = "Luc Martin"


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    for name in [name for name in os.environ if name.startswith("NIGHTDESK_")]:
        monkeypatch.delenv(name)
    for name, value in (
        ("BUCKET_NAME", "desk-bucket"), ("CACHE_SECONDS", "0"), ("STAGE", "test"), ("RESPOND_FUNCTION", "respond"),
        ("DEAD_LETTER_QUEUE_URL", "https://queue.example/dead-letters.fifo"),
        ("DELIVERY_QUEUE_URL", "https://queue.example/deliveries"),
        ("SECRET_PREFIX", "nightdesk"),
        ("NIGHTDESK_TABLE", TABLE_NAME), ("NIGHTDESK_BUCKET", "desk-bucket"), ("COLUMNS", "200"),
        ("NIGHTDESK_API_URL", "http://127.0.0.1:9"), ("NIGHTDESK_API_TOKEN", TOKEN),
    ):  # fmt: skip
        monkeypatch.setenv(name, value)
    with table_on_moto(monkeypatch) as made:
        boto3.client("s3").create_bucket(
            Bucket="desk-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        boto3.client("dynamodb").update_continuous_backups(
            TableName=TABLE_NAME, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        token = Token(
            hash=token_hash(TOKEN), name="dpo", scopes=frozenset({Scope.ADMIN, Scope.TICKETS_READ}), created_at=START
        )
        DynamoDBTokens(made, cache_seconds=0, clock=FixedClock()).add(token)
        DynamoDBTickets(made).save(a_ticket("T1", customer_id="C-1", customer_name=NAME))
        DynamoDBMessages(made, FixedClock()).save(a_message("m1", ticket_id="T1", author_name=NAME))
        DynamoDBCustomers(made).remember(
            Customer(
                id="C-1",
                brand="acme",
                identities={"facebook": "9"},
                handle="luc",
                name=NAME,
                first_seen_at=START,
                last_seen_at=START,
                tickets=frozenset({"T1"}),
            )
        )
        yield made


def api_on(monkeypatch: pytest.MonkeyPatch, table_name: str) -> None:
    """The API as it is deployed with that table, behind the command line."""
    monkeypatch.setenv("TABLE_NAME", table_name)
    handler: ModuleType = reload(import_module("functions.api.handler"))

    def answer(request: httpx.Request) -> httpx.Response:
        event: dict[str, Any] = deepcopy(REQUEST)
        event["rawPath"] = event["requestContext"]["http"]["path"] = request.url.path
        event["requestContext"]["http"]["method"] = request.method
        event["rawQueryString"] = request.url.query.decode()
        event["headers"] |= {"authorization": request.headers["authorization"]}
        event.pop("body", None)
        answered = handler.lambda_handler(event, CONTEXT)
        return httpx.Response(answered["statusCode"], json=json.loads(answered["body"]))

    def client(address: Any) -> httpx.Client:
        headers = {"authorization": f"Bearer {address.api_token}"}
        return httpx.Client(base_url=address.api_url, headers=headers, transport=httpx.MockTransport(answer))

    monkeypatch.setattr(api_client, "open_client", client)


def held(table_name: str) -> str:
    return repr(boto3.resource("dynamodb").Table(table_name).scan()["Items"])


def test_a_restored_table_is_used_and_the_erasures_since_are_done_again(
    table: DynamoDBTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = CliRunner().invoke
    instant = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    boto3.client("dynamodb").restore_table_to_point_in_time(
        SourceTableName=TABLE_NAME, TargetTableName=RESTORED, UseLatestRestorableTime=True
    )
    api_on(monkeypatch, TABLE_NAME)
    with api_client.open_client(find_api()) as api:
        assert api.delete("/customers/C-1").json()["complete"]
    assert NAME not in held(TABLE_NAME)
    assert NAME in held(RESTORED)

    api_on(monkeypatch, RESTORED)
    listed = json.loads(run(app, ["erasure", "list", "--since", instant, "--json"]).output)
    assert [(entry["customer_id"], entry["by"]) for entry in listed] == [("C-1", "dpo")]
    done = run(app, ["erasure", "replay", "--since", instant, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output) == [{"customer_id": "C-1", "result": "erased"}]
    assert NAME not in held(RESTORED)
    assert json.loads(run(app, ["erasure", "replay", "--since", instant, "--json"]).output) == [
        {"customer_id": "C-1", "result": "erased"}
    ]


@pytest.mark.parametrize("since", ["yesterday", "2026-03-02T21:00:00"])
def test_an_instant_that_is_none_is_refused_in_words(table: DynamoDBTable, since: str) -> None:
    shown = CliRunner().invoke(app, ["erasure", "replay", "--since", since])
    assert shown.exit_code == 2
    assert since in shown.output


def test_who_was_erased_before_is_left_alone(table: DynamoDBTable, monkeypatch: pytest.MonkeyPatch) -> None:
    api_on(monkeypatch, TABLE_NAME)
    with api_client.open_client(find_api()) as api:
        api.delete("/customers/C-1")
    later = (datetime.now(UTC) + timedelta(seconds=5)).isoformat()
    assert json.loads(CliRunner().invoke(app, ["erasure", "list", "--since", later, "--json"]).output) == []
