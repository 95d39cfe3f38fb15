"""``nightdesk accounts`` and the function behind it: from the clock to what an operator reads."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from functions.api.accounts.models import AccountList, AccountView
from functions.api.accounts.use_cases import ListAccounts
from shared.adapters.dynamodb.account_health import DynamoDBAccountHealth
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.cursors import DynamoDBCursors, DynamoDBPolledSources
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.channels import load_policy
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

X_RECORD = {
    "client_id": ["client"],
    "client_secret": ["client-secret"],
    "access_token": ["access-1"],
    "refresh_token": ["refresh-1"],
}


@pytest.fixture(scope="module")
def made() -> Iterator[StackOnMoto]:
    with pytest.MonkeyPatch.context() as monkeypatch, stack_on_moto(monkeypatch) as stack:
        boto3.client("secretsmanager").create_secret(Name="nightdesk/acme-x", SecretString=json.dumps(X_RECORD))
        monkeypatch.setenv("NIGHTDESK_TABLE", stack.workflows.table.name)
        monkeypatch.setenv("NIGHTDESK_SECRET_PREFIX", "nightdesk/")
        monkeypatch.setenv("COLUMNS", "220")
        yield stack


@pytest.fixture
def stack(made: StackOnMoto) -> StackOnMoto:
    boto3.client("secretsmanager").put_secret_value(SecretId="nightdesk/acme-x", SecretString=json.dumps(X_RECORD))
    made.begin_anew()
    made.simulator.faults.clear()
    return made


def run(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=said)


def rows() -> dict[str, dict[str, Any]]:
    return {row["channel"]: row for row in json.loads(run("accounts", "--json").stdout)}


def record() -> dict[str, list[str]]:
    found = boto3.client("secretsmanager").get_secret_value(SecretId="nightdesk/acme-x")["SecretString"]
    return dict(json.loads(found))


def test_an_account_is_shown_before_and_after_the_clock_has_struck(stack: StackOnMoto) -> None:
    assert "not looked at yet" in run("accounts").stdout
    stack.look_after_accounts()

    shown = rows()
    assert shown["facebook"]["token"] == "ok"
    assert shown["facebook"]["subscription"] == "ok"
    assert shown["x"]["refreshed"]
    assert shown["x"]["token_ends_at"] == "2026-03-04T00:10:00.000Z"
    assert shown["linkedin"]["probe_error"] == "no_token"
    assert "token ok, refreshed by us" in run("accounts").stdout
    assert json.loads(run("accounts", "--brand", "other", "--json").stdout) == []


def test_the_api_shows_the_same(stack: StackOnMoto) -> None:
    stack.look_after_accounts()
    table, clock = stack.workflows.table, stack.handlers["accounts"].look_after_accounts.clock
    listed = ListAccounts(
        brands=DynamoDBBrands(table, cache_seconds=0, clock=clock),
        health=DynamoDBAccountHealth(table),
        states=DynamoDBAccountStates(table),
        cursors=DynamoDBCursors(table),
        polled=DynamoDBPolledSources(table),
        policies=load_policy,
    )
    shown = json.loads(AccountList(items=[AccountView.of(each) for each in listed("acme")]).model_dump_json())
    by_command = json.loads(run("accounts", "--json").stdout)
    assert [each["channel"] for each in shown["items"]] == [each["channel"] for each in by_command]
    assert set(shown["items"][0]) == set(by_command[0])
    assert shown["items"] == by_command


BLUESKY = ("bluesky", "did:plc:acme", "notifications")


def sources(name: str = "notifications") -> dict[str, Any]:
    (found,) = (each for each in rows()["bluesky"]["sources"] if each["name"] == name)
    return dict(found)


def test_of_each_list_that_is_read_is_shown_how_often_when_last_and_when_next(stack: StackOnMoto) -> None:
    assert "notifications every 2 min, never read, next at once" in run("accounts").stdout
    stack.poll()
    shown = sources()
    assert (shown["interval_seconds"], shown["paused_at"], shown["error"]) == (120, None, None)
    last, following = (datetime.fromisoformat(shown[name]) for name in ("last_poll_at", "next_poll_at"))
    assert (last, following) == (stack.at, stack.at + timedelta(minutes=2))


def test_one_list_of_one_account_is_paused_and_resumed(stack: StackOnMoto) -> None:
    assert run("accounts", "pause", *BLUESKY, "--by", "mia").exit_code == 0
    assert (sources()["paused_by"], sources()["next_poll_at"]) == ("mia", None)
    assert "paused by mia" in run("accounts").stdout
    stack.poll()
    assert (sources()["last_poll_at"], sources("own_posts")["last_poll_at"] is None) == (None, False)

    assert run("accounts", "resume", *BLUESKY).exit_code == 0
    stack.pass_time(minutes=2)
    stack.poll()
    assert sources()["last_poll_at"] is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("myspace", "1", "search"), "myspace is not a channel"),
        (("bluesky", "did:plc:nobody", "search"), "There is no bluesky account did:plc:nobody"),
        (("bluesky", "did:plc:acme", "inbox"), "bluesky has no source inbox"),
    ],
)
def test_what_is_not_there_cannot_be_paused(stack: StackOnMoto, arguments: tuple[str, ...], said: str) -> None:
    result = run("accounts", "pause", *arguments)
    assert result.exit_code != 0
    assert said in result.output


def test_a_token_of_two_hours_is_refreshed_through_the_night_and_used_at_once(stack: StackOnMoto) -> None:
    used = set()
    for _ in range(12):
        stack.look_after_accounts()
        used.add(record()["access_token"][0])
        (token,) = stack.handlers["respond"].acknowledge.ports.gateways.tokens(_x(stack), fresh=True)[:1]
        assert token == record()["access_token"][0]
        stack.pass_time(minutes=15)

    assert len(used) == 3
    assert all("access" not in str(call) for call in stack.simulator.world.calls("x"))


def _x(stack: StackOnMoto) -> Any:
    accounts = stack.handlers["accounts"].look_after_accounts.brands.current("acme").accounts
    return next(account for account in accounts if account.channel == "x")


def test_what_was_taken_back_is_told_and_shown_until_a_person_puts_another(stack: StackOnMoto) -> None:
    run("secret", "put", "acme-x", "refresh_token", said="revoked-by-the-user")
    stack.look_after_accounts()
    assert rows()["x"]["sign_in_again"]
    assert "sign in again: oauth_invalid_request" in run("accounts").stdout
    warned = DynamoDBAccountStates(stack.workflows.table).get("x", "3000000001").warned_because
    assert warned == "sign_in_again"

    run("secret", "put", "acme-x", "refresh_token", said="new-by-hand")
    stack.pass_time(minutes=15)
    stack.look_after_accounts()
    assert not rows()["x"]["sign_in_again"]
    assert record()["refresh_token"][1] == "new-by-hand"


def test_a_secret_is_not_put_while_a_token_is_being_refreshed(stack: StackOnMoto) -> None:
    leases = stack.handlers["accounts"].look_after_accounts.refresh.leases
    leases.claim("acme-x", "run-1", now=stack.at, until=stack.at + timedelta(minutes=2))

    put = run("secret", "put", "acme-x", "access_token", said="value")

    assert put.exit_code == 1
    assert "is being written at this moment" in put.output
    assert record() == X_RECORD


def test_a_platform_that_is_down_costs_the_other_accounts_nothing(stack: StackOnMoto) -> None:
    stack.simulator.faults.add({"channel": "x", "path": "/", "status": 503})
    stack.look_after_accounts()

    assert rows()["x"]["refresh_error"] == "http_503"
    assert rows()["facebook"]["token"] == "ok"
