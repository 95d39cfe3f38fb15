"""Tells people that a subscriber of events does not take them."""

from datetime import datetime
from urllib.parse import urlsplit

from shared.adapters.notify.topic import NotificationTopic
from shared.domain.escalation.text import NotificationText
from shared.domain.events.model import iso
from shared.domain.subscriptions.model import Progress, Subscription


class EndpointFailures:
    def __init__(self, topic: NotificationTopic) -> None:
        self._topic = topic

    def endpoint_fails(self, subscription: Subscription, progress: Progress, at: datetime) -> None:
        """Names the host and no more of the address, which may be a secret."""
        stopped = progress.stopped_at is not None
        state = "stopped" if stopped else "failing"
        host = urlsplit(subscription.url).hostname or "unknown"
        since = iso(progress.failing_since or at)
        meaning = (
            f"It took nothing for three days and is stopped. What it missed is kept for 14 days: repair it, then\n"
            f"nightdesk webhook resume {subscription.id}"
            if stopped
            else "Events wait and are told in order as soon as it works again. Nothing has to be done here."
        )
        self._topic.publish(
            {
                "type": f"webhook.{state}",
                "timestamp": iso(at),
                "data": {
                    "webhook_id": subscription.id,
                    "brand": subscription.brand,
                    "owner": subscription.owner,
                    "host": host,
                    "failing_since": since,
                },
            },
            NotificationText(
                subject=f"Webhook {subscription.id} ({host}) is {state}",
                body=f"For: {subscription.owner}\n\nThe webhook {subscription.id} of {subscription.brand} at {host} "
                f"has taken no event since {since}.\n{meaning}\n",
            ),
            f"wh_{subscription.id}_{state}_{since}".replace(".", ""),
        )
