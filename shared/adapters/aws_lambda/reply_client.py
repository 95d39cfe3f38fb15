"""Has respond send what an agent answers, and waits for what becomes of it."""

from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

from shared.contracts.replies import ReplyRequest, ReplyResult
from shared.domain.errors import UpstreamError
from shared.domain.replies.rules import ReplyIntent

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

# One try: the caller repeats its key, and a second invocation beside the first would only find it claimed.
CONFIG = Config(connect_timeout=2, read_timeout=14, retries={"mode": "standard", "total_max_attempts": 1})


class LambdaReplyClient:
    """Invokes respond with an agent's answer, and waits for what becomes of it."""

    def __init__(self, function_name: str) -> None:
        self._function_name = function_name

    @cached_property
    def _client(self) -> "LambdaClient":
        return boto3.client("lambda", config=CONFIG)

    def reply(self, wish: ReplyIntent) -> ReplyResult | None:
        """``None`` when it takes longer than we can wait: it goes on by itself. Raises ``UpstreamError``."""
        payload = ReplyRequest(**asdict(wish)).model_dump_json()
        try:
            answer = self._client.invoke(FunctionName=self._function_name, Payload=payload.encode())
            content = answer["Payload"].read()
        except ReadTimeoutError:
            return None
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            raise UpstreamError(f"lambda Invoke: {code}") from error
        except BotoCoreError as error:
            raise UpstreamError(f"lambda Invoke: {type(error).__name__}") from error
        if "FunctionError" in answer:
            raise UpstreamError("lambda Invoke: respond failed")
        return ReplyResult.model_validate_json(content)
