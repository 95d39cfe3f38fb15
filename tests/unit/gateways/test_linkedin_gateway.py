"""What LinkedIn is asked, and what its answers mean."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.channels.sending import OutboundPost, PlatformMessage, SendResult
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, FakePlatform, answering, outbound, response

POST = "urn:li:activity:7200000000000000001"
COMMENT = f"urn:li:comment:({POST},7200000000000000002)"
COMMENTS = "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A7200000000000000001%2C7200000000000000002%29/comments"


def test_a_comment_is_answered_under_its_post_and_itself():
    platform = answering(None, 201, {"x-restli-id": "7200000000000000009"})
    result = platform.gateway("linkedin").send(outbound("linkedin", in_reply_to=COMMENT))
    assert result == SendResult(outcome=SendClass.SENT, message_id=f"urn:li:comment:({POST},7200000000000000009)")
    assert platform.asked == [("POST", f"/rest/socialActions/{COMMENTS}")]
    assert platform.body() == {
        "actor": "urn:li:organization:5500001",
        "object": POST,
        "parentComment": COMMENT,
        "message": {"text": "We have read you."},
    }
    headers = platform.requests[0].headers
    assert (headers["LinkedIn-Version"], headers["X-Restli-Protocol-Version"]) == ("202607", "2.0.0")
    assert headers["Authorization"] == "Bearer current"


def test_a_share_is_answered_by_a_comment_on_it():
    platform = answering(None, 201, {"x-restli-id": "urn:li:comment:(urn:li:share:1,2)"})
    result = platform.gateway("linkedin").send(outbound("linkedin", in_reply_to="urn:li:share:1"))
    assert result.message_id == "urn:li:comment:(urn:li:share:1,2)"
    assert "parentComment" not in platform.body()


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, SendClass.AUTH_BROKEN),
        (403, SendClass.PERMANENT),
        (404, SendClass.PERMANENT),
        (409, SendClass.PERMANENT),
        (422, SendClass.PERMANENT),
        (426, SendClass.PERMANENT),
        (429, SendClass.RETRY_AT),
        (500, SendClass.RETRY_BACKOFF),
    ],
)
def test_an_error_means_what_linkedin_says(status: int, expected: SendClass):
    body = {"status": status, "message": "x", "serviceErrorCode": 100}
    assert answering(body, status).gateway("linkedin").send(outbound("linkedin")).outcome is expected


@pytest.mark.parametrize(
    ("message", "headers", "expected"),
    [
        ("Comment creation is throttled", {}, NOW + timedelta(minutes=1)),
        ("Resource level throttle DAY limit for calls is reached", {}, datetime(2026, 8, 1, 0, 5, tzinfo=UTC)),
        ("DAY", {"Retry-After": "7"}, NOW + timedelta(seconds=7)),
    ],
)
def test_a_throttle_is_waited_out(message: str, headers: dict[str, str], expected: datetime):
    result = answering({"message": message}, 429, headers).gateway("linkedin").send(outbound("linkedin"))
    assert result.retry_at == expected


def test_there_are_no_private_messages_and_no_long_comments():
    platform = answering(None, 201)
    assert platform.gateway("linkedin").send(outbound("linkedin", Visibility.PRIVATE)).error == "not_supported"
    assert platform.gateway("linkedin").send(outbound("linkedin", text="a" * 1251)).error == "too_long"
    assert platform.requests == []
    assert platform.gateway("linkedin").send(outbound("linkedin")).error == "answer_without_id"


def test_own_comments_can_be_deleted_and_others_read():
    platform = answering({"message": {"text": "Hello"}, "actor": "urn:li:person:A"})
    found = platform.gateway("linkedin").look_up(COMMENT)
    assert isinstance(found, PlatformMessage)
    assert (found.text, found.root_id) == ("Hello", POST)
    assert platform.gateway("linkedin").delete(COMMENT).outcome is SendClass.SENT
    assert [method for method, _ in platform.asked] == ["GET", "DELETE"]
    assert platform.asked[0][1].endswith("/comments/7200000000000000002")
    assert platform.gateway("linkedin").delete("no comment").error == "no_target"


def test_a_lost_answer_is_settled_by_reading_what_stands_there():
    own: dict[str, Any] = {
        "id": "9",
        "actor": "urn:li:organization:5500001",
        "message": {"text": "We have read you."},
    }
    message = outbound("linkedin", in_reply_to=COMMENT)
    settled = answering({"elements": [own]}).gateway("linkedin").settle(message, NOW)
    assert settled == SendResult(outcome=SendClass.SENT, message_id="9")
    other = {**own, "actor": "urn:li:person:A"}
    assert answering({"elements": [other]}).gateway("linkedin").settle(message, NOW).outcome is SendClass.RETRY_BACKOFF
    assert answering({}, 500).gateway("linkedin").settle(message, NOW).outcome is SendClass.UNKNOWN
    assert answering({}).gateway("linkedin").settle(message, NOW).outcome is SendClass.UNKNOWN
    trimmed = answering({"elements": [own]}).gateway("linkedin")
    assert trimmed.settle(replace(message, text="We have read you.\n"), NOW).outcome is SendClass.SENT


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Voici. #Astuce", r"Voici. {hashtag|\#|Astuce}"),
        ("#Box_Fibre (v2)", r"{hashtag|\#|Box\_Fibre} \(v2\)"),
        ("n°1 #1, a#b https://acme.example/#top", r"n°1 \#1, a\#b https://acme.example/\#top"),
    ],
)
def test_a_hashtag_stays_one_and_the_post_is_found_again(text: str, written: str) -> None:
    created = response({}, 201, {"x-restli-id": "urn:li:share:7"})
    listed = response({"elements": [{"id": "urn:li:share:7", "commentary": written}]})
    platform = FakePlatform([created, listed])
    gateway = platform.gateway("linkedin")
    post = OutboundPost(channel="linkedin", account_id="5515715", text=text)
    assert gateway.publish(post).message_id == "urn:li:share:7"
    assert platform.body(0)["commentary"] == written
    assert gateway.settle_post(post, NOW).message_id == "urn:li:share:7"
