"""Where the desk is that a command speaks to."""

import json
import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli import deployment
from local import state

KNOWN = {
    "table": "desk",
    "api_url": "http://127.0.0.1:9",
    "api_token": "ndk_local",
    "aws_endpoint_url": "http://127.0.0.1:9",
    "region": "us-east-1",
    "quarantine_bucket": "bucket",
    "brands": ["acme"],
    "something_new": {"that": "we do not know"},
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("NIGHTDESK_", "AWS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(state, "FOLDER", tmp_path)


def _stack(path: Path, **changes: object) -> Path:
    path.write_text(json.dumps({**KNOWN, **changes}))
    return path


@pytest.mark.parametrize("command", [["tickets"], ["ticket", "T1"], ["dlq", "list"], ["quarantine", "list"], ["status"],
                                     ["dlq", "redrive", "--all"], ["token", "list"], ["token", "create", "a"],
                                     ["token", "revoke", "0"], ["agent", "list"], ["agent", "remove", "a@b.example"],
                                     ["agent", "add", "a@b.example", "--name", "A"],
                                     ["incident", "open", "Down"], ["incident", "list"],
                                     ["incident", "resolve", "i"]])  # fmt: skip
def test_without_a_stack_every_command_ends_with_one_sentence(app: typer.Typer, command: list[str]) -> None:
    shown = CliRunner().invoke(app, command)

    assert shown.exit_code == 2
    assert shown.output.strip() == deployment.NO_DEPLOYMENT


def test_the_stack_of_this_machine_is_taken_when_nothing_else_is_named(tmp_path: Path) -> None:
    _stack(tmp_path / "stack.json")

    place = deployment.find()

    assert (place.table, place.api_token, place.bucket, place.brands) == ("desk", "ndk_local", "bucket", ("acme",))
    assert place.is_local


def test_another_file_may_be_named_and_the_users_own_aws_settings_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.environ["AWS_PROFILE"] = "production"
    os.environ["AWS_SECRET_ACCESS_KEY"] = "the user's own"

    deployment.find(_stack(tmp_path / "other.json", table="another"))

    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:9"
    assert "AWS_PROFILE" not in os.environ
    assert os.environ["AWS_SECRET_ACCESS_KEY"] != "the user's own"


def test_the_environment_may_name_a_stack_on_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    os.environ |= {
        "NIGHTDESK_TABLE": "prod-table",
        "NIGHTDESK_API_URL": "https://api.example",
        "NIGHTDESK_API_TOKEN": "ndk_prod",
        "AWS_PROFILE": "production",
    }

    place = deployment.find()

    assert (place.table, place.api_url, place.api_token, place.is_local) == (
        "prod-table",
        "https://api.example",
        "ndk_prod",
        False,
    )
    assert os.environ["AWS_PROFILE"] == "production"


def test_a_token_of_the_environment_wins_over_that_of_the_file(tmp_path: Path) -> None:
    os.environ["NIGHTDESK_API_TOKEN"] = "ndk_mine"

    assert deployment.find(_stack(tmp_path / "stack.json")).api_token == "ndk_mine"


@pytest.mark.parametrize(
    ("content", "says"),
    [("{", "cannot be read"), ("{}", "table, api_url, aws_endpoint_url"), ("[]", "cannot be read")],
)
def test_a_file_that_is_wrong_is_said_to_be(
    tmp_path: Path, content: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content)

    with pytest.raises(typer.Exit) as ended:
        deployment.find(path)

    assert ended.value.exit_code == 2
    assert says in capsys.readouterr().err


def test_a_file_that_does_not_exist_is_said_not_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        deployment.find(tmp_path / "none.json")

    assert "does not exist" in capsys.readouterr().err
