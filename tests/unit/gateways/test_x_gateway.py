"""What X is asked, and what its answers mean."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.channels.sending import PlatformMessage, SendResult
from shared.domain.messages.event import Author
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, answering, outbound

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE
PROBLEMS = "https://api.x.com/2/problems"


def test_a_post_is_answered_by_a_post():
    platform = answering({"data": {"id": "1951", "text": "We have read you."}}, 201)
    assert platform.gateway("x").send(outbound("x")) == SendResult(outcome=SendClass.SENT, message_id="1951")
    assert platform.asked == [("POST", "/2/tweets")]
    assert platform.body() == {"text": "We have read you.", "reply": {"in_reply_to_tweet_id": "900"}}
    assert platform.requests[0].url.host == "api.x.com"
    assert platform.requests[0].headers["Authorization"] == "Bearer current"


def test_a_direct_message_goes_to_its_recipient():
    platform = answering({"data": {"dm_conversation_id": "3-7", "dm_event_id": "1952"}}, 201)
    assert platform.gateway("x").send(outbound("x", PRIVATE)).message_id == "1952"
    assert platform.asked == [("POST", "/2/dm_conversations/with/700/messages")]
    assert platform.body() == {"text": "We have read you."}


# X API error table, row by row: HTTP status, body, what it means, its code.
ROWS: list[tuple[int, Any, SendClass, str]] = [
    (429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, SendClass.RETRY_AT, "x_429_88"),
    (429, {"title": "Too Many Requests", "type": "about:blank"}, SendClass.RETRY_AT, "x_429"),
    (429, {"type": f"{PROBLEMS}/rate-limit-exceeded"}, SendClass.RETRY_AT, "x_429"),
    (429, {"type": f"{PROBLEMS}/usage-capped"}, SendClass.ACCOUNT_BLOCKED, "x_usage_capped"),
    (402, {"title": "CreditsDepleted"}, SendClass.ACCOUNT_BLOCKED, "x_usage_capped"),
    (403, {"detail": "You are not permitted to perform this action."}, SendClass.PERMANENT, "x_403"),
    (403, {"errors": [{"code": 187}]}, SendClass.PERMANENT, "x_duplicate"),
    (
        403,
        {"detail": "You are not allowed to create a Tweet with duplicate content."},
        SendClass.PERMANENT,
        "x_duplicate",
    ),
    (403, {"errors": [{"code": 349}]}, SendClass.PERMANENT, "x_403_349"),
    (403, {"errors": [{"code": 385}]}, SendClass.PERMANENT, "x_403_385"),
    (403, {"errors": [{"code": 433}]}, SendClass.PERMANENT, "x_403_433"),
    (403, {"errors": [{"code": 64}]}, SendClass.ACCOUNT_BLOCKED, "x_403_64"),
    (403, {"errors": [{"code": 326}]}, SendClass.ACCOUNT_BLOCKED, "x_403_326"),
    (403, {"detail": "Your account is suspended and is not permitted"}, SendClass.ACCOUNT_BLOCKED, "x_403"),
    (403, {"detail": "The user you answer is suspended"}, SendClass.PERMANENT, "x_403"),
    (400, {"type": f"{PROBLEMS}/invalid-request"}, SendClass.PERMANENT, "x_400"),
    (401, {"title": "Unauthorized"}, SendClass.AUTH_BROKEN, "x_401"),
    (400, {"errors": [{"code": 89}]}, SendClass.AUTH_BROKEN, "x_400_89"),
    (404, {"type": f"{PROBLEMS}/resource-not-found"}, SendClass.PERMANENT, "x_404"),
    *((status, {}, SendClass.RETRY_BACKOFF, f"http_{status}") for status in (500, 502, 503, 504)),
    (503, b"<html>over capacity</html>", SendClass.RETRY_BACKOFF, "http_503"),
    (200, {"errors": [{"title": "Forbidden"}]}, SendClass.PERMANENT, "x_error"),
    (201, {}, SendClass.UNKNOWN, "answer_without_id"),
    (301, {}, SendClass.PERMANENT, "x_301"),
]


@pytest.mark.parametrize(("status", "body", "expected", "error"), ROWS)
@pytest.mark.parametrize("visibility", [PUBLIC, PRIVATE])
def test_an_error_means_what_x_says(visibility: Visibility, status: int, body: Any, expected: SendClass, error: str):
    result = answering(body, status).gateway("x").send(outbound("x", visibility))
    assert (result.outcome, result.error) == (expected, error)
    assert (result.retry_at is None) is (expected is not SendClass.RETRY_AT)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-rate-limit-reset": "1785532500"}, datetime(2026, 7, 31, 21, 15, 5, tzinfo=UTC)),
        (
            {
                "x-rate-limit-reset": "1785532500",
                "x-user-limit-24hour-remaining": "0",
                "x-user-limit-24hour-reset": "1785542400",
            },
            datetime(2026, 8, 1, 0, 0, 5, tzinfo=UTC),
        ),
        ({"x-rate-limit-reset": "1"}, NOW + timedelta(seconds=5)),
        ({"Retry-After": "30"}, NOW + timedelta(seconds=30)),
        ({"x-rate-limit-reset": "soon"}, NOW + timedelta(minutes=1)),
    ],
)
def test_a_throttled_account_waits_until_x_lets_it_in_again(headers: dict[str, str], expected: datetime):
    assert answering({}, 429, headers).gateway("x").send(outbound("x")).retry_at == expected


@pytest.mark.parametrize("longest", ["a" * 280, "é" * 280, "日" * 140, "😀" * 140, "https://example.com/" + "a" * 900])
def test_a_post_is_measured_as_x_measures_it(longest: str):
    platform = answering({"data": {"id": "1"}}, 201)
    assert platform.gateway("x").send(outbound("x", text=longest)).outcome is SendClass.SENT
    result = platform.gateway("x").send(outbound("x", text=f"{longest} {'b' * 260}"))
    assert result == SendResult(outcome=SendClass.PERMANENT, error="too_long")
    assert len(platform.requests) == 1


def test_a_direct_message_may_be_long():
    platform = answering({"data": {"dm_event_id": "1"}}, 201)
    assert platform.gateway("x").send(outbound("x", PRIVATE, "a" * 10_000)).outcome is SendClass.SENT
    assert platform.gateway("x").send(outbound("x", PRIVATE, "a" * 10_001)).error == "too_long"


def test_a_post_is_looked_up_with_its_author():
    body = {
        "data": {
            "id": "900",
            "text": "gone",
            "author_id": "700",
            "conversation_id": "800",
            "created_at": "2026-07-31T12:13:20.000Z",
            "referenced_tweets": [{"type": "replied_to", "id": "850"}],
        },
        "includes": {"users": [{"id": "700", "username": "mia", "public_metrics": {"followers_count": 12}}]},
    }
    found = answering(body).gateway("x").look_up("900")
    assert isinstance(found, PlatformMessage)
    assert (found.parent_id, found.root_id, found.permalink) == ("850", "800", "https://x.com/mia/status/900")
    assert found.author is not None
    assert (found.author.handle, found.author.followers) == ("mia", 12)
    assert answering({}, 404).gateway("x").look_up("900") == SendResult(outcome=SendClass.PERMANENT, error="x_404")


def test_own_posts_can_be_deleted_and_nothing_is_liked_by_a_robot():
    platform = answering({"data": {"deleted": True}})
    assert platform.gateway("x").delete("1951").outcome is SendClass.SENT
    assert platform.gateway("x").like("900").error == "not_supported"
    assert platform.asked == [("DELETE", "/2/tweets/1951")]


@pytest.mark.parametrize(
    ("visibility", "shown", "path"),
    [
        (
            PUBLIC,
            {"text": "@mia We &amp; you https://t.co/x", "referenced_tweets": [{"type": "replied_to", "id": "900"}]},
            "/2/users/3000000001/tweets",
        ),
        (
            PRIVATE,
            {"text": "We &amp; you https://t.co/x", "sender_id": "3000000001"},
            "/2/dm_conversations/with/700/dm_events",
        ),
    ],
)
def test_a_lost_answer_is_settled_by_reading_what_stands_there(visibility: Visibility, shown: Any, path: str):
    message = outbound("x", visibility, "We & you https://example.com/help")
    since = NOW - timedelta(minutes=5)
    item = {"id": "1951", "created_at": "2026-07-31T21:09:00.000Z", **shown}
    platform = answering({"data": [{"id": "1", "text": "something else"}, item]})
    assert platform.gateway("x").settle(message, since) == SendResult(outcome=SendClass.SENT, message_id="1951")
    assert platform.requests[0].url.path == path
    assert answering({"meta": {}}).gateway("x").settle(message, since).outcome is SendClass.RETRY_BACKOFF
    assert answering({"data": [item]}).gateway("x").settle(message, NOW).outcome is SendClass.RETRY_BACKOFF
    assert answering({}, 429).gateway("x").settle(message, since).outcome is SendClass.UNKNOWN
    for nothing in ({}, b"<html>maintenance</html>", {"data": None}):
        assert answering(nothing).gateway("x").settle(message, since).outcome is SendClass.UNKNOWN
    others = [{"id": str(n), "text": "something else", "created_at": item["created_at"]} for n in range(100)]
    assert answering({"data": others}).gateway("x").settle(message, since).outcome is SendClass.UNKNOWN
    assert answering({"data": others[1:]}).gateway("x").settle(message, since).outcome is SendClass.RETRY_BACKOFF


def test_who_wrote_can_be_looked_up():
    platform = answering({"data": {"username": "mia", "name": "Mia", "public_metrics": {"followers_count": 12}}})
    assert platform.gateway("x").look_up_author("700") == Author(id="700", handle="mia", name="Mia", followers=12)
    assert platform.requests[0].url.path == "/2/users/700"
