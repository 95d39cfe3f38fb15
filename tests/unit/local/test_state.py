"""Where the local stack is, and that nothing else is ever spoken to."""

import dataclasses
import stat
from pathlib import Path

import pytest

from local.state import NoStackError, Process, Stack, environment, load, save

STACK = Stack(
    webhook_url="http://127.0.0.1:4000/webhooks",
    api_url="http://127.0.0.1:4000",
    api_token="ndk_made-up",
    simulator_url="http://127.0.0.1:4001",
    aws_endpoint_url="http://127.0.0.1:4000",
    region="us-east-1",
    stack_name="nightdesk",
    table="table",
    inbound_queue_url="http://127.0.0.1:4000/0/inbound.fifo",
    dead_letter_queue_url="http://127.0.0.1:4000/0/dead.fifo",
    delivery_queue_url="http://127.0.0.1:4000/0/deliveries.fifo",
    quarantine_bucket="bucket",
    triage_arn="arn:triage",
    escalation_arn="arn:escalation",
    topic_arn="arn:topic",
    escalate_function="nightdesk-escalate",
    secret_prefix="nightdesk/",
    brands=("acme",),
    secrets={"acme-meta": {"app_secret": ["made-up"]}},
    processes={"emulator": Process(pid=1, started="now", port=4000)},
)


def test_what_was_saved_is_what_is_loaded(tmp_path: Path) -> None:
    save(STACK, tmp_path)
    assert load(tmp_path) == STACK


def test_nobody_else_may_read_the_token(tmp_path: Path) -> None:
    path = save(STACK, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_stack_one_is_told_how_to_start_it(tmp_path: Path) -> None:
    with pytest.raises(NoStackError, match="make up"):
        load(tmp_path)


def test_no_setting_of_a_real_account_survives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "https://s3.amazonaws.com")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    told = environment(STACK.aws_endpoint_url)
    assert not {"AWS_PROFILE", "AWS_ENDPOINT_URL_S3", "AWS_SESSION_TOKEN"} & set(told)
    assert told["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4000"
    assert told["AWS_ACCESS_KEY_ID"] == "test"


def test_the_file_says_what_scripts_look_for(tmp_path: Path) -> None:
    promised = {
        "webhook_url", "api_url", "api_token", "simulator_url", "aws_endpoint_url", "region", "table",
        "inbound_queue_url", "dead_letter_queue_url", "quarantine_bucket", "triage_arn", "escalation_arn", "secrets",
    }  # fmt: skip
    assert promised <= {field.name for field in dataclasses.fields(Stack)}
