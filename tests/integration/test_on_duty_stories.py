"""Nights of people on duty, through the deployed handler on moto: tools in the simulator, and the test's clock."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from local.simulator.server import Simulator
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.on_call import DynamoDBOverrides
from shared.domain.escalation import rounds as escalation
from shared.domain.escalation.rounds import EscalationReason
from shared.domain.on_call.rotation import Override
from shared.domain.tickets.changes import Change, changed
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Priority, Status
from tests.fakes.notifications import PAGERDUTY_RECORD, SLACK_RECORD, block_action
from tests.fakes.samples import a_ticket
from tests.integration.escalation_scene import Scene, _acme, escalation_scene
from tests.integration.workflows import CONTEXT, running_workflows
from tests.unit.notify.test_slack import signed

pytestmark = pytest.mark.integration

MINUTE = timedelta(minutes=1)
SPRING = datetime(2026, 3, 29, 0, 55, tzinfo=UTC)  # 01:55 in Paris; at 02:00 clocks go to 03:00
AUTUMN = datetime(2026, 10, 24, 23, 55, tzinfo=UTC)  # 01:55 in Paris; at 03:00 they will go back to 02:00
PEOPLE = {
    "notification_targets": [
        {"name": "slack-care", "type": "slack", "channel": "CNIGHTCARE", "secret": "notify-acme-slack"},
        {"name": "pager", "type": "pagerduty", "secret": "notify-acme-pagerduty"},
    ],
    "people": [
        {"id": "lea", "name": "Léa", "email": "u000lea@acme.example", "slack": "U000LEA", "targets": ["slack-care"]},
        {"id": "tom", "name": "Tom", "email": "u000tom@acme.example", "slack": "U000TOM", "targets": ["slack-care"]},
    ],
    "on_call": {
        "rotations": [
            {"name": "night", "kind": "daily", "hand_over": "02:00", "people": ["lea", "tom"], "start": "2026-03-28"}
        ]
    },
}


@dataclass
class Night:
    scene: Scene
    simulator: Simulator

    def begins(self, at: datetime, *targets: str, tiers: int = 2) -> None:
        """An urgent ticket at that instant, and one tier after the other that names the same targets."""
        named = [{"name": f"t{number}", "wait": "10m", "targets": [*targets]} for number in range(tiers)]
        document = {**_acme(), **PEOPLE, "escalation": {"tiers": named}}
        DynamoDBBrands(self.scene.workflows.table, cache_seconds=0, clock=self).push("acme", document)
        self.scene.handler.brands._known.clear()
        self.scene.at = at
        ticket = a_ticket(
            id="T-9",
            priority=Priority.URGENT,
            created_at=at,
            updated_at=at,
            waiting_since=at,
            last_customer_message_at=at,
            first_response_due_at=at + timedelta(days=1),
            resolution_due_at=at + timedelta(days=2),
        )
        self.scene.tickets.save(escalation.requested(ticket, EscalationReason.URGENT, at))

    def now(self) -> datetime:
        return self.scene.at

    def runs(self) -> None:
        """The escalation, to its end: what a workflow waits for passes at once."""
        workflows = self.scene.workflows

        def passes() -> None:
            self.scene.at += 10 * MINUTE  # by moto's clock it is another day

        workflows.on_wait = passes
        self.scene.call(action="start", ticket_id="T-9")
        assert set(workflows.finish()) == {"SUCCEEDED"}

    def sweeps(self, count: int, *, every: int = 1) -> None:
        for _ in range(count):
            self.scene.at += every * MINUTE
            self.scene.call(action="sweep")
            self.scene.workflows.finish()

    def press(self, user: str, action: str = "claim") -> int:
        request = signed(block_action(action, user=user, ticket=self.button(action)), self.scene.at)
        event = {
            "version": "2.0",
            "requestContext": {"http": {"method": "POST"}},
            "pathParameters": {"type": "slack", "brand": "acme", "target": "slack-care"},
            "headers": dict(request.headers),
            "body": request.body.decode(),
            "isBase64Encoded": False,
        }
        return int(self.scene.handler.lambda_handler(event, CONTEXT)["statusCode"])

    def button(self, action: str) -> str:
        """What the button carries that Slack was first told to show."""
        posted = [call["body"] for call in self.simulator.world.calls("slack") if call["path"].endswith("postMessage")]
        shown = [each for block in posted[0]["blocks"] for each in block.get("elements", ())]
        return next(str(each["value"]) for each in shown if each["action_id"] == action)

    @property
    def ticket(self) -> Ticket:
        found = self.scene.tickets.get("T-9")
        assert found is not None
        return found

    @property
    def trail(self) -> list[tuple[str, str]]:
        entries = self.scene.history.of_ticket("T-9", limit=200).items
        return [(entry.what, entry.details.get("target", "")) for entry in entries]

    def paged(self) -> list[str]:
        """What became of the ticket's incident in PagerDuty."""
        shown = self.simulator.world._all("pagerduty")
        return [one.content["status"] for one in shown if one.id.startswith("nightdesk/T-9")]


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch) -> Iterator[Night]:
    with running_workflows(monkeypatch) as workflows, Simulator() as simulator:
        thread = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        scene = escalation_scene(workflows, monkeypatch)
        scene.handler.target_http.transport = None  # over sockets, to the simulator

        def entered_now(event: dict[str, Any], context: Any) -> Any:
            """moto enters its states at the time of the machine; here they are entered at the test's."""
            at = {"at": scene.at.isoformat()} if "at" in event else {}
            return scene.handler.lambda_handler({**event, **at}, context)

        workflows.functions["escalate"] = entered_now
        scene.tickets.save(scene.ticket.claimed("sb", scene.at))  # only the ticket of the story is due
        for kind, record in (("slack", SLACK_RECORD), ("pagerduty", PAGERDUTY_RECORD)):
            kept = {**{name: list(values) for name, values in record.items()}, "url": [f"{simulator.url}/{kind}"]}
            boto3.client("secretsmanager").create_secret(
                Name=f"nightdesk/notify-acme-{kind}", SecretString=json.dumps(kept)
            )
        yield Night(scene, simulator)
        simulator.shutdown()
        thread.join()
        scene.handler.target_http.client.close()


