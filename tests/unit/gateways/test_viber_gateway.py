"""What Viber is asked, and what its answers mean."""

import json
from typing import Any

import pytest

from shared.domain.channels.sending import NOT_LISTED, QuickReply
from shared.domain.vocabulary import SendClass, Visibility
from tests.fakes.platform import NOW, answering, outbound

CREDENTIALS = json.dumps({"auth_token": "token", "sender_name": "Acme, the friendly internet people"})
TAKEN = {"status": 0, "status_message": "ok", "message_token": 5741311803571721087}


def private(**fields: Any) -> Any:
    return outbound("viber", Visibility.PRIVATE, **fields)


def test_a_message_names_its_sender_in_at_most_28_characters() -> None:
    platform = answering(TAKEN)
    result = platform.gateway("viber", tokens=[CREDENTIALS]).send(private())
    assert (result.outcome, result.message_id) == (SendClass.SENT, "5741311803571721087")
    assert platform.asked == [("POST", "/pa/send_message")]
    assert platform.requests[0].headers["x-viber-auth-token"] == "token"
    assert platform.body() == {
        "receiver": "700",
        "min_api_version": 1,
        "sender": {"name": "Acme, the friendly internet "},
        "type": "text",
        "text": "We have read you.",
    }


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (2, SendClass.AUTH_BROKEN),
        (6, SendClass.PERMANENT),
        (7, SendClass.ACCOUNT_BLOCKED),
        (12, SendClass.RETRY_AT),
        (99, SendClass.PERMANENT),
    ],
)
def test_refusals_are_understood_by_their_number(status: int, outcome: SendClass) -> None:
    result = answering({"status": status, "status_message": "no"}).gateway("viber").send(private())
    assert (result.outcome, result.error) == (outcome, f"viber_{status}")


def test_an_answer_without_a_status_leaves_it_open() -> None:
    assert answering({}).gateway("viber").send(private()).outcome is SendClass.UNKNOWN


def test_there_is_nothing_in_public_and_nothing_can_be_read_again() -> None:
    platform = answering(TAKEN)
    gateway = platform.gateway("viber")
    assert gateway.send(outbound("viber")).error == "not_supported"
    assert gateway.send(private(recipient_id=None)).error == "no_target"
    assert gateway.settle(private(), NOW).error == NOT_LISTED
    assert gateway.delete("1").error == gateway.like("1").error == gateway.look_up("1").error == "not_supported"
    assert platform.requests == []


def test_quick_replies_are_a_keyboard_that_says_their_label() -> None:
    platform = answering(TAKEN)
    platform.gateway("viber").send(private(quick_replies=(QuickReply(title="5", payload="satisfaction:5"),)))
    (button,) = platform.body()["keyboard"]["Buttons"]
    assert button == {"ActionType": "reply", "ActionBody": "5", "Text": "5"}
