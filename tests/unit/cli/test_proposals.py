"""What is proposed to be said in public, decided on from the command line."""

import json
from dataclasses import replace
from datetime import timedelta

from shared.domain.proposals.model import Proposal, ProposalKind, ProposalState
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_message
from tests.unit.cli.conftest import Run

PAGE = "100100100100100"
ACME = ("--brand", "acme")


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
    listed = json.loads(run("proposal", "list", "--kind", "post", "--json", *ACME).output)
    assert [each["id"] for each in listed] == [tip, duty]
    assert "L'astuce de la semaine" in run("proposal", "list", *ACME).output

    accepted = run(
        "proposal", "accept", duty, "--text", "Léa et Tom vous répondent.", "--agent", "Sophie Bernard", *ACME
    )
    assert accepted.exit_code == 0, accepted.output
    assert run("proposal", "dismiss", tip, "--agent", "Sophie Bernard", *ACME).exit_code == 0

    found = api.proposals.get("acme", duty)
    assert found is not None
    assert (found.state, found.text, found.decided_by) == (
        ProposalState.ACCEPTED,
        "Léa et Tom vous répondent.",
        "Sophie Bernard",
    )
    assert state(api, tip) is ProposalState.DISMISSED
    decided = run("proposal", "list", "--state", "dismissed", *ACME).output
    assert "Sophie Bernard" in decided
    refused = run("proposal", "accept", tip, "--agent", "Tom", *ACME)
    assert (refused.exit_code, "Sophie Bernard" in refused.output) == (1, True)


def test_a_like_of_what_was_deleted_is_refused_in_a_sentence(run: Run, api: FakeApi) -> None:
    api.messages.save(replace(a_message("m9"), deleted_at=START))
    like = proposed(api, 1, ProposalKind.LIKE, message_id="m9")
    refused = run("proposal", "accept", like, "--agent", "Tom", *ACME)
    assert (refused.exit_code, "message is gone" in refused.output) == (1, True)
    assert state(api, like) is ProposalState.OPEN


def test_nothing_proposed_is_said_to_be_nothing(run: Run) -> None:
    assert "Nothing is proposed." in run("proposal", "list", *ACME).output
