"""Texts that are too long for a queue message or an item.

Each text has an object of its own, whose key is made of the place of its message and never of its content: deleting one
person's text cannot delete another's. The bucket's lifecycle rules delete by prefix, so the key begins with the number
of days that the text may be kept.
"""

from datetime import timedelta
from hashlib import sha256

from shared.adapters.s3.bucket import S3Bucket
from shared.domain.errors import ContentGoneError, NotFoundError

TEXTS = "text/"

RETENTION_DAYS = (1, 6, 13, 29, 59, 89, 119, 179, 269, 364, 399)
"""Of each there is a lifecycle rule in infra/template.yaml. S3 deletes up to a day later than a rule says."""


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
    fitting = [days for days in RETENTION_DAYS if timedelta(days=days + 1) <= keep_for]
    days = max(fitting, default=RETENTION_DAYS[0])
    return f"{TEXTS}{days}d/{_digest(*message)}/{_digest(*message, part)}.txt"


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]
