"""Texts that are too long for a queue message or an item."""

from hashlib import sha256

from shared.adapters.s3.bucket import S3Bucket
from shared.domain.errors import ContentGoneError, NotFoundError

TEXTS = "text/"


class S3Texts:
    """Long texts, named by their content."""

    def __init__(self, bucket_name: str) -> None:
        self._bucket = S3Bucket(bucket_name)

    def put(self, text: str) -> str:
        """The same text has the same key."""
        body = text.encode()
        key = f"{TEXTS}{sha256(body).hexdigest()}.txt"
        self._bucket.put(key, body, "text/plain; charset=utf-8")
        return key

    def get(self, key: str) -> str:
        """Raises ``ContentGoneError``."""
        try:
            return self._bucket.get(key).decode()
        except NotFoundError as error:
            raise ContentGoneError(key) from error

    def delete(self, key: str) -> None:
        """Deleting a text that does not exist is no error."""
        self._bucket.delete(key)
