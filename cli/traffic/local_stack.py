"""The running local stack, as the commands that send traffic need it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from cli.traffic.accounting import Ledger
from cli.traffic.posting import Poster
from local import state
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.outcomes import DynamoDBOutcomes
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.system_clock import SystemClock
from shared.domain.brand.model import Brand

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_sqs.client import SQSClient

CONFIG = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 4})


@dataclass
class LocalStack:
    """Clients are made on first use, after the environment was pointed at the stack."""

    stack: state.Stack

    @classmethod
    def running(cls, folder: Path = state.FOLDER) -> "LocalStack":
        """The stack of that folder. Raises ``NoStackError``."""
        stack = state.load(folder)
        state.use(stack)
        return cls(stack)

    @cached_property
    def table(self) -> DynamoDBTable:
        return DynamoDBTable(self.stack.table)

    @cached_property
    def brand_store(self) -> DynamoDBBrands:
        return DynamoDBBrands(self.table, cache_seconds=0, clock=SystemClock())

    @cached_property
    def s3(self) -> "S3Client":
        return boto3.client("s3", config=CONFIG)

    @cached_property
    def sqs(self) -> "SQSClient":
        return boto3.client("sqs", config=CONFIG)

    def brands(self, first: str) -> tuple[Brand, ...]:
        """Every brand in force, the named one first. Raises ``UnknownBrandError``."""
        others = (brand for brand in self.brand_store.ids() if brand != first)
        return tuple(self.brand_store.current(brand) for brand in (first, *others))

    def poster(self) -> Poster:
        return Poster(self.stack.webhook_url, self.stack.secrets)

    def ledger(self) -> Ledger:
        return Ledger(
            messages=DynamoDBMessages(self.table, SystemClock()),
            records=DynamoDBOutcomes(self.table),
            in_quarantine=self.in_quarantine,
        )

    def in_quarantine(self, key: str) -> bool:
        try:
            self.s3.head_object(Bucket=self.stack.quarantine_bucket, Key=key)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey", "NotFound"):
                return False
            raise
        return True

    def waiting(self) -> int:
        """How many events are on the inbound queue, or being handled."""
        answer = self.sqs.get_queue_attributes(
            QueueUrl=self.stack.inbound_queue_url,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        return sum(int(count) for count in answer["Attributes"].values())
