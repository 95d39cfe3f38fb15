"""Opsgenie: what its outgoing webhook says, and who may say it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.notify import opsgenie
from shared.domain.channels.webhook import Verdict, WebhookRequest
from shared.domain.notifications.action import ActionKind
from tests.fakes.notifications import OPSGENIE_RECORD
from tests.fakes.stored import START

TOKEN = OPSGENIE_RECORD["callback_token"][0]


def alert_action(action: str = "Acknowledge", *, ticket: str = "T-1", **alert: Any) -> dict[str, Any]:
    """What Opsgenie sends when somebody does something with an alert (docs.opsgenie.com, "Webhook Integration")."""
    about = {
        "alertId": "052652ac-5d1c-464a-812a-7dd18bbfba8c",
        "alias": f"nightdesk-{ticket}",
        "message": "Ticket waits",
        "username": "lea@acme.example",
        "userId": "daed1180-0ce8-438b-8f8e-57e1a5920a2d",
        "updatedAt": int(START.timestamp()) * 1_000_000_000,
    }
    return {"source": {"name": "", "type": "web"}, "alert": about | alert, "action": action, "integrationName": "Desk"}


def posted(body: dict[str, Any], authorization: str = f"Bearer {TOKEN}") -> WebhookRequest:
    headers = {"authorization": authorization} if authorization else {}
    return WebhookRequest(method="POST", headers=headers, query={}, body=json.dumps(body).encode())


@pytest.mark.parametrize(
    ("authorization", "verdict"),
    [
        (f"Bearer {TOKEN}", Verdict.VALID),
        (f"bearer {TOKEN}", Verdict.VALID),
        ("Bearer another", Verdict.INVALID),
        ("Bearer é", Verdict.INVALID),
        (f"Basic {TOKEN}", Verdict.MISSING),
        ("Bearer ", Verdict.MISSING),
        ("", Verdict.MISSING),
    ],
)
def test_only_who_knows_the_token_is_believed(authorization: str, verdict: Verdict) -> None:
    assert opsgenie.verify(posted(alert_action(), authorization), OPSGENIE_RECORD, START) is verdict


def test_a_target_without_a_token_believes_nobody() -> None:
    assert opsgenie.verify(posted(alert_action()), {"api_key": ("k",)}, START) is Verdict.INVALID


@pytest.mark.parametrize(("said", "kind"), [("Acknowledge", ActionKind.CLAIM), ("Close", ActionKind.RESOLVE)])
def test_what_people_do_with_an_alert_is_told(said: str, kind: ActionKind) -> None:
    (action,) = opsgenie.actions(posted(alert_action(said)), START)
    assert (action.kind, action.ticket_id, action.email) == (kind, "T-1", "lea@acme.example")


def test_an_alert_of_one_escalation_is_about_its_ticket_and_says_when_somebody_acted() -> None:
    (action,) = opsgenie.actions(posted(alert_action(ticket="T-1/3")), START)
    assert (action.ticket_id, action.at) == ("T-1", START)
    (own,) = opsgenie.actions(posted(alert_action(ticket="T-1/3@lea")), START)
    assert own.ticket_id == "T-1"
    (untold,) = opsgenie.actions(posted(alert_action(updatedAt="soon")), START)
    assert untold.at is None


@pytest.mark.parametrize(
    "body",
    [
        alert_action("Create"),
        alert_action("AddNote"),
        alert_action(alias="another-tool"),
        alert_action(alias="nightdesk-T-1/score"),
        alert_action(alias="nightdesk-T-1/score@lea"),
        alert_action(username="System"),
        {"action": "Acknowledge"},
        {},
    ],
    ids=str,
)
def test_whatever_else_is_sent_is_no_action(body: dict[str, Any]) -> None:
    assert opsgenie.actions(posted(body), START) == ()


@given(st.binary(max_size=200))
def test_no_body_breaks_the_reader(body: bytes) -> None:
    assert opsgenie.actions(WebhookRequest(method="POST", headers={}, query={}, body=body), START) == ()
