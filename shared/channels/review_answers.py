"""The way out of review sites: one answer below each review, which a second one would replace."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import httpx

from shared.channels.media import MediaByAddress
from shared.channels.reviews import REPLY
from shared.channels.sending import PlatformApi, before_sending, permanent, refusal, same_words, sent
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.sending import OutboundMessage, PlatformMessage, SendResult
from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReview:
    """A review as its site shows it. ``changed_at`` is when the customer last wrote, if the site tells.

    ``answer`` is ours, of ``answered_at``; ``answer_id`` where it has an id of its own.
    """

    text: str | None
    rating: int | None
    author: Author
    written_at: datetime | None = None
    changed_at: datetime | None = None
    permalink: str | None = None
    answer: str | None = None
    answer_id: str | None = None
    answered_at: datetime | None = None

    @property
    def may_be_answered(self) -> bool:
        """Nobody has answered, or the customer has changed the review since."""
        if self.answer is None:
            return True
        return self.changed_at is not None and self.answered_at is not None and self.changed_at > self.answered_at


@dataclass(frozen=True, slots=True)
class ReviewGateway(MediaByAddress, ABC):
    """What each site adds: how one review is read, its answer written and removed."""

    api: PlatformApi

    policy: ClassVar[ChannelPolicy]

    def is_review(self, review_id: str) -> bool:
        """Whether this can be the id of a review."""
        return bool(review_id)

    @abstractmethod
    def read(self, review_id: str) -> ShownReview | SendResult: ...

    @abstractmethod
    def write(self, review_id: str, text: str, shown: ShownReview) -> httpx.Response | SendResult: ...

    @abstractmethod
    def remove(self, review_id: str) -> httpx.Response | SendResult: ...

    def send(self, message: OutboundMessage) -> SendResult:
        """A second answer would replace the first: it is written only if the customer has changed the review since."""
        refused = refusal(message, self.policy)
        if refused:
            return refused
        review_id = message.in_reply_to or ""
        if not self.is_review(review_id):
            return permanent("no_target")
        shown = self.read(review_id)
        if isinstance(shown, SendResult):
            return before_sending(shown)
        if same_words(shown.answer, message.text):
            return sent(review_id + REPLY)
        if not shown.may_be_answered:
            return permanent("already_answered")
        answer = self.write(review_id, message.text, shown)
        return answer if isinstance(answer, SendResult) else sent(review_id + REPLY)

    def settle(self, message: OutboundMessage, since: datetime) -> SendResult:
        """Whether the answer that stands below the review is ours."""
        review_id = message.in_reply_to or ""
        if not self.is_review(review_id):
            return permanent("no_target")
        shown = self.read(review_id)
        if isinstance(shown, SendResult):
            return SendResult(outcome=SendClass.UNKNOWN, error=shown.error)
        if same_words(shown.answer, message.text):
            return sent(review_id + REPLY)
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error="not_sent")

    def delete(self, message_id: str) -> SendResult:
        """Only what we wrote: the answer."""
        review_id = message_id.removesuffix(REPLY)
        if review_id == message_id or not self.is_review(review_id):
            return permanent("not_supported")
        answer = self.remove(review_id)
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=message_id)

    def like(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def look_up(self, message_id: str) -> PlatformMessage | SendResult:
        if not self.is_review(message_id):
            return permanent("not_supported")
        shown = self.read(message_id)
        if isinstance(shown, SendResult):
            return shown
        return PlatformMessage(
            message_id=message_id,
            text=shown.text,
            rating=shown.rating,
            author=shown.author,
            permalink=shown.permalink,
            occurred_at=shown.written_at,
        )
