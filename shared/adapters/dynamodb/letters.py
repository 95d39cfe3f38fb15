"""Which weekly letters were sent, in DynamoDB."""

from contextlib import suppress
from datetime import date, datetime, timedelta

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
        with suppress(ConflictError):
            self._table.put({**_item(brand_id, monday, at), "claimed_at": milliseconds(at)}, ConditionExpression=free)
            return True
        return False

    def release(self, brand_id: str, monday: date) -> None:
        with translated():
            self._table.table.delete_item(Key=keys.letter(brand_id, monday))

    def mark_sent(self, brand_id: str, monday: date, at: datetime) -> None:
        self._table.put({**_item(brand_id, monday, at), "sent_at": milliseconds(at)})


def _item(brand_id: str, monday: date, at: datetime) -> dict[str, object]:
    return {**keys.letter(brand_id, monday), "expires_at": seconds(at + RETENTION)}
