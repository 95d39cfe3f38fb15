"""Answers to reviews as a business (My Business API v4, ``accounts.locations.reviews.updateReply``)."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

import httpx

from shared.channels import reading
from shared.channels.google.interface import failure, sign_in_for
from shared.channels.google_business.policy import POLICY
from shared.channels.google_business.review import author_of, location_of, rating_of, text_of
from shared.channels.review_answers import ReviewGateway, ShownReview
from shared.channels.reviews import REPLY
from shared.channels.sending import body, gateway_of
from shared.channels.sign_in import signed_in
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.sending import PlatformMessage, SendResult
from shared.domain.messages.event import InboundEvent

API = "https://mybusiness.googleapis.com"
sign_in = sign_in_for(API)


@dataclass(frozen=True, slots=True)
class GoogleBusinessGateway(ReviewGateway):
    policy: ClassVar[ChannelPolicy] = POLICY

    def is_review(self, review_id: str) -> bool:
        return location_of(review_id) is not None

    def read(self, review_id: str) -> ShownReview | SendResult:
        answer = self.api.call("GET", _path(review_id))
        if isinstance(answer, SendResult):
            return answer
        shown = body(answer)
        reply = reading.mapping(shown.get("reviewReply"))
        return ShownReview(
            text=text_of(shown),
            rating=rating_of(shown),
            author=author_of(shown, review_id),
            written_at=reading.instant(shown.get("createTime")),
            changed_at=reading.instant(shown.get("updateTime")),
            answer=reading.text(reply.get("comment")),
            answered_at=reading.instant(reply.get("updateTime")),
        )

    def write(self, review_id: str, text: str, shown: ShownReview) -> httpx.Response | SendResult:
        return self.api.call("PUT", _path(review_id + REPLY), json={"comment": text})

    def remove(self, review_id: str) -> httpx.Response | SendResult:
        return self.api.call("DELETE", _path(review_id + REPLY))

    def look_up_event(self, event: InboundEvent) -> PlatformMessage | SendResult:
        """A review that was announced by its name only."""
        return self.look_up(event.message_id or "")


def reviews_path(location: str) -> str:
    return _path(f"{location}/reviews")


def _path(name: str) -> str:
    return f"/{POLICY.api_version}/{quote(name)}"


gateway = gateway_of(signed_in(sign_in, GoogleBusinessGateway), host=API, failure=failure)
