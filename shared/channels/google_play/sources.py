"""What Google Play is asked for again and again: the reviews of an app, those changed last first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.channels.google.interface import failure
from shared.channels.google_play.gateway import API, reviews_path, sign_in
from shared.channels.google_play.review import changed_at, comment_of
from shared.channels.polled import body_of, page_of
from shared.channels.reviews import answer_entry, entry_name
from shared.channels.sending import PlatformApi, body
from shared.channels.sign_in import signed_in, sources_of
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import FoundItem, Page, Query

PAGE = "100"
"""The most reviews that Google Play lists at once."""


@dataclass(frozen=True, slots=True)
class _Reviews:
    api: PlatformApi

    def fetch(self, query: Query) -> Page | SendResult:
        asked = {"maxResults": PAGE}
        if query.page is not None:
            asked["token"] = query.page
        answer = self.api.call("GET", reviews_path(query.account_id), query=asked)
        if isinstance(answer, SendResult):
            return answer
        told = body(answer)
        following = reading.text(reading.mapping(told.get("tokenPagination")).get("nextPageToken"))
        entries = (entry for review in reading.sequence(told.get("reviews")) for entry in _entries(review))
        return page_of(entries, lambda entry: (entry_name(entry, "reviewId"), _changed_at(entry)), following)

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of("reviews", account_id, items)


def _entries(review: Any) -> Iterator[Any]:
    yield review
    held = reading.mapping(review)
    name, reply = reading.identifier(held.get("reviewId")), comment_of(held, "developerComment")
    if name is not None and reply:
        yield answer_entry(name, reply)


def _changed_at(entry: Mapping[str, Any]) -> datetime | None:
    return changed_at(entry if "review" in entry else comment_of(entry, "userComment"))


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {"reviews": _Reviews(api)}


sources = sources_of(signed_in(sign_in, _made), host=API, failure=failure)
