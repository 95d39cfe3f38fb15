"""Chooses the target that a notification goes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.adapters.notify.topic import TOPIC, NotificationTopic
from shared.adapters.notify.webhook import SignedWebhooks
from shared.domain.escalation.text import NotificationText


@dataclass(frozen=True, slots=True)
class NotificationRouter:
    topic: "NotificationTopic"
    webhooks: "SignedWebhooks"

    def notify(
        self, *, target: str, notification: Mapping[str, Any], text: NotificationText, idempotency_key: str
    ) -> None:
        """Raises ``UpstreamError`` with a short code when the target did not take it."""
        if target == TOPIC:
            self.topic.publish(notification, text, idempotency_key)
        else:
            self.webhooks.post(target, notification, idempotency_key)
