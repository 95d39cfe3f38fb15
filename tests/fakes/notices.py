"""What targets know of tickets, and exceptions from rotations, in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.notifications.notice import Notice
from shared.domain.on_call.rotation import Override


@dataclass
class FakeNotices:
    held: dict[tuple[str, str], Notice] = field(default_factory=dict)

    def put(self, notice: Notice) -> None:
        self.held[notice.ticket_id, notice.target] = notice

    def of_ticket(self, ticket_id: str) -> tuple[Notice, ...]:
        return tuple(notice for (held, _), notice in sorted(self.held.items()) if held == ticket_id)


@dataclass
class FakeOverrides:
    held: list[tuple[str, Override]] = field(default_factory=list)

    def add(self, brand_id: str, override: Override) -> None:
        self.held.append((brand_id, override))

    def since(self, brand_id: str, at: datetime) -> tuple[Override, ...]:
        own = [override for brand, override in self.held if brand == brand_id and override.end > at]
        return tuple(sorted(own, key=lambda override: (override.end, override.id)))
