"""``nightdesk webhook`` and ``nightdesk events`` over the table, the queue and the secrets they speak to."""

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds
from shared.adapters.notify.subscriber_secrets import SECRETS
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.domain.events.changes import StreamRecord, TicketChange
from shared.domain.subscriptions.model import Attempt, Progress
from tests.fakes.stored import FixedClock
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto
from tests.unit.events.states import TICKET

pytestmark = pytest.mark.integration

Run = Callable[..., Result]
NOW = datetime.now(UTC)
URL = "https://crm.example.com/hooks/b3c1d2e4f5"
ADD = ("webhook", "add", URL, "--event", "ticket.*", "--owner", "crm", "--json")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    for name in [name for name in os.environ if name.startswith("NIGHTDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    with table_on_moto(monkeypatch) as table:
        table.put({**keys.brands(), "ids": {"acme"}})
        queue = boto3.client("sqs").create_queue(QueueName="deliveries.fifo", Attributes={"FifoQueue": "true"})
        monkeypatch.setenv("NIGHTDESK_TABLE", TABLE_NAME)
        monkeypatch.setenv("NIGHTDESK_DELIVERY_QUEUE_URL", queue["QueueUrl"])
        yield lambda *arguments: CliRunner().invoke(app, list(arguments))


def stored() -> DynamoDBSubscriptions:
    return DynamoDBSubscriptions(DynamoDBTable(TABLE_NAME), cache_seconds=0, clock=FixedClock(NOW))


def secrets_of(webhook: str) -> tuple[str, ...]:
    return tuple(SecretsManagerSecrets("nightdesk/", cache_seconds=0).get(SECRETS).get(webhook, ()))


def woken() -> list[str]:
    url = os.environ["NIGHTDESK_DELIVERY_QUEUE_URL"]
    found = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [message["Body"] for message in found.get("Messages", [])]


def said(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def progress_of(webhook: str) -> Progress:
    progress = stored().progress(webhook)
    assert progress is not None
    return progress


def test_a_webhook_is_told_from_now_on_and_its_secret_is_shown_once(run: Run) -> None:
    added = said(run(*ADD))
    assert secrets_of(added["id"]) == (added["secret"],)
    subscription = stored().get(added["id"])
    assert subscription is not None
    assert (subscription.url, subscription.events, subscription.brand) == (URL, ("ticket.*",), "acme")
    assert not subscription.trusted
    assert progress_of(added["id"]).entry >= milliseconds(NOW)
    listed = run("webhook", "list", "--json").stdout
    assert [each["id"] for each in json.loads(listed)["items"]] == [added["id"]]
    assert added["secret"] not in listed
    assert "b3c1d2e4f5" not in listed, "the path of an address may be a secret"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({URL: "http://crm.example.com/hooks"}, "https://"),
        ({URL: "https://user:password@crm.example.com/"}, "no URL"),
        ({URL: "https://"}, "no URL"),
        ({"ticket.*": "tickets.opened"}, "tickets.opened names no event"),
        ({"crm": "c" * 101}, "1 to 100"),
        ({"crm": "  "}, "1 to 100"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused_and_nothing_is_stored(
    run: Run, changed: dict[str, str], says: str
) -> None:
    result = run(*(changed.get(each, each) for each in ADD))
    assert result.exit_code == 2
    assert says in result.output
    assert stored().every() == ()


def test_a_brand_that_does_not_exist_is_named_with_those_that_do(run: Run) -> None:
    result = run(*ADD, "--brand", "acne")
    assert result.exit_code == 2
    assert "acme" in result.output


def test_a_webhook_that_is_removed_leaves_no_secret(run: Run) -> None:
    first, second = said(run(*ADD)), said(run(*ADD))
    assert run("webhook", "remove", first["id"]).exit_code == 0
    assert stored().get(first["id"]) is None
    assert secrets_of(first["id"]) == ()
    assert secrets_of(second["id"]) == (second["secret"],)
    assert run("webhook", "remove", first["id"]).exit_code == 1


def test_two_secrets_sign_while_one_is_changed_for_the_other(run: Run) -> None:
    added = said(run(*ADD))
    second = said(run("webhook", "rotate", added["id"], "--json"))["secret"]
    assert secrets_of(added["id"]) == (second, added["secret"])
    third = said(run("webhook", "rotate", added["id"], "--json"))["secret"]
    assert secrets_of(added["id"]) == (third, second)


def test_what_was_tried_is_shown_the_newest_first(run: Run) -> None:
    added = said(run(*ADD))
    for number, problem in enumerate(("http_503", None)):
        at = NOW - timedelta(minutes=10 - number)
        attempt = Attempt(at=at, event_id="evt_1", event_type="ticket.created", subject="T-1", problem=problem)
        stored().log(added["id"], [attempt])
    shown = said(run("webhook", "deliveries", added["id"], "--json"))["items"]
    assert [each["problem"] for each in shown] == [None, "http_503"]
    assert "taken" in run("webhook", "deliveries", added["id"]).stdout


def test_a_span_is_told_once_more_at_once(run: Run) -> None:
    added = said(run(*ADD))
    begin, end = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
    span = ("--since", f"{begin:%Y-%m-%dT%H:%M:%SZ}", "--until", f"{end:%Y-%m-%dT%H:%M:%SZ}")
    before = progress_of(added["id"])
    assert run("webhook", "replay", added["id"], *span).exit_code == 0
    after = progress_of(added["id"])
    assert after.entry == milliseconds(begin.replace(microsecond=0)) - 1
    assert after.replay_until == milliseconds(end.replace(microsecond=0))
    assert after.resume_at == before.entry
    assert woken() == [added["id"]] * 2, "when it was added, and now"


def test_a_span_that_ends_before_it_begins_is_refused(run: Run) -> None:
    added = said(run(*ADD))
    span = ("--since", "2026-03-02T10:00:00Z", "--until", "2026-03-02T09:00:00Z")
    assert run("webhook", "replay", added["id"], *span).exit_code == 2
    assert progress_of(added["id"]).replay_until is None


def test_a_span_that_begins_before_what_is_kept_is_refused_with_the_instant_from_which_on_it_can_be_had(
    run: Run,
) -> None:
    added = said(run(*ADD))
    result = run("webhook", "replay", added["id"], "--since", f"{NOW - timedelta(days=15):%Y-%m-%dT%H:%M:%SZ}")
    assert result.exit_code == 1
    (allowed,) = re.findall(r"may begin at (\S+) or later", result.output)
    assert progress_of(added["id"]).replay_until is None
    assert run("webhook", "replay", added["id"], "--since", allowed).exit_code == 0


def test_a_webhook_shows_until_when_it_was_told_and_what_waits(run: Run) -> None:
    added = said(run(*ADD))
    at = datetime.now(UTC)
    change = TicketChange(before=None, after=TICKET)
    DynamoDBEventLog(DynamoDBTable(TABLE_NAME)).add_batch(
        "acme", [StreamRecord(sequence="1", at=at, change=change)], at
    )
    shown = said(run("webhook", "show", added["id"], "--json"))
    assert shown["waiting_events"] == 1
    assert shown["told_until"] == at.isoformat(timespec="milliseconds")
    assert 0 <= shown["behind_seconds"] < 600
    assert said(run("webhook", "list", "--json"))["items"][0]["waiting_events"] == 1
    for command in (("list",), ("show", added["id"])):
        table = run("webhook", *command).stdout
        assert "behind" in table
        assert "waiting" in table
    assert at.isoformat(timespec="milliseconds") in run("webhook", "show", added["id"]).stdout


def test_a_stopped_webhook_goes_on_where_it_was(run: Run) -> None:
    added = said(run(*ADD))
    progress = progress_of(added["id"])
    for hour in range(80):
        progress = progress.failed(NOW - timedelta(hours=80 - hour))
    stored().save_progress(added["id"], progress)
    assert said(run("webhook", "list", "--json"))["items"][0]["state"] == "stopped"
    assert run("webhook", "resume", added["id"]).exit_code == 0
    resumed = progress_of(added["id"])
    assert (resumed.stopped_at, resumed.failures, resumed.entry) == (None, 0, progress.entry)
    assert woken() == [added["id"]] * 2, "when it was added, and now"


@pytest.mark.parametrize("command", ["rotate", "deliveries", "resume", "remove", "show"])
def test_a_webhook_that_does_not_exist_is_named(run: Run, command: str) -> None:
    result = run("webhook", command, "wh404")
    assert result.exit_code == 1
    assert "There is no webhook wh404." in result.output


def test_events_are_shown_a_line_each_and_only_those_that_are_asked_for(run: Run) -> None:
    now = datetime.now(UTC)  # the suite may have begun long before: the command shows the last minutes
    log = DynamoDBEventLog(DynamoDBTable(TABLE_NAME))
    for number in range(2):
        at = now - timedelta(minutes=2 - number)
        change = TicketChange(before=None, after=TICKET)
        log.add_batch("acme", [StreamRecord(sequence=str(number), at=at, change=change)], at)
    shown = run("events", "tail", "--no-follow", "--event", "ticket.created")
    assert shown.exit_code == 0, shown.output
    assert [json.loads(line)["type"] for line in shown.stdout.splitlines()] == ["ticket.created"] * 2
    assert run("events", "tail", "--no-follow", "--event", "incident.*").stdout == ""
    assert run("events", "tail", "--no-follow", "--minutes", "0").stdout == ""


def test_a_pattern_that_names_no_event_is_refused(run: Run) -> None:
    assert run("events", "tail", "--no-follow", "--event", "ticket").exit_code == 2
