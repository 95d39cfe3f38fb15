"""How many partitions of each index the tickets of a brand are spread over.

The number may change at any time. Readers look into every partition that was ever used. Writers use new ones only when
every reader is sure to know of them: ``SETTLED_AFTER`` is longer than any cache. A ticket stays in its partition until
it is written the next time; its one entry then moves.

A new brand begins with one, written down before its first version is in force. A brand of which the table says nothing
is older than that, and has eight.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from boto3.dynamodb.conditions import Attr

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds
from shared.domain.errors import ConflictError

OF_A_NEW_BRAND = 1
UNSAID = 8
"""Of a brand of which the table says nothing."""

SETTLED_AFTER = timedelta(minutes=10)
CACHE_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    until: float
    said: bool
    read: int
    before: int
    after: int
    settled_at: float  # seconds since 1970


class DynamoDBShards:
    """Reads one item of a brand once in ``CACHE_SECONDS``. ``now`` gives seconds since 1970."""

    def __init__(self, table: DynamoDBTable, now: Callable[[], float] = time.time) -> None:
        self._table = table
        self._now = now
        self._known: dict[str, _Known] = {}

    def to_read(self, brand_id: str) -> int:
        """Partitions 0 to this number (exclusive) hold the brand's tickets. Raises ``UpstreamError``."""
        return self._of(brand_id).read

    def to_write(self, brand_id: str) -> int:
        """Tickets are spread over partitions 0 to this number (exclusive). Raises ``UpstreamError``."""
        known = self._of(brand_id)
        if not known.said:  # or since a moment ago: what is written into a partition that nobody reads would be lost
            known = self._of(brand_id, latest=True)
        return known.after if self._now() >= known.settled_at else known.before

    def begin(self, brand_id: str, number: int) -> None:
        """A brand without a ticket has so many, at once. One of which it was said before keeps what it has."""
        said = {"read": number, "before": number, "after": number, "settled_at": 0}
        with suppress(ConflictError):
            self._table.put({**keys.brand_shards(brand_id), **said}, ConditionExpression=Attr("pk").not_exists())
        self._known.pop(brand_id, None)

    def put(self, brand_id: str, number: int | None, at: datetime) -> None:
        """Spread the tickets that are written from ten minutes after ``at`` on over so many partitions; ``None``: over
        as many as now."""
        self.begin(brand_id, UNSAID)  # an older brand: said from now on, writers need not ask each time
        item = self._table.get(keys.brand_shards(brand_id)) or {}
        if number is None or int(item["after"]) == number:
            return
        settled = instant(item["settled_at"]) <= at
        before, read = int(item["after" if settled else "before"]), int(item["read"])
        settled_at = milliseconds(at + SETTLED_AFTER)
        self._table.put(
            {
                **keys.brand_shards(brand_id),
                "read": max(read, number),
                "before": before,
                "after": number,
                "settled_at": settled_at,
            }
        )
        self._known.pop(brand_id, None)

    def _of(self, brand_id: str, *, latest: bool = False) -> _Known:
        now = self._now()
        known = self._known.get(brand_id)
        if known is None or now >= known.until or latest:
            item = self._table.get(keys.brand_shards(brand_id), consistent=latest)
            known = _Known(
                until=now + CACHE_SECONDS,
                said=item is not None,
                read=UNSAID if item is None else int(item["read"]),
                before=UNSAID if item is None else int(item["before"]),
                after=UNSAID if item is None else int(item["after"]),
                settled_at=0 if item is None else int(item["settled_at"]) / 1000,
            )
            self._known[brand_id] = known
        return known
