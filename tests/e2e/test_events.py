"""What happened goes out: from the stream of the table to a subscriber, signed and in order, and into the reports."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from local.state import ROOT
from tests.e2e.deployed import BRAND, DeployedStack, Json, now, until

STACK = ROOT / ".local" / "e2e" / "stack.json"


@dataclass
class Subscriber:
    """Another system on this machine. ``refuses`` calls are answered 503 before it takes anything."""

    refuses: int = 0
    calls: list[tuple[dict[str, str], bytes, int]] = field(default_factory=list)
    url: str = ""

    def taken(self, ticket: Json) -> list[tuple[dict[str, str], Json]]:
        """The events of a ticket that were answered 200, in the order in which they came."""
        read = [(headers, json.loads(body)) for headers, body, status in list(self.calls) if status == 200]
        return [(headers, event) for headers, event in read if event["subject"] == ticket["id"]]

    def types(self, ticket: Json) -> list[str]:
        return [event["type"] for _, event in self.taken(ticket)]


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    found = Subscriber()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = 503 if found.refuses > 0 else 200
            found.refuses -= 1
            found.calls.append(({name.lower(): value for name, value in self.headers.items()}, body, status))
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    found.url = f"http://127.0.0.1:{server.server_port}/events"
    yield found
    server.shutdown()
    server.server_close()
    serving.join()


def nightdesk(*arguments: str) -> Json:
    """What a command says as JSON."""
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "cli.main", *arguments, "--stack", str(STACK)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout) if "--json" in arguments else {}


def added(subscriber: Subscriber) -> Json:
    patterns = ("--event", "ticket.*", "--event", "message.*")
    return nightdesk("webhook", "add", subscriber.url, *patterns, "--owner", "crm", "--brand", BRAND, "--json")


def resolved(deployed: DeployedStack, ticket: Json) -> bool:
    """Whether it is resolved now; not when something else changed it at the same moment."""
    place = f"/tickets/{ticket['id']}"
    seen = str(deployed.api("GET", place).json()["version"])
    answer = deployed.api("PATCH", place, json={"status": "resolved"}, headers={"if-match": seen})
    assert answer.status_code in (200, 412), answer.text
    return bool(answer.status_code == 200)


def test_a_message_becomes_signed_events_in_order_also_after_the_subscriber_was_down(
    by_day: DeployedStack, subscriber: Subscriber
) -> None:
    subscriber.refuses = 2
    webhook = added(subscriber)
    try:
        comment = by_day.comment("Bonjour, ma facture est fausse, pouvez-vous m'aider ?")
        assert by_day.deliver("facebook", comment.body()) == 200
        ticket = by_day.ticket_of(comment.conversation)
        assert by_day.api("POST", f"/tickets/{ticket['id']}/claim", json={"agent": "sarah"}).status_code == 200
        until(lambda: resolved(by_day, ticket))

        until(lambda: "ticket.resolved" in subscriber.types(ticket), seconds=180)

        told = [event for _, event in subscriber.taken(ticket)]
        of_ticket = [event for event in told if event["type"].startswith("ticket.")]
        assert of_ticket[0]["type"] == "ticket.created"
        assert [event["data"]["version"] for event in of_ticket] == sorted(e["data"]["version"] for e in of_ticket)
        assert len({event["id"] for event in told}) == len(told)
        assert {"ticket.assigned", "message.received"} <= {event["type"] for event in told}
        for headers, body, _ in subscriber.calls:  # also those that were refused
            assert Webhook(webhook["secret"]).verify(body, headers)
            assert comment.text not in body.decode()
            assert comment.name not in body.decode()
        problems = [each["problem"] for each in nightdesk("webhook", "deliveries", webhook["id"], "--json")["items"]]
        assert problems.count("http_503") == 2
    finally:
        nightdesk("webhook", "remove", webhook["id"])


def test_a_webhook_that_was_added_through_the_api_is_told_and_can_be_looked_after_there(
    by_day: DeployedStack, subscriber: Subscriber
) -> None:
    asked = {"url": subscriber.url, "events": ["ticket.created"], "owner": "crm"}
    made = by_day.api("POST", "/subscriptions", params={"brand": BRAND}, json=asked)
    assert made.status_code == 201, made.text
    secret, place = made.json()["secret"], f"/subscriptions/{made.json()['webhook']['id']}"
    try:
        comment = by_day.comment("Bonjour, ma box clignote en rouge, que faire ?")
        assert by_day.deliver("facebook", comment.body()) == 200
        ticket = by_day.ticket_of(comment.conversation)
        until(lambda: subscriber.types(ticket) == ["ticket.created"], seconds=180)
        headers, body, _ = subscriber.calls[-1]
        assert Webhook(secret).verify(body, headers)

        def problems() -> list[str | None]:
            tried = by_day.api("GET", f"{place}/deliveries").json()["items"]
            return [each["problem"] for each in tried if each["subject"] == ticket["id"]]

        until(lambda: problems() == [None])
        newer = by_day.api("POST", f"{place}/rotate").json()["secret"]
        assert newer != secret
        begin = (now() - timedelta(hours=1)).isoformat()
        replayed = by_day.api("POST", f"{place}/replay", json={"from": begin})
        assert replayed.status_code == 200, replayed.text
        until(lambda: subscriber.types(ticket) == ["ticket.created"] * 2, seconds=180)
        first, again = subscriber.taken(ticket)
        assert first[1]["id"] == again[1]["id"]
        (last,) = [each for each in subscriber.calls if json.loads(each[1])["id"] == again[1]["id"]][1:]
        # The function that sends knows the new secret a minute later; until then the one before signs alone.
        assert any(_is_signed(each, last) for each in (newer, secret))
        assert subscriber.url not in by_day.api("GET", "/subscriptions").text
    finally:
        assert by_day.api("DELETE", place).status_code == 200
    assert by_day.api("GET", f"{place}/deliveries").status_code == 404


def _is_signed(secret: str, call: Sequence[Any]) -> bool:
    try:
        return bool(Webhook(secret).verify(call[1], call[0]))
    except WebhookVerificationError:
        return False


def test_the_figures_of_a_report_show_a_message_once_although_it_was_delivered_twice(by_day: DeployedStack) -> None:
    # One span for every look: figures are kept by the hour, and an hour may end while the test waits.
    span = {"brand": BRAND, "from": (now() - timedelta(hours=2)).isoformat()}

    def figures() -> tuple[int, int]:
        listening = by_day.api("GET", "/reports/listening", params=span).json()
        service = by_day.api("GET", "/reports/service", params=span).json()
        return listening["messages"], service["opened"]

    settled = quiet(figures)
    comments = [by_day.comment(f"Je n'ai plus de réseau depuis ce matin, question {number}") for number in range(3)]
    for comment in (*comments, comments[0]):
        assert by_day.deliver("facebook", comment.body()) == 200
    for comment in comments:
        by_day.ticket_of(comment.conversation)

    until(lambda: figures()[0] >= settled[0] + 3)
    assert quiet(figures) == (settled[0] + 3, settled[1] + 3)


def quiet(look: Any, *, alike: int = 40) -> Any:
    """What is seen when it has not changed for longer than publish gathers records."""
    seen: list[Any] = []

    def unchanged() -> bool:
        seen.append(look())
        return len(seen) >= alike and len(set(seen[-alike:])) == 1

    until(unchanged)
    return seen[-1]
