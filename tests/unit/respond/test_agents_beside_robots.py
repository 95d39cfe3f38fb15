"""An agent answers through the API in the very evening in which the robot would speak."""

from datetime import timedelta

from functions.respond.replies.ports import ReplyPorts
from functions.respond.replies.service import SendReply
from shared.channels import load_policy
from shared.domain.channels.sending import SendResult
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.rules import Mode, ReplyIntent
from shared.domain.vocabulary import SendClass
from tests.fakes.outbox import FakeGateways
from tests.unit.replies.day import NoPhones
from tests.unit.respond.evening import Evening

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
