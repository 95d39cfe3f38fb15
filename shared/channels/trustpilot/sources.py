"""What Trustpilot is asked for again and again: the reviews of a business unit, the newest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.channels import reading
from shared.channels.polled import body_of, page_of
from shared.channels.reviews import answer_entry, entry_name
from shared.channels.sending import PlatformApi, body, failed_status, versioned_path
from shared.channels.sign_in import signed_in, sources_of
from shared.channels.trustpilot.gateway import API, sign_in
from shared.channels.trustpilot.policy import POLICY
from shared.channels.trustpilot.review import changed_at
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import FoundItem, Page, Query

PAGE = 100
"""The most reviews that Trustpilot lists at once."""

_KEPT = ("id", "consumer", "stars", "title", "text", "language", "createdAt", "updatedAt")
"""The list also shows mail addresses and order numbers."""


@dataclass(frozen=True, slots=True)
class _Reviews:
    api: PlatformApi

    def fetch(self, query: Query) -> Page | SendResult:
        number = reading.whole_number(query.page) or 1
        asked = {"perPage": str(PAGE), "page": str(number), "orderBy": "createdat.desc"}
        path = versioned_path(POLICY, "private", "business-units", query.account_id, "reviews")
        answer = self.api.call("GET", path, query=asked)
        if isinstance(answer, SendResult):
            return answer
        listed = reading.sequence(body(answer).get("reviews"))
        following = str(number + 1) if len(listed) >= PAGE else None
        entries = (entry for review in listed for entry in _entries(review))
        return page_of(entries, lambda entry: (entry_name(entry, "id"), changed_at(entry)), following)

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of("reviews", account_id, items)


def _entries(review: Any) -> Iterator[Any]:
    held = reading.mapping(review)
    name, reply = reading.identifier(held.get("id")), reading.mapping(held.get("companyReply"))
    yield {field: held[field] for field in _KEPT if field in held} if held else review
    if name is not None and reply:
        yield answer_entry(name, {field: reply.get(field) for field in ("text", "createdAt", "updatedAt")})


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {"reviews": _Reviews(api)}


sources = sources_of(signed_in(sign_in, _made), host=API, failure=failed_status)
