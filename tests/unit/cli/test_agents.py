"""``nightdesk agent``: who signs in to the desk."""

import json

import pytest

from shared.domain.access.agents import Role
from tests.unit.api.fake_api import FakeApi
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
