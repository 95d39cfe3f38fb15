"""Subscribers of events in DynamoDB: who they are, how far each was told, and what was tried."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, seconds, translated
from shared.domain.errors import NotFoundError
from shared.domain.subscriptions.model import Attempt, Progress, Subscription
from shared.ports.time_and_language import Clock

_SUBSCRIPTION = TypeAdapter(Subscription)
_PROGRESS = TypeAdapter(Progress)
_ATTEMPT = TypeAdapter(Attempt)

RETENTION = timedelta(days=14)  # of what was tried


class DynamoDBSubscriptions:
    """``of_brand`` reads once in ``cache_seconds``: publish asks with every batch."""

    def __init__(self, table: DynamoDBTable, *, cache_seconds: float, clock: Clock) -> None:
        self._table = table
        self._cache_seconds = cache_seconds
        self._clock = clock
        self._cache: dict[str, tuple[datetime, tuple[Subscription, ...]]] = {}

    def of_brand(self, brand_id: str) -> tuple[Subscription, ...]:
        now = self._clock.now()
        known = self._cache.get("")
        if known is None or (now - known[0]).total_seconds() >= self._cache_seconds:
            known = self._cache[""] = (now, self.every())
        return tuple(each for each in known[1] if each.brand == brand_id)

    def every(self) -> tuple[Subscription, ...]:
        """All of all brands: an operator adds a few by hand."""
        query: dict[str, Any] = {"KeyConditionExpression": Key("pk").eq(keys.subscription("")["pk"])}
        found: list[Subscription] = []
        while True:
            with translated():
                answer = self._table.table.query(**query)
            found += [decode(_SUBSCRIPTION, item) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return tuple(found)
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def get(self, subscription_id: str) -> Subscription | None:
        item = self._table.get(keys.subscription(subscription_id))
        return None if item is None else decode(_SUBSCRIPTION, item)

    def add(self, subscription: Subscription, *, entry: int) -> None:
        """It is told what comes behind that entry of the log. The place first: without one nothing is told."""
        progress = Progress(version=1, entry=entry)
        self._table.put({**encode(progress), **keys.delivery_progress(subscription.id)})
        item = {**encode(subscription), **keys.subscription(subscription.id)}
        self._table.put(item, ConditionExpression=Attr("pk").not_exists())
        self._cache.clear()

    def remove(self, subscription_id: str) -> Subscription:
        """Raises ``NotFoundError``. What was tried expires by itself."""
        subscription = self.get(subscription_id)
        if subscription is None:
            raise NotFoundError(f"webhook {subscription_id}")
        with translated():
            self._table.table.delete_item(Key=keys.subscription(subscription_id))
            self._table.table.delete_item(Key=keys.delivery_progress(subscription_id))
        self._cache.clear()
        return subscription

    def progress(self, subscription_id: str) -> Progress | None:
        item = self._table.get(keys.delivery_progress(subscription_id))
        return None if item is None else decode(_PROGRESS, item)

    def save_progress(self, subscription_id: str, progress: Progress) -> Progress:
        item: dict[str, Any] = {**encode(progress), **keys.delivery_progress(subscription_id)}
        item["version"] = progress.version + 1
        same: ConditionBase = Attr("version").eq(progress.version)
        self._table.put(item, ConditionExpression=same)
        return decode(_PROGRESS, item)

    def log(self, subscription_id: str, attempts: Sequence[Attempt]) -> None:
        at = attempts[-1].at
        self._table.put(
            {
                **keys.delivery_attempts(subscription_id, attempts[0].at, attempts[0].event_id),
                "attempts": [encode(attempt) for attempt in attempts],
                "at": milliseconds(at),
                "expires_at": seconds(at + RETENTION),
            }
        )

    def attempts(self, subscription_id: str, since: datetime, *, limit: int) -> tuple[Attempt, ...]:
        """The latest attempts, the newest first."""
        first = keys.delivery_attempts(subscription_id, since, "")
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(first["pk"]) & Key("sk").between(first["sk"], "ATTEMPTS#~"),
            "ScanIndexForward": False,
        }
        found: list[Attempt] = []
        while True:
            with translated():
                answer = self._table.table.query(**query)
            for item in answer["Items"]:
                held: Any = item["attempts"]
                found += [_attempt(each) for each in reversed(held)]
            if len(found) >= limit or "LastEvaluatedKey" not in answer:
                return tuple(found[:limit])
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _attempt(item: Mapping[str, Any]) -> Attempt:
    return decode(_ATTEMPT, {**item, "at": instant(item["at"])})
