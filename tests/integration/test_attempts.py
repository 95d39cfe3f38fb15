"""Failed attempts of an event, counted in DynamoDB."""

import pytest

from shared.adapters.dynamodb.attempts import DynamoDBAttempts
from tests.fakes.stored import START
from tests.integration.desk_table import desk_table

pytestmark = pytest.mark.integration


def test_tries_are_counted_per_event_and_forgotten_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    with desk_table(monkeypatch) as table:
        attempts = DynamoDBAttempts(table)
        assert [attempts.count("a", START), attempts.count("a", START), attempts.count("b", START)] == [1, 2, 1]

        attempts.forget("a")

        assert attempts.count("a", START) == 1
        assert attempts.count("b", START) == 2
