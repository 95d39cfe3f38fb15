"""The bucket (Amazon S3): what is quarantined, and texts too long for the state of a workflow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters import limits
from shared.domain.errors import ContentGoneError, NotFoundError, UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# botocore's retries are the only ones. Several items of one body may be put at the same time.
CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
)
QUARANTINE = "quarantine/"
TEXTS = "text/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """What is known of a quarantined object without reading it."""

    key: str
    reason: str
    channel: str
    brand: str
    received_at: str


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


class S3Quarantine(_Bucket):
    """Signed things that could not be read. The body is kept as it came; why and when is in the metadata."""

    def keep(self, *, key: str, reason: str, channel: str, brand: str, body: bytes, received_at: datetime) -> None:
        """The same key twice leaves one object."""
        metadata = {"reason": reason, "channel": channel, "brand": brand, "received-at": received_at.isoformat()}
        self._put(key, body, "application/json", metadata)

    def read(self, key: str) -> bytes:
        """What was kept. Raises ``NotFoundError``."""
        return self._get(key)

    def forget(self, key: str) -> None:
        """It has been read after all. Forgetting twice is harmless."""
        try:
            self.client.delete_object(Bucket=self.name, Key=key)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError(f"s3: {_code(error)}") from error

    def describe(self, key: str) -> Quarantined | None:
        """Why and when it was kept; ``None`` when there is no such object."""
        try:
            found = self.client.head_object(Bucket=self.name, Key=key)["Metadata"]
        except (BotoCoreError, ClientError) as error:
            if _code(error) in ("NoSuchKey", "404"):
                return None
            raise UpstreamError(f"s3: {_code(error)}") from error
        return Quarantined(
            key=key,
            reason=found.get("reason", ""),
            channel=found.get("channel", ""),
            brand=found.get("brand", ""),
            received_at=found.get("received-at", ""),
        )

    def keys(self, prefix: str = QUARANTINE) -> Iterator[str]:
        """The keys of everything quarantined, for the command line. ``quarantine/<brand>/<channel>/`` narrows it."""
        try:
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix):
                for found in page.get("Contents", []):
                    yield found["Key"]
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError(f"s3: {_code(error)}") from error


class S3Texts(_Bucket):
    """Long texts, named by their content."""

    def put(self, text: str) -> str:
        """The same text has the same key."""
        body = text.encode()
        key = f"{TEXTS}{sha256(body).hexdigest()}.txt"
        self._put(key, body, "text/plain; charset=utf-8", {})
        return key

    def get(self, key: str) -> str:
        """Raises ``ContentGoneError``."""
        try:
            return self._get(key).decode()
        except NotFoundError as error:
            raise ContentGoneError(key) from error

    def delete(self, key: str) -> None:
        """Deleting what is not there is no error."""
        try:
            self.client.delete_object(Bucket=self.name, Key=key)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError(f"s3: {_code(error)}") from error


def _code(error: BotoCoreError | ClientError) -> str:
    if isinstance(error, ClientError):
        return error.response.get("Error", {}).get("Code", "")
    return type(error).__name__
