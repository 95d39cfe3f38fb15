"""The queue that has subscribers told what is new (Amazon SQS, FIFO): one group for each subscriber."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from shared.adapters import limits
from shared.adapters.aws_errors import translated
from shared.domain.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})

MAX_SECONDS = limits.SQS_VISIBILITY_SECONDS - 3_600
"""What a message may be put off by. SQS counts its limit from the moment at which the message was received."""


class SqsDeliveries:
    def __init__(self, queue_url: str) -> None:
        self._queue_url = queue_url

    @cached_property
    def _client(self) -> "SQSClient":
        return boto3.client("sqs", config=CONFIG)

    def wake(self, subscription_ids: Sequence[str], reference: str) -> None:
        """``reference`` names the batch, so that waking twice for one batch is one message."""
        for start in range(0, len(subscription_ids), limits.SQS_BATCH_ENTRIES):
            part = subscription_ids[start : start + limits.SQS_BATCH_ENTRIES]
            with translated("sqs"):
                answer = self._client.send_message_batch(
                    QueueUrl=self._queue_url,
                    Entries=[
                        {
                            "Id": str(number),
                            "MessageBody": each,
                            "MessageGroupId": each,
                            "MessageDeduplicationId": sha256(f"{each}\x1f{reference}".encode()).hexdigest(),
                        }
                        for number, each in enumerate(part)
                    ],
                )
            if answer.get("Failed"):
                raise UpstreamError(f"sqs: {len(answer['Failed'])} not taken")

    def put_off(self, receipt: str, seconds: int) -> None:
        """Let the message be seen again after so many seconds; until then its group waits."""
        with translated("sqs"):
            self._client.change_message_visibility(
                QueueUrl=self._queue_url,
                ReceiptHandle=receipt,
                VisibilityTimeout=max(0, min(seconds, MAX_SECONDS)),
            )
