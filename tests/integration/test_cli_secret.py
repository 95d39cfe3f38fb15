"""``nightdesk secret``: values go in and are never shown."""

import json
import os
from collections.abc import Callable, Iterator

import boto3
import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto

pytestmark = pytest.mark.integration

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    for name in [name for name in os.environ if name.startswith("NIGHTDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NIGHTDESK_SECRET_PREFIX", "nightdesk-dev/")
    with table_on_moto(monkeypatch):
        monkeypatch.setenv("NIGHTDESK_TABLE", TABLE_NAME)
        yield lambda *arguments, said="": CliRunner().invoke(app, list(arguments), input=said)


def stored(name: str) -> dict[str, list[str]]:
    found = boto3.client("secretsmanager").get_secret_value(SecretId=f"nightdesk-dev/{name}")["SecretString"]
    return dict(json.loads(found))


def test_a_first_value_makes_the_record(run: Run) -> None:
    put = run("secret", "put", "acme-meta", "app_secret", said="first\n")

    assert (put.exit_code, stored("acme-meta")) == (0, {"app_secret": ["first"]})


def test_a_new_value_goes_first_and_only_the_one_before_it_stays(run: Run) -> None:
    for value in ("first", "second", "third"):
        put = run("secret", "put", "acme-meta", "app_secret", said=value)

    assert stored("acme-meta") == {"app_secret": ["third", "second"]}
    assert "third" not in put.output


def test_the_same_value_again_changes_nothing_and_other_keys_stay(run: Run) -> None:
    run("secret", "put", "acme-meta", "verify_token", said="v")
    run("secret", "put", "acme-meta", "app_secret", said="first")
    run("secret", "put", "acme-meta", "app_secret", said="second")
    run("secret", "put", "acme-meta", "app_secret", said="second")

    assert stored("acme-meta") == {"verify_token": ["v"], "app_secret": ["second", "first"]}


@pytest.mark.parametrize("account", ["did:plc:acme", "accounts/1/locations/2", "pa:acme", "me@social.example"])
def test_every_account_can_have_a_value_of_its_own_in_a_shared_record(run: Run, account: str) -> None:
    put = run("secret", "put", "acme-shared", f"access_token:{account}", said="first")

    assert (put.exit_code, stored("acme-shared")[f"access_token:{account}"]) == (0, ["first"])


def test_a_retired_value_is_gone(run: Run) -> None:
    run("secret", "put", "acme-x", "access_token:3000000001", said="first")
    run("secret", "put", "acme-x", "access_token:3000000001", said="second")
    ended = run("secret", "retire", "acme-x", "access_token:3000000001")

    assert (ended.exit_code, stored("acme-x")) == (0, {"access_token:3000000001": ["second"]})
    assert run("secret", "retire", "acme-x", "client_secret").exit_code == 1


def test_a_key_that_nothing_reads_is_put_and_said(run: Run) -> None:
    put = run("secret", "put", "acme-meta", "acess_token", said="v")

    assert (put.exit_code, stored("acme-meta")) == (0, {"acess_token": ["v"]})
    assert "Nothing reads a key acess_token; what is read: access_token, " in put.output
    assert "Nothing reads" not in run("secret", "put", "acme-meta", "access_token:1", said="v").output


@pytest.mark.parametrize(("name", "key", "said"), [("../else", "app_secret", "v"), ("acme-meta", "App Secret", "v"),
                                                    ("acme-meta", "app_secret", " \n")])  # fmt: skip
def test_what_cannot_be_a_record_a_key_or_a_value_is_refused(run: Run, name: str, key: str, said: str) -> None:
    assert run("secret", "put", name, key, said=said).exit_code == 2
    assert boto3.client("secretsmanager").list_secrets()["SecretList"] == []


def test_status_says_what_is_missing_and_shows_no_value(run: Run) -> None:
    run("brand", "push", "brands/acme.yaml")
    run("secret", "put", "acme-meta", "app_secret", said="confidential")
    run("secret", "put", "acme-meta", "access_token:100100100100100", said="confidential")

    shown = run("secret", "status", "--json").stdout

    meta = next(row for row in json.loads(shown) if row["record"] == "acme-meta")
    assert meta["missing"] == ["verify_token"]
    assert meta["holds"] == ["access_token:100100100100100 (1)", "app_secret (1)"]
    assert "acme: messenger" in meta["used_by"]
    oncall = next(row for row in json.loads(shown) if row["record"] == "notify-acme-oncall")
    assert oncall["missing"] == ["signing_secret"]
    assert "confidential" not in shown


def test_of_the_two_secrets_of_x_one_is_enough(run: Run) -> None:
    run("brand", "push", "brands/acme.yaml")
    run("secret", "put", "acme-x", "consumer_secret", said="v")

    rows = json.loads(run("secret", "status", "--json").stdout)

    assert next(row for row in rows if row["record"] == "acme-x")["missing"] == ["access_token"]


@pytest.mark.parametrize("value", ["xoxb-…1", "xoxb-1\u00a02", "xoxb-1\n2", "clé"])
def test_what_no_header_can_hold_is_refused_and_its_place_named(run: Run, value: str) -> None:
    put = run("secret", "put", "notify-acme-slack", "bot_token", said=value)

    assert put.exit_code != 0
    assert "bot_token: character" in put.output
    assert value not in put.output


def test_a_name_that_people_read_and_a_key_of_many_lines_may_hold_any_character(run: Run) -> None:
    for key, value in (("sender_name", "Société Acme"), ("private_key", "-----BEGIN\nMIG\n-----END")):
        assert run("secret", "put", "acme-free", key, said=value).exit_code == 0
        assert stored("acme-free")[key] == [value]
