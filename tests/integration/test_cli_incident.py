"""An outage from its begin to the report about it, by the command line alone."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.public_posts import DynamoDBPublicPosts
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.system_clock import SystemClock
from shared.domain.incidents.updates import group_of
from tests.integration.table_on_moto import TABLE_NAME, table_on_moto

pytestmark = pytest.mark.integration

ACME = Path("brands/acme.yaml")


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDBTable]:
    for name in [name for name in os.environ if name.startswith("NIGHTDESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    with table_on_moto(monkeypatch) as table:
        monkeypatch.setenv("NIGHTDESK_TABLE", TABLE_NAME)
        yield table


@pytest.fixture
def run(table: DynamoDBTable) -> Callable[..., Result]:
    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    assert invoke("brand", "push", ACME).exit_code == 0
    return invoke


def opened(run: Callable[..., Result]) -> str:
    found: dict[str, Any] = json.loads(run("incident", "open", "Panne internet à Lyon", "--json").output)
    return str(found["id"])


def test_an_outage_is_told_of_in_public_and_reported_by_commands_alone(
    run: Callable[..., Result], table: DynamoDBTable
) -> None:
    incident = opened(run)
    shown = run("incident", "show", incident).output
    assert "Update 1 (opened, draft)" in shown, "prepared from the brand's template"
    assert "Panne internet à Lyon" in shown

    written = run("incident", "write", incident, "--kind", "opened", "--text", "fr=Panne à Lyon.", "--text", "en=Down.")
    assert ("fr: Panne à Lyon." in written.output, "en: Down." in written.output) == (True, True)
    assert run("incident", "write", incident, "--text", "Panne").exit_code != 0, "without a language"

    published = run("incident", "publish", incident, 1, "--account", "x/3000000001")
    for repetition in (published, run("incident", "publish", incident, 1)):
        assert repetition.exit_code == 0, repetition.output
        assert "publishing" in repetition.output
    posts = DynamoDBPublicPosts(table).of_group(group_of(incident))
    assert len(posts) == len({(post.channel, post.account_id) for post in posts})
    assert run("incident", "publish", incident, 9).exit_code == 1

    assert run("incident", "stop", incident).exit_code == 0
    assert run("incident", "resume", incident).exit_code == 0
    again = run("incident", "write", incident, "--text", "fr=Nous avançons.", "--text", "en=Getting there.")
    assert "Update 2 (updated, draft)" in again.output

    resolved = run("incident", "resolve", incident, "--no-publish")
    assert resolved.output.startswith(f"{incident} is resolved. Customers who still wait are told.")
    report = json.loads(run("incident", "report", incident, "--json").output)
    assert (report["incident"]["id"], report["incident"]["follow_up"]) == (incident, "running")
    assert "answers spared" in run("incident", "report", incident).output


def test_what_is_stopped_and_resolved_says_what_waits(run: Callable[..., Result], table: DynamoDBTable) -> None:
    incident = opened(run)
    run("incident", "publish", incident, 1)
    run("incident", "stop", incident)
    resolved = run("incident", "resolve", incident, "--no-publish")
    assert "wait until it is resumed" in resolved.output
    assert run("incident", "resume", incident).exit_code == 0
    found = DynamoDBIncidents(table, cache_seconds=0, clock=SystemClock()).get(incident)
    assert found is not None
    assert (found.follow_up, found.stopped_at) == ("running", None)
