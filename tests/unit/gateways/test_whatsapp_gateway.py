"""What WhatsApp is asked, and what its answers mean."""

from datetime import timedelta

import pytest

from shared.domain.channels.sending import OutboundMessage, SendResult
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, answering, outbound


def message(recipient: str = "4915112345678", text: str = "We have read you.") -> OutboundMessage:
    return outbound("whatsapp", Visibility.PRIVATE, text, recipient_id=recipient, in_reply_to="wamid.IN")


def test_a_message_answers_the_customers_own_and_carries_our_reference():
    platform = answering({"messaging_product": "whatsapp", "messages": [{"id": "wamid.OUT1"}]})
    assert platform.gateway("whatsapp").send(message()) == SendResult(outcome=SendClass.SENT, message_id="wamid.OUT1")
    assert platform.asked == [("POST", "/v26.0/106540352242922/messages")]
    assert platform.body() == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "4915112345678",
        "type": "text",
        "text": {"preview_url": False, "body": "We have read you."},
        "biz_opaque_callback_data": "ack:T-1",
        "context": {"message_id": "wamid.IN"},
    }


def test_a_person_without_a_number_is_reached_by_the_business_scoped_id():
    platform = answering({"messages": [{"id": "wamid.OUT1"}]})
    platform.gateway("whatsapp").send(message("DE.13491208655302741918"))
    assert platform.body()["recipient"] == "DE.13491208655302741918"
    assert "to" not in platform.body()


# WhatsApp Cloud API error table, row by row.
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (130429, SendClass.RETRY_BACKOFF),
        (131056, SendClass.RETRY_AT),
        (80007, SendClass.RETRY_AT),
        (4, SendClass.RETRY_AT),
        (131000, SendClass.RETRY_BACKOFF),
        (131016, SendClass.RETRY_BACKOFF),
        (131047, SendClass.PERMANENT),
        (131026, SendClass.PERMANENT),
        (131049, SendClass.PERMANENT),
        (131050, SendClass.PERMANENT),
        (131048, SendClass.ACCOUNT_BLOCKED),
        (133004, SendClass.RETRY_BACKOFF),
        (131051, SendClass.PERMANENT),
        (130472, SendClass.PERMANENT),
        (131062, SendClass.PERMANENT),
        (132000, SendClass.PERMANENT),
        (132001, SendClass.PERMANENT),
        (132015, SendClass.PERMANENT),
        (133010, SendClass.AUTH_BROKEN),
        (0, SendClass.AUTH_BROKEN),
        (131005, SendClass.AUTH_BROKEN),
        (131031, SendClass.ACCOUNT_BLOCKED),
        (190, SendClass.AUTH_BROKEN),
        (10, SendClass.AUTH_BROKEN),
        (200, SendClass.AUTH_BROKEN),
        (368, SendClass.ACCOUNT_BLOCKED),
        (100, SendClass.PERMANENT),
        (2, SendClass.RETRY_BACKOFF),
    ],
)
def test_an_error_means_what_whatsapp_says(code: int, expected: SendClass):
    result = answering({"error": {"code": code, "message": "x"}}, 400).gateway("whatsapp").send(message())
    assert (result.outcome, result.error) == (expected, f"meta_{code}")
    assert (result.retry_at is None) is (expected is not SendClass.RETRY_AT)


def test_one_person_is_left_alone_for_a_moment_when_written_to_too_fast():
    result = answering({"error": {"code": 131056}}, 400).gateway("whatsapp").send(message())
    assert result.retry_at == NOW + timedelta(seconds=16)


def test_what_does_not_fit_is_refused():
    platform = answering({"messages": [{"id": "1"}]})
    assert platform.gateway("whatsapp").send(message(text="a" * 4096)).outcome is SendClass.SENT
    assert platform.gateway("whatsapp").send(message(text="a" * 4097)).error == "too_long"
    assert platform.gateway("whatsapp").send(message("")).error == "no_target"
    assert platform.gateway("whatsapp").send(outbound("whatsapp", Visibility.PUBLIC)).error == "not_supported"
    assert len(platform.requests) == 1


@pytest.mark.parametrize("body", [{}, {"messages": []}, {"messages": [None]}, {"messages": "x"}])
def test_an_answer_without_an_id_was_taken_but_nobody_can_say_as_what(body: object):
    assert answering(body).gateway("whatsapp").send(message()).outcome is SendClass.UNKNOWN


def test_only_a_status_can_tell_what_became_of_a_lost_message():
    platform = answering({})
    assert platform.gateway("whatsapp").settle(message(), NOW).outcome is SendClass.UNKNOWN
    assert platform.requests == []
