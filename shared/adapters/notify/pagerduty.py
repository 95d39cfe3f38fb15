"""PagerDuty: one alert for each escalation of a ticket through the Events API v2, and its webhooks v3 on the way back.

``dedup_key`` names the ticket and the number of its escalation, so that every repetition and every later tier is the
same alert, and whoever acknowledged the one before is called again: an acknowledged incident notifies nobody, whatever
is triggered. A bad score has one of its own. Limits: summary 1,024 characters, ``dedup_key`` 255, event 512 kB
(developer.pagerduty.com, "Events API v2 Overview"). Webhooks are signed with HMAC-SHA256 over the raw body ("Verifying
Signatures"); several signatures may stand in the header.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from shared.adapters.notify.contract import SCORE, Delivery, call_of, shortened
from shared.adapters.notify.http import HttpRequest, TargetHttp, json_request
from shared.domain.channels.webhook import Secrets, Verdict, WebhookRequest
from shared.domain.notifications.action import ActionKind, ActionRequest
from shared.domain.vocabulary import NoticeState

EVENTS = {"us": "https://events.pagerduty.com", "eu": "https://events.eu.pagerduty.com"}
API = {"us": "https://api.pagerduty.com", "eu": "https://api.eu.pagerduty.com"}
MAX_SUMMARY, MAX_KEY, MAX_DETAIL = 1024, 255, 500
PREFIX = "nightdesk/"
MAX_AGE = timedelta(days=1)  # of a webhook; what was done before the call in force counts no more, however old it is
_KINDS = {"incident.acknowledged": ActionKind.CLAIM, "incident.resolved": ActionKind.RESOLVE}
_SEVERITIES = {"urgent": "critical", "high": "error", "normal": "warning", "low": "info"}


class PagerDutyTarget:
    def __init__(self, http: TargetHttp) -> None:
        self._http = http

    def notify(self, delivery: Delivery) -> str | None:
        key = dedup_key(delivery)
        self._trigger(delivery, key)
        return key

    def _trigger(self, delivery: Delivery, key: str) -> None:
        text = delivery.text
        payload = {
            "summary": shortened(text.headline, MAX_SUMMARY),
            "source": "nightdesk",
            "severity": _SEVERITIES.get(delivery.priority, "error"),
            "timestamp": delivery.notification["timestamp"],
            "component": str(delivery.data.get("channel", "")),
            "group": str(delivery.data.get("team", "")),
            "class": str(delivery.data.get("category", "")),
            "custom_details": details(delivery),
        }
        links = [] if text.link is None else [{"href": text.link, "text": text.title or text.subject}]
        self._send(delivery, {"event_action": "trigger", "dedup_key": key, "payload": payload, "links": _short(links)})

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        """Acknowledged, resolved; an alert that is not open any more is left as it is by PagerDuty."""
        if state is NoticeState.OPEN:
            self._trigger(delivery, delivery.reference or dedup_key(delivery))
            return
        action = "acknowledge" if state is NoticeState.ACKNOWLEDGED else "resolve"
        self._send(delivery, {"event_action": action, "dedup_key": delivery.reference or dedup_key(delivery)})

    def email_of(self, delivery: Delivery, user: str) -> str | None:
        """The address of a user; needs ``api_token`` in the record, a read-only key of the REST API."""
        token = next(iter(delivery.record.get("api_token", ())), None)
        if token is None or not user:
            return None
        region = delivery.target.options.get("region", "us")
        headers = {"authorization": f"Token token={token}", "accept": "application/vnd.pagerduty+json;version=2"}
        url = f"{delivery.address(API[region])}/users/{quote(user, safe='')}"
        answer = self._http.call(
            lambda: HttpRequest(method="GET", url=url, headers=headers), attempts=1, accept=frozenset({404})
        )
        found = answer.fields.get("user")
        email = found.get("email") if isinstance(found, Mapping) else None
        return email if isinstance(email, str) else None

    def _send(self, delivery: Delivery, event: Mapping[str, Any]) -> None:
        region = delivery.target.options.get("region", "us")
        body = {"routing_key": delivery.secret("routing_key"), "client": "Nightdesk", **event}
        self._http.call(lambda: json_request(f"{delivery.address(EVENTS[region])}/v2/enqueue", body))


def dedup_key(delivery: Delivery) -> str:
    return delivery.name_under(PREFIX, MAX_KEY)


def details(delivery: Delivery) -> dict[str, str]:
    """The facts; what the customer wrote, masked, only where the target is trusted."""
    found = {shortened(label, 60): shortened(value, MAX_DETAIL) for label, value in delivery.text.facts[:20]}
    if delivery.target.trusted and delivery.text.excerpt:
        found["excerpt"] = shortened(delivery.text.excerpt, MAX_DETAIL)
    return found


def _short(links: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"href": link["href"], "text": shortened(link["text"], MAX_SUMMARY)} for link in links]


def verify(request: WebhookRequest, record: Secrets, now: datetime) -> Verdict:
    given = request.headers.get("x-pagerduty-signature", "")
    if not given:
        return Verdict.MISSING
    signatures = [part.strip().encode("utf-8", "replace") for part in given.split(",")[:10]]
    for secret in record.get("signing_secret", ()):
        expected = b"v1=" + hmac.new(secret.encode(), request.body, sha256).hexdigest().encode()
        if any(hmac.compare_digest(expected, signature) for signature in signatures):
            return Verdict.VALID
    return Verdict.INVALID


def actions(request: WebhookRequest, now: datetime) -> Sequence[ActionRequest]:
    """Whoever acknowledges the incident takes the ticket. What our own events bring about names no user.

    A bad score asks for nothing that could be taken over: it stays between PagerDuty and its user.
    """
    try:
        event: Any = json.loads(request.body)["event"]
        kind = _KINDS.get(event["event_type"])
        if kind is None or event["agent"]["type"] != "user_reference":
            return ()
        key = str(event["data"]["incident_key"])
        occurred_at = datetime.fromisoformat(str(event["occurred_at"]).replace("Z", "+00:00"))
        if not key.startswith(PREFIX) or key.endswith(SCORE) or abs(now - occurred_at) > MAX_AGE:
            return ()
        ticket_id, calls = call_of(key.removeprefix(PREFIX))
        return (
            ActionRequest(
                id=str(event["id"]),
                kind=kind,
                ticket_id=ticket_id,
                calls=calls,
                user=str(event["agent"]["id"]),
                at=occurred_at,
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()
