"""What X is asked for again and again, and that it is read as what webhooks deliver."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.messages.event import InboundEvent
from shared.domain.polling.page import Page, Query
from shared.domain.vocabulary import EventKind, SendClass, Surface
from tests.fakes.platform import NOW, Answer, FakePlatform, response
from tests.unit.channels.parsed import parse

ACCOUNT = "3000000001"
QUERY = Query(
    account_id=ACCOUNT, handle="acmeshop", since=NOW - timedelta(hours=1), words=("acme", 'acme "box', "acmeshop")
)
HEADERS = {"x-rate-limit-limit": "300", "x-rate-limit-remaining": "0", "x-rate-limit-reset": "1785533400"}


def post(
    name: str = "1950000000000000201", text: str = "acme customer service is a joke", **rest: Any
) -> dict[str, Any]:
    return {
        "id": name,
        "text": text,
        "author_id": "4000000002",
        "created_at": "2026-07-31T20:40:00.000Z",
        "conversation_id": name,
        "edit_history_tweet_ids": [name],
        "lang": "en",
        **rest,
    }


def listed(*posts: Any, **meta: Any) -> Answer:
    users = [{"id": "4000000002", "username": "jreyes", "name": "J R"}, {"id": "5", "username": "other"}]
    return response({"data": list(posts), "includes": {"users": users}, "meta": meta}, headers=HEADERS)


def fetched(platform: FakePlatform, source: str = "search", **query: Any) -> Page:
    page = platform.sources("x")[source].fetch(Query(**{**vars_of(QUERY), **query}))
    assert isinstance(page, Page)
    return page


def vars_of(query: Query) -> dict[str, Any]:
    return {name: getattr(query, name) for name in ("account_id", "handle", "since", "page", "words")}


def read(page: Page, source: str = "search") -> InboundEvent:
    made = FakePlatform([response({})]).sources("x")[source].body(ACCOUNT, list(page.found))
    (event,) = parse("x", ACCOUNT, made)
    assert isinstance(event, InboundEvent)
    return event


def test_the_search_asks_for_any_keyword_without_reposts_and_without_ourselves() -> None:
    platform = FakePlatform([listed(post(), next_token="b26v89")])
    page = fetched(platform)
    asked = platform.requests[0].url
    assert asked.path == "/2/tweets/search/recent"
    assert asked.params["query"] == '("acme" OR "acme  box" OR "acmeshop") -is:retweet -from:acmeshop'
    assert asked.params["start_time"] == "2026-07-31T20:10:00Z"
    assert ([found.key for found in page.found], page.next) == (["1950000000000000201"], "b26v89")
    assert page.found[0].at == datetime(2026, 7, 31, 20, 40, tzinfo=UTC)


def test_the_next_page_is_named_as_each_endpoint_wants_it() -> None:
    for source, name in (("search", "next_token"), ("mentions", "pagination_token")):
        platform = FakePlatform([listed()])
        fetched(platform, source, page="b26v89")
        assert platform.requests[0].url.params[name] == "b26v89"


def test_a_search_is_never_longer_than_x_takes() -> None:
    platform = FakePlatform([listed()])
    fetched(platform, words=tuple("w" * 100 + str(number) for number in range(10)))
    assert len(platform.requests[0].url.params["query"]) <= 512


def test_what_only_the_search_finds_names_us_and_is_not_addressed_to_us() -> None:
    event = read(fetched(FakePlatform([listed(post())])))
    assert (event.kind, event.surface) == (EventKind.CREATED, Surface.BROAD_MATCH)
    assert event.author is not None
    assert (event.author.id, event.author.handle) == ("4000000002", "jreyes")


@pytest.mark.parametrize("source", ["search", "mentions"])
def test_a_mention_is_the_same_event_as_the_one_that_a_webhook_delivers(source: str) -> None:
    mentioned = post(
        text="@acmeshop my parcel is gone", entities={"mentions": [{"id": ACCOUNT, "username": "acmeshop"}]}
    )
    found = read(fetched(FakePlatform([listed(mentioned)]), source), source)
    delivered = {
        "data": {
            "event_uuid": "-1",
            "filter": {"user_id": ACCOUNT},
            "event_type": "post.mention.create",
            "payload": mentioned,
            "includes": {"users": [{"id": "4000000002", "username": "jreyes"}]},
        }
    }
    (event,) = parse("x", ACCOUNT, delivered)
    assert isinstance(event, InboundEvent)
    assert (found.event_id, found.surface, found.conversation_id) == (
        event.event_id,
        event.surface,
        event.conversation_id,
    )


def test_the_limit_of_a_search_pauses_no_answers() -> None:
    page = fetched(FakePlatform([listed()]))
    assert page.quota is not None
    assert (page.quota.remaining, page.quota.is_short) == (1, True)


def test_what_cannot_be_read_is_kept_and_nothing_is_asked_without_keywords() -> None:
    page = fetched(FakePlatform([listed(post(), {"id": "1"}, "nonsense")]))
    assert (len(page.found), len(page.unread)) == (1, 2)
    platform = FakePlatform([listed()])
    assert fetched(platform, words=()) == Page()
    assert platform.requests == []


def test_when_what_was_paid_for_is_read_people_decide() -> None:
    answer = response({"type": "https://api.x.com/2/problems/usage-capped", "title": "UsageCapExceeded"}, 429)
    result = FakePlatform([answer]).sources("x")["search"].fetch(QUERY)
    assert result.outcome is SendClass.ACCOUNT_BLOCKED
