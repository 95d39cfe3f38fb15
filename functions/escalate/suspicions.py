"""Notifies people of an outage that the desk suspects: once for all its reports, one tier after another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.domain.brand.model import Brand
from shared.domain.errors import NightdeskError, UpstreamError
from shared.domain.escalation.recipients import recipients
from shared.domain.escalation.text import NotificationText, suspicion_text
from shared.domain.incidents.model import Incident, suspicion_key, suspicion_notification, tier_to_notify
from shared.ports.platforms import Notifier
from shared.ports.repositories import SuspicionRegister
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

MAX_OPEN_INCIDENTS = 50  # open incidents of one brand that are looked at


@dataclass(frozen=True, slots=True)
class NotifySuspicions:
    """Called each minute for every brand. A suspicion on which nobody acted in time is resolved.

    What was told is written afterwards: if the function dies in between, people are told again under the same key,
    which a receiver drops. A tier of which nobody could be reached is tried again a minute later.
    """

    incidents: SuspicionRegister
    notifier: Notifier
    metrics: Metrics
    clock: Clock
    desk_url: str | None = None  # the address of the desk's page; without it notifications have no link

    def __call__(self, brand: Brand, give_up_at: datetime) -> Incident | None:
        """The suspicion of which somebody was to be notified, if any. Raises ``UpstreamError``."""
        # Read freshly: a person may have opened an incident within the minute that a cache is old.
        now = self.clock.now()
        known = self.incidents.of_brand(brand.id, open_only=True, limit=MAX_OPEN_INCIDENTS).items
        for incident in known:
            if incident.is_stale(now):
                self.incidents.resolve(incident.id, by=incident.opened_by, at=now)
        due = tier_to_notify(known, brand.tiers, now)
        if due is None:
            return None
        incident, position = due
        tier = brand.tiers[position]
        link = None if self.desk_url is None else f"{self.desk_url}/incidents/{incident.id}"
        content = suspicion_notification(incident, tier, position, at=now, link=link)
        text = suspicion_text(brand, incident, tier, position, link)
        reached = [
            self._notify(target, content, text, suspicion_key(incident, position, target), give_up_at)
            for target in _in_rotation(recipients(brand, tier, now), now)
        ]
        if any(reached) or not reached:
            self.incidents.record_notified(incident, tiers=position + 1, at=self.clock.now())
        return incident

    def _notify(
        self, target: str, content: dict[str, Any], text: NotificationText, key: str, give_up_at: datetime
    ) -> bool:
        try:
            if self.clock.now() >= give_up_at:
                raise UpstreamError("no time left in this sweep")
            self.notifier.notify(target=target, notification=content, text=text, idempotency_key=key)
        except NightdeskError:
            self.metrics.count("NotificationsFailed")
            return False
        self.metrics.count("NotificationsSent")
        return True


def _in_rotation(targets: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Each target once, beginning with another one each minute: dead ones never keep the others from their turn."""
    each = tuple(dict.fromkeys(targets))
    first = int(now.timestamp() // 60) % len(each) if each else 0
    return each[first:] + each[:first]
