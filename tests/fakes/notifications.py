"""Targets, people and notifications of the tests."""

import json
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import urlencode

from shared.adapters.notify.contract import Delivery
from shared.domain.brand.model import Brand
from shared.domain.channels.webhook import Secrets
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.text import NotificationText, ticket_text
from shared.domain.notifications.target import NotificationTarget, Person, TargetType
from tests.fakes.escalation import TIERS, a_brand
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START

LEA = Person(
    id="lea", name="Léa", email="lea@acme.example", phone="+33612345678", slack="U000LEA", targets=("slack-care",)
)
TOM = Person(id="tom", name="Tom", email="u000tom@acme.example")
SLACK = NotificationTarget(
    name="slack-care", type=TargetType.SLACK, secret="notify-acme-slack", options={"channel": "C0123456789"}
)
SLACK_RECORD: Secrets = {"bot_token": ("xoxb-1",), "signing_secret": ("8f742231b10e8888abcd99yyyzzz85a5",)}
PAGERDUTY = NotificationTarget(name="pager", type=TargetType.PAGERDUTY, secret="notify-acme-pagerduty")
PAGERDUTY_RECORD: Secrets = {"routing_key": ("R0123456789",), "signing_secret": ("pd-signing-secret",)}
TEAMS = NotificationTarget(name="teams", type=TargetType.TEAMS, secret="notify-acme-teams")
OPSGENIE = NotificationTarget(name="opsgenie", type=TargetType.OPSGENIE, secret="notify-acme-opsgenie")
ZENDESK = NotificationTarget(
    name="zendesk",
    type=TargetType.ZENDESK,
    secret="notify-acme-zendesk",
    options={"subdomain": "acme", "user": "desk@acme.example"},
)
MAIL = NotificationTarget(name="mail", type=TargetType.MAIL, recipients=("care@acme.example",))
SMS = NotificationTarget(name="sms", type=TargetType.SMS, recipients=("+33612345678",))
OPSGENIE_RECORD: Secrets = {"api_key": ("genie-key-1",), "callback_token": ("opsgenie-callback-1",)}
TARGETS: dict[TargetType, tuple[NotificationTarget, Secrets]] = {
    TargetType.SLACK: (SLACK, SLACK_RECORD),
    TargetType.TEAMS: (TEAMS, {}),
    TargetType.PAGERDUTY: (PAGERDUTY, PAGERDUTY_RECORD),
    TargetType.OPSGENIE: (OPSGENIE, OPSGENIE_RECORD),
    TargetType.ZENDESK: (ZENDESK, {"api_token": ("zendesk-token-1",)}),
}
"""One of each kind that is reached over HTTP, with its secret record."""
LINK = "https://desk.example/tickets/T-1"
EXCERPT = "Mon colis <!channel> n'est pas arrivé & j'attends, [email]"


def a_notified_brand(**fields: Any) -> Brand:
    return replace(a_brand(), **{"notification_targets": (SLACK, PAGERDUTY), "people": (LEA, TOM)} | fields)


def a_text(**fields: Any) -> NotificationText:
    ticket = a_ticket(excerpt=EXCERPT, escalation_round=1, escalation_reason="urgent")
    return replace(ticket_text(a_brand(), ticket, TIERS[0], 0, LINK), **fields)


def a_delivery(target: NotificationTarget = SLACK, record: Secrets = SLACK_RECORD, **fields: Any) -> Delivery:
    ticket = a_ticket(excerpt=EXCERPT, escalation_round=1, escalation_reason="urgent")
    content = escalation.notification(ticket, TIERS[0], 0, at=START, link=LINK)
    delivery = Delivery(
        target=target, record=record, person=None, notification=content, text=a_text(), key="esc_0123456789abcdef"
    )
    return replace(delivery, **fields)


_PRESSES = count(1000)


def block_action(
    action: str, *, user: str = "U000LEA", ticket: str = "T-1", channel: str = "C0123456789", at: int | None = None
) -> bytes:
    """What Slack sends when a button is pressed: each press is one of its own, unless ``at`` says which it is."""
    pressed_at = f"{1_772_442_000 + (next(_PRESSES) if at is None else at)}.5"
    payload = {
        "type": "block_actions",
        "user": {"id": user, "username": "someone", "team_id": "T1"},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": channel},
        "channel": {"id": channel, "name": "care"},
        "message": {"ts": "1772442000.000100"},
        "response_url": "https://hooks.slack.com/actions/T1/1/x",
        "actions": [
            {
                "type": "button",
                "action_id": action,
                "value": ticket,
                "action_ts": pressed_at,
            }
        ],
    }
    return urlencode({"payload": json.dumps(payload)}).encode()
