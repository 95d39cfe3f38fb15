"""Agents' answers on their way out, in DynamoDB: beside their ticket, one item each."""

from dataclasses import replace
from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, delete_partition, translated
from shared.domain.replies.record import Reply

_REPLY = TypeAdapter(Reply)


class DynamoDBReplies:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def get(self, ticket_id: str, key: str, number: int) -> Reply | None:
        item = self._table.get(keys.reply(ticket_id, key, number))
        return None if item is None else decode(_REPLY, item)

    def save(self, reply: Reply) -> Reply:
        """Conditional on the revision that was read. Raises ``ConflictError``."""
        saved = replace(reply, revision=reply.revision + 1)
        same = Attr("revision").eq(reply.revision) if reply.revision else Attr("pk").not_exists()
        item = {**encode(saved), **keys.reply(saved.ticket_id, saved.key, saved.number)}
        self._table.put(item, ConditionExpression=same)
        return saved

    def forget(self, ticket_id: str) -> None:
        delete_partition(self._table, keys.ticket(ticket_id)["pk"], "REPLY#")

    def of_ticket(self, ticket_id: str) -> tuple[Reply, ...]:
        place = keys.reply(ticket_id, "", 0)
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(place["pk"]) & Key("sk").begins_with("REPLY#"),
            "ConsistentRead": True,
        }
        found: list[Reply] = []
        while True:
            with translated():
                answer = self._table.table.query(**query)
            found += [decode(_REPLY, item) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return tuple(sorted(found, key=lambda reply: (reply.created_at, reply.number)))
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
