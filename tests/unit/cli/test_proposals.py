"""What is proposed to be said in public, decided on from the command line."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from cli.commands import proposal
from cli.deployment import ApiAddress
from shared.domain.proposals.model import Proposal, ProposalKind, ProposalState
from tests.fakes.stored import START
from tests.unit.api.fake_api import EVERYTHING, FakeApi, a_message
from tests.unit.cli.conftest import Run

PAGE = "100100100100100"


def proposed(api: FakeApi, number: int, kind: ProposalKind, text: str = "", **fields: object) -> str:
    proposal = Proposal(
        id=f"PR-{number}",
        brand="acme",
        kind=kind,
        channel="facebook",
        account_id=PAGE,
        text=text,
        created_at=START + timedelta(seconds=number),
        expires_at=START + timedelta(hours=12),
    )
    api.proposals.propose(replace(proposal, **fields))
    return proposal.id


def state(api: FakeApi, proposal_id: str) -> ProposalState:
    found = api.proposals.get("acme", proposal_id)
    assert found is not None
    return found.state


def test_the_duty_team_and_the_tip_of_the_week_are_listed_and_approved_in_other_words(run: Run, api: FakeApi) -> None:
    duty = proposed(api, 1, ProposalKind.POST, "Léa vous répond jusqu'à 18:00.")
    tip = proposed(api, 2, ProposalKind.POST, "L'astuce de la semaine #Fibre")
    listed = json.loads(run("proposal", "list", "--kind", "post", "--json").output)
    assert [each["id"] for each in listed] == [tip, duty]
    assert "L'astuce de la semaine" in run("proposal", "list").output

    accepted = run("proposal", "accept", duty, "--text", "Léa et Tom vous répondent.", "--agent", "Sophie Bernard")
    assert accepted.exit_code == 0, accepted.output
    assert run("proposal", "dismiss", tip, "--agent", "Sophie Bernard").exit_code == 0

    found = api.proposals.get("acme", duty)
    assert found is not None
    assert (found.state, found.text, found.decided_by) == (
        ProposalState.ACCEPTED,
        "Léa et Tom vous répondent.",
        "Sophie Bernard",
    )
    assert state(api, tip) is ProposalState.DISMISSED
    decided = run("proposal", "list", "--state", "dismissed").output
    assert "Sophie Bernard" in decided
    refused = run("proposal", "accept", tip, "--agent", "Tom")
    assert (refused.exit_code, "Sophie Bernard" in refused.output) == (1, True)


def test_a_like_of_what_was_deleted_is_refused_in_a_sentence(run: Run, api: FakeApi) -> None:
    api.messages.save(replace(a_message("m9"), deleted_at=START))
    like = proposed(api, 1, ProposalKind.LIKE, message_id="m9")
    refused = run("proposal", "accept", like, "--agent", "Tom")
    assert (refused.exit_code, "message is gone" in refused.output) == (1, True)
    assert state(api, like) is ProposalState.OPEN


def test_nothing_proposed_is_said_to_be_nothing(run: Run) -> None:
    assert "Nothing is proposed." in run("proposal", "list").output


@pytest.mark.parametrize("several", [False, True])
def test_where_only_the_api_knows_the_brands_it_is_asked(
    run: Run, api: FakeApi, monkeypatch: pytest.MonkeyPatch, several: bool
) -> None:
    """As on AWS, and with the address of the API alone."""
    monkeypatch.setattr(
        proposal, "find_api", lambda *_: ApiAddress(api_url="http://127.0.0.1:9/api", api_token=EVERYTHING)
    )
    names = ("acme", "other") if several else ("acme",)
    api.brands.stored = {name: replace(api.brands.current("acme"), id=name) for name in names}
    found = proposed(api, 1, ProposalKind.POST, "Bonjour")
    listed = run("proposal", "list")
    assert (found in listed.output, listed.exit_code) == ((False, 1) if several else (True, 0)), listed.output
    assert not several or "brand" in listed.output
    assert found in run("proposal", "list", "--brand", "acme").output
    decided = run("proposal", "accept", found, "--agent", "Sophie Bernard")
    assert (decided.exit_code, state(api, found)) == (
        (1, ProposalState.OPEN) if several else (0, ProposalState.ACCEPTED)
    )
