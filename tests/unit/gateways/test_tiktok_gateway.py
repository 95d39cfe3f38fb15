"""What TikTok is asked, and what its answers mean."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.brand.model import Account
from shared.domain.channels.sending import PlatformMessage, SendResult
from shared.domain.media.fetching import MediaLocation
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.look_up import completed
from shared.domain.vocabulary import EventKind, SendClass, Visibility
from tests.fakes.platform import NOW, FakePlatform, answering, outbound
from tests.unit.channels.parsed import one
from tests.unit.channels.samples.tiktok import ACCOUNT, COMMENT, VIDEO, body, comment

COMMENTS = "/open_api/v1.3/business/comment"


def taken(**data: Any) -> FakePlatform:
    return answering({"code": 0, "message": "OK", "data": data})


def test_a_comment_is_answered_under_its_video() -> None:
    platform = taken(comment_id="9")

    result = platform.gateway("tiktok").send(outbound("tiktok", root_id=VIDEO))

    assert result == SendResult(outcome=SendClass.SENT, message_id="9")
    assert platform.asked == [("POST", f"{COMMENTS}/reply/create/")]
    assert platform.body() == {
        "business_id": "act.acme",
        "video_id": VIDEO,
        "comment_id": "900",
        "text": "We have read you.",
    }
    assert platform.requests[0].headers["Access-Token"] == "current"
    assert "Authorization" not in platform.requests[0].headers


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (40105, SendClass.AUTH_BROKEN),
        (40100, SendClass.RETRY_AT),
        (40064, SendClass.RETRY_AT),
        (40002, SendClass.PERMANENT),
        (50000, SendClass.RETRY_BACKOFF),
    ],
)
def test_an_error_comes_with_a_good_status(code: int, expected: SendClass) -> None:
    result = answering({"code": code, "message": "no"}).gateway("tiktok").send(outbound("tiktok", root_id=VIDEO))

    assert (result.outcome, result.error) == (expected, f"tiktok_{code}")


@pytest.mark.parametrize(
    ("message", "until"),
    [
        ("Too many requests", NOW + timedelta(minutes=5)),
        ("Daily limit reached", datetime(2026, 8, 1, 0, 1, tzinfo=UTC)),
    ],
)
def test_a_throttle_is_waited_out(message: str, until: datetime) -> None:
    platform = answering({"code": 40100, "message": message})

    assert platform.gateway("tiktok").send(outbound("tiktok", root_id=VIDEO)).retry_at == until


def test_a_good_status_that_says_nothing_leaves_it_open_whether_it_was_sent() -> None:
    result = answering({}).gateway("tiktok").send(outbound("tiktok", root_id=VIDEO))

    assert (result.outcome, result.error) == (SendClass.UNKNOWN, "answer_without_code")


def test_there_are_no_long_replies_and_none_without_a_video() -> None:
    platform = taken(comment_id="9")
    gateway = platform.gateway("tiktok")

    assert gateway.send(outbound("tiktok", text="a" * 1201, root_id=VIDEO)).error == "too_long"
    assert gateway.send(outbound("tiktok", root_id=None)).error == "no_target"
    assert gateway.delete("1").error == gateway.like("1").error == gateway.look_up("1").error == "not_supported"
    assert platform.requests == []


def test_what_was_sent_is_found_among_the_replies() -> None:
    own = {"comment_id": "9", "text": "We have read you.", "owner": True, "create_time": NOW.timestamp()}
    message = outbound("tiktok", root_id=VIDEO)

    def settled(*comments: Any, **answer: Any) -> SendResult:
        found = taken(comments=list(comments), **answer).gateway("tiktok").settle(message, NOW)
        assert isinstance(found, SendResult)
        return found

    assert settled(own) == SendResult(outcome=SendClass.SENT, message_id="9")
    assert settled({**own, "owner": False}).outcome is SendClass.RETRY_BACKOFF
    assert settled(*[{**own, "text": f"{number}"} for number in range(30)]).error == "list_cut_off"
    assert answering({}, 500).gateway("tiktok").settle(message, NOW).outcome is SendClass.UNKNOWN
    assert taken().gateway("tiktok").settle(message, NOW).error == "answer_without_list"


def test_a_comment_without_its_text_is_found_in_the_list_of_its_video() -> None:
    event = one("tiktok", ACCOUNT, body(comment()))
    shown = {
        "comment_id": COMMENT,
        "text": "Hello",
        "unique_identifier": "u",
        "username": "mia",
        "create_time": 1785500000,
    }
    platform = taken(comments=[{"comment_id": "1", "text": "other"}, shown])

    found = platform.gateway("tiktok").look_up_event(event)

    assert isinstance(found, PlatformMessage)
    assert (found.text, found.root_id) == ("Hello", VIDEO)
    assert found.author is not None
    assert (found.author.id, found.author.handle) == ("u", "mia")
    assert taken(comments=[]).gateway("tiktok").look_up_event(event).error == "not_found"
    ours = taken(comments=[{**shown, "owner": True}]).gateway("tiktok").look_up_event(event)
    assert isinstance(ours, PlatformMessage)
    account = Account(channel="tiktok", id=ACCOUNT, handle="acme", secret="s")
    assert completed(event, ours, account).kind is EventKind.ECHO  # whatever the event calls its author


def test_a_private_message_goes_into_its_conversation() -> None:
    platform = answering({"code": 0, "data": {"message": {"message_id": "m9"}}})
    result = platform.gateway("tiktok").send(outbound("tiktok", Visibility.PRIVATE))
    assert (result.outcome, result.message_id) == (SendClass.SENT, "conversation|m9")
    assert platform.asked == [("POST", "/open_api/v1.3/business/message/send/")]
    body = platform.body()
    assert (body["recipient_type"], body["recipient"], body["text"]) == (
        "CONVERSATION",
        "conversation",
        {"body": "We have read you."},
    )
    gateway = platform.gateway("tiktok")
    assert gateway.send(outbound("tiktok", Visibility.PRIVATE, in_reply_to="900")).error == "no_target"
    assert gateway.settle(outbound("tiktok", Visibility.PRIVATE), NOW).outcome is SendClass.UNKNOWN


@pytest.mark.parametrize(
    ("url", "headers"),
    [("https://p16.tiktokcdn.com/a.jpg", {"x-user": "current"}), ("https://evil.example/a.jpg", {})],
)
def test_a_picture_is_asked_for_by_its_message_and_only_tiktok_sees_the_token(url: str, headers: Any) -> None:
    platform = answering({"code": 0, "data": {"download_url": url}})
    found = platform.gateway("tiktok").locate_media(Attachment(type="image", source_id="act.acme|c|m1|md"))
    assert found == MediaLocation(url=url, headers=headers)
    assert platform.body()["media_id"] == "md"
