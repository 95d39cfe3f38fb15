"""Every target is told of an urgent ticket although it fails or is throttled once; a button in Slack claims it."""

import copy
import hmac
import json
import time
from collections.abc import Iterator
from hashlib import sha256

import pytest

from cli.demo import brand as demo_brand
from tests.e2e.deployed import CACHED_SECONDS, DeployedStack, Json, fresh, now, until
from tests.fakes.notifications import block_action

URGENT = "URGENT !! Mon compte a été piraté, quelqu'un a changé mon mot de passe, aidez-moi tout de suite !"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
HOOK_SECRET = "whsec_bmlnaHRkZXNrLWVuZC10by1lbmQtdGVzdA=="
RECORDS = {
    "slack": {"bot_token": ["xoxb-e2e"], "signing_secret": [SIGNING_SECRET]},
    "teams": {},
    "pagerduty": {"routing_key": ["R0123456789"], "signing_secret": ["pd-signing-secret"]},
    "opsgenie": {"api_key": ["genie-key-1"]},
    "zendesk": {"api_token": ["zendesk-token-1"]},
}
OF_AWS: dict[str, list[str]] = {
    "mail": ["care@acme.example"],
    "sms": [f"+336{fresh()[-8:-1]}{last}" for last in (1, 2)],
}
"""SES and SNS: the emulator takes everything and never fails, so the simulator stands for them, with their errors."""
THROTTLED = {
    "mail": {"status": 429, "headers": {"x-amzn-ErrorType": "TooManyRequestsException"}, "body": {"message": "rate"}},
    "sms": {"status": 400, "body": "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"},
}
TARGETS = (*RECORDS, *OF_AWS)
HOOK = "e2e-hook"
SERVICES = [*TARGETS, "notify"]


@pytest.fixture
def told(deployed: DeployedStack) -> Iterator[DeployedStack]:
    """The desk is open, and its one tier names every target that the simulator has."""
    secrets = deployed.aws("secretsmanager")
    records = {kind: {"url": [f"{deployed.stack.simulator_url}/{kind}"], **record} for kind, record in RECORDS.items()}
    records["hook"] = {"url": [f"{deployed.stack.simulator_url}/notify/{HOOK}"], "signing_secret": [HOOK_SECRET]}
    for kind, record in records.items():
        name = f"{deployed.stack.secret_prefix}notify-e2e-{kind}"
        secrets.create_secret(Name=name, SecretString=json.dumps(record))
    document = copy.deepcopy(dict(demo_brand.by_day(deployed.document, now())))
    document["webhooks"] = [
        *document["webhooks"],
        {"name": HOOK, "url": "https://hook.example", "secret": "notify-e2e-hook"},
    ]
    options: dict[str, Json] = {
        "slack": {"channel": "C0123456789"},
        "zendesk": {"subdomain": "acme", "user": "desk@acme.example"},
    }
    document["notification_targets"] = [
        {"name": f"e2e-{kind}", "type": kind, "secret": f"notify-e2e-{kind}", **options.get(kind, {})}
        for kind in RECORDS
    ] + [{"name": f"e2e-{kind}", "type": kind, "to": to} for kind, to in OF_AWS.items()]
    document["people"] = [
        {"id": "lea", "name": "Léa", "email": "lea@acme.example", "slack": "U000LEA", "targets": ["e2e-slack"]}
    ]
    targets = [*(f"e2e-{kind}" for kind in TARGETS), HOOK]
    document["escalation"] = {"tiers": [{"name": "everybody", "wait": "30m", "targets": targets}]}
    deployed.set_hours("every target", document)
    time.sleep(CACHED_SECONDS)
    yield deployed
    deployed.http.delete(f"{deployed.stack.simulator_url}/faults")
    for kind in records:
        secrets.delete_secret(
            SecretId=f"{deployed.stack.secret_prefix}notify-e2e-{kind}", ForceDeleteWithoutRecovery=True
        )


def test_every_target_that_fails_once_is_told_and_a_button_in_slack_claims_the_ticket(told: DeployedStack) -> None:
    for service in SERVICES:
        match = {"channel": service, **({"path": HOOK} if service == "notify" else {})}
        fault = {"match": match, "status": 503, **THROTTLED.get(service, {}), "count": 1}
        assert told.http.post(f"{told.stack.simulator_url}/faults", json=fault).status_code == 201
    comment = told.comment(URGENT)
    assert told.deliver("facebook", comment.body()) == 200
    ticket = told.ticket_of(comment.conversation)

    until(lambda: _told(told, ticket) == {*(f"e2e-{kind}" for kind in TARGETS), HOOK})

    for service in SERVICES:
        calls = [call for call in told.calls(service) if service != "notify" or HOOK in call["path"]]
        assert THROTTLED.get(service, {"status": 503})["status"] in [call["status"] for call in calls], service
        assert any(200 <= call["status"] < 300 and ticket["id"] in str(call) for call in calls), service
        if service in ("pagerduty", "opsgenie", "notify", "sms"):  # not trusted: not even an excerpt
            assert comment.text[:20] not in str(calls), service

    messages = {one["to"]: one["text"] for one in _published(told, "sms") if one["to"] in OF_AWS["sms"]}
    assert set(messages) == set(OF_AWS["sms"])
    assert all(text.startswith(f"(acme) {ticket['id']}") and len(text) <= 160 for text in messages.values())
    (mail,) = [one for one in _published(told, "mail") if ticket["id"] in str(one["content"]["body"])]
    assert (mail["to"], mail["content"]["subject"][:6]) == ("care@acme.example", "[acme]")
    assert "Quelqu&#x27;un doit s&#x27;en occuper." in mail["content"]["body"]["Html"]

    assert _press(told, ticket, secret="not the secret") == 401
    assert _ticket(told, ticket)["claimed_by"] is None
    assert _press(told, ticket, secret=SIGNING_SECRET) == 200
    assert _ticket(told, ticket)["claimed_by"] == "Léa"
    # what follows the ticket learns who took it
    until(lambda: "acknowledge" in str([call["body"] for call in told.calls("pagerduty")]))


def _published(told: DeployedStack, channel: str) -> list[Json]:
    found: list[Json] = told.http.get(f"{told.stack.simulator_url}/published", params={"channel": channel}).json()
    return found


def _press(told: DeployedStack, ticket: Json, *, secret: str) -> int:
    body = block_action("claim", ticket=ticket["id"])
    seconds = str(int(time.time()))
    signature = hmac.new(secret.encode(), f"v0:{seconds}:".encode() + body, sha256).hexdigest()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": seconds,
        "x-slack-signature": f"v0={signature}",
    }
    base = told.stack.webhook_url.removesuffix("/webhooks")
    return told.http.post(f"{base}/notifications/slack/acme/e2e-slack", content=body, headers=headers).status_code


def _told(told: DeployedStack, ticket: Json) -> set[str]:
    """The targets that took their notification, as the ticket's history says."""
    entries: list[Json] = told.api("GET", f"/tickets/{ticket['id']}/history").json()["items"]
    return {entry["details"]["target"] for entry in entries if entry["what"] == "notified"}


def _ticket(told: DeployedStack, ticket: Json) -> Json:
    found: Json = told.api("GET", f"/tickets/{ticket['id']}").json()
    return found
