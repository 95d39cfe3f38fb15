"""Recent runs of triage, as all containers of dispatch see them: one item, written only while runs fail.

The item holds one window of ten minutes. A failure in a later window begins it anew and keeps the time of the last
success. The set of failing conversations is bounded by ``MAX_FAILING``.
"""

from datetime import datetime
from typing import Any

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, translated
from shared.domain.errors import ConflictError
from shared.domain.triage.retry import MAX_FAILING, RecentRuns

WINDOW_SECONDS = 600
NAME_CHARACTERS = 12  # of a group id, which is a digest: enough to tell conversations apart


ALWAYS = "attribute_exists(pk) OR attribute_not_exists(pk)"


class DynamoDBTriageRuns:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def record_failure(self, group: str, at: datetime) -> RecentRuns:
        """Add this conversation to the window; what the window holds then. Raises ``UpstreamError``."""
        window = int(at.timestamp()) // WINDOW_SECONDS
        values = {":window": window, ":at": milliseconds(at), ":group": {group[:NAME_CHARACTERS]}}
        try:
            return self._update(
                "SET failed_at = :at ADD failing :group",
                {**values, ":max": MAX_FAILING},
                "time_window = :window AND (attribute_not_exists(failing) OR size(failing) < :max)",
            )
        except ConflictError:
            pass  # another window, or a full one
        try:
            return self._update(
                "SET failed_at = :at, time_window = :window, failing = :group, succeeded = :none",
                {**values, ":none": 0},
                "attribute_not_exists(time_window) OR time_window < :window",
            )
        except ConflictError:
            return self._update("SET failed_at = :at", {":at": values[":at"]})

    def record_successes(self, count: int, at: datetime) -> None:
        """Raises ``UpstreamError``."""
        self._update("SET succeeded_at = :at ADD succeeded :count", {":at": milliseconds(at), ":count": count})

    def last_failure(self) -> datetime | None:
        """Raises ``UpstreamError``."""
        item = self._table.get(keys.triage_runs(), consistent=False)
        return instant(item["failed_at"]) if item and "failed_at" in item else None

    def _update(self, change: str, values: dict[str, Any], condition: str = ALWAYS) -> RecentRuns:
        with translated():
            answer = self._table.table.update_item(
                Key=keys.triage_runs(),
                UpdateExpression=change,
                ExpressionAttributeValues=values,
                ConditionExpression=condition,
                ReturnValues="ALL_NEW",
            )
        item: dict[str, Any] = answer["Attributes"]
        succeeded_at = item.get("succeeded_at")
        return RecentRuns(
            failing=frozenset(str(group) for group in item.get("failing", ())),
            succeeded=int(item.get("succeeded", 0)),
            succeeded_at=None if succeeded_at is None else instant(succeeded_at),
        )
