"""How often triage of an event failed.

SQS counts receives, not attempts: messages behind a failing one in their group are received with it each time. Written
only when something fails, so this costs nothing while all is well.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Attr

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, seconds, translated
from shared.domain.errors import ConflictError
from shared.domain.triage.retry import FailureHistory

RETENTION = timedelta(days=15)  # longer than the queue keeps a message


class DynamoDBAttempts:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def record(self, event_id: str, at: datetime) -> FailureHistory | None:
        """Record a failed attempt; what was recorded before it. Raises ``UpstreamError``."""
        with translated():
            answer = self._table.table.update_item(
                Key=keys.attempts(event_id),
                UpdateExpression="SET expires_at = :expiry, last_at = :at, first_at = if_not_exists(first_at, :at) "
                "ADD failures :one",
                ExpressionAttributeValues={":expiry": seconds(at + RETENTION), ":at": milliseconds(at), ":one": 1},
                ReturnValues="ALL_OLD",
            )
        before: dict[str, Any] = answer.get("Attributes", {})
        if "first_at" not in before:
            return None
        return FailureHistory(
            failures=int(before["failures"]),
            lone=int(before.get("lone", 0)),
            first_at=instant(before["first_at"]),
            last_at=instant(before["last_at"]),
        )

    def count_lone(self, event_id: str) -> None:
        """The failure just recorded counts towards parking. Raises ``UpstreamError``."""
        with translated():
            self._table.table.update_item(
                Key=keys.attempts(event_id),
                UpdateExpression="ADD lone :one",
                ExpressionAttributeValues={":one": 1},
            )

    def forget(self, event_id: str) -> None:
        """Start again from nothing. Raises ``UpstreamError``."""
        with suppress(ConflictError), translated():  # there may be nothing to forget
            self._table.table.update_item(
                Key=keys.attempts(event_id),
                UpdateExpression="REMOVE failures, lone, first_at, last_at",
                ConditionExpression=Attr("pk").exists(),
            )
