"""What targets know of tickets, and exceptions from rotations, in memory."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.domain.errors import ConflictError
from shared.domain.escalation.together import GroupNotice, NoticeGroup
from shared.domain.notifications.notice import Notice
from shared.domain.on_call.calendar import ImportedCalendar
from shared.domain.on_call.rotation import Override


@dataclass
class FakeActed:
    known: dict[tuple[str, str, str], datetime] = field(default_factory=dict)

    def is_known(self, brand_id: str, target: str, action_id: str, now: datetime) -> bool:
        until = self.known.get((brand_id, target, action_id))
        return until is not None and until > now

    def remember(self, brand_id: str, target: str, action_id: str, until: datetime) -> None:
        self.known[brand_id, target, action_id] = until


@dataclass
class FakeNotices:
    held: dict[tuple[str, str], Notice] = field(default_factory=dict)

    def put(self, notice: Notice) -> None:
        self.held[notice.ticket_id, notice.key] = notice

    def of_ticket(self, ticket_id: str) -> tuple[Notice, ...]:
        return tuple(notice for (held, _), notice in sorted(self.held.items()) if held == ticket_id)


@dataclass
class FakeOverrides:
    held: list[tuple[str, Override]] = field(default_factory=list)
    calendars: dict[tuple[str, str], ImportedCalendar] = field(default_factory=dict)

    def add(self, brand_id: str, override: Override) -> None:
        self.held.append((brand_id, override))

    def since(self, brand_id: str, at: datetime) -> tuple[Override, ...]:
        own = [override for brand, override in self.held if brand == brand_id and override.end > at]
        for (brand, _), calendar in self.calendars.items():
            own += [override for override in calendar.overrides() if brand == brand_id and override.end > at]
        return tuple(sorted(own, key=lambda override: (override.end, override.id)))


@dataclass
class FakeCalendars:
    """``overrides`` read what is kept here."""

    overrides: FakeOverrides = field(default_factory=FakeOverrides)

    def get(self, brand_id: str, rotation: str) -> ImportedCalendar | None:
        return self.overrides.calendars.get((brand_id, rotation))

    def save(self, calendar: ImportedCalendar) -> ImportedCalendar:
        held = self.get(calendar.brand, calendar.rotation)
        if (0 if held is None else held.revision) != calendar.revision:
            raise ConflictError("on-call calendar")
        saved = replace(calendar, revision=calendar.revision + 1)
        self.overrides.calendars[calendar.brand, calendar.rotation] = saved
        return saved


@dataclass
class FakeNoticeGroups:
    told: dict[tuple[str, str], datetime] = field(default_factory=dict)
    groups: dict[tuple[str, str], NoticeGroup] = field(default_factory=dict)
    claims: dict[tuple[str, str, int], GroupNotice] = field(default_factory=dict)

    def last_told(self, brand_id: str, team: str) -> datetime | None:
        return self.told.get((brand_id, team))

    def mark_told(self, brand_id: str, team: str, at: datetime) -> None:
        self.told[brand_id, team] = at

    def put(self, group: NoticeGroup) -> None:
        self.groups[group.brand, group.id] = group

    def members(self, brand_id: str, group_id: str) -> tuple[str, ...]:
        found = self.groups.get((brand_id, group_id))
        return () if found is None else found.members

    def notice(self, brand_id: str, group_id: str, tier: int) -> GroupNotice | None:
        return self.claims.get((brand_id, group_id, tier))

    def claim(self, brand_id: str, group_id: str, tier: int, notice: GroupNotice, at: datetime) -> GroupNotice:
        return self.claims.setdefault((brand_id, group_id, tier), replace(notice, at=at))

    def take_over(self, brand_id: str, group_id: str, tier: int, lost: GroupNotice, notice: GroupNotice) -> GroupNotice:
        if self.claims[brand_id, group_id, tier] == lost:
            self.claims[brand_id, group_id, tier] = notice
        return self.claims[brand_id, group_id, tier]

    def confirm(self, brand_id: str, group_id: str, tier: int, notice: GroupNotice) -> None:
        held = self.claims[brand_id, group_id, tier]
        if (held.ticket_id, held.at) == (notice.ticket_id, notice.at):
            self.claims[brand_id, group_id, tier] = replace(held, told_at=notice.told_at, reached=notice.reached)
