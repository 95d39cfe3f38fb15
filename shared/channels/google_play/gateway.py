"""Answers to reviews as the developer of an app (Google Play Developer API, ``reviews.reply``)."""

from dataclasses import dataclass
from typing import ClassVar

import httpx

from shared.channels import reading
from shared.channels.google.interface import failure, sign_in_for
from shared.channels.google_play.policy import POLICY
from shared.channels.google_play.review import author_of, changed_at, comment_of, place_of, text_of
from shared.channels.review_answers import ReviewGateway, ShownReview
from shared.channels.sending import body, gateway_of, permanent, segment
from shared.channels.sign_in import signed_in
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.sending import SendResult

API = "https://androidpublisher.googleapis.com"
sign_in = sign_in_for(API)


@dataclass(frozen=True, slots=True)
class GooglePlayGateway(ReviewGateway):
    policy: ClassVar[ChannelPolicy] = POLICY

    def is_review(self, review_id: str) -> bool:
        return place_of(review_id) is not None

    def read(self, review_id: str) -> ShownReview | SendResult:
        answer = self.api.call("GET", _path(review_id))
        if isinstance(answer, SendResult):
            return answer
        shown = body(answer)
        said, reply = comment_of(shown, "userComment"), comment_of(shown, "developerComment")
        return ShownReview(
            text=text_of(said),
            rating=reading.rating(said.get("starRating")),
            author=author_of(shown, review_id),
            written_at=changed_at(said),
            changed_at=changed_at(said),
            answer=reading.text(reply.get("text")),
            answered_at=changed_at(reply),
        )

    def write(self, review_id: str, text: str, shown: ShownReview) -> httpx.Response | SendResult:
        return self.api.call("POST", f"{_path(review_id)}:reply", json={"replyText": text})

    def remove(self, review_id: str) -> httpx.Response | SendResult:
        """The interface writes answers and removes none."""
        return permanent("not_supported")


def reviews_path(package: str) -> str:
    return f"/androidpublisher/{POLICY.api_version}/applications/{segment(package)}/reviews"


def _path(name: str) -> str:
    package, review_id = place_of(name) or ("", "")
    return f"{reviews_path(package)}/{segment(review_id)}"


gateway = gateway_of(signed_in(sign_in, GooglePlayGateway), host=API, failure=failure)
