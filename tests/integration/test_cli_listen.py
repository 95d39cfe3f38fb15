"""``nightdesk listen`` against the simulator: what a search would find, and the way from a match to the report."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import boto3
import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from shared.adapters.dynamodb.cursors import DynamoDBCursors
from shared.channels import load_policy
from shared.domain.polling.cursor import Cursor
from tests.integration.acme_at_night import acme
from tests.integration.stack_on_moto import StackOnMoto, stack_on_moto
from tests.unit.channels.samples.bluesky import post, uri

pytestmark = pytest.mark.integration

OUTAGE = {"name": "outage", "all": ["box"], "any": ["panne", "broken"], "none": ["rival"], "exclude": ["bluesky/shop"]}
SEARCHING = {"sources": ["notifications", "own_posts", "search"]}


@pytest.fixture(scope="module")
def stack() -> Iterator[StackOnMoto]:
    accounts = [{**each, **(SEARCHING if each["channel"] == "bluesky" else {})} for each in acme()["accounts"]]
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        stack_on_moto(monkeypatch, accounts=accounts, searches=[OUTAGE], keywords=[]) as stack,
    ):
        monkeypatch.setenv("NIGHTDESK_TABLE", stack.workflows.table.name)
        monkeypatch.setenv("NIGHTDESK_SECRET_PREFIX", "nightdesk/")
        monkeypatch.setenv("NIGHTDESK_SIMULATOR_URL", stack.simulator.url)
        monkeypatch.setenv("COLUMNS", "200")
        for number, text in enumerate(("My box is broken", "A rival box is broken", "My box is fine")):
            told: dict[str, Any] = post(uri(f"3k{number}", "did:plc:mia"), text, author="did:plc:mia")
            told["indexedAt"] = stack.at.isoformat().replace("+00:00", "Z")
            stack.simulator.world.write("bluesky", "posts", told)
        yield stack


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_a_saved_search_is_tried_and_stores_nothing(stack: StackOnMoto) -> None:
    shown = json.loads(run("listen", "try", "outage", "--channel", "bluesky", "--json").stdout)

    assert shown["queries"] == ['"box" "panne"', '"box" "broken"']
    assert {row["text"]: row["taken"] for row in shown["found"]} == {
        "My box is broken": "yes",
        "A rival box is broken": "no: words",
        "My box is fine": "no: words",
    }
    assert stack.queued == 0


def test_words_are_tried_before_they_are_saved(stack: StackOnMoto) -> None:
    table = run("listen", "try", "box -rival", "--channel", "bluesky").stdout
    assert "My box is fine" in table
    assert "no: words" in table


def test_groups_within_each_other_are_asked_for_and_looked_at_here(stack: StackOnMoto) -> None:
    query = "box ((broken|panne) -rival)|(my~2~fine)"
    shown = json.loads(run("listen", "try", query, "--channel", "bluesky", "--json").stdout)

    assert shown["queries"] == ['"box" "broken"', '"box" "panne"', '"box" "my" "fine"']
    reasons = {row["text"]: row["taken"] for row in shown["found"]}
    assert reasons["My box is broken"] == "yes"
    assert reasons["A rival box is broken"] == "no: words"
    assert reasons["My box is fine"] == "no: words"  # three words apart


def test_what_is_wrong_with_a_group_is_said_with_its_place(stack: StackOnMoto) -> None:
    done = run("listen", "try", "box (panne", "--channel", "bluesky")

    assert done.exit_code == 2
    assert "character 5: the group has no closing parenthesis" in done.stderr


def test_what_cannot_be_searched_is_said_in_a_sentence(stack: StackOnMoto) -> None:
    assert "Nothing can be searched on facebook" in run("listen", "try", "outage", "--channel", "facebook").output
    assert "at least one word" in run("listen", "try", " -rival", "--channel", "bluesky").output


def test_a_match_is_classified_and_counted_under_the_name_of_its_search(stack: StackOnMoto) -> None:
    stack.poll()
    stack.work()
    items = stack.workflows.table.table.scan()["Items"]
    facts = [item["facts"] for item in items if item["sk"] == "MESSAGE" and "facts" in item]

    assert len(facts) == 1
    assert "messages|search=outage" in facts[0]
    listed = json.loads(run("listen", "list", "--json").stdout)
    assert [(row["name"], row["found_today"], row["per_day"]) for row in listed] == [("outage", 1, 200)]


def test_languages_countries_and_people_may_be_tried_too(stack: StackOnMoto) -> None:
    told: dict[str, Any] = post(uri("3kfr", "did:plc:luc"), "Ma box est lente", author="did:plc:luc")
    told["record"]["langs"] = ["fr"]
    told["indexedAt"] = stack.at.isoformat().replace("+00:00", "Z")
    stack.simulator.world.write("bluesky", "posts", told)
    narrowed = ("--language", "EN", "--country", "fr", "--exclude", "bluesky/did:plc:mia")
    shown = json.loads(run("listen", "try", "box", "--channel", "bluesky", *narrowed, "--json").stdout)

    assert shown["queries"] == ['"box"']
    reasons = {row["text"]: row["taken"] for row in shown["found"]}
    assert reasons["Ma box est lente"] == "no: language"
    assert reasons["My box is fine"] == "no: excluded"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--language", "french"), "--language: 'french' is not a language such as 'fr'"),
        (("--country", "F1"), "--country: 'F1' is not a country such as 'FR'"),
        (("--exclude", "julie"), "--exclude: 'julie' is not a channel and a name, such as 'x/acme_reseller'"),
        (("--exclude", "tweeter/julie"), "--exclude: 'tweeter' is no channel"),
    ],
)
def test_what_is_wrong_with_an_option_is_said(stack: StackOnMoto, arguments: tuple[str, str], said: str) -> None:
    done = run("listen", "try", "box", "--channel", "bluesky", *arguments)

    assert done.exit_code == 2
    assert said in done.stderr


def test_one_page_is_read_unless_more_are_asked_for_and_it_is_said_how_much_was_read(stack: StackOnMoto) -> None:
    for number in range(110):
        told: dict[str, Any] = post(uri(f"3kp{number}"), "panel", author="did:plc:mia")
        told["indexedAt"] = stack.at.isoformat().replace("+00:00", "Z")
        stack.simulator.world.write("bluesky", "posts", told)
    read = [
        json.loads(run("listen", "try", "panel", "--channel", "bluesky", "--json", *pages).stdout)
        for pages in ((), ("--pages", "9"))
    ]
    assert read[0]["read"] < read[1]["read"]
    assert [each["dollars"] for each in read] == [0, 0]


@pytest.fixture
def on_x(stack: StackOnMoto) -> StackOnMoto:
    """X, where each post that is read is paid for, with a search that was polled before."""
    client = boto3.client("secretsmanager")
    with suppress(client.exceptions.ResourceExistsException):
        client.create_secret(Name="nightdesk/acme-x", SecretString=json.dumps({"access_token": ["token"]}))
    for number in range(130):
        at = stack.at.isoformat().replace("+00:00", "Z")
        told = {"id": str(1950 + number), "author_id": "7", "text": "box broken", "created_at": at}
        stack.simulator.world.write("x", "search", told)
    return stack


def test_what_a_saved_search_reads_on_x_is_priced_and_counts_in_its_budget(on_x: StackOnMoto) -> None:
    cursors = DynamoDBCursors(on_x.workflows.table)
    new = Cursor(channel="x", account_id="3000000001", source="search", brand="acme")
    terms = next(each for each in load_policy("x").sources if each.name == "search")
    cursors.claim(new, new.claimed("run", terms, on_x.at))

    said = run("listen", "try", "outage", "--channel", "x").stdout
    assert "100 posts, about 0.50 dollars" in said
    (cursor,) = (each for each in cursors.known() if each.key == new.key)
    assert cursor.spent == {"outage": 100}
    assert "100 posts" in run("listen", "try", "outage", "--channel", "x").stdout

    refused = run("listen", "try", "outage", "--channel", "x")
    assert refused.exit_code == 1
    assert "outage has found today what it may (200)" in refused.output


def test_words_that_are_no_saved_search_have_a_price_and_no_budget(on_x: StackOnMoto) -> None:
    shown = json.loads(run("listen", "try", "box", "--channel", "x", "--json").stdout)
    assert (shown["read"], shown["dollars"]) == (100, 0.5)
