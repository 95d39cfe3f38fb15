"""Cursors of the platforms that are asked, in DynamoDB."""

from typing import Any

from boto3.dynamodb.conditions import Attr, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, translated
from shared.domain.errors import ConflictError
from shared.domain.polling.cursor import Cursor
from shared.domain.polling.page import MARK_LENGTH

_CURSOR = TypeAdapter(Cursor)


class DynamoDBCursors:
    """One item each: a write of one unit, of two where it remembers many entries; a thousand cursors in one query of
    some pages."""

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
                return tuple(decode(_CURSOR, _unpacked(item)) for item in found)
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
        item = {**_packed(encode(cursor)), **keys.cursor(cursor.channel, cursor.account_id, cursor.source)}
        try:
            self._table.put(item, ConditionExpression=condition)
        except ConflictError:
            return False
        return True


def _packed(item: dict[str, Any]) -> dict[str, Any]:
    """Marks are hexadecimal: as bytes they take less than half, and two hundred of them a write unit less."""
    marks = item.get("seen")
    return {**item, "seen": bytes.fromhex("".join(marks))} if marks else item


def _unpacked(item: dict[str, Any]) -> dict[str, Any]:
    """Cursors of before are a list of texts."""
    packed = item.get("seen")
    if packed is None or isinstance(packed, list):
        return item
    digits = bytes(packed).hex()
    return {**item, "seen": [digits[at : at + MARK_LENGTH] for at in range(0, len(digits), MARK_LENGTH)]}
