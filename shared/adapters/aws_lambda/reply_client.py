"""Invokes respond with an agent's reply and waits for the result."""

from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError

from shared.adapters.aws_errors import translated
from shared.contracts.replies import ReplyRequest, ReplyResult
from shared.domain.errors import UpstreamError
from shared.domain.replies.model import ReplyIntent

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

# One attempt: the caller repeats its key, and a second invocation beside the first would find the reply claimed.
CONFIG = Config(connect_timeout=2, read_timeout=14, retries={"mode": "standard", "total_max_attempts": 1})


class LambdaReplyClient:
    """Invokes respond with an agent's reply and waits for the result."""

    def __init__(self, function_name: str) -> None:
        self._function_name = function_name

    @cached_property
    def _client(self) -> "LambdaClient":
        return boto3.client("lambda", config=CONFIG)

    def reply(self, intent: ReplyIntent) -> ReplyResult | None:
        """``None`` when it takes longer than we can wait; respond then goes on without us. Raises ``UpstreamError``."""
        payload = ReplyRequest(**asdict(intent)).model_dump_json()
        with translated("lambda"):
            try:
                answer = self._client.invoke(FunctionName=self._function_name, Payload=payload.encode())
                content = answer["Payload"].read()
            except ReadTimeoutError:
                return None
        if "FunctionError" in answer:
            raise UpstreamError("lambda Invoke: respond failed")
        return ReplyResult.model_validate_json(content)
