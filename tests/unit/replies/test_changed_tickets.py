"""Two agents answer the same ticket, each having read it: one answer is sent."""

from typing import Any

from shared.domain.replies.model import RefusalReason
from shared.domain.tickets.model import Ticket
from tests.fakes.stored import FakeTickets
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
