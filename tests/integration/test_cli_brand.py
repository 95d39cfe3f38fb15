"""``nightdesk brand`` and ``nightdesk answers`` over the table."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from functions.classify.encoder.meanings import ENCODER
from functions.escalate.deadlines import MoveDeadlines
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.article_meanings import DynamoDBArticleMeanings
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.deadline_moves import DynamoDBDeadlineMoves
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.brand import read
from shared.channels import load_policy
from shared.domain.articles.meaning import said_by
from shared.domain.tickets.sla import deadlines_of
from shared.domain.vocabulary import Priority
from shared.ports.meaning import PageMeanings
from tests.fakes.samples import a_ticket
from tests.fakes.stored import FixedClock
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto

pytestmark = pytest.mark.integration

ACME = Path("brands/acme.yaml")


@dataclass
class Stack:
    table: DynamoDBTable
    run: Callable[..., Result]

    @property
    def brands(self) -> DynamoDBBrands:
        return DynamoDBBrands(self.table, cache_seconds=0, clock=FixedClock())

    @property
    def switches(self) -> DynamoDBSwitches:
        return DynamoDBSwitches(self.table, cache_seconds=0, clock=FixedClock())


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    for name in [name for name in os.environ if name.startswith("NIGHTDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    with table_on_moto(monkeypatch) as table:
        monkeypatch.setenv("NIGHTDESK_TABLE", TABLE_NAME)
        yield Stack(table, lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments]))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "acme.yaml"
    file.write_text(ACME.read_text(encoding="utf-8").replace('monday: ["09:00-12:30"', 'monday: ["9-12"'))
    return file


def test_a_file_in_order_is_said_to_be(stack: Stack) -> None:
    checked = stack.run("brand", "check", ACME)

    assert (checked.exit_code, "acme.yaml is in order: Acme" in checked.stdout) == (0, True)
    assert stack.brands.ids() == ()


def test_what_is_in_order_but_may_surprise_is_noted(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(ACME.read_text(encoding="utf-8").replace("sunday: []", 'sunday: ["10:00-23:59"]'))

    checked = stack.run("brand", "check", file)

    assert checked.exit_code == 0
    assert "note: business_hours.sunday[0]: '10:00-23:59' is read as until 24:00" in checked.stdout


def test_what_is_wrong_with_a_file_is_listed_with_its_place(stack: Stack, broken: Path) -> None:
    checked = stack.run("brand", "check", broken)

    assert checked.exit_code == 1
    assert "business_hours.monday[0]: expected hours such as '09:00-12:30', found '9-12'" in checked.output
    told = json.loads(stack.run("brand", "check", broken, "--json").stdout)
    assert (told["valid"], len(told["problems"])) == (False, 1)


def test_a_file_that_is_not_there_is_said_not_to_be(stack: Stack) -> None:
    assert "cannot be read (No such file or directory)" in stack.run("brand", "check", "brands/none.yaml").output


def test_a_pushed_file_is_in_force_with_its_holidays(stack: Stack) -> None:
    assert stack.run("brand", "push", ACME).output == "acme: version 1 is now in force.\n"
    assert stack.run("brand", "push", ACME).output == "acme: version 1 is already in force.\n"

    calendar = stack.brands.current("acme").calendar
    assert calendar.holidays_until is not None
    assert calendar.holidays_until > datetime.now(UTC).date() + timedelta(days=3 * 365 - 1)
    shown = json.loads(stack.run("brand", "status", "--json").stdout)
    assert [(row["brand"], row["version"], row["degraded"], row["push_again"]) for row in shown] == [
        ("acme", 1, False, False)
    ]
    assert "acme" in stack.run("brand", "status").output


def test_a_calendar_that_changes_moves_the_deadlines_of_open_tickets(stack: Stack, tmp_path: Path) -> None:
    stack.run("brand", "push", ACME)
    tickets, brand = DynamoDBTickets(stack.table), stack.brands.current("acme")
    now = datetime.now(UTC)
    due = deadlines_of(brand, "facebook", Priority.NORMAL, since=now, window_closes_at=None)
    times = {"waiting_since": now, "first_response_due_at": due.first_response_due_at, "resolution_due_at": None}
    for number in range(3):
        tickets.save(a_ticket(id=f"T-{number}", **times))
    tickets.save(a_ticket(id="T-answered", **{**times, "waiting_since": None}))
    file = tmp_path / "acme.yaml"
    month = {"from": "2020-01-01", "to": f"{now + timedelta(days=30):%Y-%m-%d}"}
    file.write_text(json.dumps({**read(ACME.read_bytes()), "closures": [month], "openings": []}))

    pushed = stack.run("brand", "push", file)

    assert pushed.output == (
        "acme: version 2 is now in force.\n"
        "acme: open tickets get its deadlines within some minutes; `nightdesk brand status` says how far.\n"
    )
    later = FixedClock(datetime.now(UTC) + timedelta(minutes=5))  # when every function knows the new version
    move = MoveDeadlines(DynamoDBDeadlineMoves(stack.table), stack.brands, tickets, load_policy, later, page=2)
    assert move(stack.brands.current("acme"), later.at + timedelta(minutes=1)) == 3
    assert move(stack.brands.current("acme"), later.at + timedelta(minutes=1)) == 0
    (row,) = json.loads(stack.run("brand", "status", "--json").stdout)
    assert row["deadlines"].startswith("version 2: done, 3 moved")
    moved = tickets.get("T-1")
    assert moved is not None
    assert moved.first_response_due_at is not None
    assert moved.first_response_due_at > now + timedelta(days=29)
    (first, *_) = tickets.due("acme", now + timedelta(days=60), limit=10).tickets
    assert first.first_response_due_at == moved.first_response_due_at
    again = json.loads(stack.run("brand", "push", file, "--json").stdout)
    assert again == [{"brand": "acme", "version": 2, "new": False, "deadlines_moving": False}]


def test_one_file_that_is_not_in_order_stops_the_push_of_all(stack: Stack, broken: Path, tmp_path: Path) -> None:
    other = tmp_path / "globex.yaml"
    other.write_bytes(ACME.read_bytes())

    assert stack.run("brand", "push", other, broken).exit_code == 1
    assert stack.brands.ids() == ()


def test_answers_are_switched_off_and_on_again(stack: Stack) -> None:
    stack.run("brand", "push", ACME)

    off = stack.run("answers", "off", "--brand", "acme", "--channel", "x")
    assert off.output == "Automatic answers of acme on x: off.\n"
    assert stack.switches.automatic_answers("acme", "x") == "off"
    stack.run("answers", "off", "--dry-run")
    assert stack.switches.automatic_answers("acme", "facebook") == "dry_run"
    shown = json.loads(stack.run("answers", "status", "--json").stdout)
    assert shown["switches"] == [
        {"brand": "*", "channel": "*", "answers": "dry_run"},
        {"brand": "acme", "channel": "x", "answers": "off"},
    ]
    stack.run("answers", "on")
    stack.run("answers", "on", "--brand", "acme", "--channel", "x")
    assert stack.switches.settings() == {}


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [("--brand", "none", "There is no brand none"), ("--channel", "fax", "fax is not a channel")],
)
def test_a_switch_of_something_that_does_not_exist_is_refused(stack: Stack, option: str, value: str, said: str) -> None:
    refused = stack.run("answers", "off", option, value)

    assert (refused.exit_code, said in refused.output) == (2, True)
    assert stack.switches.settings() == {}


def test_a_stopped_account_is_shown_and_resumed(stack: Stack) -> None:
    stack.run("brand", "push", ACME)
    states = DynamoDBAccountStates(stack.table)
    states.stop("x", "3000000001", because="http_401", at=datetime.now(UTC))

    (shown,) = json.loads(stack.run("answers", "status", "--json").stdout)["accounts"]
    assert (shown["account"], shown["because"]) == ("3000000001", "http_401")
    assert "http_401" in stack.run("answers", "status").output
    unknown = stack.run("answers", "resume", "3000000002", "--channel", "x")
    assert (unknown.exit_code, unknown.output.strip()) == (
        1,
        "There is no x account 3000000002; there are: 3000000001.",
    )
    stack.run("answers", "resume", "3000000001", "--channel", "x")
    assert not states.get("x", "3000000001").stopped


def test_a_push_keeps_what_the_help_pages_mean_also_of_a_version_that_was_pushed_without(stack: Stack) -> None:
    def kept() -> PageMeanings | None:
        reader = DynamoDBArticleMeanings(stack.table, encoder=ENCODER, cache_seconds=0, clock=FixedClock())
        return reader.of(stack.brands.current("acme"))

    assert stack.run("brand", "push", ACME).exit_code == 0
    first = kept()
    assert first is not None
    assert {page: len(texts) for page, texts in first.items()} == {
        article.id: len(said_by(article)) for article in stack.brands.current("acme").articles
    }

    stack.table.table.delete_item(Key=keys.article_meanings("acme", 1, 0))
    assert "already" in stack.run("brand", "push", ACME).output
    assert kept() == first
