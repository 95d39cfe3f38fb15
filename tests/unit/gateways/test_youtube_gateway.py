"""What YouTube is asked, and what its answers mean."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from shared.channels.youtube.sources import MAX_CALLS
from shared.domain.channels.sending import PlatformMessage, SendResult
from shared.domain.polling.page import Page, Query
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, Answer, FakePlatform, outbound, response
from tests.unit.channels.samples.youtube import ACCOUNT, COMMENT, VIDEO, comment, thread

CREDENTIALS = json.dumps({"client_id": "id", "client_secret": "s", "refresh_token": "r"})
TOKEN = {"access_token": "ya29", "expires_in": 3599, "token_type": "Bearer"}
QUERY = Query(account_id=ACCOUNT, handle="acme", since=NOW - timedelta(hours=1))


def platform_of(*answers: Answer) -> FakePlatform:
    return FakePlatform([response(TOKEN), *answers])


def error(reason: str, status: int = 403) -> Answer:
    return response({"error": {"code": status, "message": "no", "errors": [{"reason": reason}]}}, status)


def test_a_reply_stands_under_the_first_comment_of_its_thread() -> None:
    platform = platform_of(response({"id": f"{COMMENT}.9ZZZ"}))

    result = platform.gateway("youtube", tokens=[CREDENTIALS]).send(outbound("youtube", in_reply_to=f"{COMMENT}.9AAA"))

    assert result == SendResult(outcome=SendClass.SENT, message_id=f"{COMMENT}.9ZZZ")
    sign_in, sending = platform.requests
    assert str(sign_in.url) == "https://oauth2.googleapis.com/token"
    assert parse_qs(sign_in.content.decode()) == {
        "grant_type": ["refresh_token"],
        "client_id": ["id"],
        "client_secret": ["s"],
        "refresh_token": ["r"],
    }
    assert sending.url.path == "/youtube/v3/comments"
    assert sending.headers["Authorization"] == "Bearer ya29"
    assert platform.body(1) == {"snippet": {"parentId": COMMENT, "textOriginal": "We have read you."}}


def test_an_access_token_is_used_until_shortly_before_its_end() -> None:
    platform = platform_of(response({"items": [comment()]}))
    gateway = platform.gateway("youtube", tokens=[CREDENTIALS])
    for _ in range(3):
        assert isinstance(gateway.look_up(COMMENT), PlatformMessage)
    assert [request.url.path for request in platform.requests].count("/token") == 1


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        (error("commentsDisabled"), SendClass.PERMANENT, "youtube_commentsDisabled"),
        (error("commentTextTooLong", 400), SendClass.PERMANENT, "youtube_commentTextTooLong"),
        (error("parentCommentNotFound", 404), SendClass.PERMANENT, "youtube_parentCommentNotFound"),
        (error("processingFailure", 400), SendClass.RETRY_BACKOFF, "youtube_processingFailure"),
        (response({}, 503), SendClass.RETRY_BACKOFF, "http_503"),
    ],
)
def test_refusals_are_understood_by_their_reason(answer: Answer, outcome: SendClass, code: str) -> None:
    result = platform_of(answer).gateway("youtube").send(outbound("youtube"))
    assert (result.outcome, result.error) == (outcome, code)


def test_when_the_days_units_are_used_up_it_is_tried_after_midnight_pacific() -> None:
    result = platform_of(error("quotaExceeded")).gateway("youtube").send(outbound("youtube"))
    assert (result.outcome, result.retry_at) == (SendClass.RETRY_AT, datetime(2026, 8, 1, 7, 1, tzinfo=UTC))


@pytest.mark.parametrize("refusal", ["invalid_grant", "invalid_client"])
def test_a_refresh_token_that_was_revoked_is_for_people(refusal: str) -> None:
    platform = FakePlatform([response({"error": refusal}, 400)])
    result = platform.gateway("youtube").send(outbound("youtube"))
    assert (result.outcome, result.error) == (SendClass.AUTH_BROKEN, f"oauth_{refusal}")


def test_an_answer_without_a_token_sends_nothing() -> None:
    platform = FakePlatform([response({"expires_in": 3599})])
    assert platform.gateway("youtube").send(outbound("youtube")).error == "answer_without_token"
    assert len(platform.requests) == 1


def test_there_are_no_private_messages_and_no_long_comments() -> None:
    platform = platform_of()
    gateway = platform.gateway("youtube")
    assert gateway.send(outbound("youtube", Visibility.PRIVATE)).error == "not_supported"
    assert gateway.send(outbound("youtube", text="a" * 10_001)).error == "too_long"
    assert gateway.send(outbound("youtube", in_reply_to=None)).error == "no_target"
    assert gateway.like(COMMENT).error == "not_supported"
    assert platform.requests == []


def test_what_was_sent_is_found_in_the_thread() -> None:
    own = comment(f"{COMMENT}.9Z", "We have read you.", author=ACCOUNT, publishedAt="2026-07-31T21:11:00Z")
    message = outbound("youtube", in_reply_to=COMMENT)
    found = platform_of(response({"items": [own]})).gateway("youtube").settle(message, NOW)
    assert found == SendResult(outcome=SendClass.SENT, message_id=f"{COMMENT}.9Z")
    theirs = comment(f"{COMMENT}.9Z", "We have read you.", publishedAt="2026-07-31T21:11:00Z")
    nothing = platform_of(response({"items": [theirs]})).gateway("youtube").settle(message, NOW)
    assert nothing.outcome is SendClass.RETRY_BACKOFF
    assert platform_of(response({}, 500)).gateway("youtube").settle(message, NOW).outcome is SendClass.UNKNOWN


def test_a_comment_is_read_and_deleted_by_its_id() -> None:
    platform = platform_of(response({"items": [comment()]}), response({}, 204))
    gateway = platform.gateway("youtube")
    found = gateway.look_up(COMMENT)
    assert isinstance(found, PlatformMessage)
    assert (found.text, found.root_id) == ("Where is my parcel?", VIDEO)
    assert gateway.delete(COMMENT).outcome is SendClass.SENT
    assert platform.asked[-1] == ("DELETE", f"/youtube/v3/comments?id={COMMENT}")
    assert platform_of(response({"items": []})).gateway("youtube").look_up(COMMENT).error == "gone"


# --- what is asked for again and again -------------------------------------------------------------------------------


def page_of(*items: Any, **rest: Any) -> Page:
    page = platform_of(response({"items": list(items), **rest})).sources("youtube")["comments"].fetch(QUERY)
    assert isinstance(page, Page)
    return page


def test_threads_are_read_with_the_replies_that_are_shown_with_them() -> None:
    reply = comment(f"{COMMENT}.9A", parentId=COMMENT, videoId=None)
    del reply["snippet"]["videoId"]
    page = page_of(thread(comment(), reply), nextPageToken="QURT")
    assert [found.item["id"] for found in page.found] == [COMMENT, f"{COMMENT}.9A"]
    assert page.found[1].item["snippet"]["videoId"] == VIDEO
    assert page.next == "QURT"


def test_replies_that_a_thread_does_not_show_are_asked_for_while_something_new_is_seen_in_it() -> None:
    def reply(name: str) -> Any:
        return comment(f"{COMMENT}.{name}", parentId=COMMENT)

    busy = thread(comment(), reply("1"))
    busy["snippet"]["totalReplyCount"] = 3
    quiet = thread(comment("Ugquiet", publishedAt="2020-01-01T00:00:00Z", updatedAt="2020-01-01T00:00:00Z"))
    quiet["snippet"]["totalReplyCount"] = 9
    every = response({"items": [reply("1"), reply("2"), reply("3")]})
    platform = platform_of(response({"items": [busy, quiet]}), every)
    since = datetime(2026, 7, 31, tzinfo=UTC)
    page = platform.sources("youtube")["comments"].fetch(Query(account_id=ACCOUNT, handle="a", since=since))
    assert isinstance(page, Page)
    assert {f"{COMMENT}.{name}" for name in "123"} <= {found.item["id"] for found in page.found}
    paths = [request.url.path for request in platform.requests[1:]]
    assert paths == ["/youtube/v3/commentThreads", "/youtube/v3/comments"]
    assert platform.requests[2].url.params["parentId"] == COMMENT


def _busy(number: int) -> Any:
    told = thread(comment(f"Ug{number}"))
    told["snippet"]["totalReplyCount"] = 9
    return told


@pytest.mark.parametrize("refusal", [error("commentNotFound", 404), error("forbidden", 403)])
def test_a_thread_whose_replies_are_refused_costs_its_own_replies_only(refusal: Answer) -> None:
    platform = platform_of(
        response({"items": [_busy(1), _busy(2)]}), refusal, response({"items": [comment("Ug2.new")]})
    )
    since = datetime(2026, 7, 31, tzinfo=UTC)
    page = platform.sources("youtube")["comments"].fetch(Query(account_id=ACCOUNT, handle="a", since=since))
    assert isinstance(page, Page)
    assert "Ug2.new" in {found.item["id"] for found in page.found}
    assert len({found.item["id"] for found in page.found}) == 3


def test_of_many_threads_with_more_replies_those_with_something_new_are_asked_for_first() -> None:
    """Otherwise the same ten would be asked for in each poll, and what is behind them in none."""
    shown = [_busy(number) for number in range(MAX_CALLS + 2)]
    platform = platform_of(response({"items": shown}), response({"items": []}))
    source = platform.sources("youtube")["comments"]
    since = datetime(2026, 7, 31, tzinfo=UTC)
    query = Query(account_id=ACCOUNT, handle="a", since=since)
    page = source.fetch(query)
    assert isinstance(page, Page)
    platform = platform_of(response({"items": shown}), response({"items": []}))
    seen = frozenset(item.mark for item in page.found[:MAX_CALLS])
    platform.sources("youtube")["comments"].fetch(replace(query, known=seen))
    asked = [request.url.params["parentId"] for request in platform.requests[2:]]
    assert (asked[:2], len(asked)) == ([f"Ug{MAX_CALLS}", f"Ug{MAX_CALLS + 1}"], MAX_CALLS)


def test_when_the_time_is_over_no_more_replies_are_asked_for_and_the_page_is_read_again() -> None:
    platform = platform_of(response({"items": [_busy(1), _busy(2)]}))
    query = Query(account_id=ACCOUNT, handle="a", since=datetime(2026, 7, 31, tzinfo=UTC), until=NOW)
    page = platform.sources("youtube")["comments"].fetch(query)
    assert isinstance(page, Page)
    assert (page.unfinished, len(page.found), len(platform.requests)) == (True, 2, 2)


def test_an_edit_is_another_entry_at_its_own_time() -> None:
    (found,) = page_of(thread(comment(updatedAt="2026-07-31T20:50:00Z"))).found
    assert found.at == datetime(2026, 7, 31, 20, 50, tzinfo=UTC)
    assert found.key != page_of(thread(comment())).found[0].key


def test_what_cannot_be_read_is_kept_for_people() -> None:
    page = page_of(thread(comment()), {"snippet": {}}, thread({"id": "x", "snippet": {"textDisplay": "no time"}}))
    assert (len(page.found), len(page.unread), page.next) == (1, 2, None)


@pytest.mark.parametrize(("source", "status"), [("comments", "published"), ("held", "heldForReview")])
def test_each_source_asks_for_its_own_kind(source: str, status: str) -> None:
    platform = platform_of(response({"items": []}))
    platform.sources("youtube")[source].fetch(Query(account_id=ACCOUNT, handle="a", since=NOW, page="QURT"))
    asked = platform.requests[1].url.params
    assert (asked["moderationStatus"], asked["order"], asked["pageToken"]) == (status, "time", "QURT")
    assert asked["allThreadsRelatedToChannelId"] == ACCOUNT
