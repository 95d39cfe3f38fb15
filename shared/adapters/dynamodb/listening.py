"""The listening figures: one item per brand and hour, to which every message adds."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from boto3.dynamodb.conditions import Key

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated

RETENTION = timedelta(days=3 * 365)


class DynamoDBListening:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def add(self, brand_id: str, at: datetime, answers: Mapping[str, int]) -> None:
        names = {f"#{number}": name for number, name in enumerate(answers)}
        values = {f":{number}": value for number, value in enumerate(answers.values())}
        adds = ", ".join(f"#{number} :{number}" for number in range(len(answers)))
        with translated():
            self._table.table.update_item(
                Key=keys.listening(brand_id, at),
                UpdateExpression=f"SET expires_at = :expiry ADD {adds}",
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={**values, ":expiry": seconds(at + RETENTION)},
            )

    def between(self, brand_id: str, start: datetime, end: datetime) -> Mapping[datetime, Mapping[str, int]]:
        """The figures of every hour that begins in [start, end), by that hour (UTC)."""
        found: dict[datetime, Mapping[str, int]] = {}
        day = start.replace(hour=0, minute=0, second=0, microsecond=0)
        while day < end:
            with translated():
                items = self._table.table.query(
                    KeyConditionExpression=Key("pk").eq(keys.listening(brand_id, day)["pk"])
                )
            for item in items["Items"]:
                hour = day.replace(hour=int(str(item["sk"]).removeprefix("HOUR#")))
                if start <= hour < end:
                    figures = {n: int(str(v)) for n, v in item.items() if n not in ("pk", "sk", "expires_at")}
                    found[hour] = figures
            day += timedelta(days=1)
        return found
