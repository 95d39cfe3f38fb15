"""Texts that are too long for a queue message or an item.

Each text has an object of its own, whose key is made of the place of its message and never of its content: deleting one
person's text cannot delete another's. The bucket's lifecycle rules delete by prefix, so the key begins with the number
of days that the text may be kept.
"""

from datetime import timedelta
from hashlib import sha256

from shared.adapters.s3.bucket import S3Bucket
from shared.adapters.s3.retention import days_within
from shared.domain.errors import ContentGoneError, NotFoundError

TEXTS = "text/"


class S3Texts:
    """Long texts of messages."""

    def __init__(self, bucket_name: str) -> None:
        self._bucket = S3Bucket(bucket_name)

    def put(self, text: str, *, message: tuple[str, str, str], part: str, keep_for: timedelta) -> str:
        key = text_key(message, part, keep_for)
        self._bucket.put(key, text.encode(), "text/plain; charset=utf-8")
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


def text_key(message: tuple[str, str, str], part: str, keep_for: timedelta) -> str:
    """Digests, since ids of messages may hold the id of a person."""
    return f"{TEXTS}{days_within(keep_for)}d/{digest_of(*message)}/{digest_of(*message, part)}.txt"


def digest_of(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]
