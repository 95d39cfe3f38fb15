"""What Bluesky is asked, and what its answers mean."""

import json
import re
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from shared.domain.channels.sending import OutboundPost, PlatformMessage, SendResult
from shared.domain.polling.page import Page, Query
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, Answer, FakePlatform, outbound, response
from tests.unit.channels.samples.bluesky import ACCOUNT, POST, post, uri

CREDENTIALS = json.dumps({"identifier": ACCOUNT, "app_password": "abcd-efgh"})
PARENT = uri("3kmia1")
QUERY = Query(account_id=ACCOUNT, handle="acme.example", since=NOW - timedelta(hours=1), words=("acme", "acme box"))


def token(minutes: float) -> str:
    told = urlsafe_b64encode(json.dumps({"exp": int((NOW + timedelta(minutes=minutes)).timestamp())}).encode()).decode()
    return f"header.{told.rstrip('=')}.signature"


def session(access: str = "", refresh: str = "r1", minutes: float = 120) -> Answer:
    return response({"accessJwt": access or token(minutes), "refreshJwt": refresh, "did": ACCOUNT})


def error(name: str, status: int = 400, **headers: str) -> Answer:
    return response({"error": name, "message": "no"}, status, headers)


def known_post(**record: Any) -> Answer:
    return response({"posts": [{**post(PARENT, **record), "cid": "cparent"}]})


def platform_of(*answers: Answer) -> FakePlatform:
    return FakePlatform(list(answers))


def names(platform: FakePlatform) -> list[str]:
    return [request.url.path.rpartition(".")[2] for request in platform.requests]


def test_a_reply_names_its_parent_and_the_first_post_of_the_thread() -> None:
    platform = platform_of(session(), known_post(), response({"uri": "at://new", "cid": "c"}))

    result = platform.gateway("bluesky", tokens=[CREDENTIALS]).send(outbound("bluesky", in_reply_to=PARENT))

    assert result == SendResult(outcome=SendClass.SENT, message_id="at://new")
    assert names(platform) == ["createSession", "getPosts", "createRecord"]
    assert platform.body(0) == {"identifier": ACCOUNT, "password": "abcd-efgh"}
    sent = platform.body(2)
    assert (sent["repo"], sent["collection"]) == (ACCOUNT, "app.bsky.feed.post")
    assert sent["record"]["text"] == "We have read you."
    assert sent["record"]["reply"] == {
        "root": {"uri": POST, "cid": "bafyroot"},
        "parent": {"uri": PARENT, "cid": "cparent"},
    }
    assert sent["record"]["createdAt"] == "2026-07-31T21:10:00.000Z"
    assert "Authorization" not in platform.requests[0].headers


def test_a_post_that_answers_nothing_is_the_first_of_its_thread() -> None:
    platform = platform_of(session(), known_post(reply=None), response({"uri": "at://new"}))
    platform.gateway("bluesky").send(outbound("bluesky", in_reply_to=PARENT))
    reply = platform.body(2)["record"]["reply"]
    assert reply["root"] == reply["parent"]


def test_links_are_marked_by_their_place_in_bytes() -> None:
    platform = platform_of(session(), known_post(), response({"uri": "at://new"}))
    text = "Voilà : https://help.acme.example/fr/restart."
    platform.gateway("bluesky").send(outbound("bluesky", text=text, in_reply_to=PARENT))
    (facet,) = platform.body(2)["record"]["facets"]
    start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
    assert text.encode()[start:end].decode() == "https://help.acme.example/fr/restart"
    assert facet["features"][0]["uri"] == "https://help.acme.example/fr/restart"


def test_a_session_is_used_again_until_shortly_before_its_end_and_then_refreshed() -> None:
    platform = platform_of(session(), known_post())
    gateway = platform.gateway("bluesky", tokens=[CREDENTIALS])
    for _ in range(3):
        assert isinstance(gateway.look_up(PARENT), PlatformMessage)
    assert names(platform) == ["createSession", "getPosts", "getPosts", "getPosts"]

    ending = platform_of(session(minutes=1), known_post(), session(refresh="r2"), known_post())
    gateway = ending.gateway("bluesky", tokens=[CREDENTIALS])
    gateway.look_up(PARENT)
    gateway.look_up(PARENT)
    assert names(ending) == ["createSession", "getPosts", "refreshSession", "getPosts"]
    assert ending.requests[2].headers["Authorization"] == "Bearer r1"


