"""Answers to reviews as the developer of an app (App Store Connect API, ``customerReviewResponses``)."""

from dataclasses import dataclass
from typing import ClassVar

import httpx

from shared.channels import reading
from shared.channels.app_store.api import API, failure, sign_in
from shared.channels.app_store.policy import POLICY
from shared.channels.app_store.review import answer_of, attributes, author_of, text_of
from shared.channels.review_answers import ReviewGateway, ShownReview
from shared.channels.sending import body, gateway_of, permanent, versioned_path
from shared.channels.sign_in import signed_in
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.sending import SendResult


@dataclass(frozen=True, slots=True)
class AppStoreGateway(ReviewGateway):
    policy: ClassVar[ChannelPolicy] = POLICY

    def read(self, review_id: str) -> ShownReview | SendResult:
        path = versioned_path(POLICY, "customerReviews", review_id)
        answer = self.api.call("GET", path, query={"include": "response"})
        if isinstance(answer, SendResult):
            return answer
        told = body(answer)
        shown = reading.mapping(told.get("data"))
        reply = answer_of(shown, told.get("included"))
        return ShownReview(
            text=text_of(shown),
            rating=reading.rating(attributes(shown).get("rating")),
            author=author_of(shown, review_id),
            written_at=reading.instant(attributes(shown).get("createdDate")),
            changed_at=reading.instant(attributes(shown).get("createdDate")),
            answer=reading.text(attributes(reply).get("responseBody")),
            answer_id=reading.identifier(reply.get("id")),
            answered_at=reading.instant(attributes(reply).get("lastModifiedDate")),
        )

    def write(self, review_id: str, text: str, shown: ShownReview) -> httpx.Response | SendResult:
        review = {"data": {"type": "customerReviews", "id": review_id}}
        content = {
            "type": "customerReviewResponses",
            "attributes": {"responseBody": text},
            "relationships": {"review": review},
        }
        return self.api.call("POST", versioned_path(POLICY, "customerReviewResponses"), json={"data": content})

    def remove(self, review_id: str) -> httpx.Response | SendResult:
        """An answer is removed by its own id, which the review tells."""
        shown = self.read(review_id)
        if isinstance(shown, SendResult):
            return shown
        if shown.answer_id is None:
            return permanent("gone")
        return self.api.call("DELETE", versioned_path(POLICY, "customerReviewResponses", shown.answer_id))


gateway = gateway_of(signed_in(sign_in, AppStoreGateway), host=API, failure=failure)
