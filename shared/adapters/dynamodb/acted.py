"""Actions in other tools that were carried out, in DynamoDB."""

from datetime import datetime

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, seconds


class DynamoDBActed:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def is_known(self, brand_id: str, target: str, action_id: str, now: datetime) -> bool:
        item = self._table.get(keys.acted(brand_id, target, action_id))
        return item is not None and int(item["expires_at"]) > now.timestamp()  # items are deleted hours late

    def remember(self, brand_id: str, target: str, action_id: str, until: datetime) -> None:
        self._table.put({**keys.acted(brand_id, target, action_id), "expires_at": seconds(until)})
