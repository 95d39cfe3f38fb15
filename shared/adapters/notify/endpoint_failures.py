"""Tells people that a subscriber of events does not take them."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from shared.adapters.notify.topic import NotificationTopic
from shared.domain.escalation.text import NotificationText
from shared.domain.events.model import LOG_KEPT, iso
from shared.domain.subscriptions.model import Progress, Subscription

_MEANINGS = {
    "stopped": "It took nothing for three days and is stopped. What it missed is kept for 14 days: repair it, then\n"
    "nightdesk webhook resume {id}",
    "failing": "Events wait and are told in order as soon as it works again. Nothing has to be done here.",
    "blocked": "So many wait that everything else waits behind them. Have the endpoint answer 2xx to events that it\n"
    "does not need, or let it be told fewer kinds of events. Each refused event is given up after three days.",
}


class EndpointFailures:
    def __init__(self, topic: NotificationTopic) -> None:
        self._topic = topic

    def endpoint_fails(self, subscription: Subscription, progress: Progress, at: datetime) -> None:
        """Names the host and no more of the address, which may be a secret."""
        state, host = progress.state, _host(subscription)
        since = iso(progress.failing_since or at)
        happened = f"has taken no event since {since}"
        if state == "blocked":
            happened = f"refuses events of {len(progress.held)} tickets"
        text = NotificationText(
            subject=f"Webhook {subscription.id} ({host}) is {state}",
            body=f"{_who(subscription)} {happened}.\n{_MEANINGS[state].format(id=subscription.id)}\n",
        )
        reference = f"{state}_{iso(at) if state == 'blocked' else since}"
        self._publish(
            subscription, {"type": f"webhook.{state}", "timestamp": iso(at)}, {"failing_since": since}, text, reference
        )

    def events_given_up(self, subscription: Subscription, count: int, at: datetime) -> None:
        host = _host(subscription)
        text = NotificationText(
            subject=f"Webhook {subscription.id} ({host}) will not be told {count} events",
            body=f"{_who(subscription)} did not take {count} events for three days. They are not tried again.\n"
            f"nightdesk webhook deliveries {subscription.id} names them; nightdesk webhook replay tells a span of\n"
            "time once more.\n",
        )
        told = {"type": "webhook.given_up", "timestamp": iso(at)}
        self._publish(subscription, told, {"events": count}, text, f"given_up_{iso(at)}")

    def falls_behind(self, subscription: Subscription, since: datetime, at: datetime) -> None:
        hours = (at - since).total_seconds() / 3600
        text = NotificationText(
            subject=f"Webhook {subscription.id} ({_host(subscription)}) is {hours:.1f} hours behind",
            body=f"{_who(subscription)} takes events, but more slowly than they happen, or it has to catch up.\n"
            f"It was told what happened until {iso(since)}. Nothing is lost for {LOG_KEPT.days} days. Have it answer\n"
            "faster, let it take more calls at a time, or let it be told fewer kinds of events.\n"
            "nightdesk webhook list shows how far it is.\n",
        )
        told = {"type": "webhook.behind", "timestamp": iso(at)}
        self._publish(subscription, told, {"told_until": iso(since)}, text, f"behind_{iso(at)}")

    def events_lost(self, subscription: Subscription, since: datetime, until: datetime, at: datetime) -> None:
        text = NotificationText(
            subject=f"Webhook {subscription.id} ({_host(subscription)}) has missed events",
            body=f"{_who(subscription)} was not told what happened between {iso(since)} and {iso(until)}:\n"
            f"events are kept for {LOG_KEPT.days} days, and these are older. What became of the tickets is in the API\n"
            "(GET /tickets with updated_since). It goes on with what is kept.\n",
        )
        told = {"type": "webhook.events_lost", "timestamp": iso(at)}
        lost = {"lost_since": iso(since), "lost_until": iso(until)}
        self._publish(subscription, told, lost, text, f"events_lost_{iso(until)}")

    def _publish(
        self,
        subscription: Subscription,
        what: Mapping[str, object],
        data: Mapping[str, object],
        text: NotificationText,
        reference: str,
    ) -> None:
        names = {
            "webhook_id": subscription.id,
            "brand": subscription.brand,
            "owner": subscription.owner,
            "host": _host(subscription),
        }
        self._topic.publish(
            {**what, "data": {**names, **data}}, text, f"wh_{subscription.id}_{reference}".replace(".", "")
        )


def _host(subscription: Subscription) -> str:
    return urlsplit(subscription.url).hostname or "unknown"


def _who(subscription: Subscription) -> str:
    named = f"The webhook {subscription.id} of {subscription.brand} at {_host(subscription)}"
    return f"For: {subscription.owner}\n\n{named}"
