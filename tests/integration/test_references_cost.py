"""What it costs that messages are found by the numbers they name: docs/data-model.md has the figures."""

from datetime import timedelta

import pytest

from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.referenced_messages import DynamoDBReferencedMessages
from tests.fakes.stored import START, FixedClock
from tests.integration.aws_units import write_units
from tests.integration.table_on_moto import table_on_moto
from tests.unit.api.fake_api import a_message

pytestmark = pytest.mark.integration


def _written(messages: DynamoDBMessages, message_id: str, text: str) -> int:
    with write_units() as spent:
        messages.save(a_message(message_id, text=text, expires_at=START + timedelta(days=90)))
    return int(spent.total)


def test_only_a_message_that_names_a_number_costs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_on_moto(monkeypatch) as table:
        before, now = DynamoDBMessages(table, FixedClock()), DynamoDBReferencedMessages(table, FixedClock())

        plain = _written(before, "m0", "Bonjour, où est mon colis ?")

        assert _written(now, "m1", "Bonjour, où est mon colis ?") == plain
        assert _written(now, "m2", "Bonjour, où est ma commande n° 12345 ?") == 2 * plain + 2
        assert _written(now, "m3", "commande n° 12345, facture n° 67890") == 2 * plain + 4
