"""Texts that are too long for a queue message or an item."""

from hashlib import sha256

from botocore.exceptions import BotoCoreError, ClientError

from shared.adapters.s3.bucket import _Bucket, _code
from shared.domain.errors import ContentGoneError, NotFoundError, UpstreamError

TEXTS = "text/"


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
