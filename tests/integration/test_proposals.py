"""Proposals: the fake and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.proposals import DynamoDBProposals
from shared.domain.errors import ConflictError
from shared.domain.proposals.model import Proposal, ProposalKind, ProposalState
from shared.domain.proposals.turns import DueProposal
from tests.fakes.proposals import FakeProposals
from tests.fakes.stored import START
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

Proposals = FakeProposals | DynamoDBProposals


@pytest.fixture(params=["fake", "dynamodb"])
def proposals(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proposals]:
    if request.param == "fake":
        yield FakeProposals()
    else:
        with table_on_moto(monkeypatch) as table:
            yield DynamoDBProposals(table)


def a_proposal(**fields: object) -> Proposal:
    proposal = Proposal(
        id="PR-1",
        brand="acme",
        kind=ProposalKind.POST,
        channel="x",
        account_id="3000000001",
        text="Bonjour",
        created_at=START,
        expires_at=START + timedelta(days=7),
    )
    return replace(proposal, **fields)


def test_the_same_thing_is_proposed_once(proposals: Proposals) -> None:
    assert proposals.propose(a_proposal())
    assert not proposals.propose(a_proposal(text="Anders"))
    assert proposals.get("acme", "PR-1") == a_proposal(revision=1)
    assert proposals.get("globex", "PR-1") is None
    assert proposals.page_of("acme").items == (a_proposal(revision=1),)
    assert proposals.page_of("globex").items == ()


def test_what_waits_is_listed_newest_first_whatever_else_there_is(proposals: Proposals) -> None:
    for number in range(60):
        proposals.propose(a_proposal(id=f"PR-{number:03}", state=ProposalState.DONE))
        like = a_proposal(id=f"PR-like-{number:03}", kind=ProposalKind.LIKE, text="")
        proposals.propose(replace(like, created_at=START + timedelta(minutes=number)))
    post = a_proposal(id="PR-999", created_at=START - timedelta(days=1))
    accepted = a_proposal(id="PR-998", state=ProposalState.ACCEPTED, created_at=START - timedelta(days=2))
    for each in (post, accepted):
        proposals.propose(each)

    newest = proposals.page_of("acme", limit=50)
    assert [each.id for each in newest.items] == [f"PR-like-{number:03}" for number in range(59, 9, -1)]
    rest = proposals.page_of("acme", limit=50, cursor=newest.cursor)
    assert [each.id for each in rest.items] == [*(f"PR-like-{n:03}" for n in range(9, -1, -1)), "PR-999", "PR-998"]
    assert rest.cursor is None
    of_kind = proposals.page_of("acme", kinds={ProposalKind.POST}, limit=50)
    assert ([each.id for each in of_kind.items], of_kind.cursor) == (["PR-999", "PR-998"], None)
    assert (
        len(proposals.page_of("acme", kinds={ProposalKind.POST}, states=frozenset(ProposalState), limit=100).items)
        == 62
    )
    assert proposals.page_of("acme", kinds={ProposalKind.HIDE}, states=frozenset(ProposalState)).items == ()


def test_what_was_decided_waits_no_more(proposals: Proposals) -> None:
    proposals.propose(a_proposal())
    known = proposals.get("acme", "PR-1")
    assert known is not None
    dismissed = proposals.save(known.dismissed("Léa", START))
    assert proposals.page_of("acme").items == ()
    assert proposals.page_of("acme", states=frozenset(ProposalState)).items == (dismissed,)


def test_what_was_decided_is_listed_by_its_state(proposals: Proposals) -> None:
    for number, state in enumerate(ProposalState):
        proposals.propose(a_proposal(id=f"PR-{number}", state=state))

    for number, state in enumerate(ProposalState):
        assert [each.id for each in proposals.page_of("acme", states={state}).items] == [f"PR-{number}"]


def test_a_decision_is_written_on_what_was_read(proposals: Proposals) -> None:
    proposals.propose(a_proposal())
    known = proposals.get("acme", "PR-1")
    assert known is not None
    accepted = proposals.save(known.accepted("Léa", START))
    with pytest.raises(ConflictError):
        proposals.save(known.dismissed("Tom", START))
    assert proposals.get("acme", "PR-1") == accepted


def due(proposals: Proposals) -> list[str]:
    return [each.id for each in proposals.to_carry_out("acme")]


def test_what_was_accepted_is_to_be_carried_out_until_it_ended(proposals: Proposals) -> None:
    proposals.propose(a_proposal())
    proposals.propose(a_proposal(id="PR-2", state=ProposalState.ACCEPTED, decided_at=START, decided_by="nightdesk"))
    assert proposals.to_carry_out("acme") == (DueProposal(id="PR-2", place="post/x/3000000001"),)
    known = proposals.get("acme", "PR-1")
    assert known is not None
    accepted = proposals.save(known.accepted("Léa", START))
    assert sorted(due(proposals)) == ["PR-1", "PR-2"]
    proposals.save(accepted.done("17"))
    assert due(proposals) == ["PR-2"]
    proposals.forget("acme", "PR-2")
    proposals.forget("acme", "PR-2")
    assert due(proposals) == []
    assert [each.id for each in proposals.page_of("acme", states=frozenset(ProposalState)).items] == ["PR-1"]
