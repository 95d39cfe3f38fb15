"""Files that agents upload, until they are sent and kept with their message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.replies.files import ReplyFile, Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadForm:
    """A form for one file: post ``fields`` and then the file to ``url``, before ``expires_at``."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


class UploadForms(Protocol):
    def form(self, brand: str, upload_id: str, *, title: str, mime_type: str, max_size: int) -> UploadForm:
        """A form for one file of that type, of at most ``max_size`` bytes."""
        ...


class UploadedFiles(Protocol):
    """Every method may raise ``UpstreamError``."""

    def find(self, brand: str, upload_id: str) -> Upload | None:
        """What was uploaded under that id for that brand; ``None`` when nothing was, or it has expired."""
        ...

    def url(self, file: ReplyFile) -> str:
        """Opens the file for some minutes, without credentials."""
        ...

    def content(self, file: ReplyFile) -> bytes:
        """Raises ``NotFoundError``."""
        ...

    def keep(self, file: ReplyFile, *, brand: str, message: tuple[str, str, str], keep_for: timedelta) -> str | None:
        """Copy the file to where those of messages (channel, account, id) are; the key, the same each time.

        ``None`` when the file has expired.
        """
        ...

    def discard(self, file: ReplyFile) -> None:
        """Delete the upload. Deleting what is not there is no error."""
        ...
