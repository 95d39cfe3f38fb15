"""Failed tries of an event, counted in DynamoDB."""

import pytest

from shared.adapters.dynamodb.attempts import DynamoDBTries
from tests.fakes.stored import START
from tests.integration.desk_table import desk_table

pytestmark = pytest.mark.integration


def test_tries_are_counted_per_event_and_forgotten_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    with desk_table(monkeypatch) as table:
        tries = DynamoDBTries(table)
        assert [tries.count("a", START), tries.count("a", START), tries.count("b", START)] == [1, 2, 1]

        tries.forget("a")

        assert tries.count("a", START) == 1
        assert tries.count("b", START) == 2
