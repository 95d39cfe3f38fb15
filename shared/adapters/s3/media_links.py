"""Addresses that open a file of a message for some minutes, without credentials."""

from datetime import datetime, timedelta

from shared.adapters.s3.bucket import S3Bucket
from shared.ports.time_and_language import Clock

VALID_FOR = timedelta(minutes=5)


class S3MediaLinks:
    """Implements the port ``MediaLinks``. The headers are signed: whoever has the address cannot ask for others."""

    def __init__(self, bucket_name: str, clock: Clock) -> None:
        self._bucket = S3Bucket(bucket_name)
        self._clock = clock

    def link(self, key: str, *, content_type: str, content_disposition: str) -> tuple[str, datetime]:
        url = self._bucket.client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket.name,
                "Key": key,
                "ResponseContentType": content_type,
                "ResponseContentDisposition": content_disposition,
                "ResponseCacheControl": "private, max-age=300",
            },
            ExpiresIn=int(VALID_FOR.total_seconds()),
        )
        return url, self._clock.now() + VALID_FOR
