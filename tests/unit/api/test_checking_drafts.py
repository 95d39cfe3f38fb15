"""A draft is looked at as sending would, and nothing is sent."""

from typing import Any

import pytest

from shared.domain.vocabulary import Status, Visibility
from tests.unit.api.fake_api import FakeApi, a_ticket


@pytest.fixture
def sophie(api: FakeApi) -> str:
    api.store(a_ticket(channel="x", conversation_id="root:7:9"))
    return api.agent("sophie", name="Sophie Bernard", initials="SB", brands=("acme",))


def _check(api: FakeApi, token: str, text: str, visibility: str = "public", **body: Any) -> Any:
    answered = api.call(
        "POST", "/tickets/T1/replies/check", token=token, body={"text": text, "visibility": visibility, **body}
    )
    assert answered.status == 200, answered.text
    return answered.json


def test_a_draft_that_can_be_sent_has_its_length_with_the_signature(api: FakeApi, sophie: str) -> None:
    checked = _check(api, sophie, "Bonjour 👋")

    assert checked == {
        "allowed": True,
        "reason": None,
        "detail": None,
        "length": len("Bonjour ") + 2 + len(" ^SB"),
        "limit": 280,
        "unit": "x_weighted",
        "findings": [],
    }
    assert api.replier.asked == []
    assert api.tickets.stored["T1"].version == 1


def test_personal_data_is_shown_where_it_stands(api: FakeApi, sophie: str) -> None:
    text = "Appelez le 06 12 34 56 78 ou mia@example.com"

    checked = _check(api, sophie, text)

    assert (checked["allowed"], checked["reason"]) == (False, "personal_data")
    assert [text[each["start"] : each["end"]] for each in checked["findings"]] == ["06 12 34 56 78", "mia@example.com"]


def test_a_draft_that_is_too_long_says_by_how_much(api: FakeApi, sophie: str) -> None:
    checked = _check(api, sophie, "x" * 280)

    assert (checked["reason"], checked["length"], checked["limit"]) == ("too_long", 284, 280)


def test_an_empty_draft_is_not_wrong_it_is_empty(api: FakeApi, sophie: str) -> None:
    assert _check(api, sophie, "")["reason"] == "empty"


def test_where_there_is_no_way_the_reason_is_told(api: FakeApi, sophie: str) -> None:
    api.store(a_ticket("T2", status=Status.CLOSED), a_ticket("T3", visibility=Visibility.PRIVATE))
    body = {"text": "Bonjour", "visibility": "public"}

    closed = api.call("POST", "/tickets/T2/replies/check", token=sophie, body=body).json
    private = api.call("POST", "/tickets/T3/replies/check", token=sophie, body=body).json

    assert (closed["reason"], closed["length"], closed["limit"]) == ("ticket_closed", None, None)
    assert private["reason"] == "no_public_way"


def test_a_private_draft_may_hold_what_a_public_one_may_not(api: FakeApi, sophie: str) -> None:
    assert _check(api, sophie, "mia@example.com", "private")["findings"] == []
