"""Which tickets have a note that names an agent, in DynamoDB: one small item for each, written only where one does.

The ticket says whether it still is so: an entry that was left behind leads to a ticket that is then left out.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Key

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, seconds, translated


class DynamoDBMentions:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def put(
        self, brand_id: str, agent_id: str, ticket_id: str, *, at: datetime, expires_at: datetime | None = None
    ) -> None:
        item: dict[str, Any] = {**keys.mention(brand_id, agent_id, ticket_id), "at": milliseconds(at)}
        self._table.put(item if expires_at is None else {**item, "expires_at": seconds(expires_at)})

    def remove(self, brand_id: str, agent_id: str, ticket_id: str) -> None:
        with translated():
            self._table.table.delete_item(Key=keys.mention(brand_id, agent_id, ticket_id))


def entries(table: DynamoDBTable, brand_id: str, agent_id: str) -> list[tuple[str, Mapping[str, str]]]:
    """The tickets that may name the agent, the last named first: a place in that order, and the key of the ticket."""
    place = keys.mention(brand_id, agent_id, "")
    query: dict[str, Any] = {
        "KeyConditionExpression": Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"]),
        "ConsistentRead": True,
    }
    found: dict[str, Mapping[str, str]] = {}
    while True:
        with translated():
            answer = table.table.query(**query)
        for item in answer["Items"]:
            ticket_id = str(item["sk"]).partition("#")[2]
            found[f"{int(str(item['at'])):015d}#{ticket_id}"] = keys.ticket(ticket_id)
        if "LastEvaluatedKey" not in answer:
            return sorted(found.items(), reverse=True)
        query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
