"""Spam under our post: hidden through respond, edited into a complaint, shown again. Through the handlers."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.messages.model import Message
from shared.domain.proposals.hiding import hide_of_message
from shared.domain.proposals.model import NIGHTDESK, ProposalKind, ProposalState
from tests.integration.acme_at_night import PAGE
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto
from tests.integration.workflows import CONTEXT
from tests.unit.channels.samples.facebook import COMMENT, change, page

pytestmark = pytest.mark.integration

SPAM = "Earn $5000 a week from home!!! Crypto giveaway, click http://free-money.example now, promo code FREE"
COMPLAINT = "My parcel never arrived and nobody answers me. What can I do now?"


@pytest.fixture
def stack() -> Iterator[StackOnMoto]:
    with pytest.MonkeyPatch.context() as monkeypatch, stack_on_moto(monkeypatch) as stack:
        yield stack


def delivered(stack: StackOnMoto, text: str, **value: Any) -> None:
    told = page(change(COMMENT, message=text, created_time=int(stack.at.timestamp()), **value))
    assert stack.post(json.dumps(told).encode()) == 200
    stack.work()


def known(stack: StackOnMoto) -> Message:
    found: Message | None = stack.handlers["store"].store_event.ports.messages.get("facebook", PAGE, COMMENT)
    assert found is not None
    return found


@pytest.mark.parametrize("by", [NIGHTDESK, "Mia"], ids=["a rule", "a person"])
def test_spam_that_was_hidden_is_shown_again_once_it_is_a_complaint(stack: StackOnMoto, by: str) -> None:
    respond = stack.handlers["respond"]
    proposals = respond.carry_out_proposal.proposals
    delivered(stack, SPAM)
    brand = stack.handlers["store"].store_event.ports.brands.current("acme")
    proposed = hide_of_message(brand, known(stack), stack.at)
    proposals.propose(proposed.accepted(by, stack.at))

    stack.pass_minutes(2)  # the sweep has it carried out
    assert stack.simulator.world.hidden("facebook") == {COMMENT}
    assert (known(stack).hidden, known(stack).hidden_by) == (True, by)

    stack.at += timedelta(minutes=5)
    delivered(stack, COMPLAINT, verb="edited", edited_time=int(stack.at.timestamp()))
    (show,) = (each for each in proposals.page_of("acme").items if each.kind is ProposalKind.SHOW)
    if by != NIGHTDESK:
        assert show.state is ProposalState.OPEN
        proposals.save(show.accepted("Lea", stack.at))
        request = {"action": "carry_out_proposal", "brand": "acme", "proposal_id": show.id}
        respond.lambda_handler(request, CONTEXT)
    stack.pass_minutes(2)
    assert stack.simulator.world.hidden("facebook") == set()
    message = known(stack)
    assert (message.hidden, message.text) == (False, COMPLAINT)
    assert message.ticket_id is not None
