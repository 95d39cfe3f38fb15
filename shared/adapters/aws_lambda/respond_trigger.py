"""Asks respond to do something, without waiting for the result."""

import json
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from shared.adapters import limits
from shared.adapters.aws_errors import translated

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

# Asking twice is harmless: respond's outbox record makes it send once.
CONFIG = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})


class LambdaRespondInvoker:
    """Invokes respond for one ticket. Lambda queues the invocation, so each call takes only milliseconds."""

    def __init__(self, function_name: str) -> None:
        self._function_name = function_name

    @cached_property
    def _client(self) -> "LambdaClient":
        return boto3.client("lambda", config=CONFIG)

    def request(self, ticket_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._queue({"ticket_id": ticket_id})

    def finish_replies(self, ticket_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._queue({"action": "finish_replies", "ticket_id": ticket_id})

    def ask_about_satisfaction(self, ticket_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._queue({"action": "ask_about_satisfaction", "ticket_id": ticket_id})

    def look_up(self, ticket_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._queue({"action": "look_up_again", "ticket_id": ticket_id})

    def _queue(self, request: dict[str, str]) -> None:
        payload = json.dumps(request)
        limits.async_payload(payload)
        with translated("lambda"):
            self._client.invoke(FunctionName=self._function_name, InvocationType="Event", Payload=payload.encode())
