"""The bucket: time-outs, retries and errors of every call."""

import os
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shared.adapters import limits
from shared.adapters.aws_errors import code_of, translated
from shared.domain.errors import NotFoundError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


# botocore's retries are the only ones. Several items of one body may be put at the same time.
CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
    signature_version="s3v4",  # of presigned addresses: the older one shows no expiry that is signed
)

# The host of presigned addresses is the one that the desk's page allows: the bucket's own, in its region. botocore
# would name the global one, which redirects for a new bucket; a browser does not follow that with a form.
REGIONAL = Config(s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"})

_MISSING = frozenset({"NoSuchKey", "404"})


class S3Bucket:
    """The objects of one bucket. Every method raises ``UpstreamError`` or a ``PermanentError``."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def client(self) -> "S3Client":
        emulated = "AWS_ENDPOINT_URL" in os.environ or "AWS_ENDPOINT_URL_S3" in os.environ  # without names of buckets
        return boto3.client("s3", config=CONFIG if emulated else CONFIG.merge(REGIONAL))

    def put(
        self, key: str, body: bytes | BinaryIO, content_type: str, metadata: Mapping[str, str] | None = None
    ) -> None:
        """Write an object, or replace it."""
        limits.object_key(key, metadata)
        with translated("s3"):
            self.client.put_object(
                Bucket=self.name, Key=key, Body=body, ContentType=content_type, Metadata=dict(metadata or {})
            )

    def get(self, key: str) -> bytes:
        """Raises ``NotFoundError`` for an object that does not exist."""
        with translated("s3"):
            try:
                return self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) in _MISSING:
                    raise NotFoundError(key) from error
                raise

    def copy(self, source: str, key: str, content_type: str, metadata: Mapping[str, str]) -> None:
        """Copy an object of the bucket, with a type and metadata of its own. Raises ``NotFoundError``."""
        limits.object_key(key, metadata)
        with translated("s3"):
            try:
                self.client.copy_object(
                    Bucket=self.name,
                    Key=key,
                    CopySource={"Bucket": self.name, "Key": source},
                    ContentType=content_type,
                    Metadata=dict(metadata),
                    MetadataDirective="REPLACE",
                )
            except ClientError as error:
                if code_of(error) in _MISSING:
                    raise NotFoundError(source) from error
                raise

    def metadata(self, key: str) -> Mapping[str, str]:
        """What was written beside the object. Raises ``NotFoundError``."""
        with translated("s3"):
            try:
                return self.client.head_object(Bucket=self.name, Key=key)["Metadata"]
            except ClientError as error:
                if code_of(error) in _MISSING:
                    raise NotFoundError(key) from error
                raise

    def delete(self, key: str) -> None:
        """Deleting an object that does not exist is no error."""
        with translated("s3"):
            self.client.delete_object(Bucket=self.name, Key=key)
