"""Files that came with messages.

Each attachment has an object of its own: deleting one person's file cannot delete another's. The key holds the brand, a
digest of the message's place (ids of messages may hold the id of a person) and the attachment's id. It begins with the
number of days that the file may be kept, because the bucket's lifecycle rules delete by prefix.

Which message an object belongs to is written beside it: the sweep for objects without a message asks for it.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import BinaryIO

from shared.adapters.aws_errors import translated
from shared.adapters.s3.bucket import S3Bucket
from shared.adapters.s3.retention import days_within
from shared.adapters.s3.texts import digest_of
from shared.ports.objects import StoredObject

MEDIA = "media/"

_MESSAGE = "message"


class S3Media:
    """Implements the port ``MediaStore``."""

    def __init__(self, bucket_name: str) -> None:
        self._bucket = S3Bucket(bucket_name)

    def key(self, brand: str, *, message: tuple[str, str, str], attachment_id: str, keep_for: timedelta) -> str:
        return media_key(brand, message=message, attachment_id=attachment_id, keep_for=keep_for)

    def put(self, key: str, content: BinaryIO, *, mime_type: str, message: tuple[str, str, str]) -> None:
        """The object is written in one piece, or not at all."""
        self._bucket.put(key, content, mime_type, {_MESSAGE: _spelled(message)})

    def copy(self, source: str, key: str, *, mime_type: str, message: tuple[str, str, str]) -> None:
        """A file that is in the bucket already. Raises ``NotFoundError``."""
        self._bucket.copy(source, key, mime_type, {_MESSAGE: _spelled(message)})

    def delete(self, key: str) -> None:
        """Deleting a file that does not exist is no error."""
        self._bucket.delete(key)

    def list(self) -> Iterator[StoredObject]:
        """All files, by key."""
        pages = self._bucket.client.get_paginator("list_objects_v2")
        with translated("s3"):
            for page in pages.paginate(Bucket=self._bucket.name, Prefix=MEDIA):
                for found in page.get("Contents", []):
                    yield StoredObject(key=found["Key"], written_at=found["LastModified"])

    def message_of(self, key: str) -> tuple[str, str, str] | None:
        """The message (channel, account, id) that an object belongs to; ``None`` when it does not say.

        Raises ``NotFoundError``.
        """
        return _read(self._bucket.metadata(key).get(_MESSAGE, ""))


def media_key(brand: str, *, message: tuple[str, str, str], attachment_id: str, keep_for: timedelta) -> str:
    """``media/364d/acme/<digest of the message>/<attachment>``."""
    return f"{MEDIA}{days_within(keep_for)}d/{brand}/{digest_of(*message)}/{attachment_id}"


def _spelled(message: tuple[str, str, str]) -> str:
    """As ASCII, which is all that S3 takes beside an object."""
    return urlsafe_b64encode(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()).decode()


def _read(spelled: str) -> tuple[str, str, str] | None:
    try:
        channel, account_id, message_id = json.loads(urlsafe_b64decode(spelled))
    except ValueError:
        return None
    return channel, account_id, message_id
