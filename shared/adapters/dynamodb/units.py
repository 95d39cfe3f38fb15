"""Units of platforms that count them by the day, in DynamoDB: one counter for a project and day."""

from datetime import UTC, date, datetime, time, timedelta

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated
from shared.domain.brand.model import Account

KEPT = timedelta(days=3)  # after the midnight (UTC) at which the day begins


class DynamoDBUnits:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def spent(self, account: Account, day: date) -> int:
        item = self._table.get(_key(account, day))
        return 0 if item is None else int(item["taken"])

    def spend(self, account: Account, day: date, units: int) -> None:
        with translated():
            self._table.table.update_item(
                Key=_key(account, day),
                UpdateExpression="ADD taken :units SET expires_at = :end",
                ExpressionAttributeValues={
                    ":units": units,
                    ":end": seconds(datetime.combine(day, time(), UTC) + KEPT),
                },
            )


def _key(account: Account, day: date) -> keys.Key:
    return keys.rate_limit(f"units/{account.channel}/{account.secret}", day.isoformat())
