"""Two agents answer the same ticket, each having read it: one answer is sent."""

from datetime import timedelta
from typing import Any

import pytest

from functions.respond.replies.ports import ReplyOutcome
from shared.domain.channels.sending import SendResult
from shared.domain.errors import UpstreamError
from shared.domain.replies.model import RefusalReason
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass
from tests.fakes.stored import START, FakeTickets
from tests.unit.replies.day import Day


def test_an_answer_to_an_older_version_is_refused_and_nothing_is_sent() -> None:
    day = Day()
    day.writes()
    seen = day.ticket.version
    day.writes("m2", minutes=2)

    outcome = day.answers(seen_version=seen)

    assert outcome.refusal is not None
    assert outcome.refusal.reason is RefusalReason.CHANGED
    assert day.posted == []


def test_an_answer_to_the_present_version_is_sent_once_and_the_same_key_is_answered_alike() -> None:
    day = Day()
    day.writes()
    seen = day.ticket.version

    first = day.answers(seen_version=seen)
    again = day.answers(seen_version=seen)

    assert len(day.posted) == 1
    assert [reply.status for reply in first.replies] == [reply.status for reply in again.replies]
    assert again.refusal is None


def test_of_two_answers_at_the_same_moment_one_is_sent() -> None:
    day = Day()
    day.writes()
    seen = day.ticket.version
    colleague: list[str] = []

    class WhileTheOtherIsFaster:
        """The colleague's answer comes between our reading of the ticket and our writing."""

        def __init__(self, tickets: FakeTickets) -> None:
            self._tickets = tickets

        def save(self, ticket: Ticket) -> Ticket:
            if not colleague:
                colleague.append("first")
                day.answers("Bonjour de Karim.", key="k2", agent="Karim Benali", seen_version=seen)
            return self._tickets.save(ticket)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._tickets, name)

    service = day.service(lambda name, port: WhileTheOtherIsFaster(port) if name == "tickets" else port)
    outcome = service(day.intent("Bonjour de Sophie.", seen_version=seen))

    assert outcome.refusal is not None
    assert outcome.refusal.reason is RefusalReason.CHANGED
    assert len(day.posted) == 1
    assert "Karim" in day.posted[0]


ASKS_TO_WAIT = SendResult(outcome=SendClass.RETRY_AT, retry_at=START + timedelta(minutes=25), error="meta_32")
LOST = SendResult(outcome=SendClass.UNKNOWN, error="timeout")
SOPHIE, KARIM = {"agent_id": "sophie"}, {"agent_id": "karim", "agent": "Karim Benali", "key": "k2"}


def karim_answers(day: Day, **fields: Any) -> ReplyOutcome:
    """With the version as it is now: whoever reads the ticket again has it."""
    return day.answers("Bonjour de Karim.", **{**KARIM, "seen_version": day.ticket.version, **fields})


@pytest.mark.parametrize("answer", [ASKS_TO_WAIT, LOST], ids=["the platform asks to wait", "its answer is lost"])
def test_while_an_answer_is_not_ended_a_colleague_is_asked_before_another_one_goes(answer: SendResult) -> None:
    day = Day()
    day.writes()
    day.platform.answers = [answer]
    day.answers("Bonjour de Sophie.", seen_version=day.ticket.version, **SOPHIE)

    outcome = karim_answers(day)

    assert outcome.refusal is not None
    assert outcome.refusal.reason is RefusalReason.ANSWER_UNDER_WAY
    assert day.ticket.answer_pending is not None
    assert (day.ticket.answer_pending.agent_id, day.ticket.answer_pending.agent) == ("sophie", "Sophie Bernard")
    day.sweep(60)
    assert [text for text in day.posted if "Karim" in text] == []
    assert day.ticket.answer_pending is None


def test_during_the_call_of_the_platform_a_colleague_is_asked_too() -> None:
    day = Day()
    day.writes()
    outcomes: list[ReplyOutcome] = []
    send = day.platform.send

    def slow(*arguments: Any, **fields: Any) -> SendResult:
        if not outcomes:
            outcomes.append(karim_answers(day))
        return send(*arguments, **fields)

    day.platform.send = slow
    day.answers("Bonjour de Sophie.", seen_version=day.ticket.version, **SOPHIE)

    assert [outcome.refusal and outcome.refusal.reason for outcome in outcomes] == [RefusalReason.ANSWER_UNDER_WAY]
    assert len(day.posted) == 1
    assert day.ticket.answer_pending is None


def test_an_answer_that_names_no_version_is_under_way_like_any_other() -> None:
    day = Day()
    day.writes()
    day.platform.answers = [ASKS_TO_WAIT]
    day.answers("Bonjour de Sophie.", **SOPHIE)

    outcome = karim_answers(day)

    assert outcome.refusal is not None
    assert outcome.refusal.reason is RefusalReason.ANSWER_UNDER_WAY


def test_who_knows_of_the_other_answer_sends_a_second_one_and_so_does_its_author() -> None:
    day = Day()
    day.writes()
    day.platform.answers = [ASKS_TO_WAIT]
    day.answers("Bonjour de Sophie.", seen_version=day.ticket.version, **SOPHIE)

    beside = karim_answers(day, beside_another=True)
    own = day.answers("Encore Sophie.", key="k3", seen_version=day.ticket.version, beside_another=True, **SOPHIE)
    day.sweep(60)

    assert (beside.refusal, own.refusal) == (None, None)
    assert len(day.posted) == 3
    assert day.ticket.answer_pending is None


def test_an_answer_that_failed_is_no_longer_under_way() -> None:
    day = Day()
    day.writes()
    day.platform.answers = [SendResult(outcome=SendClass.PERMANENT, error="meta_100")]
    day.answers("Bonjour de Sophie.", seen_version=day.ticket.version, **SOPHIE)

    assert day.ticket.answer_pending is None
    assert karim_answers(day).refusal is None


def test_an_answer_that_died_before_its_record_was_written_stands_in_nobodys_way_for_long() -> None:
    day = Day()
    day.writes()
    dying = day.service(lambda name, port: CannotSave(port) if name == "replies" else port)
    with pytest.raises(UpstreamError):
        dying(day.intent("Bonjour de Sophie.", seen_version=day.ticket.version, **SOPHIE))
    assert day.ticket.answer_pending is not None

    day.sweep(30)

    assert day.ticket.answer_pending is None
    assert karim_answers(day).refusal is None


class CannotSave:
    def __init__(self, replies: Any) -> None:
        self._replies = replies

    def save(self, reply: Any) -> Any:
        raise UpstreamError("dynamodb")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._replies, name)
