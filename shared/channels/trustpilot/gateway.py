"""Answers to reviews as a business (Trustpilot, "Service Reviews API", reply to a review)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

import httpx

from shared.channels import reading
from shared.channels.oauth import ClientCredentialsGrant
from shared.channels.review_answers import ReviewGateway, ShownReview
from shared.channels.sending import body, failed_status, gateway_of, permanent, versioned_path
from shared.channels.sign_in import parts_of, signed_in
from shared.channels.trustpilot.policy import POLICY
from shared.channels.trustpilot.review import author_of, changed_at, permalink_of, text_of
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

API = "https://api.trustpilot.com"

sign_in = ClientCredentialsGrant(
    api_host=API,
    host=API,
    path=f"/{POLICY.api_version}/oauth/oauth-business-users-for-applications/accesstoken",
    basic=True,
    keys=("api_key", "api_secret"),
)


STANDS_THERE = "answer_stands_there"


def failure(response: httpx.Response, now: datetime) -> SendResult | None:
    """Trustpilot names no error for a second reply: a conflict, or a refusal in such words (unverified: neither its
    documentation nor published descriptions of its interface name one, as of November 2026)."""
    said = str(body(response).get("message", "")).casefold() if response.status_code in (400, 422) else ""
    if response.status_code == 409 or "already" in said or "exists" in said:
        return permanent(STANDS_THERE)
    return failed_status(response, now)


@dataclass(frozen=True, slots=True)
class TrustpilotGateway(ReviewGateway):
    policy: ClassVar[ChannelPolicy] = POLICY

    def read(self, review_id: str) -> ShownReview | SendResult:
        answer = self.api.call("GET", _path(review_id))
        if isinstance(answer, SendResult):
            return answer
        shown = body(answer)
        reply = reading.mapping(shown.get("companyReply"))
        return ShownReview(
            text=text_of(shown),
            rating=reading.rating(shown.get("stars")),
            author=author_of(shown),
            written_at=reading.instant(shown.get("createdAt")),
            changed_at=changed_at(shown),
            permalink=permalink_of(review_id),
            answer=reading.text(reply.get("text")),
            answered_at=changed_at(reply),
        )

    def write(self, review_id: str, text: str, shown: ShownReview) -> httpx.Response | SendResult:
        """Trustpilot documents no change of an answer, only "Reply to a review" and "Delete a reply to a review".

        Whether a second reply replaces the first is unverified: it is tried, and the first is removed only if it stands
        in the way. If the second is refused then, the first is put back.
        """
        answer = self._post(review_id, text)
        if shown.answer is None or not isinstance(answer, SendResult) or answer.error != STANDS_THERE:
            return answer
        removed = self.remove(review_id)
        if isinstance(removed, SendResult):
            return removed
        answer = self._post(review_id, text)
        if not isinstance(answer, SendResult) or answer.outcome is SendClass.UNKNOWN:
            return answer  # settled by reading the review
        restored = self._post(review_id, shown.answer or "", at=shown.answered_at)
        became = "not_restored" if isinstance(restored, SendResult) else "restored"
        return replace(answer, error=f"{answer.error}_earlier_answer_{became}")

    def _post(self, review_id: str, text: str, *, at: datetime | None = None) -> httpx.Response | SendResult:
        """``at``: when it was first written, for one that is put back."""
        user = parts_of(self.api.tokens[0]).get("business_user_id") if self.api.tokens else None
        content = {
            "message": text,
            **({"authorBusinessUserId": user} if user else {}),
            **({"submittedAt": f"{at:%Y-%m-%dT%H:%M:%S}"} if at else {}),
        }
        return self.api.call("POST", _path(review_id, "reply"), json=content)

    def remove(self, review_id: str) -> httpx.Response | SendResult:
        return self.api.call("DELETE", _path(review_id, "reply"))


def _path(review_id: str, *more: str) -> str:
    return versioned_path(POLICY, "private", "reviews", review_id, *more)


gateway = gateway_of(signed_in(sign_in, TrustpilotGateway), host=API, failure=failure)
