"""Which of our accounts a Meta body is for, whatever it leaves out."""

from typing import Any

import pytest

from shared.domain.channels.webhook import Unreadable
from shared.domain.messages.event import InboundEvent
from tests.unit.channels.parsed import one
from tests.unit.channels.samples import facebook, instagram, messenger, whatsapp

SAMPLES = {
    "facebook": (facebook.PAGE, facebook.SAMPLES),
    "instagram": (instagram.ACCOUNT, instagram.SAMPLES),
    "messenger": (messenger.PAGE, messenger.SAMPLES),
    "whatsapp": (whatsapp.NUMBER, whatsapp.SAMPLES),
}


def written(channel: str) -> tuple[str, dict[str, Any]]:
    account_id, samples = SAMPLES[channel]
    body = samples.created(text="Hello?", message_id="17900000000000021", author_id="77", account_id=account_id)
    assert isinstance(body, dict)
    return account_id, body


@pytest.mark.parametrize("channel", sorted(SAMPLES))
def test_a_body_that_does_not_say_what_it_is_about_is_told_by_our_account(channel: str) -> None:
    account_id, whole = written(channel)
    _, without = written(channel)
    del without["object"]
    assert one(channel, account_id, without) == one(channel, account_id, whole)
    assert isinstance(one(channel, account_id, whole), InboundEvent)


@pytest.mark.parametrize("channel", sorted(SAMPLES))
def test_where_no_account_of_ours_is_named_nobody_guesses(channel: str) -> None:
    _, without = written(channel)
    del without["object"]
    found = one(channel, "999", without)
    assert isinstance(found, Unreadable)
    assert (found.reason, found.item) == ("unknown_object", without)


def test_another_object_is_not_ours_although_the_account_is() -> None:
    account_id, body = written("facebook")
    found = one("facebook", account_id, {**body, "object": "user"})
    assert isinstance(found, Unreadable)
    assert found.reason == "unknown_object"
