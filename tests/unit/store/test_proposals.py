"""A public message that opens no ticket may deserve a like, or a word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.brand.model import Account
from shared.domain.classification.model import Classification
from shared.domain.errors import RefusedError
from shared.domain.messages.event import InboundEvent
from shared.domain.proposals.model import MAX_WORDINGS, NIGHTDESK, Proposal, ProposalKind, ProposalState
from shared.domain.proposals.policy import ProposalPolicy
from shared.domain.proposals.rules import ids_about, is_reworded
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


def edited(text: str, at: int) -> InboundEvent:
    """The same message, edited so many minutes after it was written."""
    written = an_event()
    at_time = written.occurred_at + timedelta(minutes=at)
    return replace(written, event_id=f"e{at}", kind=EventKind.EDITED, text=text, occurred_at=at_time)


def decided(fakes: FakeStore, change: Callable[[Proposal], Proposal]) -> None:
    (known,) = fakes.proposals.of_brand("acme")
    fakes.proposals.save(change(known))


@pytest.mark.parametrize("classification", [PRAISE, BROAD])
def test_what_is_edited_is_proposed_anew_for_its_new_words_once(classification: Classification) -> None:
    fakes = a_store()
    fakes.store(an_event(), classification)
    for _ in range(2):
        fakes.store(edited("Merci, vraiment !", 1), classification)
    old, new = fakes.proposals.of_brand("acme")
    assert (old.state, old.decided_by, old.error) == (ProposalState.DISMISSED, NIGHTDESK, "message_edited")
    assert (new.kind, new.state, new.message_id) == (old.kind, ProposalState.OPEN, old.message_id)
    message = fakes.messages.stored["facebook", "100100100100100", "m1"]
    assert (is_reworded(old, message), is_reworded(new, message)) == (True, False)
    with pytest.raises(RefusedError) as refused:
        old.accepted("Ana", fakes.clock.at)
    assert refused.value.reason == "message_edited"


def test_what_no_longer_deserves_it_closes_the_proposal_and_makes_none() -> None:
    fakes = a_store()
    fakes.store(an_event(), PRAISE)
    fakes.store(edited("En fait, où est mon colis ?", 1), a_classification())
    (old,) = fakes.proposals.of_brand("acme")
    assert (old.state, old.error, bool(fakes.tickets.stored)) == (ProposalState.DISMISSED, "message_edited", True)


def test_what_was_accepted_for_other_words_is_left_to_whoever_carries_it_out_and_proposed_anew() -> None:
    fakes = a_store()
    fakes.store(an_event(), PRAISE)
    decided(fakes, lambda known: known.accepted("Ana", fakes.clock.at))
    fakes.store(edited("Merci, vraiment !", 1), PRAISE)
    assert [each.state for each in fakes.proposals.of_brand("acme")] == [ProposalState.ACCEPTED, ProposalState.OPEN]


@pytest.mark.parametrize("decision", ["dismissed", "done", "failed"])
def test_what_was_decided_stays_so_however_often_it_is_edited(decision: str) -> None:
    fakes = a_store()
    fakes.store(an_event(), PRAISE)
    now = fakes.clock.at
    changes: dict[str, Callable[[Proposal], Proposal]] = {
        "dismissed": lambda known: known.dismissed("Ana", now),
        "done": lambda known: known.accepted("Ana", now).done(None),
        "failed": lambda known: known.accepted("Ana", now).failed("message_gone"),
    }
    decided(fakes, changes[decision])
    fakes.store(edited("Merci, vraiment !", 1), PRAISE)
    (known,) = fakes.proposals.of_brand("acme")
    assert known.state == decision


def test_an_edit_that_comes_before_its_message_is_what_is_liked() -> None:
    fakes = a_store()
    fakes.store(edited("Merci, vraiment !", 1), PRAISE)
    fakes.store(an_event(), PRAISE)
    (known,) = fakes.proposals.of_brand("acme")
    message = fakes.messages.stored["facebook", "100100100100100", "m1"]
    assert (message.text, is_reworded(known, message)) == ("Merci, vraiment !", False)


def test_nobody_keeps_people_busy_by_editing() -> None:
    fakes = a_store()
    fakes.store(an_event(), PRAISE)
    for number in range(1, 20):
        fakes.store(edited(f"Merci {number} fois", number), PRAISE)
    found = fakes.proposals.of_brand("acme")
    assert len(found) == MAX_WORDINGS
    assert {each.error for each in found} == {"message_edited"}
    message = fakes.messages.stored["facebook", "100100100100100", "m1"]
    assert {each.id for each in found} <= set(ids_about(message)), "an erasure finds them all"


def test_a_brand_that_proposes_nothing_pays_for_nothing() -> None:
    fakes = FakeStore()
    fakes.store(an_event(), PRAISE)
    assert (fakes.proposals.of_brand("acme"), fakes.rate_limits.counts) == ((), {})
