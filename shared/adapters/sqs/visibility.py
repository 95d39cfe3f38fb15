"""When messages that stay on the inbound queue are seen again."""

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from shared.adapters.aws_errors import translated
from shared.domain.errors import RejectedError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
BATCH = 10  # entries one call may have; a Lambda batch of a FIFO queue is no larger


class SqsVisibility:
    def __init__(self, queue_url: str) -> None:
        self._queue_url = queue_url

    @cached_property
    def _client(self) -> "SQSClient":
        return boto3.client("sqs", config=CONFIG)

    def delay(self, receipts: Sequence[str], seconds: int) -> None:
        """An entry the queue refuses comes back when the queue's own time-out ends: that is late, not lost."""
        for start in range(0, len(receipts), BATCH):
            entries = [
                {"Id": str(number), "ReceiptHandle": receipt, "VisibilityTimeout": seconds}
                for number, receipt in enumerate(receipts[start : start + BATCH])
            ]
            # A receipt that is no longer valid is no error either.
            with suppress(RejectedError), translated("sqs"):
                self._client.change_message_visibility_batch(
                    QueueUrl=self._queue_url,
                    Entries=entries,  # type: ignore[arg-type]  # plain dictionaries are what the stubs describe
                )
