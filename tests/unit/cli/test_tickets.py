"""``nightdesk tickets`` and ``nightdesk ticket ID``, through the API's own code."""

import json
from datetime import timedelta

import httpx
import pytest

from cli import api_client
from shared.domain.messages.reactions import Reaction
from shared.domain.vocabulary import Direction, Priority
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_message, a_ticket
from tests.unit.cli.conftest import Run


def test_tickets_are_shown_most_urgent_first(run: Run, api: FakeApi) -> None:
    api.store(
        a_ticket("later", first_response_due_at=START + timedelta(hours=9)),
        a_ticket("sooner", first_response_due_at=START + timedelta(hours=1), priority=Priority.URGENT),
    )

    shown = run("tickets")

    assert shown.exit_code == 0
    assert shown.output.index("sooner") < shown.output.index("later")
    for words in ("urgent", "luc", "où est ma commande", "question"):
        assert words in shown.output


def test_tickets_can_be_read_in_a_narrow_window(run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    api.store(a_ticket("T-F7CWBT452DMV4", excerpt="Where is it?", reasons=("question: 'where is'", "stage: direct")))

    shown = run("tickets").output

    for whole in ("T-F7CWBT452DMV4", "facebook", "normal", "Where is it?", "with triage", "because: question"):
        assert whole in shown
    assert len(shown.splitlines()) < 12


def test_why_a_ticket_is_urgent_is_told_in_the_words_of_the_brand(run: Run, api: FakeApi) -> None:
    api.store(a_ticket("T-F7CWBT452DMV4", reasons=("urgent words", "2 messages unanswered", "unsure", "stage: direct")))

    for shown in (run("tickets").output, run("ticket", "T-F7CWBT452DMV4").output):
        told = " ".join(shown.replace("│", " ").split())
        for words in ("ne peut pas attendre", "2 messages sans réponse", "incertain"):
            assert words in told
        for code in ("urgent words", "unanswered", "unsure", "stage: "):
            assert code not in shown


def test_json_gives_the_tickets_as_the_api_does(run: Run, api: FakeApi) -> None:
    api.store(a_ticket())

    found = json.loads(run("tickets", "--json").output)

    assert found == api.call("GET", "/tickets", query={"brand": "acme"}).json["items"]


def test_filters_go_to_the_api(run: Run, api: FakeApi) -> None:
    api.store(a_ticket("a"), a_ticket("b", channel="x"), a_ticket("c", channel="x", claimed_by="sophie"))

    found = json.loads(
        run("tickets", "--channel", "x", "--channel", "messenger", "--claimed-by", "sophie", "--json").output
    )

    assert [ticket["id"] for ticket in found] == ["c"]


def test_tickets_are_narrowed_by_holder_tag_and_language(run: Run, api: FakeApi) -> None:
    api.store(
        a_ticket("free", tags=("vip",), language="en"),
        a_ticket("held", tags=("vip",), language="en", claimed_by="sophie"),
        a_ticket("french", tags=("vip",)),
        a_ticket("plain", language="en"),
    )

    found = json.loads(run("tickets", "--unassigned", "--tag", "vip", "--language", "en", "--json").output)

    assert [ticket["id"] for ticket in found] == ["free"]


def test_tickets_of_a_customer_and_of_an_incident_are_listed(run: Run, api: FakeApi) -> None:
    api.store(a_ticket("a", customer_id="cus_7"), a_ticket("b", incident_id="acme-1"), a_ticket("c"))

    for option, value, expected in (("--customer", "cus_7", "a"), ("--incident", "acme-1", "b")):
        found = json.loads(run("tickets", option, value, "--json").output)
        assert [ticket["id"] for ticket in found] == [expected]


def test_more_than_the_api_gives_at_once_is_followed_and_cut_at_the_limit(run: Run, api: FakeApi) -> None:
    for number in range(130):
        api.store(a_ticket(f"T{number:03}", first_response_due_at=START + timedelta(minutes=number)))

    found = json.loads(run("tickets", "--limit", "120", "--json").output)

    assert [ticket["id"] for ticket in found] == [f"T{number:03}" for number in range(120)]
    assert "There are more" in run("tickets", "--limit", "120").output


def test_when_nothing_waits_it_says_so(run: Run) -> None:
    assert "No ticket is waiting." in run("tickets").output
    assert json.loads(run("tickets", "--json").output) == []


def test_one_ticket_is_shown_with_its_conversation_and_history(run: Run, api: FakeApi) -> None:
    api.store(a_ticket())
    api.messages.save(a_message("m1"))
    api.messages.save(
        a_message(
            "m2",
            START + timedelta(minutes=1),
            direction=Direction.OUTBOUND,
            automatic=True,
            text="Nous vous avons lu.",
            reactions=(Reaction(customer="C-1", emoji="👎", at=START),),
        )
    )
    api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"})

    shown = run("ticket", "T1")
    found = json.loads(run("ticket", "T1", "--json").output)

    assert shown.exit_code == 0
    for words in ("Luc Martin", "desk (automatic)", "Nous vous avons lu.", "👎", "claimed", "agent: sophie"):
        assert words in shown.output
    assert found["ticket"]["claimed_by"] == "sophie"
    assert [message["id"] for message in found["messages"]] == ["m1", "m2"]
    assert [entry["what"] for entry in found["history"]] == ["claimed"]


def test_a_customers_text_cannot_steer_the_terminal(run: Run, api: FakeApi) -> None:
    api.store(a_ticket(excerpt="[bold]x[/bold] \x1b[2J\x07 \u202eabc"))

    shown = run("tickets").output

    assert "\x1b[2J" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown
    assert "[bold]x[/bold]" in shown


def test_a_ticket_that_does_not_exist_ends_with_one_sentence(run: Run) -> None:
    shown = run("ticket", "T9")

    assert shown.exit_code == 1
    assert shown.output.strip() == "There is no such ticket."


def test_what_the_api_refuses_is_said(run: Run) -> None:
    shown = run("tickets", "--status", "done")

    assert shown.exit_code == 1
    assert "status" in shown.output


def test_an_api_that_does_not_answer_ends_with_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    client = httpx.Client(base_url="http://127.0.0.1:9/api", transport=httpx.MockTransport(refused))
    monkeypatch.setattr(api_client, "open_client", lambda address: client)

    shown = run("tickets")

    assert shown.exit_code == 2
    assert shown.output.strip() == "The API at http://127.0.0.1:9/api/ does not answer (ConnectError)."
