"""Which weekly letters were sent, in DynamoDB."""

from collections.abc import Mapping, Set
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Attr

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, milliseconds, seconds, translated
from shared.domain.errors import ConflictError

CLAIMED_FOR = timedelta(minutes=30)
RETENTION = timedelta(days=90)


class DynamoDBLetters:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def claim(self, brand_id: str, monday: date, at: datetime) -> bool:
        before = milliseconds(at - CLAIMED_FOR)
        free = Attr("sent_at").not_exists() & (Attr("claimed_at").not_exists() | Attr("claimed_at").lt(before))
        changed = "SET claimed_at = :claimed_at, expires_at = :expires_at"
        values = {":claimed_at": milliseconds(at), ":expires_at": seconds(at + RETENTION)}
        with suppress(ConflictError):
            self._update(brand_id, monday, changed, values, ConditionExpression=free)
            return True
        return False

    def release(self, brand_id: str, monday: date) -> None:
        self._update(brand_id, monday, "REMOVE claimed_at")

    def done(self, brand_id: str, monday: date) -> Set[str]:
        item = self._table.get(keys.letter(brand_id, monday)) or {}
        return frozenset(item.get("done", ()))

    def mark_done(self, brand_id: str, monday: date, recipient: str) -> None:
        self._update(brand_id, monday, "ADD done :recipient", {":recipient": {recipient}})

    def mark_sent(self, brand_id: str, monday: date, at: datetime) -> None:
        self._update(brand_id, monday, "SET sent_at = :sent_at", {":sent_at": milliseconds(at)})

    def _update(
        self, brand_id: str, monday: date, changed: str, values: Mapping[str, Any] | None = None, **condition: Any
    ) -> None:
        given: dict[str, Any] = {"ExpressionAttributeValues": values} if values else {}
        with translated():
            self._table.table.update_item(
                Key=keys.letter(brand_id, monday), UpdateExpression=changed, **given, **condition
            )
