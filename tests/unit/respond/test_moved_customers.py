"""A WhatsApp customer changes their number while an acknowledgement is on its way, or was said in the same night."""

from typing import Any

import pytest

from shared.domain.channels.sending import SendResult
from shared.domain.messages.event import Author
from shared.domain.vocabulary import EventKind, SendClass, SuppressionReason
from tests.unit.respond.evening import Evening

NUMBER = "106540352242922"
OLD, NEW = "4915112345678", "4915187654321"
LOST = SendResult(outcome=SendClass.UNKNOWN, error="lost")
TAKEN = SendResult(outcome=SendClass.UNKNOWN, error="read_timeout")


def writer(number: str) -> dict[str, Any]:
    return {"channel": "whatsapp", "account_id": NUMBER, "conversation_id": number, "author": Author(id=number)}


def moves(evening: Evening) -> None:
    details = {"moved_from": OLD, "moved_to": NEW, "reason": "user_changed_number"}
    told = evening.event("s1", kind=EventKind.SIGNAL, text=None, details=details, **{**writer(OLD), "author": None})
    evening.store(told, None)


@pytest.fixture
def evening() -> Evening:
    return Evening()


@pytest.mark.parametrize("readable", [True, False])
def test_what_may_have_been_sent_to_the_old_number_is_not_sent_again_to_the_new_one(
    evening: Evening, readable: bool
) -> None:
    evening.platform.answers, evening.platform.readable = [TAKEN], readable
    evening.writes(**writer(OLD))
    assert len(evening.told) == 1
    evening.passes(minutes=1)
    moves(evening)
    for _ in range(12):
        evening.passes(minutes=30)
        evening.respond(evening.ticket.id)
    assert len(evening.told) == 1
    assert evening.ticket.acknowledge_at is None


def test_what_surely_did_not_reach_the_old_number_is_sent_to_the_new_one_without_the_old_message(
    evening: Evening,
) -> None:
    evening.platform.answers = [LOST]
    evening.writes(**writer(OLD))
    evening.passes(minutes=1)
    moves(evening)
    for _ in range(4):
        evening.passes(minutes=10)
        evening.respond(evening.ticket.id)
    (post,) = evening.platform.posts
    assert (post.recipient_id, post.in_reply_to) == (NEW, None)


def test_who_was_told_under_the_old_number_is_not_told_again_in_the_same_night(evening: Evening) -> None:
    evening.writes(**writer(OLD))
    evening.passes(minutes=5)
    moves(evening)
    evening.passes(minutes=5)
    evening.writes("Et alors ?", **writer(NEW))
    if evening.ticket.acknowledge_at is not None:
        evening.respond(evening.ticket.id)
    assert len(evening.told) == 1
    assert evening.why_not == [SuppressionReason.ALREADY_ACKNOWLEDGED]
