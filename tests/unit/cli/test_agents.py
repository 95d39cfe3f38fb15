"""``nightdesk agent``: who signs in to the desk."""

import json
from typing import Any

import pytest

from shared.domain.access.agents import Role
from shared.domain.errors import ConflictError
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Danger, Priority, Status
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_ticket
from tests.unit.cli.conftest import Run


def test_an_agent_who_was_added_signs_in_and_one_who_was_removed_does_not(run: Run, api: FakeApi) -> None:
    made = json.loads(
        run(
            *("agent", "add", "Sophie@acme.example", "--name", "Sophie Bernard", "--role", "supervisor"),
            *("--brand", "acme", "--team", "triage", "--json"),
        ).output
    )

    assert (made["id"], made["email"], made["initials"]) == (None, "sophie@acme.example", "SB")
    me = api.call("GET", "/me", token=api.signed_in("sub-1", "sophie@acme.example")).json
    assert (me["name"], me["brands"], me["agent"]["role"], me["agent"]["teams"]) == (
        *("Sophie Bernard", ["acme"], "supervisor", ["triage"]),
    )
    assert "Sophie Bernard" in run("agent", "list").output

    assert "is removed" in run("agent", "remove", "sophie@ACME.example").output

    assert api.call("GET", "/me", token=api.signed_in("sub-1", "sophie@acme.example")).status == 403
    (listed,) = json.loads(run("agent", "list", "--json").output)
    assert listed["removed_at"] is not None


def test_adding_somebody_again_changes_them(run: Run, api: FakeApi) -> None:
    run("agent", "add", "sophie@acme.example", "--name", "Sophie", "--brand", "acme")

    shown = run("agent", "add", "sophie@acme.example", "--name", "Sophie B", "--role", "admin", "--all-brands")

    assert "admin for all brands" in shown.output
    (agent,) = api.agents.all()
    assert (agent.name, agent.role, agent.brands) == ("Sophie B", Role.ADMIN, frozenset())


@pytest.mark.parametrize(
    "arguments",
    [
        ("no address", "--name", "A", "--brand", "acme"),
        ("a@acme.example", "--name", "", "--brand", "acme"),
        ("a@acme.example", "--name", "x" * 101, "--brand", "acme"),
        ("a@acme.example", "--name", "two\nlines", "--brand", "acme"),
        ("a@acme.example", "--name", "123", "--brand", "acme"),  # nothing to make initials of
        ("a@acme.example", "--name", "A", "--initials", "ABCDE", "--brand", "acme"),
        ("a@acme.example", "--name", "A", "--initials", "4", "--brand", "acme"),
        ("a@acme.example", "--name", "A", "--brand", "none"),
        ("a@acme.example", "--name", "A", "--team", "none", "--brand", "acme"),
        ("a@acme.example", "--name", "A", "--role", "boss", "--brand", "acme"),
        ("a@acme.example", "--name", "A"),  # there are several brands, and none is named
        ("a@acme.example", "--name", "A", "--brand", "acme", "--all-brands"),
    ],
)
def test_an_agent_that_makes_no_sense_is_not_added(run: Run, api: FakeApi, arguments: tuple[str, ...]) -> None:
    assert run("agent", "add", *arguments).exit_code == 2
    assert api.agents.stored == {}


def test_who_is_no_agent_cannot_be_removed(run: Run) -> None:
    shown = run("agent", "remove", "nobody@acme.example")

    assert (shown.exit_code, shown.output.strip()) == (1, "There is no agent nobody@acme.example.")


def _sophie(run: Run, api: FakeApi) -> str:
    run("agent", "add", "sophie@acme.example", "--name", "Sophie Bernard", "--all-brands")
    api.call("GET", "/me", token=api.signed_in("sub-1", "sophie@acme.example"))
    held = {"claimed_by": "sub-1", "claimed_by_name": "Sophie Bernard", "claimed_at": START}
    api.store(
        a_ticket("T1", **held, status=Status.OPEN),
        a_ticket("T2", **held, status=Status.PENDING, brand="other"),
        a_ticket("T3", **held, status=Status.RESOLVED),
        a_ticket("T4", **{**held, "claimed_by": "sub-2"}, status=Status.OPEN),
        a_ticket("T5", **held, status=Status.OPEN, priority=Priority.URGENT, danger=Danger.POSSIBLE),
    )
    return "sophie@acme.example"


def test_what_somebody_who_is_removed_held_is_nobodys_again_and_its_history_says_by_whom(
    run: Run, api: FakeApi
) -> None:
    removed = json.loads(run("agent", "remove", _sophie(run, api), "--by", "Nora", "--json").output)

    assert (sorted(removed["released"]), removed["not_released"]) == (["T1", "T2", "T5"], [])
    holders = {name: ticket.claimed_by for name, ticket in api.tickets.stored.items()}
    assert holders == {"T1": None, "T2": None, "T3": "sub-1", "T4": "sub-2", "T5": None}
    assert api.tickets.stored["T5"].escalate_at is not None  # people are called again
    (entry,) = api.history.of_ticket("T1").items
    assert (entry.what, entry.actor, entry.details["released_from"]) == ("released", "Nora", "Sophie Bernard")
    assert "nobody's again: 0." in run("agent", "remove", "sophie@acme.example").output


def test_a_ticket_that_others_write_all_the_time_is_named_and_released_by_the_next_command(
    run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = _sophie(run, api)
    save, busy_ones = type(api.tickets).save, {"T1"}

    def busy(own: Any, ticket: Ticket, *entries: Any) -> Ticket:
        if ticket.id in busy_ones:
            raise ConflictError("ticket")
        return save(own, ticket, *entries)

    monkeypatch.setattr(type(api.tickets), "save", busy)
    assert "Still theirs, since others write them now: T1." in run("agent", "remove", email).output
    busy_ones.clear()
    assert json.loads(run("agent", "remove", email, "--json").output)["released"] == ["T1"]
