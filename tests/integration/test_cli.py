"""The operator's commands over what they speak to on AWS: table, queues, bucket, metrics, logs."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from cli.metrics import LogFigures
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.s3.quarantine import S3Quarantine
from shared.adapters.sqs.dead_letters import SqsDeadLetters
from shared.domain.vocabulary import Priority
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto
from tests.unit.api.fake_api import a_ticket

pytestmark = pytest.mark.integration

Run = Callable[..., Result]
NOW = datetime.now(UTC)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    for name in [name for name in os.environ if name.startswith("NIGHTDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    with table_on_moto(monkeypatch) as table:
        table.put({**keys.brands(), "ids": {"acme"}})
        DynamoDBTickets(table).save(a_ticket("T1", priority=Priority.URGENT))
        DynamoDBTickets(table).save(a_ticket("T2"))
        sqs = boto3.client("sqs")
        fifo = {"FifoQueue": "true"}
        inbound, dead = (
            sqs.create_queue(QueueName=f"{name}.fifo", Attributes=fifo)["QueueUrl"] for name in ("inbound", "dead")
        )
        boto3.client("s3").create_bucket(
            Bucket="desk-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        monkeypatch.setenv("NIGHTDESK_TABLE", TABLE_NAME)
        monkeypatch.setenv("NIGHTDESK_INBOUND_QUEUE_URL", inbound)
        monkeypatch.setenv("NIGHTDESK_DEAD_LETTER_QUEUE_URL", dead)
        monkeypatch.setenv("NIGHTDESK_BUCKET", "desk-bucket")
        yield lambda *arguments: CliRunner().invoke(app, list(arguments))


def _park(event_id: str) -> None:
    SqsDeadLetters(os.environ["NIGHTDESK_DEAD_LETTER_QUEUE_URL"]).park(
        json.dumps({"event_id": event_id, "channel": "x", "kind": "created"}),
        event_id=event_id,
        group=event_id,
        reason="UnreadableEventError",
        error="schema_version: 99",
        execution="arn:aws:states:execution",
    )


def test_what_is_parked_is_listed_and_sent_back(run: Run) -> None:
    _park("e1")
    _park("e2")

    listed = json.loads(run("dlq", "list", "--json").output)
    sent = json.loads(run("dlq", "redrive", "e1", "--json").output)

    assert {(letter["event_id"], letter["reason"], letter["channel"]) for letter in listed} == {
        ("e1", "UnreadableEventError", "x"),
        ("e2", "UnreadableEventError", "x"),
    }
    assert sent == {"redriven": ["e1"]}
    assert [letter["event_id"] for letter in json.loads(run("dlq", "list", "--json").output)] == ["e2"]


def test_what_is_quarantined_is_listed(run: Run) -> None:
    S3Quarantine("desk-bucket").keep(
        key="quarantine/acme/x/1.json", reason="not_json", channel="x", brand="acme", body=b"{", received_at=NOW
    )

    (found,) = json.loads(run("quarantine", "list", "--brand", "acme", "--json").output)

    assert (found["key"], found["reason"], found["channel"]) == ("quarantine/acme/x/1.json", "not_json", "x")


def test_tokens_and_incidents_live_in_the_table(run: Run) -> None:
    made = json.loads(run("token", "create", "tool", "--scope", "admin", "--brand", "acme", "--json").output)
    opened = json.loads(run("incident", "open", "Down", "--json").output)

    assert [t["id"] for t in json.loads(run("token", "list", "--json").output)] == [made["id"]]
    assert run("token", "revoke", made["id"]).exit_code == 0
    assert json.loads(run("incident", "list", "--open", "--json").output) == [opened]
    assert run("incident", "resolve", opened["id"]).exit_code == 0
    assert json.loads(run("incident", "list", "--open", "--json").output) == []


def test_status_shows_what_waits_and_what_is_open(run: Run) -> None:
    _park("e1")
    run("incident", "open", "Down")
    boto3.client("cloudwatch").put_metric_data(
        Namespace="Nightdesk/nightdesk",
        MetricData=[
            {"MetricName": "DeadlinesMissed", "Value": 3, "Unit": "Count", "Timestamp": NOW - timedelta(hours=1)}
        ],
    )

    found = json.loads(run("status", "--json").output)

    assert found["inbound_queue"] == {"waiting": 0, "in_flight": 0, "oldest_seconds": None}
    assert found["dead_letters"] == 1
    assert found["open_tickets"] == {"urgent": 1, "high": 0, "normal": 1, "low": 0}
    assert len(found["open_incidents"]) == 1
    assert {"name": "DeadlinesMissed", "dimensions": {}, "sum": 3.0} in found["metrics"]
    assert found["unreadable_brands"] == ["acme"]  # never pushed here: everything else is shown all the same
    shown = run("status").output
    assert "1 urgent, 1 normal" in shown
    assert "brands that cannot be read" in shown


def test_figures_are_read_from_the_logs_of_every_function(run: Run) -> None:
    logs = boto3.client("logs")
    line = {
        "_aws": {
            "Timestamp": 1,
            "CloudWatchMetrics": [
                {"Namespace": "Nightdesk/nightdesk", "Dimensions": [[]], "Metrics": [{"Name": "DeadlinesMissed"}]}
            ],
        },
        "DeadlinesMissed": [1.0],
    }
    for verb in ("store", "escalate"):
        group = f"/aws/lambda/nightdesk-{verb}"
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="one")
        logs.put_log_events(
            logGroupName=group,
            logStreamName="one",
            logEvents=[{"timestamp": int(NOW.timestamp() * 1000), "message": json.dumps(line)}],
        )

    assert LogFigures("nightdesk", NOW - timedelta(minutes=1)).read().total("DeadlinesMissed") == 2
