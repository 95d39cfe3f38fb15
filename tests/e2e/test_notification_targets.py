"""Every target is told of an urgent ticket although it fails once, each in another way; what people do in their tools
counts here, once, and is known everywhere."""

import copy
import hmac
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from cli.demo import brand as demo_brand
from tests.e2e.deployed import CACHED_SECONDS, DeployedStack, Json, fresh, now, until
from tests.fakes.notifications import block_action
from tests.unit.notify.test_opsgenie import alert_action, posted
from tests.unit.notify.test_pagerduty import acknowledged, signed_event

URGENT = "URGENT !! Mon compte a été piraté, quelqu'un a changé mon mot de passe, aidez-moi tout de suite !"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
HOOK_SECRET = "whsec_bmlnaHRkZXNrLWVuZC10by1lbmQtdGVzdA=="
RECORDS = {
    "slack": {"bot_token": ["xoxb-e2e"], "signing_secret": [SIGNING_SECRET]},
    "teams": {},
    "pagerduty": {
        "routing_key": ["R0123456789"],
        "signing_secret": ["pd-signing-secret"],
        "api_token": ["pd-read-only"],
    },
    "opsgenie": {"api_key": ["genie-key-1"], "callback_token": ["opsgenie-callback-1"]},
    "zendesk": {"api_token": ["zendesk-token-1"]},
}
OF_AWS: dict[str, list[str]] = {
    "mail": ["care@acme.example"],
    "sms": [f"+336{fresh()[-8:-1]}{last}" for last in (1, 2)],
}
"""SES and SNS: the emulator takes everything and never fails, so the simulator stands for them, with their errors."""
DOWN: Json = {"status": 503}
TAKEN_WITHOUT_AN_ANSWER: Json = {"cut": "after"}
FAULTS: dict[str, Json] = {
    "slack": TAKEN_WITHOUT_AN_ANSWER,
    "teams": {"status": 429, "headers": {"retry-after": "1"}},
    "pagerduty": TAKEN_WITHOUT_AN_ANSWER,
    "opsgenie": {"status": 500, "taken": True},
    "zendesk": {"cut": "before"},
    "mail": {"status": 429, "headers": {"x-amzn-ErrorType": "TooManyRequestsException"}, "body": {"message": "rate"}},
    "sms": {"status": 400, "body": "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"},
    "notify": DOWN,
}
"""What becomes of the first call of each."""
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
        {"id": "lea", "name": "Léa", "email": "lea@acme.example", "slack": "U000LEA", "targets": ["e2e-slack"]},
        {"id": "tom", "name": "Tom", "email": "u000tom@acme.example"},
        {"id": "ines", "name": "Inès", "email": "pines@acme.example"},
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


def test_every_target_that_fails_once_is_told_once_and_a_button_in_slack_claims_the_ticket(told: DeployedStack) -> None:
    for service in SERVICES:
        match = {"channel": service, **({"path": HOOK} if service == "notify" else {})}
        fault = {"match": match, **FAULTS[service], "count": 1}
        assert told.http.post(f"{told.stack.simulator_url}/faults", json=fault).status_code == 201
    comment = told.comment(URGENT)
    assert told.deliver("facebook", comment.body()) == 200
    ticket = told.ticket_of(comment.conversation)

    until(lambda: _told(told, ticket) == {*(f"e2e-{kind}" for kind in TARGETS), HOOK})

    assert told.http.get(f"{told.stack.simulator_url}/faults").json() == [], "each was met"
    for service in SERVICES:
        calls = [call for call in told.calls(service) if service != "notify" or HOOK in call["path"]]
        statuses = [call["status"] for call in calls]
        assert any(status is None or status >= 400 for status in statuses) or FAULTS[service] == {"cut": "before"}
        assert any(ticket["id"] in str(call) for call in calls), service
        if service in ("pagerduty", "opsgenie", "notify", "sms"):  # not trusted: not even an excerpt
            assert comment.text[:20] not in str(calls), service
    for service in ("slack", "pagerduty", "opsgenie", "zendesk"):  # whose answers were lost
        assert len(_shown(told, service, ticket)) == 1, service

    messages = {one["to"]: one["text"] for one in _published(told, "sms") if one["to"] in OF_AWS["sms"]}
    assert set(messages) == set(OF_AWS["sms"])
    assert all(text.startswith(f"(acme) {ticket['id']}") and len(text) <= 160 for text in messages.values())
    (mail,) = [one for one in _published(told, "mail") if ticket["id"] in str(one["content"]["body"])]
    assert (mail["to"], mail["content"]["subject"][:6]) == ("care@acme.example", "[acme]")
    assert "Quelqu&#x27;un doit s&#x27;en occuper." in mail["content"]["body"]["Html"]

    assert _press(told, ticket, secret="not the secret") == 401
    assert _ticket(told, ticket)["claimed_by"] is None
    assert _press(told, ticket) == 200
    assert _ticket(told, ticket)["claimed_by"] == "Léa"
    # what follows the ticket learns who took it
    until(lambda: "acknowledge" in str([call["body"] for call in told.calls("pagerduty")]))


