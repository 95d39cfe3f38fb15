"""Brings one file home: from its platform into the bucket, and marks it on its message. See README.md beside this."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import BinaryIO

from functions.media.marking import MarkAttachment
from shared.domain.media.content import accepted
from shared.domain.media.fetching import (
    MAX_ATTEMPTS,
    FetchClass,
    FetchFailure,
    MediaLocation,
    MediaRequest,
    delay_after,
)
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.model import Message
from shared.domain.vocabulary import AttachmentStatus
from shared.ports.configuration import BrandRepository
from shared.ports.media import ContentTypes, MediaDownloads, MediaGateways
from shared.ports.objects import MediaStore
from shared.ports.repositories import MessageRepository
from shared.ports.time_and_language import Clock

BEGINNING = 8_192
"""Bytes that tell what a file is."""

NO_TOKEN = FetchFailure(outcome=FetchClass.BACKOFF, error="no_token")


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPorts:
    brands: BrandRepository
    messages: MessageRepository
    media: MediaStore
    gateways: MediaGateways
    downloads: MediaDownloads
    content_types: ContentTypes
    clock: Clock
    scratch: Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """``retry_in`` is set while trying again may help; ``error`` is the code of a failure."""

    status: AttachmentStatus | None = None
    error: str | None = None
    retry_in: timedelta | None = None


NOTHING_TO_DO = FetchResult()


@dataclass(frozen=True, slots=True)
class BringHome:
    """Fetches one attachment. May be repeated at any point, and may run beside itself.

    The object is written first, and the message marked after it, on the condition that nobody wrote the message since.
    Whoever deletes, edits or erases the message meanwhile wins: the object is then removed again.
    """

    ports: MediaPorts

    def __call__(self, request: MediaRequest, attempt: int) -> FetchResult:
        """``attempt`` counts from 1. Raises ``UpstreamError`` and ``ConflictError``: the queue tries again."""
        mark = MarkAttachment(messages=self.ports.messages, media=self.ports.media)
        message = self.ports.messages.get(*request.message)
        held = None if message is None else waiting(message, request.attachment_id)
        if message is None or held is None:
            return NOTHING_TO_DO
        if attempt > MAX_ATTEMPTS:
            return self._given_up(mark, request, held, "attempts_exhausted")
        failure = self._fetch(mark, request, message, held)
        if failure is None:
            return FetchResult(status=AttachmentStatus.STORED)
        if failure.status is not None:
            mark(request, replace(held, status=failure.status))
            return FetchResult(status=failure.status, error=failure.error)
        if attempt == MAX_ATTEMPTS:
            return self._given_up(mark, request, held, failure.error)
        return FetchResult(error=failure.error, retry_in=delay_after(attempt, failure, self.ports.clock.now()))

    def _given_up(self, mark: MarkAttachment, request: MediaRequest, held: Attachment, error: str) -> FetchResult:
        mark(request, replace(held, status=AttachmentStatus.UNAVAILABLE))
        return FetchResult(status=AttachmentStatus.UNAVAILABLE, error=error)

    def _fetch(
        self, mark: MarkAttachment, request: MediaRequest, message: Message, held: Attachment
    ) -> FetchFailure | None:
        """The failure, if there is one."""
        if held.expires_at is not None and held.expires_at <= self.ports.clock.now():
            return FetchFailure(outcome=FetchClass.GONE, error="expired")
        brand = self.ports.brands.current(request.brand)
        max_size = brand.media.max_size(held.type)
        if held.size is not None and held.size > max_size:
            return FetchFailure(outcome=FetchClass.TOO_LARGE, error="size_told")
        location = self._located(request, held)
        if isinstance(location, FetchFailure):
            return location
        with self.ports.scratch() as file:
            size = self.ports.downloads.fetch(location, file, max_size=max_size)
            if isinstance(size, FetchFailure):
                return size
            file.seek(0)
            beginning = file.read(BEGINNING)
            file.seek(0)
            mime_type = accepted(held.type, self.ports.content_types.of(beginning), beginning)
            if mime_type is None:
                return FetchFailure(outcome=FetchClass.REFUSED, error="content_refused")
            self.ports.media.put(held.key or "", file, mime_type=mime_type, message=request.message)
        mark(request, replace(held, status=AttachmentStatus.STORED, mime_type=mime_type, size=size))
        return None

    def _located(self, request: MediaRequest, held: Attachment) -> MediaLocation | FetchFailure:
        account = self.ports.brands.current(request.brand).account(request.channel, request.account_id)
        if account is None:
            return FetchFailure(outcome=FetchClass.GONE, error="unknown_account")
        gateway = self.ports.gateways(account)
        found = NO_TOKEN if gateway is None else gateway.locate_media(held)
        if isinstance(found, FetchFailure) and found.outcome is FetchClass.BACKOFF:
            fresh = self.ports.gateways(account, fresh=True)  # the token may have been replaced
            return found if fresh is None else fresh.locate_media(held)
        return found


def waiting(message: Message, attachment_id: str) -> Attachment | None:
    """The attachment, if it still waits to be fetched."""
    for held in message.attachments:
        if held.id == attachment_id:
            return held if held.status is AttachmentStatus.PENDING else None
    return None
