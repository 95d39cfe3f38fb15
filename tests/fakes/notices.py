"""What targets know of tickets, and exceptions from rotations, in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.escalation.together import NoticeGroup
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


@dataclass
class FakeNoticeGroups:
    told: dict[tuple[str, str], datetime] = field(default_factory=dict)
    groups: dict[tuple[str, str], NoticeGroup] = field(default_factory=dict)
    claims: dict[tuple[str, str, int], str] = field(default_factory=dict)

    def last_told(self, brand_id: str, team: str) -> datetime | None:
        return self.told.get((brand_id, team))

    def mark_told(self, brand_id: str, team: str, at: datetime) -> None:
        self.told[brand_id, team] = at

    def put(self, group: NoticeGroup) -> None:
        self.groups[group.brand, group.id] = group

    def members(self, brand_id: str, group_id: str) -> tuple[str, ...]:
        found = self.groups.get((brand_id, group_id))
        return () if found is None else found.members

    def claim(self, brand_id: str, group_id: str, tier: int, ticket_id: str, at: datetime) -> str:
        return self.claims.setdefault((brand_id, group_id, tier), ticket_id)
