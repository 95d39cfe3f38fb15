"""The queue of files to fetch (Amazon SQS, standard)."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from shared.adapters.aws_errors import translated
from shared.domain.errors import UpstreamError
from shared.domain.media.fetching import MediaRequest

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
_BATCH = 10


class SqsMediaQueue:
    """Implements the port ``MediaQueue``."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def client(self) -> "SQSClient":
        return boto3.client("sqs", config=CONFIG)

    def put(self, requests: Sequence[MediaRequest]) -> None:
        for start in range(0, len(requests), _BATCH):
            bodies = [json.dumps(asdict(request)) for request in requests[start : start + _BATCH]]
            with translated("sqs"):
                answer = self.client.send_message_batch(
                    QueueUrl=self._url,
                    Entries=[{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)],
                )
            if answer.get("Failed"):
                raise UpstreamError("sqs: the media queue refused an entry")
