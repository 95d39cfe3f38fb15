"""Records of the stream that could not be read, kept for a person to look at (Amazon SQS, standard)."""

import json
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from shared.adapters.aws_errors import translated

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


class SqsSetAside:
    def __init__(self, queue_url: str) -> None:
        self._queue_url = queue_url

    @cached_property
    def _client(self) -> "SQSClient":
        return boto3.client("sqs", config=CONFIG)

    def put(self, *, sequence: str, item: str, error: str) -> None:
        """No image of the item goes with it: it holds what a customer wrote."""
        body = json.dumps({"sequence_number": sequence, "item": item, "error": error})
        with translated("sqs"):
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=body)
