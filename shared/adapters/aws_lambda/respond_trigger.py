"""Asks one of our functions to work, without waiting for it."""

import json
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters import limits
from shared.domain.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

# Asked twice, respond sends once: its outbox record decides.
CONFIG = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})


class LambdaRespondInvoker:
    """Invokes respond for one ticket. Lambda queues the call, so this only takes milliseconds."""

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

    def look_up(self, ticket_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._queue({"action": "look_up_again", "ticket_id": ticket_id})

    def _queue(self, request: dict[str, str]) -> None:
        payload = json.dumps(request)
        limits.async_payload(payload)
        try:
            self._client.invoke(FunctionName=self._function_name, InvocationType="Event", Payload=payload.encode())
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            raise UpstreamError(f"lambda Invoke: {code}") from error
        except BotoCoreError as error:
            raise UpstreamError(f"lambda Invoke: {type(error).__name__}") from error
