"""Tells people of an outage that the desk suspects: once for all its reports, one tier after another."""

from dataclasses import dataclass
from typing import Any

from shared.domain.brand.model import Brand
from shared.domain.errors import DeskError
from shared.domain.incidents.model import Incident, suspicion_key, suspicion_notification, tier_to_notify
from shared.ports.platforms import Notifier
from shared.ports.repositories import SuspicionRegister
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock

MAX_OPEN_INCIDENTS = 50  # open incidents of one brand that are looked at


@dataclass(frozen=True, slots=True)
class NotifySuspicions:
    """Called each minute for every brand. What was told is written down afterwards: killed in between, people are told
    again under the same key, which a receiver drops. A tier of which nobody could be reached is tried again. A
    suspicion that speaks for nothing any more is resolved."""

    incidents: SuspicionRegister
    notifier: Notifier
    metrics: Metrics
    clock: Clock
    incidents_url: str = ""  # where the API has the incidents; an id is added

    def __call__(self, brand: Brand) -> Incident | None:
        """The suspicion somebody was to be told of, if any. Raises ``UpstreamError``."""
        # Read freshly: a person may have opened an incident within the minute that a cache is old.
        known = self.incidents.of_brand(brand.id, open_only=True, limit=MAX_OPEN_INCIDENTS).items
        for incident in known:
            if incident.is_stale(self.clock.now()):
                self.incidents.resolve(incident.id, by=incident.opened_by, at=self.clock.now())
        due = tier_to_notify(known, brand.tiers, self.clock.now())
        if due is None:
            return None
        incident, position = due
        tier = brand.tiers[position]
        link = f"{self.incidents_url}/{incident.id}"
        content = suspicion_notification(incident, tier, position, at=self.clock.now(), link=link)
        targets = tuple(dict.fromkeys(tier.targets))
        reached = [self._notify_targets(incident, position, target, content) for target in targets]
        if any(reached) or not targets:
            self.incidents.told(incident, tiers=position + 1, at=self.clock.now())
        return incident

    def _notify_targets(self, incident: Incident, position: int, target: str, content: dict[str, Any]) -> bool:
        key = suspicion_key(incident, position, target)
        try:
            self.notifier.notify(target=target, notification=content, idempotency_key=key)
        except DeskError:
            self.metrics.count("NotificationsFailed")
            return False
        self.metrics.count("NotificationsSent")
        return True
