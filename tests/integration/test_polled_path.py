"""From a list that a platform shows to the ticket and the answer, through the handlers that are deployed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.dynamodb import keys
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SuppressionReason
from tests.integration.acme_at_night import DAY
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto
from tests.unit.channels.samples.bluesky import POST, post, uri

pytestmark = pytest.mark.integration

TEXT = "Hello, my box has been broken since this morning, what can I do?"
CURSOR = keys.cursor("bluesky", "did:plc:acme", "notifications")


@pytest.fixture
def stack() -> Iterator[StackOnMoto]:
    with pytest.MonkeyPatch.context() as monkeypatch, stack_on_moto(monkeypatch) as stack:
        yield stack


def write(stack: StackOnMoto, name: str, author: str = "did:plc:mia", text: str = TEXT) -> str:
    """A customer writes now; the conversation it belongs to."""
    told: dict[str, Any] = post(uri(name, author), text, author=author)
    told["indexedAt"] = stack.at.isoformat().replace("+00:00", "Z")
    stack.simulator.world.write("bluesky", "notifications", told)
    return f"{POST}:{author}"


def tickets_of(stack: StackOnMoto) -> list[Ticket]:
    items = stack.workflows.table.table.scan()["Items"]
    found = (stack.tickets.get(str(item["pk"]).removeprefix("TICKET#")) for item in items if item["sk"] == "TICKET")
    return [ticket for ticket in found if ticket is not None]


def sent(stack: StackOnMoto) -> list[str]:
    return [str(one["under"]) for one in stack.simulator.world.published("bluesky")]


def test_a_post_that_names_us_at_night_becomes_a_ticket_and_is_acknowledged_once(stack: StackOnMoto) -> None:
    stack.poll()
    conversation = write(stack, "3k1")
    stack.pass_time(minutes=2)
    assert stack.poll()["events"] == 1
    stack.work()
    stack.pass_minutes(2)
    for _ in range(3):
        stack.pass_time(minutes=2)
        stack.poll()
        stack.work()

    (ticket,) = [each for each in tickets_of(stack) if each.channel == "bluesky"]
    assert ticket.conversation_id == conversation
    assert sent(stack) == [uri("3k1")]


def test_a_day_of_outage_comes_in_order_and_nobody_is_told_at_noon_that_the_desk_is_closed(stack: StackOnMoto) -> None:
    """The platform is down from night to the lunch of the next day; the desk is then closed for lunch."""
    stack.poll()
    stack.simulator.faults.add({"match": {"channel": "bluesky"}, "status": 503})
    for hour in range(5):
        write(stack, f"3k{hour}", f"did:plc:person{hour}")
        stack.pass_time(hours=1)
        stack.poll()
    assert stack.queued == 0
    stack.at = DAY + timedelta(hours=2, minutes=50)  # 13:00 in Paris
    write(stack, "3k9", "did:plc:late")
    stack.pass_time(minutes=2)
    stack.simulator.faults.clear()
    assert stack.poll()["events"] == 6
    stack.work()
    stack.pass_minutes(2)

    tickets = {ticket.author_id: ticket for ticket in tickets_of(stack)}
    late = tickets.pop("did:plc:late")
    assert len(tickets) == 5
    assert {ticket.suppression for ticket in tickets.values()} == {SuppressionReason.TOO_OLD}
    assert all(ticket.acknowledged_at is None for ticket in tickets.values())
    assert late.acknowledged_at is not None
    assert sent(stack) == [uri("3k9", "did:plc:late")]


def test_two_clocks_at_once_queue_each_post_once(stack: StackOnMoto) -> None:
    stack.poll()
    write(stack, "3k1")
    stack.pass_time(minutes=2)
    stack.poll()
    stack.poll()
    stack.work()
    assert len(tickets_of(stack)) == 1


def test_a_cursor_that_was_deleted_opens_no_second_ticket(stack: StackOnMoto) -> None:
    stack.poll()
    write(stack, "3k1")
    stack.pass_time(minutes=2)
    stack.poll()
    stack.work()
    stack.workflows.table.table.delete_item(Key=CURSOR)
    stack.pass_time(minutes=20)  # longer than the queue remembers
    stack.poll()
    stack.work()
    (ticket,) = tickets_of(stack)
    assert ticket.message_count == 1


def test_what_was_written_before_a_cursor_was_deleted_is_found_and_never_acknowledged_when_it_is_old(
    stack: StackOnMoto,
) -> None:
    stack.poll()
    stack.simulator.faults.add({"match": {"channel": "bluesky"}, "status": 503})
    write(stack, "3kmissed", "did:plc:missed")
    stack.pass_time(hours=5)
    stack.workflows.table.table.delete_item(Key=CURSOR)
    write(stack, "3knew", "did:plc:new")
    stack.pass_time(minutes=2)
    stack.simulator.faults.clear()
    stack.poll()
    stack.work()
    stack.pass_minutes(2)

    tickets = {ticket.author_id: ticket for ticket in tickets_of(stack)}
    assert tickets["did:plc:missed"].suppression == SuppressionReason.TOO_OLD
    assert tickets["did:plc:missed"].acknowledged_at is None
    assert uri("3kmissed", "did:plc:missed") not in sent(stack)
    assert "did:plc:new" in tickets


def test_a_throttle_that_a_poll_meets_is_kept_by_answers_too(stack: StackOnMoto) -> None:
    headers = {"Retry-After": "600"}
    stack.simulator.faults.add({"match": {"channel": "bluesky"}, "status": 429, "headers": headers, "count": 1})
    stack.poll()
    state = stack.handlers["respond"].acknowledge.ports.accounts.get("bluesky", "did:plc:acme")
    assert state.paused_until is not None
    assert state.paused_until > stack.at + timedelta(minutes=9)  # gateways have a clock of their own, far ahead
    before = len(stack.simulator.world.calls("bluesky"))
    stack.pass_time(minutes=8)
    stack.poll()
    assert len(stack.simulator.world.calls("bluesky")) == before


class Killed(BaseException):
    """The function ends here."""


def test_a_run_that_is_killed_loses_nothing(stack: StackOnMoto) -> None:
    stack.poll()
    write(stack, "3k1")
    stack.pass_time(minutes=2)
    queue = stack.handlers["poll"].poll_due.poll.intake.queue
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(type(queue), "put", lambda *_: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            stack.poll()
    stack.pass_time(minutes=2)
    stack.poll()
    stack.work()
    assert len(tickets_of(stack)) == 1
