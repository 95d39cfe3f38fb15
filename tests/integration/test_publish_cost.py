"""What it costs to tell and to count one message: alone, and gathered with others; docs/operations.md says it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.acme_at_night import QUESTION, body, direct
from tests.integration.aws_units import read_units, write_units
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[StackOnMoto]:
    with stack_on_moto(monkeypatch) as found:
        found.orderly = True
        found.stream.records(found.at)
        yield found


def told(stack: StackOnMoto, first: int, count: int) -> tuple[float, float]:
    """Read and write units of publish for each of so many customers who write, gathered in one batch."""
    for number in range(first, first + count):
        assert stack.post(body(direct(f"7{number:03d}", f"m{number}", QUESTION))) == 200
        stack.work()
    with read_units() as read, write_units() as written:
        stack.publish()
    stack.pass_time(minutes=5)
    return read.total / count, written.total / count


def test_gathered_messages_cost_a_fraction_of_single_ones(stack: StackOnMoto) -> None:
    told(stack, 0, 3)  # the first batch of a brand has no figures to add to
    alone, gathered = told(stack, 10, 1), told(stack, 20, 10)
    written = re.search(
        r"\| gathered alone \| ([\d.]+) \| ([\d.]+) \|\n\| ten in a batch \| ([\d.]+) \| ([\d.]+) \|", PAGE
    )
    assert written is not None
    assert [float(figure) for figure in written.groups()] == [round(figure, 1) for figure in (*alone, *gathered)]
    assert alone[1] <= 4
    assert gathered[1] <= 0.5


def test_storing_a_message_writes_the_message_and_its_ticket_and_no_counter(stack: StackOnMoto) -> None:
    assert stack.post(body(direct("7000", "m0", QUESTION))) == 200
    stack.work()
    with write_units() as written:
        assert stack.post(body(direct("7000", "m1", "Pouvez-vous me répondre ? Merci d'avance"))) == 200
        stack.work()
    assert set(written.by_key) == {"MESSAGE", "TICKET"}  # the hour's counter was a fifth unit, until publish counted it
    assert written.total <= 4, "the message, the ticket, an entry of its history"
