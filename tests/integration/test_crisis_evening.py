"""A crisis evening through the handlers that are deployed, from the first report to the report about it.

The platforms are the simulator, over HTTP; the clock is the story's.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local import credentials
from local.traffic import meta
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.domain.access.tokens import Scope, Token, token_hash
from shared.domain.vocabulary import Danger, Priority, Status
from tests.fakes.stored import FixedClock
from tests.integration.acme_at_night import PAGE, acme
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto
from tests.integration.workflows import CONTEXT, fresh_handler
from tests.unit.acknowledgement.scenes import paris
from tests.unit.api.fake_api import REQUEST
from training.outages import texts_of

pytestmark = pytest.mark.integration

BEGIN = paris("2026-03-03 20:31")
ACCOUNTS = ("bluesky", "facebook", "linkedin", "mastodon", "threads", "x")
A_MINUTE = 10  # automatic texts of one account
POINTERS = ("Panne connue", "Known outage")
FOLLOW_UPS = ("C'est rétabli !", "It works again!")
DANGER = "Plus d'internet et ma mère ne respire plus, aidez-nous vite"


@dataclass
class Evening:
    """``published`` is what stands in public, ``lines`` what customers got about the outage, in order."""

    stack: StackOnMoto
    api: Any

    def says(self, customer: str, text: str) -> None:
        message = meta.direct(
            account=PAGE, author=customer, mid=f"m-{customer}-{self.stack.at:%H%M}", text=text, at=self.stack.at
        )
        assert self.stack.post(meta.encode(meta.page_body(at=self.stack.at, messaging=[message], changes=[]))) == 200

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """A supervisor's request; every one is answered with a success."""
        event = deepcopy(REQUEST)
        path, _, event["rawQueryString"] = path.partition("?")
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
        event["requestContext"]["http"]["method"] = method
        event["headers"] |= {"authorization": "Bearer ndk_supervisor"}
        if body is not None:
            event["body"] = json.dumps(body)
        answered = self.api.lambda_handler(event, CONTEXT)
        assert answered["statusCode"] < 300, answered["body"]
        return json.loads(answered["body"])

    def published(self, text: str) -> Counter[str]:
        """The accounts on which it stands, and how often."""
        found = {channel: self.stack.simulator.world._all(channel) for channel in ACCOUNTS}
        return Counter(channel for channel, posts in found.items() for post in posts if text in post.text)

    def lines(self, *beginnings: str) -> Counter[str | None]:
        """Who got a line that begins so, and how often."""
        sent = self.stack.simulator.world._all("messenger")
        return Counter(message.to for message in sent if message.text.startswith(beginnings))

    def told(self, what: str) -> list[dict[str, Any]]:
        """What the on-call webhook was told of that type."""
        bodies = [call["body"] for call in self.stack.calls("notify")]
        return [body["data"] for body in bodies if isinstance(body, dict) and body.get("type") == what]

    def called(self) -> set[str]:
        """The tickets for which people were called."""
        return {str(data["ticket_id"]) for data in self.told("ticket.escalated")}


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Evening]:
    limits = {"per_author_and_day": 3, "per_post_and_hour": 10, "per_account_and_minute": A_MINUTE}
    changes = {"acknowledgement": {**acme()["acknowledgement"], "rate_limits": limits}}
    with stack_on_moto(monkeypatch, **changes) as stack:
        stack.at = BEGIN
        clock = FixedClock(BEGIN)
        brand = DynamoDBBrands(stack.workflows.table, cache_seconds=0, clock=clock).current("acme")
        for name, record in credentials.made_up([brand], stack.simulator.url).items():
            _store(name, record)
        token = Token(hash=token_hash("ndk_supervisor"), name="Ana", scopes=frozenset(Scope), created_at=BEGIN)
        DynamoDBTokens(stack.workflows.table, cache_seconds=0, clock=clock).add(token)
        yield Evening(stack, fresh_handler("api"))


def _store(name: str, record: dict[str, Any]) -> None:
    with suppress(ClientError):  # the desk on moto has some of its own
        boto3.client("secretsmanager").create_secret(Name=f"nightdesk/{name}", SecretString=json.dumps(record))


