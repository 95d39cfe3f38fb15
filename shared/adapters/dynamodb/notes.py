"""Notes of agents in DynamoDB: beside their ticket, one item each."""

from typing import Any

from boto3.dynamodb.conditions import Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.history import item_of
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, delete_partition, translated
from shared.domain.errors import ConflictError
from shared.domain.tickets.collaboration import Note
from shared.domain.tickets.history import HistoryEntry

_NOTE = TypeAdapter(Note)


class DynamoDBNotes:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def add(self, note: Note, entry: HistoryEntry | None = None) -> Note:
        key = keys.note(note.ticket_id, note.id)
        new = {"Item": {**encode(note), **key}, "ConditionExpression": "attribute_not_exists(pk)"}
        try:
            self._table.put_together(new, *([] if entry is None else [{"Item": item_of(entry)}]))
        except ConflictError:
            item = self._table.get(key)
            if item is None:
                raise
            return decode(_NOTE, item)
        return note

    def of_ticket(self, ticket_id: str) -> tuple[Note, ...]:
        place = keys.note(ticket_id, "")
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"]),
            "ConsistentRead": True,
        }
        found: list[Note] = []
        while True:
            with translated():
                answer = self._table.table.query(**query)
            found += [decode(_NOTE, item) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return tuple(sorted(found, key=lambda note: (note.at, note.id)))
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def forget(self, ticket_id: str) -> None:
        place = keys.note(ticket_id, "")
        delete_partition(self._table, place["pk"], place["sk"])
