"""Cursors of the platforms that are asked, in DynamoDB."""

from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, translated
from shared.domain.errors import ConflictError
from shared.domain.polling.cursor import Cursor

_CURSOR = TypeAdapter(Cursor)


class DynamoDBCursors:
    """One item each: a write of one unit, a thousand cursors in one query of some pages."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def known(self) -> tuple[Cursor, ...]:
        place = keys.cursor("", "", "")
        found: list[dict[str, Any]] = []
        start: dict[str, Any] = {}
        while True:
            with translated():
                answer = self._table.table.query(KeyConditionExpression=Key("pk").eq(place["pk"]), **start)
            found += answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return tuple(decode(_CURSOR, item) for item in found)
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def claim(self, cursor: Cursor, claimed: Cursor) -> bool:
        unchanged: Any = Attr("pk").not_exists()
        if cursor.next_at is not None:
            # Every claim and every poll that found something moves this instant.
            unchanged = Attr("next_at").eq(milliseconds(cursor.next_at)) & (
                Attr("lease").not_exists() if cursor.lease is None else Attr("lease").eq(cursor.lease)
            )
        return self._put(claimed, unchanged)

    def save(self, cursor: Cursor, lease: str) -> bool:
        return self._put(cursor, Attr("lease").eq(lease))

    def _put(self, cursor: Cursor, condition: Any) -> bool:
        item = {**encode(cursor), **keys.cursor(cursor.channel, cursor.account_id, cursor.source)}
        try:
            self._table.put(item, ConditionExpression=condition)
        except ConflictError:
            return False
        return True
