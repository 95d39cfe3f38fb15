"""What Telegram is asked, and what its answers mean."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, FakePlatform, answering, outbound, response

PRIVATE = Visibility.PRIVATE
TAKEN = {"ok": True, "result": {"message_id": 61}}


def test_an_answer_goes_to_the_chat_of_the_message_it_answers():
    platform = answering(TAKEN)
    result = platform.gateway("telegram").send(outbound("telegram", PRIVATE, in_reply_to="6100000001:55"))
    assert result == SendResult(outcome=SendClass.SENT, message_id="6100000001:61")
    assert platform.asked == [("POST", "/botcurrent/sendMessage")]
    assert platform.body() == {
        "chat_id": 6100000001,
        "text": "We have read you.",
        "reply_parameters": {"message_id": 55, "allow_sending_without_reply": True},
    }
    assert "Authorization" not in platform.requests[0].headers


def test_a_group_has_a_negative_id():
    platform = answering(TAKEN)
    result = platform.gateway("telegram").send(outbound("telegram", in_reply_to="-1001:55"))
    assert result.message_id == "-1001:61"
    assert platform.body()["chat_id"] == -1001


def test_a_business_chat_is_answered_through_its_connection():
    platform = answering(TAKEN)
    result = platform.gateway("telegram").send(outbound("telegram", PRIVATE, in_reply_to="bc1:610:55"))
    assert result.message_id == "bc1:610:61"
    assert (platform.body()["business_connection_id"], platform.body()["chat_id"]) == ("bc1", 610)


def test_a_pressed_button_is_answered_without_quoting_a_message():
    platform = answering(TAKEN)
    platform.gateway("telegram").send(outbound("telegram", PRIVATE, in_reply_to="610:0:4382"))
    assert platform.body() == {"chat_id": 610, "text": "We have read you."}


def test_without_a_message_the_answer_goes_to_the_person():
    platform = answering(TAKEN)
    platform.gateway("telegram").send(outbound("telegram", PRIVATE, in_reply_to=None))
    assert platform.body() == {"chat_id": 700, "text": "We have read you."}
    nobody = outbound("telegram", PRIVATE, in_reply_to=None, recipient_id=None)
    assert platform.gateway("telegram").send(nobody).error == "no_target"


@pytest.mark.parametrize(
    ("status", "body", "expected", "error"),
    [
        (429, {"error_code": 429, "parameters": {"retry_after": 14}}, SendClass.RETRY_AT, "telegram_429"),
        (403, {"error_code": 403, "description": "blocked by the user"}, SendClass.PERMANENT, "telegram_403"),
        (400, {"error_code": 400, "description": "chat not found"}, SendClass.PERMANENT, "telegram_400"),
        (401, {"error_code": 401}, SendClass.AUTH_BROKEN, "telegram_401"),
        (404, {"error_code": 404}, SendClass.AUTH_BROKEN, "telegram_404"),
        (502, {"error_code": 502}, SendClass.RETRY_BACKOFF, "telegram_502"),
        (
            400,
            {"error_code": 400, "parameters": {"migrate_to_chat_id": -1}},
            SendClass.PERMANENT,
            "telegram_chat_moved",
        ),
        (200, {}, SendClass.PERMANENT, "telegram_error"),
    ],
)
def test_an_error_means_what_telegram_says(status: int, body: Any, expected: SendClass, error: str):
    result = answering({"ok": False, **body}, status).gateway("telegram").send(outbound("telegram", PRIVATE))
    assert (result.outcome, result.error) == (expected, error)
    assert result.retry_at == (NOW + timedelta(seconds=14) if expected is SendClass.RETRY_AT else None)


def test_the_other_token_is_tried_when_the_first_is_refused():
    platform = FakePlatform([response({"ok": False, "error_code": 401}, 401), response(TAKEN)])
    assert platform.gateway("telegram", tokens=["a", "b"]).send(outbound("telegram", PRIVATE)).message_id == "700:61"
    assert platform.asked == [("POST", "/bota/sendMessage"), ("POST", "/botb/sendMessage")]


def test_a_token_in_an_address_is_in_no_log(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        answering(TAKEN).gateway("telegram", tokens=["123:secret"]).send(outbound("telegram", PRIVATE))
    assert "secret" not in caplog.text


def test_bots_cannot_read_what_was_said():
    gateway = answering(TAKEN).gateway("telegram")
    assert gateway.settle(outbound("telegram"), NOW).outcome is SendClass.UNKNOWN
    assert gateway.look_up("610:55").error == "not_supported"
    assert gateway.delete("610:55").outcome is SendClass.SENT


@pytest.mark.parametrize(
    ("answers", "where", "new"),
    [
        ("-1001:55@7", {"chat_id": -1001, "message_thread_id": 7}, "-1001:61@7"),
        ("-1009:55~31", {"chat_id": -1009, "direct_messages_topic_id": 31}, "-1009:61~31"),
        ("bc1:610:55", {"chat_id": 610, "business_connection_id": "bc1"}, "bc1:610:61"),
        ("123456:610:55", {"chat_id": 610, "business_connection_id": "123456"}, "123456:610:61"),
    ],
)
def test_an_answer_goes_to_the_very_place_of_the_message(answers: str, where: dict[str, Any], new: str):
    platform = answering(TAKEN)
    assert platform.gateway("telegram").send(outbound("telegram", PRIVATE, in_reply_to=answers)).message_id == new
    quoted = {"message_id": 55, "allow_sending_without_reply": True}
    assert platform.body() == {**where, "text": "We have read you.", "reply_parameters": quoted}


def test_a_button_pressed_in_a_business_chat_is_answered_through_its_connection():
    platform = answering(TAKEN)
    platform.gateway("telegram").send(outbound("telegram", PRIVATE, in_reply_to="bc1:610:0:4382"))
    assert platform.body() == {"chat_id": 610, "business_connection_id": "bc1", "text": "We have read you."}
