"""What targets were told of tickets, in DynamoDB: in the partition of the ticket."""

from datetime import timedelta
from typing import Any

from boto3.dynamodb.conditions import Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated
from shared.domain.notifications.notice import Notice

_NOTICE = TypeAdapter(Notice)

RETENTION = timedelta(days=90)  # after the target was told last
MAX_NOTICES = 100  # of one ticket that are read: its targets and persons, each two


class DynamoDBNotices:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def put(self, notice: Notice) -> None:
        """Replaces what was known of the same ticket and target, of a bad score by itself."""
        key = keys.notice(notice.ticket_id, notice.key)
        self._table.put({**encode(notice), **key, "expires_at": seconds(notice.at + RETENTION)})

    def of_ticket(self, ticket_id: str) -> tuple[Notice, ...]:
        prefix = keys.notice(ticket_id, "")
        condition = Key("pk").eq(prefix["pk"]) & Key("sk").begins_with(prefix["sk"])
        query: dict[str, Any] = {"KeyConditionExpression": condition, "ConsistentRead": True, "Limit": MAX_NOTICES}
        with translated():
            found = self._table.table.query(**query)["Items"]
        return tuple(decode(_NOTICE, item) for item in found)