def test_a_session_that_was_ended_is_renewed_once_and_the_call_repeated() -> None:
    ended = platform_of(session(), known_post(), error("ExpiredToken"), session(), known_post())
    gateway = ended.gateway("bluesky", tokens=[CREDENTIALS])
    gateway.look_up(PARENT)
    assert isinstance(gateway.look_up(PARENT), PlatformMessage)
    assert names(ended)[2:] == ["getPosts", "refreshSession", "getPosts"]


def test_where_the_refresh_is_refused_the_app_password_begins_a_session() -> None:
    answers = [session(), known_post(), error("ExpiredToken"), error("ExpiredToken"), session(), known_post()]
    ended = platform_of(*answers)
    gateway = ended.gateway("bluesky", tokens=[CREDENTIALS])
    gateway.look_up(PARENT)
    assert isinstance(gateway.look_up(PARENT), PlatformMessage)
    assert names(ended)[3:] == ["refreshSession", "createSession", "getPosts"]


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        (error("AuthenticationRequired", 401), SendClass.AUTH_BROKEN, "bluesky_AuthenticationRequired"),
        (error("AccountTakedown", 401), SendClass.ACCOUNT_BLOCKED, "bluesky_AccountTakedown"),
        (error("InvalidRequest"), SendClass.PERMANENT, "bluesky_InvalidRequest"),
        (error("InternalServerError", 500), SendClass.RETRY_BACKOFF, "http_500"),
    ],
)
def test_the_errors_of_the_protocol_are_understood(answer: Answer, outcome: SendClass, code: str) -> None:
    platform = platform_of(session(), known_post(), answer)
    result = platform.gateway("bluesky").send(outbound("bluesky", in_reply_to=PARENT))
    if outcome is SendClass.AUTH_BROKEN:
        assert result.outcome is outcome
    else:
        assert (result.outcome, result.error) == (outcome, code)


def test_a_rate_limit_names_its_end() -> None:
    reset = NOW + timedelta(minutes=4)
    headers = {"RateLimit-Limit": "3000", "RateLimit-Remaining": "0", "RateLimit-Reset": str(int(reset.timestamp()))}
    platform = platform_of(session(), known_post(), error("RateLimitExceeded", 429, **headers))
    result = platform.gateway("bluesky").send(outbound("bluesky", in_reply_to=PARENT))
    assert (result.outcome, result.retry_at) == (SendClass.RETRY_AT, reset)


def test_a_lost_answer_to_the_sign_in_leaves_no_doubt() -> None:
    platform = platform_of(httpx.ReadTimeout("slow"))
    assert platform.gateway("bluesky").send(outbound("bluesky")).outcome is SendClass.RETRY_BACKOFF


def test_there_are_no_private_messages_and_no_long_posts() -> None:
    platform = platform_of(session())
    gateway = platform.gateway("bluesky")
    assert gateway.send(outbound("bluesky", Visibility.PRIVATE)).error == "not_supported"
    assert gateway.send(outbound("bluesky", text="a" * 301)).error == "too_long"
    assert gateway.send(outbound("bluesky", in_reply_to=None)).error == "no_target"
    assert platform.requests == []


def test_a_post_that_is_gone_is_answered_by_nobody() -> None:
    result = platform_of(session(), response({"posts": []})).gateway("bluesky").send(outbound("bluesky"))
    assert (result.outcome, result.error) == (SendClass.PERMANENT, "gone")


def test_what_was_sent_is_found_below_the_post_it_answers() -> None:
    """In our own repository: what shows threads learns of it later."""
    value = {"text": "We have read you.", "createdAt": "2026-07-31T21:11:00Z", "reply": {"parent": {"uri": PARENT}}}
    message = outbound("bluesky", in_reply_to=PARENT)
    platform = platform_of(session(), response({"records": [{"uri": "at://mine", "value": value}]}))
    settled = platform.gateway("bluesky").settle(message, NOW)
    assert settled == SendResult(outcome=SendClass.SENT, message_id="at://mine")
    assert names(platform)[-1] == "listRecords"
    elsewhere = {**value, "reply": {"parent": {"uri": "at://other"}}}
    other = platform_of(session(), response({"records": [{"uri": "at://mine", "value": elsewhere}]}))
    assert other.gateway("bluesky").settle(message, NOW).outcome is SendClass.RETRY_BACKOFF
    assert platform_of(error("x", 500)).gateway("bluesky").settle(message, NOW).outcome is SendClass.UNKNOWN


