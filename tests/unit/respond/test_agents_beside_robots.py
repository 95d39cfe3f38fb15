"""An agent answers through the API in the very evening in which the robot would speak."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from functions.respond.replies.ports import ReplyPorts
from functions.respond.replies.service import SendReply
from shared.channels import load_policy
from shared.domain.channels.sending import SendResult
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Mode, ReplyIntent
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass
from tests.fakes.outbox import FakeGateways
from tests.fakes.uploads import FakeUploads
from tests.unit.replies.day import NoPhones
from tests.unit.respond.evening import Evening
from tests.unit.respond.night import Night
from tests.unit.respond.test_faults import Beside

SAID = "Bonjour Mia, nous regardons."


def agent_of(evening: Evening) -> SendReply:
    return SendReply(
        ReplyPorts(
            brands=evening.brands,
            tickets=evening.tickets,
            messages=evening.messages,
            conversations=evening.conversations,
            history=evening.history,
            replies=evening.replies,
            accounts=evening.accounts,
            gateways=FakeGateways(evening.platform),
            uploads=FakeUploads(),
            phones=NoPhones(),
            clock=evening.clock,
            metrics=evening.metrics,
            policies=load_policy,
        )
    )


def answers(evening: Evening) -> None:
    agent_of(evening)(
        ReplyIntent(ticket_id=evening.ticket.id, key="k1", mode=Mode.PRIVATE, text=SAID, agent="Sophie", actor="inbox")
    )


def throttled(evening: Evening, minutes: float) -> SendResult:
    return SendResult(outcome=SendClass.RETRY_AT, retry_at=evening.clock.at + timedelta(minutes=minutes))


def test_an_answer_that_an_agent_has_given_and_that_only_waits_for_the_platform_silences_the_robot() -> None:
    evening = Evening()
    evening.platform.answers = [throttled(evening, 10)]
    evening.writes()
    evening.passes(minutes=2)
    answers(evening)
    assert evening.told == []

    evening.passes(minutes=9)  # both are welcome again, and the robot is asked first
    evening.respond(evening.ticket.id)
    agent_of(evening).finish(evening.ticket.id)
    evening.respond(evening.ticket.id)

    assert evening.told == [SAID]
    assert evening.ticket.acknowledge_at is None


def test_an_agents_answer_that_is_being_sent_at_this_moment_silences_the_robot() -> None:
    evening = Evening()
    evening.platform.answers = [throttled(evening, 1)]
    evening.writes()
    evening.passes(minutes=2)
    evening.platform.before_send = lambda: evening.respond(evening.ticket.id)
    answers(evening)

    assert evening.told == [SAID]


def test_when_the_agents_answer_fails_for_good_the_robot_has_its_turn_again() -> None:
    evening = Evening()
    evening.platform.answers = [throttled(evening, 1)]
    evening.writes()
    evening.passes(minutes=2)
    evening.platform.answers = [throttled(evening, 5), SendResult(outcome=SendClass.PERMANENT, error="meta_551")]
    answers(evening)
    evening.passes(minutes=6)
    evening.respond(evening.ticket.id)
    agent_of(evening).finish(evening.ticket.id)
    assert evening.told == []

    assert [reply.status for reply in evening.replies.of_ticket(evening.ticket.id)] == [OutboxStatus.GIVEN_UP]
    evening.passes(minutes=3)
    assert evening.ticket.acknowledge_at is not None
    assert evening.ticket.acknowledge_at <= evening.clock.at
    evening.respond(evening.ticket.id)

    assert len(evening.told) == 1


@pytest.mark.parametrize("call", ["gateways", "rate_limits.take", "outbox.save"])
def test_an_agent_who_answers_while_the_robot_gets_ready_holds_it_back(call: str) -> None:
    """The ticket was read, the record is claimed; before the platform is called, an agent's reply is sent."""
    night = Night()
    night.question()

    def agent_answers() -> None:
        night.change(**vars_of(night.ticket().answered(True, night.clock.at, night.clock.at)))

    night.acknowledge(Beside(call, agent_answers).through)("T1")
    night.sweep()

    assert night.platform.posts == []
    assert night.said() == ["acknowledgement_suppressed"]
    assert night.ticket().acknowledge_at is None


def test_an_agents_reply_that_is_on_its_way_when_the_record_is_claimed_comes_first() -> None:
    night = Night()
    night.question()
    on_its_way = night.clock.at + timedelta(minutes=1)
    night.acknowledge(Beside("rate_limits.take", lambda: night.change(reply_at=on_its_way)).through)("T1")

    assert night.platform.posts == []
    assert night.ticket().acknowledge_at is not None
    assert night.ticket().acknowledge_at > on_its_way
    night.change(reply_at=None)  # it could not be sent
    night.sweep()
    assert len(night.platform.posts) == 1


def test_a_ticket_that_changes_otherwise_while_the_robot_gets_ready_is_acknowledged_once_and_counted_once() -> None:
    night = Night()
    night.question()
    night.acknowledge(Beside("rate_limits.take", lambda: night.change(tags=("vip",))).through)("T1")
    night.sweep()

    assert len(night.platform.posts) == 1
    assert night.said() == ["acknowledged"]
    assert set(night.rate_limits.counts.values()) == {1}


def test_a_ticket_that_is_erased_while_the_robot_gets_ready_is_not_answered() -> None:
    night = Night()
    night.question()
    night.acknowledge(Beside("rate_limits.take", lambda: night.tickets.stored.pop("T1")).through)("T1")

    assert night.platform.posts == []


def vars_of(ticket: Ticket) -> dict[str, Any]:
    return {f.name: getattr(ticket, f.name) for f in fields(ticket) if f.name != "version"}
