"""What targets know of tickets, in memory."""

from dataclasses import dataclass, field

from shared.domain.notifications.notice import Notice


@dataclass
class FakeNotices:
    held: dict[tuple[str, str], Notice] = field(default_factory=dict)

    def put(self, notice: Notice) -> None:
        self.held[notice.ticket_id, notice.target] = notice

    def of_ticket(self, ticket_id: str) -> tuple[Notice, ...]:
        return tuple(notice for (held, _), notice in sorted(self.held.items()) if held == ticket_id)