def test_a_post_of_ours_is_deleted_by_its_address() -> None:
    platform = platform_of(session(), response({}))
    gateway = platform.gateway("bluesky")
    assert gateway.delete(uri("3kown", ACCOUNT)).outcome is SendClass.SENT
    assert platform.body(1) == {"repo": ACCOUNT, "collection": "app.bsky.feed.post", "rkey": "3kown"}
    assert gateway.delete("3kown").error == "no_target"


def test_a_like_is_one_record_however_often_it_is_asked_for() -> None:
    me = response({"did": ACCOUNT})
    done = response({"uri": "at://like", "cid": "c"})
    platform = platform_of(session(), known_post(), me, done, known_post(), me, done)
    gateway = platform.gateway("bluesky")
    assert [gateway.like(PARENT).outcome for _ in range(2)] == [SendClass.SENT, SendClass.SENT]
    first, second = platform.body(3), platform.body(6)
    assert (first["repo"], first["collection"], first["rkey"]) == (ACCOUNT, "app.bsky.feed.like", second["rkey"])
    assert re.fullmatch("[2-7a-j][2-7a-z]{12}", first["rkey"])
    assert first["record"]["subject"] == {"uri": PARENT, "cid": "cparent"}
    assert names(platform)[3] == "putRecord"


def test_what_is_gone_is_not_liked() -> None:
    assert platform_of(session(), response({"posts": []})).gateway("bluesky").like(PARENT).error == "gone"


def test_a_post_for_everybody_answers_nobody_and_the_next_continues_it() -> None:
    platform = platform_of(
        session(), response({"uri": "at://a", "cid": "c"}), known_post(), response({"uri": "at://b"})
    )
    gateway = platform.gateway("bluesky")
    text = "Panne: https://acme.example/panne"
    first = OutboundPost(channel="bluesky", account_id=ACCOUNT, text=text)
    assert gateway.publish(first).message_id == "at://a"
    assert "reply" not in platform.body(1)["record"]
    assert platform.body(1)["record"]["facets"][0]["features"][0]["uri"] == "https://acme.example/panne"
    assert gateway.publish(replace(first, text="Fin", continues=PARENT)).message_id == "at://b"
    assert platform.body(3)["record"]["reply"]["parent"] == {"uri": PARENT, "cid": "cparent"}
    assert gateway.publish(replace(first, text="a" * 301)).error == "too_long"


def test_a_lost_post_is_looked_for_among_our_own_records() -> None:
    post = OutboundPost(channel="bluesky", account_id=ACCOUNT, text="Panne")
    value = {"text": "Panne", "createdAt": NOW.isoformat()}
    below = {**value, "reply": {"parent": {"uri": PARENT}}}
    records = response({"records": [{"uri": "at://reply", "value": below}, {"uri": "at://mine", "value": value}]})
    assert platform_of(session(), records).gateway("bluesky").settle_post(post, NOW).message_id == "at://mine"
    continued = replace(post, continues=PARENT)
    assert platform_of(session(), records).gateway("bluesky").settle_post(continued, NOW).message_id == "at://reply"
    later = platform_of(session(), records).gateway("bluesky").settle_post(post, NOW + timedelta(seconds=1))
    assert later.outcome is SendClass.RETRY_BACKOFF
    for broken in (error("x", 500), response({}), response([1])):
        found = platform_of(session(), broken).gateway("bluesky").settle_post(post, NOW)
        assert found.outcome is SendClass.UNKNOWN


# --- what is asked for again and again -------------------------------------------------------------------------------


def test_notifications_are_asked_for_by_their_reasons_page_by_page() -> None:
    first = response({"notifications": [post(PARENT)], "cursor": "next"}, headers={"RateLimit-Limit": "3000"})
    platform = platform_of(session(), first)

    page = platform.sources("bluesky")["notifications"].fetch(QUERY)

    assert isinstance(page, Page)
    assert [(found.key, found.at) for found in page.found] == [
        (PARENT, datetime(2026, 7, 31, 12, 13, 20, 100000, tzinfo=UTC))
    ]
    assert (page.next, page.quota) == ("next", None)
    asked = platform.requests[1].url
    assert asked.params.get_list("reasons") == ["mention", "reply", "quote"]
    assert (asked.params["limit"], "cursor" in asked.params) == ("100", False)


