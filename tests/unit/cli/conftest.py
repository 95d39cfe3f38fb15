"""A stack that is nowhere: the API answers in this process, what is stored is in memory."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from cli import api_client
from cli.commands import agent, incident, token
from cli.deployment import ApiAddress
from cli.main import app as nightdesk
from tests.unit.api.fake_api import EVERYTHING, FakeApi

Run = Callable[..., Result]


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()


@pytest.fixture
def app() -> typer.Typer:
    return nightdesk


@pytest.fixture
def run(app: typer.Typer, api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command against the stack in memory."""
    stack = tmp_path / "stack.json"
    stack.write_text(
        json.dumps(
            {
                "table": "desk",
                "api_url": "http://127.0.0.1:9/api",
                "api_token": EVERYTHING,
                "aws_endpoint_url": "http://127.0.0.1:9",
                "inbound_queue_url": "http://127.0.0.1:9/inbound.fifo",
                "dead_letter_queue_url": "http://127.0.0.1:9/dead.fifo",
                "quarantine_bucket": "bucket",
                "brands": ["acme"],
            }
        )
    )
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.delenv("NIGHTDESK_API_TOKEN", raising=False)
    monkeypatch.delenv("NIGHTDESK_TABLE", raising=False)
    monkeypatch.setattr(api_client, "open_client", lambda address: _client(api, address))
    monkeypatch.setattr(token, "token_store", lambda place: api.tokens)
    monkeypatch.setattr(token, "brand_store", lambda place: api.brands)
    monkeypatch.setattr(agent, "agent_store", lambda place: api.agents)
    monkeypatch.setattr(agent, "brand_store", lambda place: api.brands)
    monkeypatch.setattr(agent, "ticket_store", lambda place: api.tickets)
    monkeypatch.setattr(incident, "incident_store", lambda place: api.incidents)
    monkeypatch.setattr(incident, "brand_store", lambda place: api.brands)
    # what a command points its process at must not outlive the test
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "before")
    monkeypatch.setattr("cli.deployment._use", lambda environment: None)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--stack", str(stack)])

    return invoke


def _client(api: FakeApi, address: ApiAddress) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        answered = api.call(
            request.method,
            request.url.path.removeprefix("/api"),
            token=request.headers["authorization"].removeprefix("Bearer "),
            query=request.url.query.decode(),
            body=request.content.decode() or None,
            headers={name: value for name, value in request.headers.items() if name in ("idempotency-key", "if-match")},
        )
        headers: dict[str, Any] = {name: str(value) for name, value in answered.headers.items()}
        return httpx.Response(answered.status, headers=headers, text=answered.text)

    return httpx.Client(
        base_url=address.api_url,
        headers={"Authorization": f"Bearer {address.api_token}"},
        transport=httpx.MockTransport(answer),
    )