def test_what_people_do_in_their_tools_counts_here_once_and_is_known_everywhere(told: DeployedStack) -> None:
    comments = [told.comment(URGENT) for _ in range(4)]
    for comment in comments:
        assert told.deliver("facebook", comment.body()) == 200
    slack, pager, opsgenie, calm = (told.ticket_of(comment.conversation) for comment in comments)
    keep = {f"e2e-{kind}" for kind in ("slack", "pagerduty", "opsgenie", "zendesk")}
    until(lambda: all(keep <= _told(told, ticket) for ticket in (slack, pager, opsgenie, calm)))

    # Two people press the same button at once: one has it, and the other is told who.
    with ThreadPoolExecutor(2) as pool:
        pressed = [pool.submit(_press, told, slack, user=user) for user in ("U000LEA", "U000TOM")]
        assert [each.result() for each in pressed] == [200, 200]
    holder = _ticket(told, slack)["claimed_by"]
    assert holder in ("Léa", "Tom")
    said = [call["body"] for call in told.calls("slack") if "postEphemeral" in call["path"]]
    other = {"Léa": "U000TOM", "Tom": "U000LEA"}[holder]
    assert [(one["user"], holder in one["text"]) for one in said] == [(other, True)]
    assert _press(told, slack, user="U000EVE") == 200, "who is nobody of ours changes nothing"
    assert _ticket(told, slack)["claimed_by"] == holder

    key = _shown(told, "pagerduty", pager)[0]["id"].removeprefix("nightdesk/")
    at = {"occurred_at": now().isoformat()}
    for secret, status in (("forged", 401), ("pd-signing-secret", 200), ("pd-signing-secret", 200)):  # it comes again
        event = signed_event(acknowledged(user="PINES", ticket=key, **at), secret)
        assert _call_back(told, "pagerduty", event.body, event.headers) == status
    assert _ticket(told, pager)["claimed_by"] == "Inès"

    alias = _shown(told, "opsgenie", opsgenie)[0]["id"].removeprefix("nightdesk-")
    action = alert_action(ticket=alias, updatedAt=int(time.time() * 1e9))
    for token, status in (("forged", 401), ("opsgenie-callback-1", 200)):
        event = posted(action, f"Bearer {token}")
        assert _call_back(told, "opsgenie", event.body, event.headers) == status
    assert _ticket(told, opsgenie)["claimed_by"] == "Léa"

    assert _press(told, calm, "not_urgent") == 200
    assert (_ticket(told, calm)["priority"], _ticket(told, calm)["claimed_by"]) == ("normal", None)

    version = {"If-Match": f'"{_ticket(told, pager)["version"]}"'}
    told.api("PATCH", f"/tickets/{pager['id']}", json={"status": "resolved"}, headers=version).raise_for_status()
    told.aws("lambda").invoke(FunctionName=f"{told.stack.stack_name}-escalate", Payload=b'{"action": "sweep"}')
    ends = {
        slack["id"]: "acknowledged",
        opsgenie["id"]: "acknowledged",
        pager["id"]: "resolved",
        calm["id"]: "resolved",
    }
    for service in ("pagerduty", "opsgenie"):
        until(lambda service=service: _states(told, service, ends) == ends)
    for ticket in (slack, pager, opsgenie, calm):
        (message,) = _shown(told, "slack", ticket)
        assert "not_urgent" not in str(message["content"]["blocks"]), "no button that acts is left"


def _shown(told: DeployedStack, channel: str, ticket: Json) -> list[Json]:
    """What stands there of the ticket because we told it."""
    return [one for one in _published(told, channel) if ticket["id"] in str(one)]


def _states(told: DeployedStack, channel: str, tickets: Iterable[str]) -> dict[str, str]:
    """Pagers say "resolve" and "close", and the simulator what they make of it."""
    shown = {ticket: _shown(told, channel, {"id": ticket})[0]["content"]["status"] for ticket in tickets}
    return {ticket: str(status) for ticket, status in shown.items()}


def _call_back(told: DeployedStack, kind: str, content: bytes, headers: Mapping[str, str]) -> int:
    base = told.stack.webhook_url.removesuffix("/webhooks")
    return told.http.post(f"{base}/notifications/{kind}/acme/e2e-{kind}", content=content, headers=headers).status_code


def _published(told: DeployedStack, channel: str) -> list[Json]:
    found: list[Json] = told.http.get(f"{told.stack.simulator_url}/published", params={"channel": channel}).json()
    return found


def _press(
    told: DeployedStack, ticket: Json, action: str = "claim", *, user: str = "U000LEA", secret: str = SIGNING_SECRET
) -> int:
    """Press a button of the message that stands in the channel."""
    rows = [block["elements"] for block in _shown(told, "slack", ticket)[0]["content"]["blocks"] if "elements" in block]
    values = {button["action_id"]: button.get("value", "") for row in rows for button in row}
    seconds = str(int(time.time()))
    # Whoever presses it while it is being taken away: as if it had been shown just now.
    body = block_action(action, user=user, ticket=values.get(action, f"{ticket['id']}@{seconds}"))
    signature = hmac.new(secret.encode(), f"v0:{seconds}:".encode() + body, sha256).hexdigest()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": seconds,
        "x-slack-signature": f"v0={signature}",
    }
    return _call_back(told, "slack", body, headers)


def _told(told: DeployedStack, ticket: Json) -> set[str]:
    """The targets that took their notification, as the ticket's history says."""
    entries: list[Json] = told.api("GET", f"/tickets/{ticket['id']}/history").json()["items"]
    return {entry["details"]["target"] for entry in entries if entry["what"] == "notified"}


def _ticket(told: DeployedStack, ticket: Json) -> Json:
    found: Json = told.api("GET", f"/tickets/{ticket['id']}").json()
    return found
