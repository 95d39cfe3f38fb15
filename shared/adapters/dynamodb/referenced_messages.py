"""Messages in DynamoDB, found by the references that they name too.

A customer's message that names the number of an order has one small entry for it, which leads to its ticket. Message
and entries change in one transaction, so no entry outlives what it was found in: not an edit, not a deletion, not an
erasure. A transaction costs twice what its parts do. Only a message whose references change needs one.
"""

from dataclasses import replace
from typing import Any

from boto3.dynamodb.conditions import Key

from shared.adapters import limits
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.table import seconds, translated
from shared.domain.messages.model import Message
from shared.domain.messages.references import named_in

MAX_ENTRIES = 50
"""Read for one reference. What more messages name is no reference of one customer."""


class DynamoDBReferencedMessages(DynamoDBMessages):
    """What changes the texts of messages works with this class. All others leave the references as they are."""

    def save(self, message: Message) -> Message:
        """Conditional on the revision that was read. Raises ``ConflictError``."""
        named = named_in(message)
        if named == message.references:
            return super().save(message)
        stored = replace(message, references=named)
        item, written = self._item(stored)
        limits.item(item)
        unchanged: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if message.revision:
            unchanged = {
                "ConditionExpression": "revision = :known",
                "ExpressionAttributeValues": {":known": message.revision},
            }
        steps: list[Any] = [{"Put": {"TableName": self._table.name, "Item": item, **unchanged}}]
        entry = {"ticket": stored.ticket_id, "expires_at": seconds(stored.expires_at)}
        for reference in sorted(set(named).difference(message.references)):
            found = {**_key(stored, reference), **{name: value for name, value in entry.items() if value is not None}}
            steps.append({"Put": {"TableName": self._table.name, "Item": found}})
        for reference in sorted(set(message.references).difference(named)):
            steps.append({"Delete": {"TableName": self._table.name, "Key": _key(stored, reference)}})
        with translated():
            self._table.table.meta.client.transact_write_items(TransactItems=steps)
        return written

    def erase(self, message: Message, tombstone: Message) -> None:
        """The entries first: the message still names them, should this end half-way."""
        for reference in message.references:
            with translated():
                self._table.table.delete_item(Key=_key(message, reference))
        super().erase(message, replace(tombstone, references=()))

    def tickets_naming(self, brand_id: str, reference: str) -> tuple[str, ...]:
        with translated():
            answer = self._table.table.query(
                KeyConditionExpression=Key("pk").eq(keys.reference(brand_id, reference, ("", "", ""))["pk"]),
                Limit=MAX_ENTRIES,
            )
        now = seconds(self._clock.now()) or 0
        alive = (item for item in answer["Items"] if int(str(item.get("expires_at", now + 1))) > now)
        return tuple(sorted({str(item["ticket"]) for item in alive}))


def _key(message: Message, reference: str) -> keys.Key:
    place = (message.channel, message.account_id, message.message_id)
    return keys.reference(message.brand, reference, place)
