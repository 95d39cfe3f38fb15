"""The bucket: time-outs, retries and errors of every call."""

from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters import limits
from shared.domain.errors import NotFoundError, UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


# botocore's retries are the only ones. Several items of one body may be put at the same time.
CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
)


class _Bucket:
    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def client(self) -> "S3Client":
        return boto3.client("s3", config=CONFIG)

    def _put(self, key: str, body: bytes, content_type: str, metadata: dict[str, str]) -> None:
        limits.object_key(key, metadata)
        try:
            self.client.put_object(Bucket=self.name, Key=key, Body=body, ContentType=content_type, Metadata=metadata)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError(f"s3: {_code(error)}") from error

    def _get(self, key: str) -> bytes:
        """Raises ``NotFoundError``, ``UpstreamError``."""
        try:
            return self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        except (BotoCoreError, ClientError) as error:
            if _code(error) in ("NoSuchKey", "404"):
                raise NotFoundError(key) from error
            raise UpstreamError(f"s3: {_code(error)}") from error


def _code(error: BotoCoreError | ClientError) -> str:
    if isinstance(error, ClientError):
        return error.response.get("Error", {}).get("Code", "")
    return type(error).__name__