@pytest.mark.parametrize("at", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_a_hand_over_at_two_in_the_night_of_the_clock_change(night: Night, at: datetime) -> None:
    """Who has duty when a tier's turn comes is told, and nobody else."""
    night.begins(at, "night")
    night.runs()
    told = [target for what, target in night.trail if what == "notified"]
    assert told == ["slack-care@lea", "slack-care@tom"]
    mentioned = [re.findall(r"<@(\w+)>", json.dumps(call["body"])) for call in night.simulator.world.calls("slack")]
    assert [each[0] for each in mentioned if each] == ["U000LEA", "U000TOM"]


def test_an_override_of_that_night_counts_until_its_end(night: Night) -> None:
    night.begins(AUTUMN, "night")
    override = Override(
        id="o1",
        rotation="night",
        person="lea",
        start=AUTUMN - MINUTE,
        end=AUTUMN + 30 * MINUTE,
        created_at=AUTUMN,
        created_by="s",
    )
    DynamoDBOverrides(night.scene.workflows.table).add("acme", override)
    night.runs()
    assert [target for what, target in night.trail if what == "notified"] == ["slack-care@lea"] * 2


def test_a_button_that_two_people_press_gives_the_ticket_to_one(night: Night) -> None:
    night.begins(SPRING, "slack-care")
    pressed: list[int] = []

    def press() -> None:
        if not pressed:
            night.scene.at += MINUTE
            pressed.extend(night.press(user) for user in ("U000LEA", "U000TOM", "U000LEA"))

    night.scene.workflows.on_wait = press
    night.scene.call(action="start", ticket_id="T-9")
    assert set(night.scene.workflows.finish()) == {"SUCCEEDED"}

    assert pressed == [200, 200, 200]
    assert night.ticket.holder == "Léa"
    assert [what for what, _ in night.trail].count("claimed") == 1
    assert [target for what, target in night.trail if what == "notified"] == ["slack-care"], "nobody more is told"
    calls = night.simulator.world.calls("slack")
    whispered = [call["body"] for call in calls if call["path"].endswith("chat.postEphemeral")]
    assert [each["user"] for each in whispered] == ["U000TOM", "U000LEA"], (
        "and who has it is told so when pressing again"
    )
    assert "Léa" in whispered[0]["text"]
    (message,) = night.simulator.world._all("slack")
    assert "Léa" in json.dumps(message.content, ensure_ascii=False), "the message follows the ticket"


def test_two_people_who_press_at_the_same_instant(night: Night) -> None:
    night.begins(SPRING, "slack-care", tiers=1)
    night.runs()
    threads = [threading.Thread(target=night.press, args=(user,)) for user in ("U000LEA", "U000TOM")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert night.ticket.holder in ("Léa", "Tom")
    assert [what for what, _ in night.trail].count("claimed") == 1


def test_a_pager_that_is_down_for_an_hour_keeps_nobody_waiting_and_catches_up(night: Night) -> None:
    night.begins(SPRING, "pager", "topic")
    night.simulator.faults.add({"match": {"channel": "pagerduty"}, "status": 503})
    night.runs()
    told = [(what, target) for what, target in night.trail if what in ("notified", "notification_failed")]
    assert sorted(told) == sorted([("notified", "topic"), ("notification_failed", "pager")] * 2), "both tiers went on"
    night.sweeps(12, every=5)
    assert night.paged() == []

    night.simulator.faults.clear()
    night.sweeps(4, every=5)
    assert night.paged() == ["triggered"], "told once, when it is back"

    night.scene.tickets.save(night.ticket.claimed("lea", night.scene.at))
    night.sweeps(2)
    assert night.paged() == ["acknowledged"]
    done: Any = changed(night.ticket, Change(status=Status.RESOLVED), deadlines=None, now=night.scene.at)
    night.scene.tickets.save(replace(done, updated_at=night.scene.at))
    night.sweeps(2)
    assert night.paged() == ["resolved"]
