"""Automatic texts that a ticket gets once, in DynamoDB: beside their ticket."""

from dataclasses import replace

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, delete_partition, translated
from shared.domain.outbox.automatic_message import AutomaticKind, AutomaticMessage

_MESSAGE = TypeAdapter(AutomaticMessage)


class DynamoDBAutomaticMessages:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def get(self, ticket_id: str, kind: AutomaticKind, about: str = "") -> AutomaticMessage | None:
        item = self._table.get(keys.automatic_message(ticket_id, kind, about))
        return None if item is None else decode(_MESSAGE, item)

    def save(self, message: AutomaticMessage) -> AutomaticMessage:
        """Conditional on the revision that was read. Raises ``ConflictError``."""
        saved = replace(message, revision=message.revision + 1)
        same = Attr("revision").eq(message.revision) if message.revision else Attr("pk").not_exists()
        item = {**encode(saved), **keys.automatic_message(saved.ticket_id, saved.kind, saved.about)}
        self._table.put(item, ConditionExpression=same)
        return saved

    def of_ticket(self, ticket_id: str) -> tuple[AutomaticMessage, ...]:
        place = keys.automatic_message(ticket_id, "")
        with translated():
            found = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"]),
                ConsistentRead=True,
            )["Items"]  # a few for each ticket: a page holds them all
        return tuple(decode(_MESSAGE, item) for item in found)

    def forget(self, ticket_id: str) -> None:
        place = keys.automatic_message(ticket_id, "")
        delete_partition(self._table, place["pk"], place["sk"])
