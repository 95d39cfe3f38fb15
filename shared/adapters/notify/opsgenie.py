"""Opsgenie, and whatever speaks its Alert API: one alert for each ticket, by its alias.

Requests are taken with 202 and done later. Limits: message 130 characters, alias 512, description 15,000, details 8,000
in all, tags 20 of 50 (docs.opsgenie.com/docs/alert-api).
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from shared.adapters.notify.contract import Delivery, shortened
from shared.adapters.notify.http import TargetHttp, json_request
from shared.adapters.notify.pagerduty import details
from shared.domain.vocabulary import NoticeState

BASE_URLS = {"us": "https://api.opsgenie.com", "eu": "https://api.eu.opsgenie.com"}
MAX_MESSAGE, MAX_ALIAS, MAX_DESCRIPTION, MAX_TAG, MAX_ENTITY = 130, 512, 15_000, 50, 512
_PRIORITIES = {"urgent": "P1", "high": "P2", "normal": "P3", "low": "P4"}


class OpsgenieTarget:
    def __init__(self, http: TargetHttp) -> None:
        self._http = http

    def notify(self, delivery: Delivery) -> str | None:
        text, alias = delivery.text, alias_of(delivery)
        facts = details(delivery)
        body: dict[str, Any] = {
            "message": shortened(text.title or text.subject, MAX_MESSAGE),
            "alias": alias,
            "description": shortened("\n".join(filter(None, (text.state, text.link))), MAX_DESCRIPTION),
            "priority": _PRIORITIES.get(delivery.priority, "P2"),
            "details": {label: shortened(value, 200) for label, value in facts.items()},
            "tags": [shortened(str(tag), MAX_TAG) for tag in ("nightdesk", delivery.data.get("channel")) if tag],
            "entity": shortened(delivery.subject_id, MAX_ENTITY),
            "source": "nightdesk",
        }
        if team := delivery.target.options.get("team"):
            body["responders"] = [{"type": "team", "name": team}]
        self._send(delivery, "/v2/alerts", body)
        return alias

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        if state is NoticeState.OPEN:
            self.notify(delivery)
            return
        action = "acknowledge" if state is NoticeState.ACKNOWLEDGED else "close"
        alias = quote(delivery.reference or alias_of(delivery), safe="")
        note = shortened(delivery.text.state, 1000)
        self._send(delivery, f"/v2/alerts/{alias}/{action}?identifierType=alias", {"source": "nightdesk", "note": note})

    def _send(self, delivery: Delivery, path: str, body: Mapping[str, Any]) -> None:
        headers = {"authorization": f"GenieKey {delivery.secret('api_key')}"}
        base_url = delivery.address(BASE_URLS[delivery.target.options.get("region", "us")])
        accept = frozenset({404}) if "identifierType" in path else frozenset[int]()  # somebody deleted the alert
        self._http.call(lambda: json_request(f"{base_url}{path}", body, headers), accept=accept)


def alias_of(delivery: Delivery) -> str:
    return f"nightdesk-{delivery.subject_id}"[:MAX_ALIAS]
