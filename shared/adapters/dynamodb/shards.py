"""How many partitions of each index the tickets of a brand are spread over.

The number may change at any time. Readers look into every partition that was ever used. Writers use new ones only when
every reader is sure to know of them: ``SETTLED_AFTER`` is longer than any cache. A ticket stays in its partition until
it is written the next time; its one entry then moves.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds
from shared.domain.brand.model import DEFAULT_SHARDS

SETTLED_AFTER = timedelta(minutes=10)
CACHE_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    until: float
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
        return known.after if self._now() >= known.settled_at else known.before

    def put(self, brand_id: str, number: int, at: datetime) -> None:
        """Spread the tickets that are written from ten minutes after ``at`` on over so many partitions."""
        item = self._table.get(keys.brand_shards(brand_id))
        if int((item or {}).get("after", DEFAULT_SHARDS)) == number:
            return
        settled = item is None or instant(item["settled_at"]) <= at
        before = DEFAULT_SHARDS if item is None else int(item["after" if settled else "before"])
        read = DEFAULT_SHARDS if item is None else int(item["read"])
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

    def _of(self, brand_id: str) -> _Known:
        now = self._now()
        known = self._known.get(brand_id)
        if known is None or now >= known.until:
            item = self._table.get(keys.brand_shards(brand_id), consistent=False)
            known = _Known(
                until=now + CACHE_SECONDS,
                read=DEFAULT_SHARDS if item is None else int(item["read"]),
                before=DEFAULT_SHARDS if item is None else int(item["before"]),
                after=DEFAULT_SHARDS if item is None else int(item["after"]),
                settled_at=0 if item is None else int(item["settled_at"]) / 1000,
            )
            self._known[brand_id] = known
        return known
