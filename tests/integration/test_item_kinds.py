"""The table of item kinds in docs/data-model.md, compared with the keys in the code and with what is written."""

import inspect
import re
from datetime import timedelta
from pathlib import Path

import pytest

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.acted import DynamoDBActed
from shared.adapters.dynamodb.attempts import DynamoDBAttempts
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates, DynamoDBRateLimits
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import seconds
from shared.domain.events.changes import StreamRecord, TicketChange
from shared.domain.incidents.model import Incident
from shared.domain.incidents.reports import OutageReport
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.subscriptions.model import Attempt, Subscription
from tests.fakes.stored import START
from tests.integration.test_nothing_left_of_a_person import USERS, Stack, stack, story  # noqa: F401  a fixture
from tests.unit.events.states import TICKET

pytestmark = pytest.mark.integration

SUBSCRIBER = Subscription(
    id="wh1", brand="acme", url="https://crm.example.com", events=("*",), owner="crm", created_at=START
)
WITHOUT_EXPIRY = ("never", "deleted when", "one item", "3 years after it was resolved")


def rows() -> list[tuple[str, str, str]]:
    """Partition, sort key and expiry of every kind."""
    text = (Path(__file__).parents[2] / "docs" / "data-model.md").read_text(encoding="utf-8")
    section = text[text.index("## Keys") : text.index("Indexes project keys only")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if "`" in line]
    return [(row[1], row[2], row[-1]) for row in cells]


def expiry_of(item: dict[str, object]) -> str:
    pk, sk = str(item["pk"]).split("#")[0], str(item["sk"]).split("#")[0]
    pk = "as its conversation" if sk == "ACKNOWLEDGEMENT" else pk
    found = [expiry for pks, sks, expiry in rows() if re.search(rf"\b{pk}\b", pks) and re.search(rf"\b{sk}\b", sks)]
    assert len(found) == 1, (pk, sk, found)
    return found[0]


def test_every_kind_says_when_it_expires() -> None:
    assert [row for row in rows() if not row[2]] == []


def test_every_key_that_is_built_has_its_row() -> None:
    built = set(re.findall(r'"pk": f?"([A-Z_]+)', inspect.getsource(keys)))
    described = set(re.findall(r"`([A-Z_]+)", " ".join(pk for pk, _, _ in rows())))
    assert built == described


def test_what_is_written_expires_as_the_table_of_kinds_says(stack: Stack) -> None:  # noqa: F811  the fixture
    for channel in USERS:
        for event, classification in story(channel):
            stack.store(event, classification)
    table, clock = stack.table, stack.fakes.clock
    log = DynamoDBEventLog(table)
    opened = TicketChange(before=None, after=TICKET)
    log.add_batch("acme", [StreamRecord(sequence="1", at=START, change=opened)], START)
    month = START + timedelta(days=40)
    log.add_batch("acme", [StreamRecord(sequence="2", at=month, change=opened)], month)
    subscriptions = DynamoDBSubscriptions(table, cache_seconds=0, clock=clock)
    subscriptions.add(SUBSCRIBER, entry=0)
    subscriptions.log("wh1", [Attempt(at=START, event_id="e", event_type="ticket.created", subject="T-1")])
    DynamoDBAttempts(table).record("e", START)
    DynamoDBAttempts(table).forget("never recorded")
    DynamoDBAccountStates(table).pause("x", "1", START)
    DynamoDBRateLimits(table, clock=clock).take(RateLimit(scope="s", window="w", limit=1, ends_at=START))
    incidents = DynamoDBIncidents(table, cache_seconds=0, clock=clock)
    incident = Incident(id="acme-20260301T000000-a", brand="acme", title="t", opened_at=START, opened_by="a")
    incidents.open(incident)
    report = OutageReport(ticket_id="T-1", at=START)
    incidents.report("acme", report, window=timedelta(minutes=10), at_most=200)
    DynamoDBActed(table).remember("acme", "pager", "E1", START)
    stack.erase.messages.erased_id("telegram", "1")
    ids = [str(item["id"]) for item in table.table.scan()["Items"] if item["sk"] == "CUSTOMER"]
    customers = DynamoDBCustomers(table)
    one, other = (customers.get(customer_id) for customer_id in ids[:2])
    assert one is not None
    assert other is not None
    customers.link(one, other, by="a", at=START)

    items = table.table.scan()["Items"]
    kinds = {(str(item["pk"]).split("#")[0], str(item["sk"]).split("#")[0]) for item in items}
    assert len(kinds) >= 13
    for item in items:
        stays = expiry_of(item).startswith(WITHOUT_EXPIRY)
        assert ("expires_at" in item) is not stays, (item["pk"], item["sk"])
        assert stays or int(str(item["expires_at"])) >= (seconds(START) or 0)
    incidents.resolve(incident.id, by="a", at=START)
    assert "expires_at" in (table.get(keys.incident("acme", incident.id)) or {})
    assert table.get(keys.open_incident("acme", incident.id)) is None
