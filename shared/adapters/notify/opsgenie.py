"""Opsgenie, and whatever speaks its Alert API: one alert for each escalation of a ticket, by its alias.

Requests are taken with 202 and done later. Limits: message 130 characters, alias 512, description 15,000, details 8,000
in all, tags 20 of 50 (docs.opsgenie.com/docs/alert-api).

Its outgoing webhook tells what people do there (docs.opsgenie.com/docs/webhook-integration). It signs nothing: a header
of its own holds a token that both know.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from shared.adapters.notify.contract import SCORE, Delivery, call_of, shortened
from shared.adapters.notify.http import TargetHttp, json_request
from shared.adapters.notify.pagerduty import details
from shared.domain.channels.webhook import Secrets, Verdict, WebhookRequest
from shared.domain.notifications.action import ActionKind, ActionRequest
from shared.domain.vocabulary import NoticeState

BASE_URLS = {"us": "https://api.opsgenie.com", "eu": "https://api.eu.opsgenie.com"}
MAX_MESSAGE, MAX_ALIAS, MAX_DESCRIPTION, MAX_TAG, MAX_ENTITY = 130, 512, 15_000, 50, 512
PREFIX = "nightdesk-"
PERSON = "@"
"""Stands before the id of the person for whom an alert is."""
MAX_NANOSECONDS = 4_000_000_000_000_000_000  # the year 2096
_KINDS = {"Acknowledge": ActionKind.CLAIM, "Close": ActionKind.RESOLVE}
_PRIORITIES = {"urgent": "P1", "high": "P2", "normal": "P3", "low": "P4"}


class OpsgenieTarget:
    def __init__(self, http: TargetHttp) -> None:
        self._http = http

    def notify(self, delivery: Delivery) -> str | None:
        alias = alias_of(delivery)
        self._create(delivery, alias)
        return alias

    def _create(self, delivery: Delivery, alias: str) -> None:
        text = delivery.text
        facts = details(delivery)
        body: dict[str, Any] = {
            "message": shortened(text.headline, MAX_MESSAGE),
            "alias": alias,
            "description": shortened("\n".join(filter(None, (text.state, text.link))), MAX_DESCRIPTION),
            "priority": _PRIORITIES.get(delivery.priority, "P2"),
            "details": {label: shortened(value, 200) for label, value in facts.items()},
            "tags": [shortened(str(tag), MAX_TAG) for tag in ("nightdesk", delivery.data.get("channel")) if tag],
            "entity": shortened(delivery.subject_id, MAX_ENTITY),
            "source": "nightdesk",
        }
        if delivery.person is not None:
            body["responders"] = [{"type": "user", "username": delivery.person.email}]
        elif team := delivery.target.options.get("team"):
            body["responders"] = [{"type": "team", "name": team}]
        self._send(delivery, "/v2/alerts", body)

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        if state is NoticeState.OPEN:
            self._create(delivery, delivery.reference or alias_of(delivery))
            return
        action = "acknowledge" if state is NoticeState.ACKNOWLEDGED else "close"
        self._change(delivery, delivery.reference or alias_of(delivery), action)

    def _change(self, delivery: Delivery, name: str, action: str) -> None:
        alias = quote(name, safe="")
        note = shortened(delivery.text.state, 1000)
        self._send(delivery, f"/v2/alerts/{alias}/{action}?identifierType=alias", {"source": "nightdesk", "note": note})

    def _send(self, delivery: Delivery, path: str, body: Mapping[str, Any]) -> None:
        headers = {"authorization": f"GenieKey {delivery.secret('api_key')}"}
        base_url = delivery.address(BASE_URLS[delivery.target.options.get("region", "us")])
        accept = frozenset({404}) if "identifierType" in path else frozenset[int]()  # somebody deleted the alert
        self._http.call(lambda: json_request(f"{base_url}{path}", body, headers), accept=accept)


def alias_of(delivery: Delivery) -> str:
    """Each person has an alert of their own: a second one of the same alias would call nobody."""
    suffix = "" if delivery.person is None else f"{PERSON}{delivery.person.id}"
    return delivery.name_under(PREFIX, MAX_ALIAS, suffix=suffix)


def _changed_at(alert: Mapping[str, Any]) -> datetime | None:
    """``updatedAt`` in nanoseconds since 1970; whoever forwards alerts may leave it out."""
    at = alert.get("updatedAt")
    return datetime.fromtimestamp(at / 1e9, UTC) if isinstance(at, int) and 0 < at < MAX_NANOSECONDS else None


def verify(request: WebhookRequest, record: Secrets, now: datetime) -> Verdict:
    """The header ``authorization: Bearer …`` that the integration was given."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        return Verdict.MISSING
    known = (token.encode() for token in record.get("callback_token", ()))
    same = [hmac.compare_digest(token, given.strip().encode("utf-8", "replace")) for token in known]
    return Verdict.VALID if any(same) else Verdict.INVALID


def actions(request: WebhookRequest, now: datetime) -> Sequence[ActionRequest]:
    """Whoever acknowledges the alert takes the ticket. A user's name is their mail address; integrations have none."""
    try:
        event: Any = json.loads(request.body)
        kind, alert = _KINDS.get(event["action"]), event["alert"]
        alias, user = str(alert["alias"]).partition(PERSON)[0], str(alert["username"])
        if kind is None or not alias.startswith(PREFIX) or alias.endswith(SCORE) or "@" not in user:
            return ()
        ticket_id, calls = call_of(alias.removeprefix(PREFIX))
        return (
            ActionRequest(
                # An action has no id of its own: the same person may do the same with the same alert later.
                id=f"{alert['alertId']}/{alias}/{event['action']}/{user}/{alert.get('updatedAt') or ''}",
                kind=kind,
                ticket_id=ticket_id,
                calls=calls,
                at=_changed_at(alert),
                user=str(alert.get("userId") or user),
                email=user,
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()
