"""``nightdesk notify`` and ``nightdesk oncall`` over the table, with targets in the simulator."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.commands import notify
from cli.main import app
from local.simulator.server import Simulator
from shared.adapters.dynamodb.on_call import DynamoDBCalendars
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.pagerduty import PagerDutyTarget
from shared.domain.on_call.calendar import ImportedShift, new_calendar
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto

pytestmark = pytest.mark.integration

ACME = Path("brands/acme.yaml").read_text(encoding="utf-8")
PEOPLE = """
notification_targets:
  - {name: slack-care, type: slack, channel: C0123456789, secret: notify-acme-slack}
  - {name: pager, type: pagerduty, secret: notify-acme-pagerduty, trusted: true}
  - {name: mail, type: mail, to: [care@acme.example]}
  - {name: opsgenie, type: opsgenie, secret: notify-acme-opsgenie}
people:
  - {id: lea, name: Léa, email: lea@acme.example, slack: U000LEA, targets: [slack-care]}
  - {id: tom, name: Tom, email: tom@acme.example, targets: [mail, opsgenie]}
  - {id: zoe, name: Zoé, email: zoe@acme.example}
on_call:
  rotations:
    - {name: night, kind: daily, hand_over: "09:00", people: [lea, tom], start: "2026-01-05"}
  teams: {both: [lea, tom]}
