"""What a customer's message costs in the table, alone and with nine others. Index entries are not counted here."""

from collections.abc import Iterator

import pytest

from tests.integration.acme_at_night import DAY, body, direct
from tests.integration.aws_units import write_units
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto

pytestmark = pytest.mark.integration

TEXT = "Bonjour, ma commande n'est toujours pas arrivée, pouvez-vous me dire où elle est ?"
OPENS = {"CONVERSATION": 1, "TICKET": 1, "CUSTOMER": 1, "MESSAGE": 1}
JOINS = {"TICKET": 1, "MESSAGE": 1}


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[StackOnMoto]:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Nightdesk/nightdesk")
    with stack_on_moto(monkeypatch) as found:
        found.orderly, found.at = True, DAY
        yield found


@pytest.mark.parametrize("customers", [1, 10])
def test_a_message_that_opens_a_ticket_writes_four_units_and_one_that_joins_it_two(
    stack: StackOnMoto, customers: int
) -> None:
    for name, expected in (("opens", OPENS), ("joins", JOINS)):
        messages = [direct(f"61{each:02d}", f"{name}{each}", TEXT, at=DAY) for each in range(customers)]
        before = len(stack.workflows.executions("triage"))
        with write_units() as written:
            assert stack.post(body(*messages, at=DAY)) == 200
            stack.work()
        assert dict(written.by_key) == {kind: units * customers for kind, units in expected.items()}, name
        assert len(stack.workflows.executions("triage")) - before == 1, "one run of triage, however many they are"
