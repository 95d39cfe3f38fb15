"""The stack's event bus (Amazon EventBridge)."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from shared.adapters import limits
from shared.adapters.aws_errors import translated
from shared.domain.errors import UpstreamError
from shared.domain.events.model import SOURCE, DomainEvent, envelope

if TYPE_CHECKING:
    from mypy_boto3_events.client import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


class EventBridgeBus:
    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def _client(self) -> "EventBridgeClient":
        return boto3.client("events", config=CONFIG)

    def put(self, events: Sequence[DomainEvent]) -> None:
        """Raises ``UpstreamError`` unless the bus has taken every event. Repeating it sends them again."""
        for start in range(0, len(events), limits.EVENT_ENTRIES):
            part = events[start : start + limits.EVENT_ENTRIES]
            with translated("events"):
                answer = self._client.put_events(Entries=[self._entry(event) for event in part])
            if answer["FailedEntryCount"]:
                codes = sorted({entry.get("ErrorCode", "") for entry in answer["Entries"]} - {""})
                raise UpstreamError(f"events: {answer['FailedEntryCount']} not taken ({', '.join(codes)})")

    def _entry(self, event: DomainEvent) -> "PutEventsRequestEntryTypeDef":
        return {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": event.type.value,
            "Detail": json.dumps(envelope(event), ensure_ascii=False, separators=(",", ":")),
            "Time": event.at,
            "Resources": [],
        }
