"""What Google is asked for again and again: the reviews of a location, those changed last first, with their answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from shared.channels import reading
from shared.channels.google.interface import failure
from shared.channels.google_business.gateway import API, reviews_path, sign_in
from shared.channels.polled import body_of, page_of
from shared.channels.reviews import answer_entry, entry_name
from shared.channels.sending import PlatformApi, body
from shared.channels.sign_in import signed_in, sources_of
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import FoundItem, Page, Query

PAGE = "50"
"""The most reviews that Google lists at once."""


@dataclass(frozen=True, slots=True)
class _Reviews:
    api: PlatformApi

    def fetch(self, query: Query) -> Page | SendResult:
        asked = {"pageSize": PAGE, "orderBy": "updateTime desc"}
        if query.page is not None:
            asked["pageToken"] = query.page
        answer = self.api.call("GET", reviews_path(query.account_id), query=asked)
        return answer if isinstance(answer, SendResult) else _page(answer)

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of("reviews", account_id, items)


def _page(answer: httpx.Response) -> Page:
    told = body(answer)
    following = reading.text(told.get("nextPageToken"))
    entries = (entry for review in reading.sequence(told.get("reviews")) for entry in _entries(review))
    return page_of(entries, lambda entry: (entry_name(entry, "name"), entry.get("updateTime")), following)


def _entries(review: Any) -> Iterator[Any]:
    """The review, and the answer below it, which is an entry of its own."""
    yield review
    held = reading.mapping(review)
    answer, name = reading.mapping(held.get("reviewReply")), reading.identifier(held.get("name"))
    if answer and name is not None:
        yield answer_entry(name, answer)


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {"reviews": _Reviews(api)}


sources = sources_of(signed_in(sign_in, _made), host=API, failure=failure)
