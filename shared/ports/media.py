"""Files that customers attach: where they are, how they are fetched, where they wait."""

from collections.abc import Sequence
from typing import BinaryIO, Protocol

from shared.domain.brand.model import Account
from shared.domain.media.fetching import FetchFailure, MediaLocation, MediaRequest
from shared.domain.media.transcription import Transcript
from shared.domain.messages.attachments import Attachment


class MediaQueue(Protocol):
    def put(self, requests: Sequence[MediaRequest]) -> None:
        """Queue them; the same one twice does no harm. Raises ``UpstreamError`` when one was not taken."""
        ...


class MediaGateway(Protocol):
    """How a channel gives files away."""

    def locate_media(self, attachment: Attachment) -> MediaLocation | FetchFailure:
        """Where the file can be had now, with the account's token where the platform wants one."""
        ...


class MediaGateways(Protocol):
    def __call__(self, account: Account, *, fresh: bool = False) -> MediaGateway | None:
        """The gateway of an account of ours; ``None`` when its channel has none or its secret no token.

        With ``fresh`` its tokens are read again, and ``None`` also says that they are still the same.
        """
        ...


class MediaDownloads(Protocol):
    def fetch(self, location: MediaLocation, into: BinaryIO, *, max_size: int) -> int | FetchFailure:
        """Write the file there; its size in bytes. Never raises for what the other side does."""
        ...


class ContentTypes(Protocol):
    def of(self, beginning: bytes) -> str | None:
        """The MIME type that the signature at the beginning of a file says; ``None`` for one that has none."""
        ...


class Transcriber(Protocol):
    """Writes down what is said in a sound of the bucket. A piece of work has a name, and is done once under it."""

    def transcript(self, name: str, key: str, *, mime_type: str) -> Transcript:
        """How far it is; begins it when nobody has. Raises ``UpstreamError``, or a ``PermanentError`` if refused."""
        ...

    def forget(self, name: str) -> None:
        """Delete what is kept of it. It is no error if nothing is. Raises ``UpstreamError``."""
        ...
