"""Deliveries that were signed and could not be understood."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.s3.bucket import _Bucket, _code
from shared.domain.errors import UpstreamError

QUARANTINE = "quarantine/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """What is known of a quarantined object without reading it."""

    key: str
    reason: str
    channel: str
    brand: str
    received_at: str


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
