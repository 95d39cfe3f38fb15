"""Files that agents upload: put into the bucket by a form of ours, and copied beside their message once it was sent.

A key is ``uploads/<brand>/<upload>``. The bucket's lifecycle rule deletes what nobody sent. The object is the only
record of an upload: its type, its size, and its file name beside it.
"""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote, unquote

from botocore.exceptions import ClientError

from shared.adapters.aws_errors import code_of, translated
from shared.adapters.s3.bucket import S3Bucket
from shared.adapters.s3.media import S3Media
from shared.domain.channels.attachments import CSV, TEXT
from shared.domain.errors import NotFoundError
from shared.domain.messages.file_names import safe_title
from shared.domain.replies.files import ReplyFile, Upload
from shared.ports.time_and_language import Clock
from shared.ports.uploads import UploadForm

UPLOADS = "uploads/"

FORM_VALID_FOR = timedelta(minutes=15)
"""A slow line has this long for 25 MB."""

URL_VALID_FOR = timedelta(minutes=15)
"""Platforms fetch a file before they answer; whoever is behind the open channel has a little longer."""

BEGINNING = 8_192
"""Bytes that are read to tell what a file is."""

_TITLE = "title"
_MISSING = frozenset({"NoSuchKey", "404", "NotFound"})

MimeTypeOf = Callable[[bytes], str | None]


class S3UploadForms:
    """Implements the port ``UploadForms``."""

    def __init__(self, bucket_name: str, clock: Clock) -> None:
        self._bucket = S3Bucket(bucket_name)
        self._clock = clock

    def form(self, brand: str, upload_id: str, *, title: str, mime_type: str, max_size: int) -> UploadForm:
        fixed = {"Content-Type": mime_type, f"x-amz-meta-{_TITLE}": quote(title, safe="")}
        with translated("s3"):
            made = self._bucket.client.generate_presigned_post(
                self._bucket.name,
                upload_key(brand, upload_id),
                Fields=dict(fixed),
                Conditions=[*({name: value} for name, value in fixed.items()), ["content-length-range", 1, max_size]],
                ExpiresIn=int(FORM_VALID_FOR.total_seconds()),
            )
        return UploadForm(url=made["url"], fields=made["fields"], expires_at=self._clock.now() + FORM_VALID_FOR)


class S3Uploads:
    """Implements the port ``UploadedFiles``. ``mime_type_of`` tells what a file is by its first bytes."""

    def __init__(self, bucket_name: str, *, mime_type_of: MimeTypeOf) -> None:
        self._bucket = S3Bucket(bucket_name)
        self._media = S3Media(bucket_name)
        self._mime_type_of = mime_type_of

    def find(self, brand: str, upload_id: str) -> Upload | None:
        key = upload_key(brand, upload_id)
        with translated("s3"):
            try:
                answer = self._bucket.client.get_object(
                    Bucket=self._bucket.name, Key=key, Range=f"bytes=0-{BEGINNING - 1}"
                )
            except ClientError as error:
                if code_of(error) in _MISSING:
                    return None
                raise
            beginning = answer["Body"].read()
        found = self._mime_type_of(beginning)
        if found == TEXT and answer.get("ContentType") == CSV:
            found = CSV  # a table of words is words: here its sender knows better
        return Upload(
            id=upload_id,
            key=key,
            mime_type=found,
            size=_whole_size(answer.get("ContentRange"), answer["ContentLength"]),
            title=safe_title(unquote(answer["Metadata"].get(_TITLE, "")), found),
        )

    def url(self, file: ReplyFile) -> str:
        """Platforms show what the headers say: the type that was found, and the name."""
        return self._bucket.client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket.name,
                "Key": file.key,
                "ResponseContentType": file.mime_type,
                "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(file.title, safe='')}",
            },
            ExpiresIn=int(URL_VALID_FOR.total_seconds()),
        )

    def content(self, file: ReplyFile) -> bytes:
        return self._bucket.get(file.key)

    def keep(self, file: ReplyFile, *, brand: str, message: tuple[str, str, str], keep_for: timedelta) -> str | None:
        key = self._media.key(brand, message=message, attachment_id=file.attachment_id, keep_for=keep_for)
        try:
            self._media.copy(file.key, key, mime_type=file.mime_type, message=message)
        except NotFoundError:
            return key if self._exists(key) else None
        return key

    def discard(self, file: ReplyFile) -> None:
        self._bucket.delete(file.key)

    def _exists(self, key: str) -> bool:
        try:
            self._bucket.metadata(key)
        except NotFoundError:
            return False
        return True


def upload_key(brand: str, upload_id: str) -> str:
    return f"{UPLOADS}{brand}/{upload_id}"


def _whole_size(content_range: str | None, length: int) -> int:
    """``bytes 0-8191/146515``; an object that is shorter than the range comes with a range as well."""
    _, _, total = (content_range or "").rpartition("/")
    return int(total) if total.isdecimal() else length
