"""Has a function invoked without waiting for the result."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from shared.adapters import limits
from shared.adapters.aws_errors import translated

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

# Whoever is invoked has to bear that it is invoked twice.
CONFIG = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})


class AsynchronousFunction:
    """Lambda queues the invocation, so each call takes only milliseconds."""

    def __init__(self, function_name: str) -> None:
        self._function_name = function_name

    @cached_property
    def _client(self) -> "LambdaClient":
        return boto3.client("lambda", config=CONFIG)

    def invoke(self, request: Mapping[str, Any]) -> None:
        """Raises ``UpstreamError``."""
        payload = json.dumps(request)
        limits.async_payload(payload)
        with translated("lambda"):
            self._client.invoke(FunctionName=self._function_name, InvocationType="Event", Payload=payload.encode())
