"""The stack's event bus (Amazon EventBridge)."""

import json
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from shared.adapters import limits
from shared.adapters.aws_errors import translated
from shared.domain.errors import NightdeskError, UpstreamError
from shared.domain.events.model import SOURCE, DomainEvent, envelope

if TYPE_CHECKING:
    from mypy_boto3_events.client import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


class EventBridgeBus:
    """Events are put only while the bus has a rule that is enabled: each of them is paid for, and without a rule the
    bus drops it. An archive and the discovery of schemas are rules, too. A rule is seen ``cache_seconds`` after it was
    made. ``now``: seconds.
    """

    def __init__(self, name: str, *, cache_seconds: float = 60, now: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._cache_seconds = cache_seconds
        self._now = now
        self._known: tuple[float, bool] | None = None  # until when it holds, and whether anybody listens

    @cached_property
    def _client(self) -> "EventBridgeClient":
        return boto3.client("events", config=CONFIG)

    def put(self, events: Sequence[DomainEvent]) -> None:
        """Raises ``UpstreamError`` unless the bus has taken every event. Repeating it sends them again."""
        if not self._is_listened_to():
            return
        for start in range(0, len(events), limits.EVENT_ENTRIES):
            part = events[start : start + limits.EVENT_ENTRIES]
            with translated("events"):
                answer = self._client.put_events(Entries=[self._entry(event) for event in part])
            if answer["FailedEntryCount"]:
                codes = sorted({entry.get("ErrorCode", "") for entry in answer["Entries"]} - {""})
                raise UpstreamError(f"events: {answer['FailedEntryCount']} not taken ({', '.join(codes)})")

    def _is_listened_to(self) -> bool:
        """Also when the rules cannot be read: an event too many costs a millionth of a dollar."""
        if self._known is None or self._now() >= self._known[0]:
            try:
                with translated("events"):
                    rules = self._client.list_rules(EventBusName=self._name)["Rules"]
            except NightdeskError:
                return True
            listens = any(rule.get("State") != "DISABLED" for rule in rules)
            self._known = (self._now() + self._cache_seconds, listens)
        return self._known[1]

    def _entry(self, event: DomainEvent) -> "PutEventsRequestEntryTypeDef":
        return {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": event.type.value,
            "Detail": json.dumps(envelope(event), ensure_ascii=False, separators=(",", ":")),
            "Time": event.at,
            "Resources": [],
        }
