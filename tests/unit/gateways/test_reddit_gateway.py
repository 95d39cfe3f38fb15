"""What Reddit is asked, and what its answers mean."""

import json
from base64 import b64decode
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from shared.domain.channels.sending import PlatformMessage, SendResult
from shared.domain.polling.page import ANY_SEARCH, Page, Query
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, Answer, FakePlatform, outbound, response
from tests.unit.channels.samples.reddit import ACCOUNT, COMMENT, CUSTOMER, comment, private

CREDENTIALS = json.dumps({"client_id": "id", "client_secret": "s", "refresh_token": "r"})
TOKEN = {"access_token": "t0ken", "expires_in": 86400, "token_type": "bearer"}
QUERY = Query(account_id=ACCOUNT, handle="u/acme_help", since=NOW - timedelta(hours=1), words=("acme", 'acme "box'))
TAKEN = {"json": {"errors": [], "data": {"things": [{"kind": "t1", "data": {"name": "t1_new"}}]}}}
WRITTEN_AT = (NOW + timedelta(minutes=1)).timestamp()


def platform_of(*answers: Answer) -> FakePlatform:
    return FakePlatform([response(TOKEN), *answers])


def form(platform: FakePlatform, number: int = -1) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(platform.requests[number].content.decode()).items()}


def listing(*children: Any, **data: Any) -> Answer:
    headers = {"X-Ratelimit-Used": "10", "X-Ratelimit-Remaining": "990.0", "X-Ratelimit-Reset": "300"}
    return response({"kind": "Listing", "data": {"children": list(children), **data}}, headers=headers)


def test_a_comment_is_answered_by_its_full_name_with_a_user_agent_of_our_own() -> None:
    platform = platform_of(response(TAKEN))

    result = platform.gateway("reddit", tokens=[CREDENTIALS]).send(outbound("reddit", in_reply_to=COMMENT))

    assert result == SendResult(outcome=SendClass.SENT, message_id="t1_new")
    sign_in, sending = platform.requests
    assert str(sign_in.url) == "https://www.reddit.com/api/v1/access_token"
    assert b64decode(sign_in.headers["Authorization"].removeprefix("Basic ")) == b"id:s"
    assert form(platform, 0) == {"grant_type": "refresh_token", "refresh_token": "r"}
    assert str(sending.url) == "https://oauth.reddit.com/api/comment"
    assert form(platform) | {"raw_json": "1"} == {
        "thing_id": COMMENT,
        "text": "We have read you.",
        "api_type": "json",
        "raw_json": "1",
    }
    assert all("nightdesk" in request.headers["User-Agent"] for request in platform.requests)


def test_who_wrote_in_public_is_written_to_in_private_by_name_never_under_the_comment() -> None:
    platform = platform_of(response({"json": {"errors": []}}))
    message = outbound("reddit", Visibility.PRIVATE, in_reply_to=COMMENT, recipient_id=CUSTOMER)
    result = platform.gateway("reddit").send(message)
    assert result == SendResult(outcome=SendClass.SENT, message_id="unnamed:ack:T-1")  # Reddit tells no id
    assert platform.gateway("reddit").delete("unnamed:ack:T-1").error == "no_target"
    strange = platform_of(response(b"<html>")).gateway("reddit").send(message)
    assert (strange.outcome, strange.error) == (SendClass.UNKNOWN, "answer_without_id")
    assert platform.requests[1].url.path == "/api/compose"
    assert form(platform)["to"] == CUSTOMER


def test_a_private_message_is_answered_where_it_stands() -> None:
    platform = platform_of(response(TAKEN))
    platform.gateway("reddit").send(outbound("reddit", Visibility.PRIVATE, in_reply_to="t4_1"))
    assert (platform.requests[1].url.path, form(platform)["thing_id"]) == ("/api/comment", "t4_1")


@pytest.mark.parametrize(
    ("errors", "outcome", "code"),
    [
        ([["RATELIMIT", "you are doing that too much", "ratelimit"]], SendClass.RETRY_AT, "reddit_RATELIMIT"),
        ([["DELETED_COMMENT", "that comment was deleted", "parent"]], SendClass.PERMANENT, "reddit_DELETED_COMMENT"),
        ([["THREAD_LOCKED", "locked", "parent"]], SendClass.PERMANENT, "reddit_THREAD_LOCKED"),
        (["nonsense"], SendClass.PERMANENT, "reddit_error"),
    ],
)
def test_errors_stand_in_an_answer_that_looks_like_success(errors: Any, outcome: SendClass, code: str) -> None:
    platform = platform_of(response({"json": {"errors": errors, "ratelimit": 119.5}}))
    result = platform.gateway("reddit").send(outbound("reddit"))
    assert (result.outcome, result.error) == (outcome, code)
    assert result.retry_at == (NOW + timedelta(seconds=120) if outcome is SendClass.RETRY_AT else None)


