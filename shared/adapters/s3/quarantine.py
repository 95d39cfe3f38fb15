"""Deliveries that were signed and could not be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shared.adapters.aws_errors import translated
from shared.adapters.s3.bucket import S3Bucket
from shared.domain.errors import NotFoundError

QUARANTINE = "quarantine/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """What is known of a quarantined object without reading it."""

    key: str
    reason: str
    channel: str
    brand: str
    received_at: str


class S3Quarantine:
    """Keeps each body as it was received. Reason, channel, brand and time of reception are in the metadata."""

    def __init__(self, bucket_name: str) -> None:
        self._bucket = S3Bucket(bucket_name)

    def keep(self, *, key: str, reason: str, channel: str, brand: str, body: bytes, received_at: datetime) -> None:
        """The same key twice leaves one object."""
        metadata = {"reason": reason, "channel": channel, "brand": brand, "received-at": received_at.isoformat()}
        self._bucket.put(key, body, "application/json", metadata)

    def read(self, key: str) -> bytes:
        """The body. Raises ``NotFoundError``."""
        return self._bucket.get(key)

    def forget(self, key: str) -> None:
        """Delete a body that could be read after all. Deleting it twice is harmless."""
        self._bucket.delete(key)

    def describe(self, key: str) -> Quarantined | None:
        """Why and when it was kept; ``None`` when there is no such object."""
        try:
            found = self._bucket.metadata(key)
        except NotFoundError:
            return None
        return Quarantined(
            key=key,
            reason=found.get("reason", ""),
            channel=found.get("channel", ""),
            brand=found.get("brand", ""),
            received_at=found.get("received-at", ""),
        )

    def count(self, brand_id: str) -> int:
        """Objects of a brand, at most 1,000: what one request lists. Raises ``UpstreamError``."""
        with translated("s3"):
            answer = self._bucket.client.list_objects_v2(Bucket=self._bucket.name, Prefix=f"{QUARANTINE}{brand_id}/")
        return answer["KeyCount"]

    def keys(self, prefix: str = QUARANTINE) -> Iterator[str]:
        """The keys of all quarantined objects. ``quarantine/<brand>/<channel>/`` narrows the list."""
        pages = self._bucket.client.get_paginator("list_objects_v2")
        with translated("s3"):
            for page in pages.paginate(Bucket=self._bucket.name, Prefix=prefix):
                for found in page.get("Contents", []):
                    yield found["Key"]