def test_an_entry_without_address_or_time_is_kept_for_people() -> None:
    entries = [post(PARENT), {"uri": PARENT}, "nonsense"]
    page = platform_of(session(), response({"notifications": entries})).sources("bluesky")["notifications"].fetch(QUERY)
    assert isinstance(page, Page)
    assert (len(page.found), len(page.unread), page.next) == (1, 2, None)


def test_the_rate_limit_is_read_from_the_headers() -> None:
    headers = {"RateLimit-Limit": "3000", "RateLimit-Remaining": "12", "RateLimit-Reset": "1785532500"}
    page = platform_of(session(), response({"feed": []}, headers=headers)).sources("bluesky")["own_posts"].fetch(QUERY)
    assert isinstance(page, Page)
    assert page.quota is not None
    assert (page.quota.remaining, page.quota.is_short) == (12, True)


def test_of_the_own_feed_posts_are_taken_and_what_was_repeated_is_not() -> None:
    own = post(uri("3kown", ACCOUNT), author=ACCOUNT)
    feed = [{"post": own}, {"post": post(PARENT), "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}}]
    platform = platform_of(session(), response({"feed": feed}))
    page = platform.sources("bluesky")["own_posts"].fetch(QUERY)
    assert [found.key for found in page.found] == [uri("3kown", ACCOUNT)]
    assert platform.requests[1].url.params["filter"] == "posts_with_replies"


def test_the_search_asks_for_one_keyword_after_the_other() -> None:
    platform = platform_of(
        session(), response({"posts": [post(PARENT)], "cursor": "25"}), response({"posts": []}), response({"posts": []})
    )
    source = platform.sources("bluesky")["search"]
    pages: list[Page] = []
    page: str | None = None
    while not pages or page is not None:
        found = source.fetch(Query(account_id=ACCOUNT, handle="a", since=QUERY.since, words=QUERY.words, page=page))
        assert isinstance(found, Page)
        pages.append(found)
        page = found.next
    asked = [(r.url.params["q"], r.url.params.get("cursor"), r.url.params["since"]) for r in platform.requests[1:]]
    assert asked == [
        ('"acme"', None, "2026-07-31T20:10:00Z"),
        ('"acme"', "25", "2026-07-31T20:10:00Z"),
        ('"acme box"', None, "2026-07-31T20:10:00Z"),
    ]


def test_a_post_that_was_indexed_long_ago_does_not_hide_the_other_keywords() -> None:
    """The walk ends at a page without anything new: such a page of one keyword must not be one."""
    platform = platform_of(session(), response({"posts": [post(PARENT)]}))
    page = platform.sources("bluesky")["search"].fetch(QUERY)
    assert (page.found, page.next) == ((), "1:")


def test_a_brand_without_keywords_searches_for_nothing() -> None:
    platform = platform_of(session())
    query = Query(account_id=ACCOUNT, handle="a", since=NOW)
    assert platform.sources("bluesky")["search"].fetch(query) == Page()
    assert platform.requests == []


def test_a_keyword_may_be_misread_by_nobody_as_an_operator() -> None:
    platform = platform_of(session(), response({"posts": []}))
    query = Query(account_id=ACCOUNT, handle="a", since=NOW, words=('acme" OR from:mia',))
    platform.sources("bluesky")["search"].fetch(query)
    assert platform.requests[1].url.params["q"].count('"') == 2


@pytest.mark.parametrize(
    ("server", "asked"),
    [
        ({}, "bsky.social"),
        ({"server": "pds.acme.example"}, "pds.acme.example"),
        ({"server": "https://PDS.acme.example/"}, "pds.acme.example"),
        ({"server": "127.0.0.1:8000/x"}, "host.invalid"),
    ],
)
def test_an_account_is_asked_for_at_the_server_on_which_it_lives(server: dict[str, str], asked: str) -> None:
    platform = FakePlatform([session(), known_post()])
    credentials = json.dumps({**json.loads(CREDENTIALS), **server})
    platform.gateway("bluesky", tokens=[credentials]).look_up(PARENT)
    assert {request.url.host for request in platform.requests} == {asked}
