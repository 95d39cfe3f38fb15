"""What an instance of Mastodon is asked, and what its answers mean."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.channels.sending import OutboundPost, PlatformMessage, SendResult
from shared.domain.polling.page import FoundItem, Page, Query
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, Answer, FakePlatform, outbound, response
from tests.unit.channels.samples.mastodon import ACCOUNT, STATUS, notification, status

CREDENTIALS = json.dumps({"instance": "social.example", "access_token": "t0ken"})
QUERY = Query(account_id=ACCOUNT, handle="acmeshop", since=NOW - timedelta(hours=1), words=("acme", "acme box"))


def platform_of(*answers: Answer) -> FakePlatform:
    return FakePlatform(list(answers))


def test_an_answer_mentions_the_customer_and_is_not_more_public_than_what_it_answers() -> None:
    platform = platform_of(response(status()), response({"id": "77"}))

    result = platform.gateway("mastodon", tokens=[CREDENTIALS]).send(outbound("mastodon", in_reply_to=STATUS))

    assert result == SendResult(outcome=SendClass.SENT, message_id="77")
    assert platform.asked == [("GET", f"/api/v1/statuses/{STATUS}"), ("POST", "/api/v1/statuses")]
    assert platform.body(1) == {
        "status": "@mia@social.example We have read you.",
        "visibility": "unlisted",
        "in_reply_to_id": STATUS,
    }
    assert platform.requests[1].url.host == "social.example"
    assert platform.requests[1].headers["Authorization"] == "Bearer t0ken"
    assert len(platform.requests[1].headers["Idempotency-Key"]) == 64


@pytest.mark.parametrize(
    ("asked", "answered"), [("unlisted", "unlisted"), ("private", "private"), ("direct", "direct"), ("new", "direct")]
)
def test_the_visibility_follows_that_of_the_customer(asked: str, answered: str) -> None:
    platform = platform_of(response(status(visibility=asked)), response({"id": "77"}))
    platform.gateway("mastodon").send(outbound("mastodon", in_reply_to=STATUS))
    assert platform.body(1)["visibility"] == answered


def test_a_private_answer_is_for_the_customer_alone() -> None:
    platform = platform_of(response({"id": "700", "acct": "mia@social.example"}), response({"id": "77"}))
    message = outbound("mastodon", Visibility.PRIVATE, in_reply_to=None)
    assert platform.gateway("mastodon").send(message).outcome is SendClass.SENT
    assert platform.asked[0] == ("GET", "/api/v1/accounts/700")
    assert platform.body(1) == {"status": "@mia@social.example We have read you.", "visibility": "direct"}


def test_the_same_answer_has_the_same_idempotency_key() -> None:
    platform = platform_of(response(status()), response({"id": "77"}), response(status()), response({"id": "77"}))
    gateway = platform.gateway("mastodon")
    for _ in range(2):
        gateway.send(outbound("mastodon", in_reply_to=STATUS))
    first, second = (platform.requests[number].headers["Idempotency-Key"] for number in (1, 3))
    assert first == second


def test_a_post_is_for_everybody_and_the_next_stands_below_it() -> None:
    platform = platform_of(response({"id": "7"}), response({"id": "8"}), response({"id": "7"}))
    gateway = platform.gateway("mastodon")
    first = OutboundPost(channel="mastodon", account_id=ACCOUNT, text="Panne")
    assert gateway.publish(first).message_id == "7"
    assert gateway.publish(replace(first, continues="7")).message_id == "8"
    assert [platform.body(number) for number in (0, 1)] == [
        {"status": "Panne", "visibility": "public"},
        {"status": "Panne", "visibility": "public", "in_reply_to_id": "7"},
    ]
    assert gateway.pin("7").outcome is SendClass.SENT
    assert platform.asked[2] == ("POST", "/api/v1/statuses/7/pin")
    assert gateway.publish(replace(first, text="a" * 501)).error == "too_long"


def test_a_post_that_is_published_again_is_the_same_one_and_its_sequel_another() -> None:
    platform = platform_of(*(response({"id": str(number)}) for number in range(4)))
    gateway = platform.gateway("mastodon")
    post = OutboundPost(channel="mastodon", account_id=ACCOUNT, text="Panne", reference="incident/i1/opened")
    for each in (post, post, replace(post, continues="7"), replace(post, text="Rétabli", reference="incident/i1/2")):
        gateway.publish(each)
    keys = [request.headers["Idempotency-Key"] for request in platform.requests]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_a_lost_post_is_looked_for_among_our_own() -> None:
    post = OutboundPost(channel="mastodon", account_id=ACCOUNT, text="Panne à Lyon")
    shown = {"content": "<p>Panne à Lyon</p>", "created_at": NOW.isoformat()}
    listed = response([{**shown, "id": "8", "in_reply_to_id": "7"}, {**shown, "id": "7", "in_reply_to_id": None}])
    assert platform_of(listed).gateway("mastodon").settle_post(post, NOW).message_id == "7"
    assert platform_of(listed).gateway("mastodon").settle_post(replace(post, continues="7"), NOW).message_id == "8"
    later = platform_of(listed).gateway("mastodon").settle_post(post, NOW + timedelta(seconds=1))
    assert later.outcome is SendClass.RETRY_BACKOFF
    for broken in (response({"error": "x"}, 503), response({})):
        assert platform_of(broken).gateway("mastodon").settle_post(post, NOW).outcome is SendClass.UNKNOWN


@pytest.mark.parametrize(
    "instance", ["social.example/x", "social example", "http://social.example", "", "127.0.0.1", "a@b.example"]
)
def test_an_instance_that_is_none_is_never_called(instance: str) -> None:
    platform = platform_of(response(status()))
    tokens = [json.dumps({"instance": instance, "access_token": "t"})]
    platform.gateway("mastodon", tokens=tokens).look_up(STATUS)
    assert platform.requests[0].url.host == "host.invalid"


def test_a_throttle_names_its_end_as_an_instant() -> None:
    headers = {"X-RateLimit-Reset": "2026-07-31T21:15:00.000000Z", "X-RateLimit-Remaining": "0"}
    result = platform_of(response({}, 429, headers)).gateway("mastodon").send(outbound("mastodon"))
    assert (result.outcome, result.retry_at) == (SendClass.RETRY_AT, datetime(2026, 7, 31, 21, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("code", "outcome"), [(404, SendClass.PERMANENT), (422, SendClass.PERMANENT), (503, SendClass.RETRY_BACKOFF)]
)
def test_refusals_are_understood(code: int, outcome: SendClass) -> None:
    platform = platform_of(response(status()), response({"error": "no"}, code))
    assert platform.gateway("mastodon").send(outbound("mastodon", in_reply_to=STATUS)).outcome is outcome


def test_what_is_too_long_or_answers_nothing_is_not_sent() -> None:
    platform = platform_of(response({}))
    gateway = platform.gateway("mastodon")
    assert gateway.send(outbound("mastodon", text="a" * 461)).error == "too_long"
    assert gateway.send(outbound("mastodon", in_reply_to=None)).error == "no_target"
    assert platform.requests == []


def test_what_was_sent_is_found_behind_its_mention() -> None:
    own = status("77", "@mia@social.example We have read you.", author=ACCOUNT, created_at="2026-07-31T21:11:00Z")
    message = outbound("mastodon", in_reply_to=STATUS)
    found = platform_of(response({"descendants": [own]})).gateway("mastodon").settle(message, NOW)
    assert found == SendResult(outcome=SendClass.SENT, message_id="77")
    theirs = {**own, "account": {"id": "5"}}
    nothing = platform_of(response({"descendants": [theirs]})).gateway("mastodon").settle(message, NOW)
    assert nothing.outcome is SendClass.RETRY_BACKOFF
    assert platform_of(response({}, 500)).gateway("mastodon").settle(message, NOW).outcome is SendClass.UNKNOWN


def test_a_status_is_read_deleted_and_liked_by_its_id() -> None:
    platform = platform_of(response(status()))
    gateway = platform.gateway("mastodon")
    found = gateway.look_up(STATUS)
    assert isinstance(found, PlatformMessage)
    assert (found.text, found.author.handle if found.author else None) == ("Where is my parcel?", "mia@social.example")
    assert gateway.delete(STATUS).outcome is SendClass.SENT
    assert gateway.like(STATUS).outcome is SendClass.SENT
    assert platform.asked[1:] == [
        ("DELETE", f"/api/v1/statuses/{STATUS}"),
        ("POST", f"/api/v1/statuses/{STATUS}/favourite"),
    ]


# --- what is asked for again and again -------------------------------------------------------------------------------


def test_mentions_are_read_back_page_by_page() -> None:
    headers = {
        "Link": '<https://social.example/api/v1/notifications?max_id=34975861>; rel="next", '
        '<https://social.example/?min_id=9>; rel="prev"',
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "25",
        "X-RateLimit-Reset": "2026-07-31T21:15:00Z",
    }
    platform = platform_of(response([notification(status()), {"id": 1}], headers=headers))

    page = platform.sources("mastodon", tokens=[CREDENTIALS])["notifications"].fetch(QUERY)

    assert isinstance(page, Page)
    assert [found.key for found in page.found] == ["34975861:"]
    assert (page.next, len(page.unread)) == ("34975861", 1)
    assert page.quota is not None
    assert page.quota.is_short
    assert platform.requests[0].url.params.get_list("types[]") == ["mention", "quote"]


def test_an_edit_is_another_entry() -> None:
    told = status(edited_at="2026-07-31T12:20:00.000Z")
    page = platform_of(response([notification(told)])).sources("mastodon")["notifications"].fetch(QUERY)
    assert [found.key for found in page.found] == ["34975861:2026-07-31T12:20:00.000Z"]


def test_hashtags_are_read_one_after_the_other() -> None:
    recent = status(created_at="2026-07-31T21:00:00.000Z", in_reply_to_id=None)
    platform = platform_of(response([recent, status("9", in_reply_to_id=None)]), response([]))
    source = platform.sources("mastodon")["hashtags"]
    first = source.fetch(QUERY)
    assert isinstance(first, Page)
    assert ([found.key for found in first.found], first.next) == ([f"{STATUS}:"], "1:")
    second = source.fetch(
        Query(**{**{n: getattr(QUERY, n) for n in ("account_id", "handle", "since", "words")}, "page": "1:"})
    )
    assert isinstance(second, Page)
    assert second.next is None
    assert [path.partition("?")[0] for _, path in platform.asked] == [
        "/api/v1/timelines/tag/acme",
        "/api/v1/timelines/tag/acmebox",
    ]


# --- other instances, and the search ---------------------------------------------------------------------------------

URI = "https://other.example/users/mia/statuses/9"
ELSEWHERE = Query(account_id=ACCOUNT, handle="acmeshop", since=QUERY.since, words=("acme",), places=("other.example",))


def there(**fields: Any) -> dict[str, Any]:
    return {**status("9", created_at="2026-07-31T21:00:00.000Z", in_reply_to_id=None), "uri": URI, **fields}


def second_page(*answers: Answer, query: Query = ELSEWHERE) -> tuple[Page | SendResult, FakePlatform]:
    """What the other instance has; our own was read before."""
    platform = platform_of(*answers)
    return platform.sources("mastodon", tokens=[CREDENTIALS])["hashtags"].fetch(replace(query, page="1:")), platform


def test_hashtags_of_another_instance_are_read_without_our_token_and_brought_home() -> None:
    here = status("34", created_at="2026-07-31T21:00:00.000Z", in_reply_to_id=None)
    page, platform = second_page(response([there()]), response({"statuses": [here]}))

    assert isinstance(page, Page)
    assert [(found.key, found.item["id"]) for found in page.found] == [(f"{URI}:", "34")]
    first, second = platform.requests
    assert (first.url.host, first.url.path) == ("other.example", "/api/v1/timelines/tag/acme")
    assert "authorization" not in first.headers
    assert (second.url.path, second.url.params["q"], second.url.params["resolve"]) == ("/api/v2/search", URI, "true")
    assert "authorization" in second.headers


def test_what_is_known_or_old_is_not_brought_home_again() -> None:
    mark = FoundItem(key=f"{URI}:", at=NOW, item={}).mark
    for query, told in (
        (replace(ELSEWHERE, known=frozenset({mark})), there()),
        (ELSEWHERE, there(created_at="2026-07-01T00:00:00.000Z")),
    ):
        _, platform = second_page(response([told]), query=query)
        assert len(platform.requests) == 1


def test_our_instance_is_asked_to_fetch_a_few_at_once_and_its_limit_is_obeyed() -> None:
    told = [there(id=str(90 - n), uri=f"{URI}{n}") for n in range(9)]
    headers = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "2026-07-31T21:15:00Z"}
    here = response(
        {"statuses": [status("34", created_at="2026-07-31T21:00:00.000Z", in_reply_to_id=None)]}, headers=headers
    )
    page, platform = second_page(response(told), here)

    assert isinstance(page, Page)
    assert (len(page.found), len(platform.requests), page.next) == (5, 6, "1:86")
    assert page.quota is not None
    assert page.quota.is_short

    page, platform = second_page(response(told), here, query=replace(ELSEWHERE, until=NOW))
    assert isinstance(page, Page)
    assert (len(page.found), page.next) == (1, "1:90")  # there is no time for more


def test_what_our_instance_does_not_speak_with_is_left_out() -> None:
    page, _ = second_page(response([there()]), response({"statuses": []}))
    assert isinstance(page, Page)
    assert page.found == ()


@pytest.mark.parametrize("code", [401, 403, 404, 429, 500])
def test_an_instance_that_refuses_is_no_trouble_of_our_account(code: int) -> None:
    page, _ = second_page(response({}, code))
    assert isinstance(page, Page)
    assert (page.found, page.next, list(page.refused)) == ((), None, ["other.example"])
    assert page.refused["other.example"].startswith("instance_")


def test_the_instances_behind_one_that_refuses_are_read() -> None:
    query = replace(ELSEWHERE, places=("other.example", "third.example"))
    page, platform = second_page(response({}, 403), response([]), query=query)
    assert isinstance(page, Page)
    assert [request.url.host for request in platform.requests] == ["other.example", "third.example"]
    assert list(page.refused) == ["other.example"]


def test_our_own_instance_that_fails_to_find_it_fails_the_poll() -> None:
    failed, _ = second_page(response([there()]), response({}, 503))
    assert isinstance(failed, SendResult)
    assert failed.outcome is SendClass.RETRY_BACKOFF


def test_the_search_asks_for_each_keyword_and_page_by_page() -> None:
    recent = [status(str(n), created_at="2026-07-31T21:00:00.000Z", in_reply_to_id=None) for n in range(40)]
    platform = platform_of(response({"statuses": recent}), response({"statuses": []}))
    source = platform.sources("mastodon", tokens=[CREDENTIALS])["search"]
    first = source.fetch(QUERY)
    assert isinstance(first, Page)
    assert (len(first.found), first.next) == (40, "0:40")
    second = source.fetch(replace(QUERY, page=first.next))
    assert isinstance(second, Page)
    assert second.next == "1:"
    assert [dict(request.url.params) for request in platform.requests] == [
        {"q": '"acme"', "type": "statuses", "limit": "40"},
        {"q": '"acme"', "type": "statuses", "limit": "40", "offset": "40"},
    ]
