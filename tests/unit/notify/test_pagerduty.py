"""PagerDuty: the signature of its webhooks, and what they say."""

import hmac
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.notify import pagerduty
from shared.domain.channels.webhook import Verdict, WebhookRequest
from shared.domain.notifications.action import ActionKind
from tests.fakes.notifications import PAGERDUTY_RECORD
from tests.fakes.stored import START

SECRET = PAGERDUTY_RECORD["signing_secret"][0]


def acknowledged(*, user: str = "PLH1HKV", ticket: str = "T-1", **changes: Any) -> dict[str, Any]:
    """What PagerDuty sends when somebody acknowledges an incident (Webhooks v3, ``incident.acknowledged``)."""
    event = {
        "id": "5ac64822-4adc-4fda-ade0-410becf0de4f",
        "event_type": "incident.acknowledged",
        "resource_type": "incident",
        "occurred_at": START.isoformat().replace("+00:00", "Z"),
        "agent": {"html_url": f"https://acme.pagerduty.com/users/{user}", "id": user, "type": "user_reference"},
        "client": None,
        "data": {"id": "PGR0VU2", "type": "incident", "number": 2, "incident_key": f"nightdesk/{ticket}"},
    }
    return {"event": event | changes}


def signed_event(body: dict[str, Any], secret: str = SECRET) -> WebhookRequest:
    content = json.dumps(body).encode()
    mac = hmac.new(secret.encode(), content, sha256).hexdigest()
    return WebhookRequest(method="POST", headers={"x-pagerduty-signature": f"v1={mac}"}, query={}, body=content)


def test_the_signature_is_the_one_that_openssl_computes() -> None:
    """printf '{"event":{}}' | openssl dgst -sha256 -hmac pd-signing-secret"""
    signature = "v1=614e7cc54e1c927804a0fd40b61a08728b9a59afd987d9b38a739466a3cddc10"
    request = WebhookRequest(
        method="POST", headers={"x-pagerduty-signature": signature}, query={}, body=b'{"event":{}}'
    )
    assert pagerduty.verify(request, PAGERDUTY_RECORD, START) is Verdict.VALID


def test_any_of_several_signatures_and_secrets_is_enough() -> None:
    request = signed_event(acknowledged())
    (header,) = request.headers.values()
    several = WebhookRequest(
        method="POST", headers={"x-pagerduty-signature": f"v1=00, {header}"}, query={}, body=request.body
    )
    assert pagerduty.verify(several, {"signing_secret": ("new", SECRET)}, START) is Verdict.VALID


@pytest.mark.parametrize("header", ["v1=00", "v1=", "v0=é", ",,,"])
def test_what_is_not_signed_so_is_refused(header: str) -> None:
    request = signed_event(acknowledged())
    forged = WebhookRequest(method="POST", headers={"x-pagerduty-signature": header}, query={}, body=request.body)
    assert pagerduty.verify(forged, PAGERDUTY_RECORD, START) is Verdict.INVALID
    assert pagerduty.verify(request, {"signing_secret": ("other",)}, START) is Verdict.INVALID
    unsigned = WebhookRequest(method="POST", headers={}, query={}, body=request.body)
    assert pagerduty.verify(unsigned, PAGERDUTY_RECORD, START) is Verdict.MISSING


def test_whoever_acknowledges_takes_the_ticket() -> None:
    (action,) = pagerduty.actions(signed_event(acknowledged()), START)
    assert (action.kind, action.ticket_id, action.user) == (ActionKind.CLAIM, "T-1", "PLH1HKV")


def test_an_incident_of_one_escalation_is_about_its_ticket_and_says_when_somebody_acted() -> None:
    (action,) = pagerduty.actions(signed_event(acknowledged(ticket="T-1/3")), START)
    assert (action.ticket_id, action.at) == ("T-1", START)


def test_whoever_resolves_says_that_it_is_over_there() -> None:
    body = acknowledged(ticket="acme-20260302T090000-auto", event_type="incident.resolved")
    (action,) = pagerduty.actions(signed_event(body), START)
    assert (action.kind, action.ticket_id) == (ActionKind.RESOLVE, "acme-20260302T090000-auto")


@pytest.mark.parametrize(
    "changes",
    [
        {"event_type": "incident.triggered"},
        {"data": {"incident_key": "nightdesk/T-1/score"}},
        {"event_type": "pagey.ping"},
        {"agent": None},
        {"agent": {"id": "P1", "type": "inbound_integration_reference"}},
        {"data": {"incident_key": "another-tool"}},
        {"occurred_at": (START - timedelta(days=2)).isoformat()},
        {"occurred_at": "2026-03-02T09:00:00"},
        {"occurred_at": "soon"},
    ],
    ids=str,
)
def test_whatever_else_is_sent_is_no_action(changes: dict[str, Any]) -> None:
    assert pagerduty.actions(signed_event(acknowledged(**changes)), START) == ()


@given(st.binary(max_size=200))
def test_no_body_breaks_the_reader(body: bytes) -> None:
    assert pagerduty.actions(WebhookRequest(method="POST", headers={}, query={}, body=body), START) == ()
