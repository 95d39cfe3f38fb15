"""Uploads, and files of sent messages, in memory. Held to the suite of the bucket: integration/test_uploads.py."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from shared.adapters.s3.media import media_key
from shared.adapters.s3.uploads import FORM_VALID_FOR, upload_key
from shared.domain.channels.attachments import JPEG
from shared.domain.errors import NotFoundError
from shared.domain.replies.files import ReplyFile, Upload
from shared.ports.uploads import UploadForm
from tests.fakes.stored import FixedClock


@dataclass
class FakeMediaLinks:
    clock: FixedClock

    def link(self, key: str, *, content_type: str, content_disposition: str) -> tuple[str, datetime]:
        query = urlencode({"type": content_type, "disposition": content_disposition})
        return f"https://bucket.example/{key}?{query}", self.clock.now() + timedelta(minutes=5)


@dataclass
class FakeUploadForms:
    clock: FixedClock

    def form(self, brand: str, upload_id: str, *, title: str, mime_type: str, max_size: int) -> UploadForm:
        fields = {"key": upload_key(brand, upload_id), "Content-Type": mime_type, "x-amz-meta-title": title}
        conditions = {**fields, "policy": f"up to {max_size}"}
        return UploadForm(
            url="https://bucket.example/", fields=conditions, expires_at=self.clock.now() + FORM_VALID_FOR
        )


@dataclass
class FakeUploads:
    """``objects`` are the bucket's keys and what lies under them; ``types`` and ``titles`` are what the uploads are."""

    objects: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str | None] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def put(
        self,
        upload_id: str,
        mime_type: str | None = JPEG,
        *,
        brand: str = "acme",
        title: str = "photo.jpg",
        size: int | None = None,
    ) -> str:
        """An agent has uploaded it. ``size`` pretends a larger file."""
        key = upload_key(brand, upload_id)
        self.objects[key] = f"content of {upload_id}".encode()
        self.types[key], self.titles[key] = mime_type, title
        self.sizes[key] = len(self.objects[key]) if size is None else size
        return upload_id

    def find(self, brand: str, upload_id: str) -> Upload | None:
        key = upload_key(brand, upload_id)
        if key not in self.objects:
            return None
        return Upload(id=upload_id, key=key, mime_type=self.types[key], size=self.sizes[key], title=self.titles[key])

    def url(self, file: ReplyFile) -> str:
        return f"https://bucket.example/{file.key}?X-Amz-Signature=abc"

    def content(self, file: ReplyFile) -> bytes:
        if file.key not in self.objects:
            raise NotFoundError(file.key)
        return self.objects[file.key]

    def keep(self, file: ReplyFile, *, brand: str, message: tuple[str, str, str], keep_for: timedelta) -> str | None:
        key = media_key(brand, message=message, attachment_id=file.attachment_id, keep_for=keep_for)
        if file.key in self.objects:
            self.objects[key] = self.objects[file.key]
        return key if key in self.objects else None

    def discard(self, file: ReplyFile) -> None:
        self.objects.pop(file.key, None)

    @property
    def kept(self) -> list[str]:
        return sorted(key for key in self.objects if key.startswith("media/"))
