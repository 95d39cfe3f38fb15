"""A public message that opens no ticket may deserve a like, or a word."""

from dataclasses import replace

import pytest

from shared.domain.brand.model import Account
from shared.domain.proposals.model import NIGHTDESK, ProposalKind, ProposalState
from shared.domain.proposals.policy import ProposalPolicy
from shared.domain.vocabulary import Category, EventKind, Sentiment, Stage, Surface
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore

PRAISE = a_classification(
    category=Category.PRAISE, sentiment=Sentiment.POSITIVE, needs_response=False, confidence=97, stage=Stage.DIRECT
)
BROAD = a_classification(stage=Stage.BROAD, category=Category.MENTION, needs_response=False)


def a_store(**policy: object) -> FakeStore:
    fakes = FakeStore()
    brand = fakes.brands.current("acme")
    proposals = replace(ProposalPolicy(likes=True, openings={"fr": "Bonjour !"}), **policy)
    fakes.brands.stored["acme"] = replace(brand, proposals=proposals)
    return fakes


def test_praise_is_proposed_to_be_liked_once_however_often_it_comes() -> None:
    fakes = a_store()
    fakes.store(an_event(), PRAISE)
    fakes.store(an_event(), PRAISE)
    (proposal,) = fakes.proposals.of_brand("acme")
    assert (proposal.kind, proposal.state) == (ProposalKind.LIKE, ProposalState.OPEN)


def test_only_what_is_very_sure_is_liked_without_a_person() -> None:
    fakes = a_store(likes_automatic_from=97)
    fakes.store(an_event(), PRAISE)
    fakes.store(an_event("m2"), replace(PRAISE, confidence=96))
    sure, less_sure = sorted(fakes.proposals.of_brand("acme"), key=lambda each: each.message_id or "")
    assert (sure.state, sure.decided_by) == (ProposalState.ACCEPTED, NIGHTDESK)
    assert less_sure.state is ProposalState.OPEN


@pytest.mark.parametrize("channel", ["mastodon", "bluesky"])
@pytest.mark.parametrize(
    ("surface", "approved", "state"),
    [
        (Surface.MENTION, True, ProposalState.ACCEPTED),
        (Surface.MENTION, False, ProposalState.OPEN),
        (Surface.BROAD_MATCH, True, ProposalState.OPEN),
    ],
)
def test_a_robot_likes_only_where_the_platform_lets_it_act(
    channel: str, surface: Surface, approved: bool, state: ProposalState
) -> None:
    fakes = a_store(likes_automatic_from=97)
    brand = fakes.brands.current("acme")
    account = Account(channel=channel, id="77", handle="acme", secret="acme", automation_approved=approved)
    fakes.brands.stored["acme"] = replace(brand, accounts=(*brand.accounts, account))
    fakes.store(an_event(channel=channel, account_id="77", surface=surface), PRAISE)
    (proposal,) = fakes.proposals.of_brand("acme")
    assert (proposal.kind, proposal.state) == (ProposalKind.LIKE, state)


def test_a_message_with_a_ticket_is_answered_there_and_nowhere_else() -> None:
    fakes = a_store()
    fakes.store(an_event(), a_classification())
    assert fakes.tickets.stored
    assert fakes.proposals.of_brand("acme") == ()


def test_first_words_go_to_the_team_that_the_brand_names_and_have_a_bound() -> None:
    fakes = a_store(openings_per_day=2, openings_team="engagement")
    for number in range(5):
        fakes.store(an_event(f"m{number}", text="J'aime ma box acme"), BROAD)
    found = fakes.proposals.of_brand("acme")
    assert len(found) == 2
    assert {each.team for each in found} == {"engagement"}


def test_a_message_that_was_deleted_before_it_came_is_not_answered() -> None:
    fakes = a_store()
    fakes.store(an_event(kind=EventKind.DELETED), None)
    fakes.store(an_event(), PRAISE)
    assert fakes.proposals.of_brand("acme") == ()


def test_a_brand_that_proposes_nothing_pays_for_nothing() -> None:
    fakes = FakeStore()
    fakes.store(an_event(), PRAISE)
    assert (fakes.proposals.of_brand("acme"), fakes.rate_limits.counts) == ((), {})