"""


@dataclass
class Scene:
    simulator: Simulator
    run: Callable[..., Result]
    topic: str

    def shown(self, channel: str) -> list[Any]:
        return self.simulator.world._all(channel)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Scene]:
    for name in [name for name in os.environ if name.startswith("NIGHTDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    http = TargetHttp(allowed_hosts=frozenset({"127.0.0.1"}), sleep=lambda _seconds: None)
    monkeypatch.setattr(notify, "target_http", lambda _place: http)
    with table_on_moto(monkeypatch), Simulator() as simulator:
        thread = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        topic = boto3.client("sns").create_topic(Name="notifications")["TopicArn"]
        for name, value in (("TABLE", TABLE_NAME), ("SECRET_PREFIX", "nightdesk-dev/"), ("TOPIC_ARN", topic)):
            monkeypatch.setenv(f"NIGHTDESK_{name}", value)
        for kind, record in (
            ("slack", {"bot_token": ["xoxb-1"], "signing_secret": ["s"]}),
            ("pagerduty", {"routing_key": ["R0123456789"]}),
            ("opsgenie", {"api_key": ["genie-key-1"]}),
        ):
            boto3.client("secretsmanager").create_secret(
                Name=f"nightdesk-dev/notify-acme-{kind}",
                SecretString=json.dumps({**record, "url": [f"{simulator.url}/{kind}"]}),
            )
        file = tmp_path / "acme.yaml"
        file.write_text(ACME.replace("targets: [oncall]", "targets: [oncall, night]") + PEOPLE, encoding="utf-8")
        run = lambda *arguments: CliRunner().invoke(app, list(arguments))  # noqa: E731  a short name for the tests
        pushed = run("brand", "push", str(file))
        assert pushed.exit_code == 0, pushed.output
        yield Scene(simulator, run, topic)
        simulator.shutdown()
        thread.join()
    http.client.close()


def test_every_target_is_listed_with_the_tiers_that_name_it(scene: Scene) -> None:
    listed = {row["target"]: row for row in json.loads(scene.run("notify", "list", "--json").output)}

    assert {name: row["type"] for name, row in listed.items()} == {
        **{"topic": "topic", "oncall": "webhook", "slack-care": "slack", "pager": "pagerduty", "mail": "mail"},
        "opsgenie": "opsgenie",
        **{"lea": "person", "tom": "person", "zoe": "person", "night": "rotation", "both": "team"},
    }
    assert listed["night"]["tiers"] == ["on-call agent"]
    assert listed["topic"]["tiers"] == ["on-call lead", "head of service"]
    assert (listed["pager"]["trusted"], listed["slack-care"]["trusted"]) == (True, False)
    assert "on-call lead, head of service" in scene.run("notify", "list").output


def test_a_test_arrives_and_what_came_back_is_said(scene: Scene) -> None:
    sent = scene.run("notify", "test", "slack-care")

    assert (sent.exit_code, sent.output.startswith("slack-care: taken; it is C0123456789/")) == (0, True), sent.output
    (shown,) = scene.shown("slack")
    assert "essai" in shown.text.casefold()  # the brand's first language is French


def test_two_tests_are_two_messages(scene: Scene) -> None:
    scene.run("notify", "test", "slack-care")
    scene.run("notify", "test", "slack-care")

    assert len(scene.shown("slack")) == 2


def test_a_test_that_is_kept_does_not_swallow_the_next_and_can_be_closed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    send = PagerDutyTarget._send
    monkeypatch.setattr(
        PagerDutyTarget,
        "_send",
        lambda self, delivery, event: (done.append(event["event_action"]), send(self, delivery, event)),
    )
    first = scene.run("notify", "test", "pager")
    assert "notify test pager --close" in first.output, first.output
    assert scene.run("notify", "test", "pager").exit_code == 0
    closed = scene.run("notify", "test", "pager", "--close")
    assert (closed.exit_code, closed.output) == (0, "pager: closed.\n")
    assert done == ["resolve", "trigger", "resolve", "trigger", "resolve"]
    assert scene.run("notify", "test", "slack-care", "--close").output == "slack-care: nothing to close there.\n"
    assert scene.shown("slack") == []


def test_a_test_of_the_topic_reaches_its_subscribers(scene: Scene) -> None:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="subscriber")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    boto3.client("sns").subscribe(TopicArn=scene.topic, Protocol="sqs", Endpoint=arn)

    assert scene.run("notify", "test", "topic").output == "topic: taken.\n"

    (received,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(json.loads(received["Body"])["Message"])["type"] == "notification.test"


def test_a_team_is_all_its_people_and_one_place_that_refuses_fails_the_command(scene: Scene) -> None:
    sent = scene.run("notify", "test", "both")

    assert sent.exit_code == 1
    for line in ("slack-care@lea: taken", "mail@tom: not taken: no_sender.", "opsgenie@tom: taken"):
        assert line in sent.output
    assert (len(scene.shown("slack")), len(scene.shown("opsgenie"))) == (1, 1)


def test_a_mail_is_sent_from_the_address_of_the_stack(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTDESK_MAIL_SENDER", "desk@acme.example")
    boto3.client("sesv2").create_email_identity(EmailIdentity="desk@acme.example")

    assert scene.run("notify", "test", "mail").output == "mail: taken.\n"
    assert float(boto3.client("ses").get_send_quota()["SentLast24Hours"]) == 1


def test_a_service_that_is_down_is_named_with_what_it_answered(scene: Scene) -> None:
    scene.simulator.faults.add({"match": {"channel": "slack"}, "status": 503})

    sent = scene.run("notify", "test", "slack-care")

    assert (sent.exit_code, sent.output) == (1, "slack-care: not taken: http_503.\n")


@pytest.mark.parametrize(
    ("name", "problem"),
    [("telex", "has no target telex"), ("slack-care@nobody", "unknown_target"), ("zoe", "nobody would be told")],
)
def test_a_name_that_tells_nobody_is_refused(scene: Scene, name: str, problem: str) -> None:
    sent = scene.run("notify", "test", name)

    assert (sent.exit_code > 0, problem in sent.output) == (True, True), sent.output
    assert not scene.shown("slack")


def test_who_has_duty_is_shown_for_any_instant(scene: Scene) -> None:
    (row,) = json.loads(scene.run("oncall", "show", "--at", "2026-01-06T10:00", "--json").output)

    assert row == {
        "brand": "acme",
        "rotation": "night",
        "now": "Tom until 2026-01-07 09:00",
        "next": "Léa until 2026-01-08 09:00",
        "calendar": None,
    }
    assert "Tom until" in scene.run("oncall", "show", "--at", "2026-01-06T10:00").output


def test_what_became_of_a_calendar_is_shown(scene: Scene, tmp_path: Path) -> None:
    with_calendar = PEOPLE.replace('start: "2026-01-05"', 'start: "2026-01-05", calendar: {secret: notify-acme-ical}')
    file = tmp_path / "acme.yaml"
    file.write_text(ACME + with_calendar, encoding="utf-8")
    assert scene.run("brand", "push", str(file)).exit_code == 0
    at = datetime(2026, 1, 6, 8, 0, tzinfo=UTC)

    def shown() -> dict[str, Any]:
        (row,) = json.loads(scene.run("oncall", "show", "--at", "2026-01-06T10:00", "--json").output)
        return dict(row)

    assert shown()["calendar"] == "not read yet"
    shift = ImportedShift(person="lea", start=at, end=at + timedelta(hours=4))
    calendar = replace(new_calendar("acme", "night", at), shifts=(shift,), read_at=at, unknown=("Vacances",))
    calendars = DynamoDBCalendars(DynamoDBTable(TABLE_NAME))
    kept = calendars.save(calendar)
    row = shown()
    assert row["now"] == "Léa until 2026-01-06 13:00 (calendar)"
    assert row["calendar"] == "1 entries, read 2026-01-06 09:00; names nobody who can be told: Vacances"
    calendars.save(replace(kept, problem="http_404", failing_since=at))
    assert "http_404 since 2026-01-06 09:00" in shown()["calendar"]


def test_an_override_puts_somebody_else_in_until_it_is_over(scene: Scene) -> None:
    day = "2036-01-05"  # Léa's by the plan

    said = scene.run("oncall", "override", "tom", "--from", f"{day}T18:00", "--to", f"{day}T22:00", "--by", "sophie")

    assert said.output == f"Tom has duty of night from {day} 18:00 to {day} 22:00.\n"
    now = [
        json.loads(scene.run("oncall", "show", "--at", f"{day}T{hour}", "--json").output)[0]["now"]
        for hour in ("17:59", "18:00", "22:00")
    ]
    assert now == [f"Léa until {day} 18:00", f"Tom until {day} 22:00 (override)", "Léa until 2036-01-06 09:00"]


def test_an_override_that_was_a_mistake_is_listed_and_taken_back(scene: Scene) -> None:
    day = "2036-01-05"
    scene.run("oncall", "override", "tom", "--from", f"{day}T18:00", "--to", "2037-01-05T22:00", "--by", "sophie")
    (row,) = json.loads(scene.run("oncall", "overrides", "--json").output)
    assert (row["person"], row["from"], row["to"], row["by"]) == (
        "tom",
        f"{day} 18:00",
        "2037-01-05 22:00",
        "sophie",
    )
    assert "sophie" in scene.run("oncall", "overrides").output
    assert scene.run("oncall", "revoke", "nothing").exit_code == 2
    assert scene.run("oncall", "revoke", row["id"]).exit_code == 0
    assert json.loads(scene.run("oncall", "overrides", "--json").output) == []
    (shown,) = json.loads(scene.run("oncall", "show", "--at", f"{day}T19:00", "--json").output)
    assert "override" not in shown["now"]


def test_an_override_of_somebody_who_left_the_file_is_said_to_count_no_more(scene: Scene, tmp_path: Path) -> None:
    day = "2036-01-06"  # Tom's by the plan
    scene.run("oncall", "override", "lea", "--from", f"{day}T09:30", "--to", f"{day}T22:00")
    (row,) = json.loads(scene.run("oncall", "overrides", "--json").output)
    assert row["counts"] is True

    file = tmp_path / "acme.yaml"
    without = PEOPLE.replace(
        "  - {id: lea, name: Léa, email: lea@acme.example, slack: U000LEA, targets: [slack-care]}\n", ""
    )
    file.write_text(ACME + without.replace("[lea, tom]", "[tom]"), encoding="utf-8")
    pushed = scene.run("brand", "push", str(file))
    assert pushed.exit_code == 0, pushed.output

    (row,) = json.loads(scene.run("oncall", "overrides", "--json").output)
    assert (row["person"], row["counts"]) == ("lea", False)
    (shown,) = json.loads(scene.run("oncall", "show", "--at", f"{day}T10:00", "--json").output)
    assert shown["now"].startswith("Tom until")
    assert "override" not in shown["now"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("zoe", "--from", "2036-01-01T09:00", "--to", "2036-01-01T10:00"), "zoe is none of the people"),
        (("tom", "--from", "2036-01-01T09:00", "--to", "2036-01-01T09:00"), "--to is not after --from"),
        (("tom", "--from", "2020-01-01T09:00", "--to", "2020-01-01T10:00"), "is over"),
        (("tom", "--from", "tomorrow", "--to", "2036-01-01T10:00"), "tomorrow is no instant"),
        (("tom", "--from", "2036-01-01T09:00", "--to", "2036-01-02", "--rotation", "day"), "no such rotation"),
        (("tom", "--from", "2036-01-01T09:00", "--to", "2036-01-02", "--brand", "none"), "no such brand"),
    ],
)
def test_an_override_that_makes_no_sense_is_refused(scene: Scene, arguments: tuple[str, ...], problem: str) -> None:
    said = scene.run("oncall", "override", *arguments)

    assert (said.exit_code, problem in said.output) == (2, True), said.output
    (row,) = json.loads(scene.run("oncall", "show", "--at", "2036-01-01T09:30", "--json").output)
    assert "override" not in row["now"]