def test_a_throttle_says_how_many_seconds_its_window_lasts() -> None:
    headers = {"X-Ratelimit-Used": "600", "X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": "240"}
    result = platform_of(response({}, 429, headers)).gateway("reddit").send(outbound("reddit"))
    assert (result.outcome, result.retry_at) == (SendClass.RETRY_AT, NOW + timedelta(seconds=240))


def test_what_is_too_long_or_answers_nothing_is_not_sent() -> None:
    platform = platform_of()
    gateway = platform.gateway("reddit")
    assert gateway.send(outbound("reddit", text="a" * 10_001)).error == "too_long"
    assert gateway.send(outbound("reddit", in_reply_to=None)).error == "no_target"
    assert gateway.like(COMMENT).error == "not_supported"
    assert platform.requests == []


def test_what_was_sent_is_found_among_the_latest_comments_and_messages() -> None:
    own = comment("t1_new", "We have read you.", author=ACCOUNT, parent_id=COMMENT, created_utc=WRITTEN_AT)
    public = outbound("reddit", in_reply_to=COMMENT)
    found = platform_of(listing(own)).gateway("reddit").settle(public, NOW)
    assert found == SendResult(outcome=SendClass.SENT, message_id="t1_new")
    elsewhere = comment("t1_new", "We have read you.", author=ACCOUNT, parent_id="t1_other", created_utc=WRITTEN_AT)
    nothing = platform_of(listing(elsewhere)).gateway("reddit").settle(public, NOW)
    assert nothing.outcome is SendClass.RETRY_BACKOFF
    message = outbound("reddit", Visibility.PRIVATE, in_reply_to=COMMENT)
    told = private("t4_9", "We have read you.", author=ACCOUNT, created_utc=WRITTEN_AT, dest="700")
    platform = platform_of(listing(told))
    assert platform.gateway("reddit").settle(message, NOW).message_id == "t4_9"
    assert platform.requests[1].url.path == "/message/sent"
    assert platform_of(response({}, 500)).gateway("reddit").settle(public, NOW).outcome is SendClass.UNKNOWN


def test_a_comment_is_read_and_deleted_by_its_full_name() -> None:
    platform = platform_of(listing(comment()), response({}))
    gateway = platform.gateway("reddit")
    found = gateway.look_up(COMMENT)
    assert isinstance(found, PlatformMessage)
    assert found.text == "Where is my parcel?"
    assert gateway.delete(COMMENT).outcome is SendClass.SENT
    assert platform.requests[2].url.path == "/api/del"
    assert platform_of(listing()).gateway("reddit").look_up(COMMENT).error == "gone"


# --- what is asked for again and again -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("inbox", "/message/inbox"),
        ("unread", "/message/unread"),
        ("sent", "/message/sent"),
        ("own_comments", "/user/acme_help/comments"),
        ("search", "/search"),
    ],
)
def test_a_listing_is_read_back_page_by_page(source: str, path: str) -> None:
    platform = platform_of(listing(comment(), comment("t1_e", edited=1785500400.0), {"kind": "t1"}, after="t1_last"))

    page = platform.sources("reddit", tokens=[CREDENTIALS])[source].fetch(QUERY)

    assert isinstance(page, Page)
    assert [found.key for found in page.found] == [f"{COMMENT}:", "t1_e:1785500400"]
    assert (page.next, len(page.unread)) == ("t1_last", 1)
    assert page.quota is not None
    assert (page.quota.limit, page.quota.remaining, page.quota.resets_at) == (1000, 990, NOW + timedelta(minutes=5))
    assert platform.requests[1].url.path == path
    if source == "search":
        assert platform.requests[1].url.params["q"] == '"acme" OR "acme  box"'


def test_a_brand_without_keywords_searches_for_nothing() -> None:
    platform = platform_of()
    query = Query(account_id=ACCOUNT, handle="a", since=NOW)
    assert platform.sources("reddit")["search"].fetch(query) == Page()
    assert platform.requests == []


@pytest.mark.parametrize(
    ("source", "path"),
    [("subreddit_posts", "/r/acme+france/new"), ("subreddit_comments", "/r/acme+france/comments")],
)
def test_subreddits_are_read_together_and_of_some_only_what_a_search_takes(source: str, path: str) -> None:
    ours, other = comment("t1_a", subreddit="Acme"), comment("t1_b", subreddit="france")
    platform = platform_of(listing(ours, other))

    query = Query(account_id=ACCOUNT, handle="a", since=NOW, places=("r/acme/*", "r/france"))
    page = platform.sources("reddit", tokens=[CREDENTIALS])[source].fetch(query)

    assert isinstance(page, Page)
    assert [found.search for found in page.found] == [None, ANY_SEARCH]
    assert platform.requests[1].url.path == path


def test_without_a_subreddit_nothing_is_asked() -> None:
    platform = platform_of()
    query = Query(account_id=ACCOUNT, handle="a", since=NOW, words=("acme",))
    assert platform.sources("reddit")["subreddit_posts"].fetch(query) == Page()
    assert platform.requests == []
