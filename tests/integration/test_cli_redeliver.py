"""``nightdesk quarantine redeliver`` over bucket, table and secrets."""

import hmac
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import boto3
import httpx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.commands import redeliver
from cli.main import app
from shared.adapters.s3.quarantine import S3Quarantine
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto

pytestmark = pytest.mark.integration

BODY = b'{"object": "page", "entry": []}'
KEY = "quarantine/acme/facebook/1.json"


class Webhook:
    """Our own webhook, as ``ingest`` answers."""

    def __init__(self) -> None:
        self.answer = httpx.Response(200, text="accepted")
        self.calls: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        return self.answer


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Webhook:
    webhook, real = Webhook(), httpx.Client
    monkeypatch.setattr(redeliver.httpx, "Client", lambda **_: real(transport=httpx.MockTransport(webhook)))
    return webhook


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    for name in [name for name in os.environ if name.startswith("NIGHTDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    with table_on_moto(monkeypatch):
        boto3.client("s3").create_bucket(
            Bucket="desk-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        monkeypatch.setenv("NIGHTDESK_TABLE", TABLE_NAME)
        monkeypatch.setenv("NIGHTDESK_BUCKET", "desk-bucket")
        monkeypatch.setenv("NIGHTDESK_API_URL", "https://desk.example")

        def invoke(*arguments: str, said: str = "") -> Result:
            return CliRunner().invoke(app, list(arguments), input=said)

        invoke("brand", "push", "brands/acme.yaml")
        invoke("secret", "put", "acme-meta", "app_secret", said="old")
        invoke("secret", "put", "acme-meta", "app_secret", said="new")
        keep(KEY)
        yield invoke


def keep(key: str, channel: str = "facebook", body: bytes = BODY) -> None:
    received = datetime(2026, 3, 2, 21, 10, tzinfo=UTC)
    S3Quarantine("desk-bucket").keep(
        key=key, reason="unknown_account", channel=channel, brand="acme", body=body, received_at=received
    )


def left() -> list[str]:
    return list(S3Quarantine("desk-bucket").keys())


def test_what_is_read_now_leaves_the_quarantine(run: Callable[..., Result], webhook: Webhook) -> None:
    done = run("quarantine", "redeliver", KEY)

    assert (done.exit_code, left()) == (0, [])
    (call,) = webhook.calls
    assert (str(call.url), call.content) == ("https://desk.example/webhooks/facebook/acme", BODY)
    signature = hmac.new(b"new", BODY, sha256).hexdigest()
    assert call.headers["x-hub-signature-256"] == f"sha256={signature}"


@pytest.mark.parametrize(
    ("status", "text", "result"), [(200, "unreadable", "still unreadable"), (503, "queue_refused", "answered 503")]
)
def test_what_is_not_read_stays_where_it_is(
    run: Callable[..., Result], webhook: Webhook, status: int, text: str, result: str
) -> None:
    webhook.answer = httpx.Response(status, text=text)

    done = run("quarantine", "redeliver", "--all", "--json")

    assert (done.exit_code, left()) == (1, [KEY])
    assert json.loads(done.stdout) == [{"key": KEY, "reason": "unknown_account", "result": result}]


def test_one_brand_and_channel_may_be_named(run: Callable[..., Result], webhook: Webhook) -> None:
    other = "quarantine/acme/x/2.json"
    keep(other, "x")

    assert run("quarantine", "redeliver", "--all", "--brand", "acme", "--channel", "facebook").exit_code == 0
    assert left() == [other]


def test_nothing_is_sent_that_cannot_be_signed(run: Callable[..., Result], webhook: Webhook) -> None:
    keep("quarantine/acme/x/2.json", "x")

    done = run("quarantine", "redeliver", "quarantine/acme/x/2.json")

    assert (done.exit_code, webhook.calls) == (1, [])
    assert "no secret to sign with" in done.stdout


POST = {
    "uri": "at://did:plc:mia/app.bsky.feed.post/1",
    "author": {"did": "did:plc:mia", "handle": "mia.example"},
    "record": {"text": "Where is my parcel?", "createdAt": "2026-03-02T20:00:00Z"},
    "indexedAt": "2026-03-02T20:00:00Z",
    "reason": "mention",
}


def polled(source: str, item: object, account: str = "did:plc:acme") -> bytes:
    return json.dumps({"account": account, "source": source, "items": [item]}).encode()


@pytest.fixture
def inbound(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="inbound.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    monkeypatch.setenv("NIGHTDESK_INBOUND_QUEUE_URL", url)
    return lambda: [
        json.loads(message["Body"])
        for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    ]


def test_what_a_poll_set_aside_is_read_and_queued_as_a_poll_does(
    run: Callable[..., Result], webhook: Webhook, inbound: Callable[[], list[dict[str, Any]]]
) -> None:
    """Nobody delivers it, so that nothing has to be signed."""
    keep("quarantine/acme/bluesky/1.json", "bluesky", polled("notifications", POST))

    done = run("quarantine", "redeliver", "--all", "--brand", "acme", "--channel", "bluesky")

    assert (done.exit_code, left(), webhook.calls) == (0, [KEY], [])
    (event,) = inbound()
    assert (event["message_id"], event["details"]["back_filled"]) == (POST["uri"], "true")


@pytest.mark.parametrize(
    ("channel", "body"),
    [
        ("bluesky", polled("notifications", {"of a new": "shape"})),
        ("bluesky", polled("notifications", POST, account="did:plc:other")),
        ("bluesky", json.dumps(POST).encode()),
        ("youtube", polled("comments", {"id": 1}, account="UCacme")),
        ("google_business", b'{"of a new": "shape"}'),
    ],
    ids=["still new", "another account", "kept by an earlier version", "YouTube", "Google"],
)
def test_what_still_cannot_be_read_stays(
    run: Callable[..., Result],
    webhook: Webhook,
    inbound: Callable[[], list[dict[str, Any]]],
    channel: str,
    body: bytes,
) -> None:
    key = f"quarantine/acme/{channel}/1.json"
    keep(key, channel, body)

    done = run("quarantine", "redeliver", key, "--json")

    assert json.loads(done.stdout)[0]["result"] == "still unreadable"
    assert (done.exit_code, key in left(), webhook.calls, inbound()) == (1, True, [], [])


@pytest.mark.parametrize("arguments", [(), (KEY, "--all"), ("--all", "--channel", "x"), (KEY, "--brand", "acme")])
def test_what_is_meant_has_to_be_said(run: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    assert run("quarantine", "redeliver", *arguments).exit_code == 2


def test_a_key_that_is_not_there_is_said_to_be_so(run: Callable[..., Result], webhook: Webhook) -> None:
    assert run("quarantine", "redeliver", "quarantine/acme/x/9.json").exit_code == 1
