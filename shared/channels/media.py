"""How channels give files away: by an address, or against the account's token."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.domain.channels.sending import SendResult
from shared.domain.media.fetching import FetchClass, FetchFailure, MediaLocation
from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import SendClass


@dataclass(frozen=True, slots=True)
class MediaByAddress:
    """For channels whose addresses are keys in themselves: whoever knows one has the file, until it expires."""

    def locate_media(self, attachment: Attachment) -> MediaLocation | FetchFailure:
        return located(attachment)


def located(attachment: Attachment) -> MediaLocation | FetchFailure:
    """The address that the platform told."""
    if attachment.source_url is None:
        return FetchFailure(outcome=FetchClass.GONE, error="no_address")
    return MediaLocation(url=attachment.source_url)


def not_located(result: SendResult) -> FetchFailure:
    """What it means for a file that its platform did not say where it is."""
    error = result.error or "failed"
    if result.outcome is SendClass.PERMANENT:
        return FetchFailure(outcome=FetchClass.GONE, error=error)
    if result.outcome is SendClass.RETRY_AT:
        return FetchFailure(outcome=FetchClass.LATER, error=error, retry_at=result.retry_at)
    return FetchFailure(outcome=FetchClass.BACKOFF, error=error)


def is_host_of(url: str, domains: Sequence[str], base_url: str) -> bool:
    """Whether an address belongs to one of these domains, or to the host of the API: only they may see a token."""
    try:
        parts, own = urlsplit(url), urlsplit(base_url)
    except ValueError:
        return False
    host = (parts.hostname or "").rstrip(".")
    if parts.netloc == own.netloc and parts.scheme == own.scheme:
        return True
    return parts.scheme == "https" and any(host == domain or host.endswith(f".{domain}") for domain in domains)
