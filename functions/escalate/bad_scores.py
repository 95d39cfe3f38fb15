"""Tells people that a customer gave a bad score, once for each ticket."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.brand.model import Brand
from shared.domain.errors import NightdeskError
from shared.domain.satisfaction.alert import alert_key, alert_notification, alert_text
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.ports.configuration import BrandRepository
from shared.ports.platforms import Notifier
from shared.ports.repositories import HistoryRepository, TicketRepository
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

TRIED_FOR = timedelta(hours=24)
"""For how long targets that cannot be reached are tried: each time the sweep finds it due."""


@dataclass(frozen=True, slots=True)
class AlertOfBadScore:
    """The sweep has put the alert off by some minutes: whatever is not told now is due again then.

    What was told is written afterwards. If the function dies in between, people are told again under the same key,
    which a receiver drops.
    """

    tickets: TicketRepository
    history: HistoryRepository
    brands: BrandRepository
    notifier: Notifier
    metrics: Metrics
    clock: Clock
    desk_url: str | None = None

    def __call__(self, ticket_id: str, give_up_at: datetime) -> bool:
        """Whether somebody was told. Raises ``ConflictError``, ``UpstreamError``."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None or ticket.satisfaction_alert_at is None or ticket.satisfaction is None:
            return False
        brand = self.brands.current(ticket.brand)
        targets = tuple(dict.fromkeys(brand.satisfaction.alert_targets))
        reached = [target for target in targets if self._tell(brand, ticket, target, give_up_at)]
        too_late = self.clock.now() - (ticket.satisfaction_at or ticket.updated_at) >= TRIED_FOR
        if targets and not reached and not too_late:
            return False
        what = "satisfaction_alerted" if reached else "notification_failed"
        details = {"score": str(ticket.satisfaction), "targets": ", ".join(reached or targets)}
        at = ticket.satisfaction_at or ticket.updated_at
        if targets:
            self.history.add(HistoryEntry(ticket_id=ticket.id, at=at, key=f"{what}#score", what=what, details=details))
        self.tickets.save(replace(ticket, satisfaction_alert_at=None, updated_at=self.clock.now()))
        return bool(reached)

    def _tell(self, brand: Brand, ticket: Ticket, target: str, give_up_at: datetime) -> bool:
        now = self.clock.now()
        if now >= give_up_at:
            return False
        link = None if self.desk_url is None else f"{self.desk_url}/tickets/{ticket.id}"
        try:
            self.notifier.notify(
                target=target,
                notification=alert_notification(ticket, at=now, link=link),
                text=alert_text(brand, ticket, link),
                idempotency_key=alert_key(ticket.id, target),
            )
        except NightdeskError:
            self.metrics.count("NotificationsFailed")
            return False
        self.metrics.count("NotificationsSent")
        return True