def test_a_crisis_evening(evening: Evening) -> None:
    stack = evening.stack
    reports = texts_of("internet_down")
    first, later = reports[:28], reports[28:36]

    # Twenty-eight customers write about one thing within seven minutes.
    for number, text in enumerate(first):
        evening.says(f"c{number}", text)
        if number % 4 == 3:
            stack.pass_minutes(1)
    stack.pass_minutes(2)
    (suspected,) = evening.call("GET", "/incidents?brand=acme&open=true")["items"]
    assert suspected["suspected"]
    (told,) = evening.told("incident.suspected")
    assert told["incident_id"] == suspected["id"]
    assert (sum(told["curve"]) >= 20, "internet" in told["words"]) == (True, True)
    evidence = evening.call("GET", f"/incidents/{suspected['id']}/evidence")
    assert sum(evidence["curve"]) >= 20
    assert 1 <= len(evidence["excerpts"]) <= 5
    assert evening.published("Panne") == Counter(), "a suspicion says nothing in public"

    # A supervisor opens it, and a colleague in the same second gets the same one.
    wanted = {"brand": "acme", "title": "Internet coupé à Lyon", "suspicion": suspected["id"]}
    incident = evening.call("POST", "/incidents", wanted)
    assert evening.call("POST", "/incidents", {**wanted, "title": "Internet"})["id"] == incident["id"]
    place = f"/incidents/{incident['id']}"
    (draft,) = evening.call("GET", f"{place}/updates")["items"]
    assert set(draft["texts"]) == {"fr", "en"}
    stack.pass_minutes(2)
    assert evening.published("Panne") == Counter(), "nor does a draft"

    # It is edited, published twice by mistake, and stands once on each account.
    text = "Panne à Lyon, nos équipes y travaillent."
    evening.call("PUT", f"{place}/updates/1", {"kind": "opened", "texts": {"fr": text}})
    for _ in range(2):
        evening.call("POST", f"{place}/updates/1/publish")
    stack.pass_minutes(2)
    assert evening.published(text) == Counter(ACCOUNTS)

    # Further reports are linked, call nobody, and get one line that leads to the post. Whoever writes again gets none.
    for number, text_of_it in enumerate(later):
        evening.says(f"d{number}", text_of_it)
    stack.work()
    stack.pass_minutes(3)
    tickets = {name: stack.ticket(name) for name in (f"d{number}" for number in range(len(later)))}
    linked = {name for name, ticket in tickets.items() if ticket.incident_id == incident["id"]}
    assert len(linked) >= 4, "most of them are taken for what they are"
    assert not evening.called() & {tickets[name].id for name in linked}
    pointed = evening.lines(*POINTERS)
    assert linked <= set(pointed)
    assert set(pointed.values()) == {1}
    evening.says(min(linked), "Toujours rien, plus d'internet")
    stack.work()
    stack.pass_minutes(3)
    assert evening.lines(*POINTERS) == pointed

    # Danger to life breaks through.
    evening.says("danger", DANGER)
    stack.work()
    stack.pass_minutes(2)
    ticket = stack.ticket("danger")
    assert (ticket.danger, ticket.priority, ticket.incident_id) == (Danger.POSSIBLE, Priority.URGENT, None)
    assert ticket.id in evening.called()
    assert evening.lines(*POINTERS) == pointed

    # The news goes on, below the first where the channel has threads.
    evening.call("PUT", f"{place}/updates/2", {"kind": "updated", "texts": {"fr": "Encore une heure de travail."}})
    evening.call("POST", f"{place}/updates/2/publish")
    stack.pass_minutes(2)
    assert evening.published("Encore une heure") == Counter(ACCOUNTS)

    # It is over: the last word, and one line for each linked ticket that waits, at the pace of the account.
    resolved_at = stack.at
    evening.call("POST", f"{place}/resolve")
    sizes = []
    for _ in range(12):
        before = sum(evening.lines(*FOLLOW_UPS).values())
        stack.pass_minutes(1)
        sizes.append(sum(evening.lines(*FOLLOW_UPS).values()) - before)
    assert max(sizes) <= A_MINUTE
    followed = evening.lines(*FOLLOW_UPS)
    assert set(followed.values()) == {1}
    assert "danger" not in followed
    assert linked <= set(followed)
    assert evening.published("C'est rétabli") == Counter(ACCOUNTS)

    # And the report.
    report = evening.call("GET", f"{place}/report")
    assert report["incident"]["follow_up"] == "done"
    assert report["minutes"] == int((resolved_at - _at(report["began_at"])).total_seconds() // 60)
    assert (report["pointers_sent"], report["follow_ups_sent"]) == (len(pointed), len(followed))
    assert report["customers"] >= len(followed)
    assert report["answers_spared"] == len(followed)
    assert [each["number"] for each in report["updates"]] == [1, 2, 3]
    ended = [stack.tickets.get(tickets[name].id) for name in linked]
    assert {each.status for each in ended if each is not None} == {Status.RESOLVED}
    before = (evening.published(""), evening.lines(""))
    stack.pass_minutes(5)
    assert (evening.published(""), evening.lines("")) == before, "and nothing more is said"


def _at(written: str) -> datetime:
    return datetime.fromisoformat(written.replace("Z", "+00:00"))
