"""Fetching customers' files, in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from functions.media.service import BringHome, FetchResult, MediaPorts
from shared.adapters.file_types import SignatureTypes
from shared.domain.brand.model import Account
from shared.domain.media.fetching import FetchFailure, MediaLocation
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.model import Message
from tests.fakes.store import FakeStore
from tests.fakes.stored import FakeMessages, FixedClock
from tests.fakes.texts import FakeMedia

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(300)


@dataclass
class FakeMediaGateway:
    located: MediaLocation | FetchFailure = field(
        default_factory=lambda: MediaLocation(url="https://cdn.example/a", headers={"Authorization": "Bearer t"})
    )
    asked: list[Attachment] = field(default_factory=list)

    def locate_media(self, attachment: Attachment) -> MediaLocation | FetchFailure:
        self.asked.append(attachment)
        return self.located


@dataclass
class FakeMediaGateways:
    """``renewed`` is the gateway once its token was read again."""

    gateway: FakeMediaGateway | None = field(default_factory=FakeMediaGateway)
    renewed: FakeMediaGateway | None = None

    def __call__(self, account: Account, *, fresh: bool = False) -> FakeMediaGateway | None:
        return self.renewed if fresh else self.gateway


@dataclass
class FakeDownloads:
    """``meanwhile`` happens while the file is on its way."""

    content: bytes | FetchFailure = JPEG
    meanwhile: Callable[[], object] = field(default=lambda: None)
    max_sizes: list[int] = field(default_factory=list)

    def fetch(self, location: MediaLocation, into: BinaryIO, *, max_size: int) -> int | FetchFailure:
        self.max_sizes.append(max_size)
        self.meanwhile()
        if isinstance(self.content, FetchFailure):
            return self.content
        return into.write(self.content)


@dataclass
class FakeMediaFunction:
    """Every port of media, to look into; ``bring_home`` is the use case around them."""

    store: FakeStore = field(default_factory=FakeStore)
    gateways: FakeMediaGateways = field(default_factory=FakeMediaGateways)
    downloads: FakeDownloads = field(default_factory=FakeDownloads)

    @property
    def messages(self) -> FakeMessages:
        return self.store.messages

    @property
    def media(self) -> FakeMedia:
        return self.store.media

    @property
    def clock(self) -> FixedClock:
        return self.store.clock

    @property
    def ports(self) -> MediaPorts:
        return MediaPorts(
            brands=self.store.brands,
            messages=self.messages,
            media=self.media,
            gateways=self.gateways,
            downloads=self.downloads,
            content_types=SignatureTypes(),
            clock=self.clock,
            scratch=BytesIO,
        )

    def bring_home(self, attempt: int = 1) -> list[FetchResult]:
        """Everything that is queued is handled once."""
        return [BringHome(self.ports)(request, attempt) for request in self.store.media_queue.queued]

    @property
    def message(self) -> Message:
        (message,) = self.messages.stored.values()
        return message
