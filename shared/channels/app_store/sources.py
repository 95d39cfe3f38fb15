"""What App Store Connect is asked for again and again: the reviews of an app, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from shared.channels import reading
from shared.channels.app_store.api import API, failure, quota_of, sign_in
from shared.channels.app_store.policy import POLICY
from shared.channels.app_store.review import attributes, entries_of
from shared.channels.polled import body_of, page_of
from shared.channels.reviews import entry_name
from shared.channels.sending import PlatformApi, body, versioned_path
from shared.channels.sign_in import signed_in, sources_of
from shared.domain.channels.sending import SendResult
from shared.domain.polling.page import FoundItem, Page, Query

PAGE = "200"
"""The most reviews that App Store Connect lists at once."""


@dataclass(frozen=True, slots=True)
class _Reviews:
    api: PlatformApi

    def fetch(self, query: Query) -> Page | SendResult:
        asked = {"sort": "-createdDate", "limit": PAGE, "include": "response"}
        if query.page is not None:
            asked["cursor"] = query.page
        answer = self.api.call("GET", versioned_path(POLICY, "apps", query.account_id, "customerReviews"), query=asked)
        if isinstance(answer, SendResult):
            return answer
        told = body(answer)
        return page_of(entries_of(told), _identify, _next(told), quota_of(answer, self.api.now()))

    def body(self, account_id: str, items: Sequence[FoundItem]) -> Any:
        return body_of("reviews", account_id, items)


def _identify(entry: Mapping[str, Any]) -> tuple[Any, Any]:
    """The date of a review may stay when it is changed: what it says is part of its natural key."""
    if "review" in entry:
        return entry_name(entry, "id"), entry.get("lastModifiedDate")
    name, told = reading.identifier(entry.get("id")), attributes(entry)
    said = reading.digest([told.get(field) for field in ("title", "body", "rating")])
    return None if name is None else f"{name}:{said}", told.get("createdDate")


def _next(told: Mapping[str, Any]) -> str | None:
    """The cursor within the address of the next page."""
    address = reading.word(reading.mapping(told.get("links")).get("next"))
    try:
        found = parse_qs(urlsplit(address).query).get("cursor", [])
    except ValueError:
        return None
    return found[0] if found else None


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {"reviews": _Reviews(api)}


sources = sources_of(signed_in(sign_in, _made), host=API, failure=failure)
