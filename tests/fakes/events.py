"""The bus, and what is set aside, in memory."""

from collections.abc import Sequence

from shared.adapters import limits
from shared.domain.errors import UpstreamError
from shared.domain.events.model import DomainEvent


class FakeBus:
    """``broken`` takes nothing."""

    def __init__(self) -> None:
        self.told: list[DomainEvent] = []
        self.broken = False

    def put(self, events: Sequence[DomainEvent]) -> None:
        if self.broken:
            raise UpstreamError("events: unavailable")
        for start in range(0, len(events), limits.EVENT_ENTRIES):
            self.told += events[start : start + limits.EVENT_ENTRIES]


class FakeSetAside:
    def __init__(self) -> None:
        self.kept: list[dict[str, str]] = []

    def put(self, *, sequence: str, item: str, error: str) -> None:
        self.kept.append({"sequence": sequence, "item": item, "error": error})
