"""What Threads is asked, and what its answers mean."""

import httpx
import pytest

from shared.domain.channels.sending import PlatformMessage, SendResult
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, FakePlatform, answering, outbound, response

ACCOUNT = "28900000000000001"


def error(code: int, subcode: int | None = None, status: int = 400) -> httpx.Response:
    content = {"message": "no", "code": code} | ({} if subcode is None else {"error_subcode": subcode})
    return response({"error": content}, status)


def test_a_reply_is_made_and_then_published() -> None:
    platform = FakePlatform([response({"id": "c1"}), response({"id": "p1"})])

    result = platform.gateway("threads").send(outbound("threads"))

    assert result == SendResult(outcome=SendClass.SENT, message_id="p1")
    assert platform.asked == [("POST", f"/v1.0/{ACCOUNT}/threads"), ("POST", f"/v1.0/{ACCOUNT}/threads_publish")]
    assert platform.body(0) == {"media_type": "TEXT", "text": "We have read you.", "reply_to_id": "900"}
    assert platform.body(1) == {"creation_id": "c1"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error(190, status=401), SendClass.AUTH_BROKEN),
        (error(4), SendClass.RETRY_AT),
        (error(100), SendClass.PERMANENT),
        (response({}, 500), SendClass.RETRY_BACKOFF),
        (response({"no": "id"}), SendClass.PERMANENT),
    ],
)
def test_nothing_is_published_when_the_container_could_not_be_made(answer: httpx.Response, expected: SendClass) -> None:
    platform = FakePlatform([answer])

    assert platform.gateway("threads").send(outbound("threads")).outcome is expected
    assert len(platform.requests) == 1


def test_a_lost_answer_to_the_first_call_leaves_no_doubt() -> None:
    platform = FakePlatform([httpx.ReadTimeout("slow")])

    assert platform.gateway("threads").send(outbound("threads")).outcome is SendClass.RETRY_BACKOFF


def test_a_lost_answer_to_the_second_call_may_have_been_published() -> None:
    platform = FakePlatform([response({"id": "c1"}), httpx.ReadTimeout("slow")])

    assert platform.gateway("threads").send(outbound("threads")).outcome is SendClass.UNKNOWN


def test_a_container_that_is_not_ready_is_tried_again() -> None:
    platform = FakePlatform([response({"id": "c1"}), error(24, 4279009)])

    result = platform.gateway("threads").send(outbound("threads"))

    assert result == SendResult(outcome=SendClass.RETRY_BACKOFF, error="container_not_ready")


def test_there_are_no_private_messages_and_no_long_replies() -> None:
    platform = answering({"id": "1"})
    gateway = platform.gateway("threads")

    assert gateway.send(outbound("threads", Visibility.PRIVATE)).error == "not_supported"
    assert gateway.send(outbound("threads", text="a" * 501)).error == "too_long"
    assert gateway.send(outbound("threads", in_reply_to=None)).error == "no_target"
    assert platform.requests == []


def test_what_was_published_is_found_among_the_replies() -> None:
    own = {
        "id": "9",
        "text": "We have read you.",
        "timestamp": "2026-07-31T21:11:00+0000",
        "is_reply_owned_by_me": True,
    }
    message = outbound("threads")

    settled = answering({"data": [own]}).gateway("threads").settle(message, NOW)
    assert settled == SendResult(outcome=SendClass.SENT, message_id="9")

    of_a_customer = {**own, "is_reply_owned_by_me": False}
    assert (
        answering({"data": [of_a_customer]}).gateway("threads").settle(message, NOW).outcome is SendClass.RETRY_BACKOFF
    )
    assert answering({}, 500).gateway("threads").settle(message, NOW).outcome is SendClass.UNKNOWN


def test_a_reply_is_read_and_deleted_by_its_id() -> None:
    content = {
        "id": "8",
        "text": "Hello",
        "username": "Mia.Larsen",
        "timestamp": "2026-07-31T21:11:00+0000",
        "replied_to": {"id": "7"},
        "root_post": {"id": "6"},
        "permalink": "https://www.threads.com/t/8",
    }
    platform = answering(content)

    found = platform.gateway("threads").look_up("8")

    assert isinstance(found, PlatformMessage)
    assert (found.text, found.parent_id, found.root_id) == ("Hello", "7", "6")
    assert found.author is not None
    assert (found.author.id, found.author.handle) == ("mia.larsen", "Mia.Larsen")
    assert platform.gateway("threads").delete("8").outcome is SendClass.SENT
    assert platform.asked[-1] == ("DELETE", "/v1.0/8")
