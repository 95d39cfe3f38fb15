"""Outcomes of events that leave no message behind: signals, warnings, parked events. Kept for ten days."""

from datetime import timedelta

from boto3.dynamodb.conditions import Attr
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, seconds
from shared.domain.errors import ConflictError
from shared.domain.vocabulary import Outcome
from shared.ports.repositories import OutcomeRecord

_RECORD = TypeAdapter(OutcomeRecord)

RETENTION = timedelta(days=10)  # WhatsApp, the most patient platform, retries for seven days


class DynamoDBOutcomes:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def add(self, record: OutcomeRecord) -> None:
        """The first record stays, except that whatever comes later replaces ``parked``."""
        item = {**encode(record), **keys.outcome(record.event_id), "expires_at": seconds(record.at + RETENTION)}
        del item["event_id"]  # it may hold the id of a person, and the key is made of it
        try:
            free = Attr("pk").not_exists() | Attr("outcome").eq(Outcome.PARKED.value)
            self._table.put(item, ConditionExpression=free)
        except ConflictError:
            return

    def get(self, event_id: str) -> OutcomeRecord | None:
        item = self._table.get(keys.outcome(event_id))
        return None if item is None else decode(_RECORD, {**item, "event_id": event_id})
