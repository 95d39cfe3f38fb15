"""How often triage of an event failed.

SQS counts receives, not attempts: messages behind a failing one in their group are received with it each time. Written
only when something fails, so this costs nothing while all is well.
"""

from datetime import datetime, timedelta

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated

RETENTION = timedelta(days=10)


class DynamoDBAttempts:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def count(self, event_id: str, at: datetime) -> int:
        with translated():
            answer = self._table.table.update_item(
                Key=keys.attempts(event_id),
                UpdateExpression="SET expires_at = :expiry ADD attempts :one",
                ExpressionAttributeValues={":expiry": seconds(at + RETENTION), ":one": 1},
                ReturnValues="UPDATED_NEW",
            )
        return int(str(answer["Attributes"]["attempts"]))

    def forget(self, event_id: str) -> None:
        with translated():
            self._table.table.update_item(
                Key=keys.attempts(event_id),
                UpdateExpression="SET attempts = :none",
                ExpressionAttributeValues={":none": 0},
            )
