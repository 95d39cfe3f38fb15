"""What an agent does from the command line: claim, release, resolve, report."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from shared.domain.vocabulary import Category, Status
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_ticket
from tests.unit.cli.conftest import Run


def test_a_ticket_is_claimed_given_back_and_resolved(run: Run, api: FakeApi) -> None:
    api.store(a_ticket("T1"))

    claimed = run("claim", "T1", "--agent", "sophie")
    assert (claimed.exit_code, claimed.output.strip()) == (0, "T1 belongs to sophie.")
    assert api.tickets.stored["T1"].claimed_by == "sophie"

    released = run("release", "T1")
    assert (released.exit_code, api.tickets.stored["T1"].claimed_by) == (0, None), released.output

    resolved = run("resolve", "T1")
    assert (resolved.exit_code, api.tickets.stored["T1"].status) == (0, Status.RESOLVED), resolved.output


def test_what_the_api_refuses_is_said_in_its_own_words(run: Run, api: FakeApi) -> None:
    api.store(a_ticket("T1", claimed_by="marc"))

    refused = run("claim", "T1", "--agent", "sophie")

    assert refused.exit_code == 1
    assert "marc" in refused.output
    assert run("claim", "T1", "--agent", "sophie", "--take-over").exit_code == 0
    assert run("resolve", "T-none").exit_code == 1


def test_json_gives_the_ticket_as_the_api_does(run: Run, api: FakeApi) -> None:
    api.store(a_ticket("T1"))
    assert json.loads(run("claim", "T1", "--agent", "sophie", "--json").output)["claimed_by"] == "sophie"


def test_a_report_has_the_figures_and_the_questions_in_the_brands_time(run: Run, api: FakeApi) -> None:
    api.lives(a_ticket("T1", created_at=START, waiting_since=START))
    span = ("--since", START.isoformat(), "--until", (START + timedelta(hours=5)).isoformat())

    shown = run("report", *span)

    assert shown.exit_code == 0, shown.output
    for words in (
        "acme",
        "opened",
        "Opened, by priority",
        "first response, in opening hours",
        "deserved an answer",
        "CET",
    ):
        assert words in shown.output
    found = json.loads(run("report", *span, "--json").output)
    assert (found["service"]["opened"], set(found)) == (1, {"listening", "service", "topics", "words"})


def test_a_span_that_is_too_long_is_refused_in_the_apis_own_words(run: Run, api: FakeApi) -> None:
    refused = run("report", "--since", "2024-01-01T00:00:00Z", "--until", "2026-01-01T00:00:00Z")
    assert refused.exit_code == 1
    assert "366 days" in refused.output


def test_times_of_a_ticket_are_those_of_the_brand(run: Run, api: FakeApi) -> None:
    api.store(a_ticket("T1", created_at=START))
    shown = run("ticket", "T1").output
    assert f"{START + timedelta(hours=1):%Y-%m-%d %H:%M} CET" in shown


@pytest.mark.parametrize("width", ["40", "80"])
def test_an_id_is_never_broken_across_lines(
    run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    api.store(a_ticket("T-F7CWBT452DMV4", conversation_id="1001001001001001001:" + "9" * 60))
    assert "T-F7CWBT452DMV4" in run("tickets").output
    assert "1001001001001001001:" + "9" * 60 in run("ticket", "T-F7CWBT452DMV4").output


def test_a_report_tells_how_fast_each_category_was_when_it_is_asked_for(run: Run, api: FakeApi, tmp_path: Path) -> None:
    minutes = timedelta(minutes=1)
    api.lives(
        a_ticket("T1", category=Category.OUTAGE, first_response_at=START + 10 * minutes),
        a_ticket("T2", status=Status.RESOLVED, resolved_at=START + 90 * minutes),
    )
    span = ("--since", START.isoformat(), "--until", (START + timedelta(hours=5)).isoformat())

    shown = run("report", *span, "--by", "category")
    assert "By category" in shown.output
    assert "By category" not in run("report", *span, "--by", "priority").output
    kinds = json.loads(run("report", *span, "--by", "category", "--json").output)["kinds"]
    assert [(each["id"], each["first_response"]["count"], each["resolution"]["count"]) for each in kinds] == [
        ("outage", 1, 0),
        ("question", 0, 1),
    ]
    assert "kinds" not in json.loads(run("report", *span, "--json").output)
    refused = run("report", *span, "--by", "category", "--html", str(tmp_path / "letter.html"))
    assert (refused.exit_code, (tmp_path / "letter.html").exists()) == (2, False)


def test_a_report_says_what_customers_said_of_it_once_they_were_asked(run: Run, api: FakeApi) -> None:
    span = ("--since", "2026-03-02T00:00:00Z", "--until", "2026-03-03T00:00:00Z")
    assert "How did it go?" not in run("report", *span).output
    api.figures.add("acme", START, {"satisfaction_asked": 3, "satisfaction|score=5": 1, "satisfaction|score=2": 1})
    shown = run("report", *span).output
    assert "How did it go?" in shown
    assert "3.50" in shown


def test_a_report_as_a_page_is_written_into_a_file_in_the_language_that_is_asked_for(
    run: Run, api: FakeApi, tmp_path: Path
) -> None:
    api.lives(a_ticket("T1", created_at=START, waiting_since=START))
    target = tmp_path / "letter.html"
    span = ("--since", START.isoformat(), "--until", (START + timedelta(hours=5)).isoformat())
    shown = run("report", *span, "--html", str(target), "--language", "fr")
    assert shown.exit_code == 0, shown.output
    made = target.read_text(encoding="utf-8")
    assert "Service client : acme" in made.replace("\u00a0", " ").replace("\u202f", " ")
    assert "2 mars 2026" in made
    refused = run("report", *span, "--html", str(tmp_path / "missing" / "letter.html"))
    assert refused.exit_code != 0
    assert "cannot be written" in refused.output


def test_people_are_called_for_a_ticket_and_sent_home_again(run: Run, api: FakeApi) -> None:
    api.store(a_ticket("T1", claimed_by="sophie"))

    called = run("escalate", "T1")
    assert (called.exit_code, called.output.strip()) == (0, "People are called for T1."), called.output
    ticket = api.tickets.stored["T1"]
    assert (ticket.escalate_at is not None, ticket.holder) == (True, None)

    ended = run("deescalate", "T1")
    assert (ended.exit_code, ended.output.strip()) == (0, "Nobody more is called for T1."), ended.output
    assert api.tickets.stored["T1"].escalate_at is None
    assert json.loads(run("escalate", "T1", "--json").output)["id"] == "T1"


def test_nobody_is_called_for_a_ticket_that_is_done_or_does_not_exist(run: Run, api: FakeApi) -> None:
    api.store(a_ticket("T1", status=Status.RESOLVED, resolved_at=START))

    for ticket, problem in (("T1", "nothing to escalate"), ("T-none", "no such ticket")):
        refused = run("escalate", ticket)
        assert (refused.exit_code, problem in refused.output.casefold()) == (1, True), refused.output
    assert api.tickets.stored["T1"].escalate_at is None
