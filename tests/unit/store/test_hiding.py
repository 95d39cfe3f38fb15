"""What store proposes to hide, and what it lets a rule hide: sure spam under our posts, nothing else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.classification.model import Classification
from shared.domain.proposals.model import NIGHTDESK, Proposal, ProposalKind, ProposalState
from shared.domain.proposals.policy import ProposalPolicy
from shared.domain.vocabulary import Category, EventKind, Sentiment, Surface
from tests.fakes.brands import FakeBrands, acme
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore

SPAM = a_classification(category=Category.SPAM, sentiment=Sentiment.NEUTRAL, needs_response=False, confidence=99)
COMMENT = an_event(surface=Surface.COMMENT)


def a_store(**policy: Any) -> FakeStore:
    hides = ProposalPolicy(**{"hides": frozenset({Category.SPAM, Category.ABUSE}), **policy})
    return FakeStore(brands=FakeBrands.of(replace(acme(), proposals=hides)))


def proposed(fakes: FakeStore) -> list[Proposal]:
    return [each for each in fakes.proposals.of_brand("acme") if each.kind is ProposalKind.HIDE]


def test_spam_is_proposed_to_a_person_once_however_often_it_is_delivered() -> None:
    fakes = a_store()
    for _ in range(2):
        fakes.store(COMMENT, SPAM)

    (found,) = proposed(fakes)
    assert (found.state, found.message_id) == (ProposalState.OPEN, COMMENT.message_id)


def test_a_rule_decides_on_sure_spam_alone() -> None:
    fakes = a_store(hides_automatic_from=97)
    fakes.store(COMMENT, SPAM)
    fakes.store(replace(COMMENT, event_id="e2", message_id="m2"), replace(SPAM, category=Category.ABUSE))
    fakes.store(replace(COMMENT, event_id="e3", message_id="m3"), replace(SPAM, confidence=96))

    decided = {each.message_id: each.decided_by for each in proposed(fakes)}
    assert decided == {COMMENT.message_id: NIGHTDESK, "m2": None, "m3": None}


def test_on_a_channel_that_wants_a_person_for_each_action_a_rule_only_proposes() -> None:
    fakes = a_store(hides_automatic_from=97)
    fakes.store(replace(COMMENT, channel="youtube", account_id="UCacme"), SPAM)

    assert [each.state for each in proposed(fakes)] == [ProposalState.OPEN]


def test_what_a_person_showed_again_is_not_hidden_again_by_the_rule() -> None:
    fakes = a_store(hides_automatic_from=97)
    fakes.store(COMMENT, SPAM)
    (found,) = proposed(fakes)
    fakes.proposals.save(found.done(None).reverting("Lea", fakes.clock.now()).done(None))
    fakes.store(replace(COMMENT, event_id="again"), SPAM)

    (after,) = proposed(fakes)
    assert (after.state, after.reverted_by) == (ProposalState.REVERTED, "Lea")


@pytest.mark.parametrize("surface", [Surface.REVIEW, Surface.MENTION, Surface.DIRECT_MESSAGE], ids=str)
def test_nothing_elsewhere_than_under_our_posts_is_proposed(surface: Surface) -> None:
    fakes = a_store()
    fakes.store(replace(COMMENT, surface=surface), SPAM)

    assert proposed(fakes) == []


def test_a_brand_that_asks_for_nothing_gets_no_proposals() -> None:
    fakes = a_store(hides=frozenset())
    fakes.store(COMMENT, SPAM)

    assert proposed(fakes) == []


def test_that_the_platform_tells_of_what_we_hid_leaves_it_known_who_did() -> None:
    fakes = a_store()
    fakes.store(COMMENT, SPAM)
    known = fakes.messages.get(COMMENT.channel, COMMENT.account_id, COMMENT.message_id or "")
    assert known is not None
    fakes.messages.save(replace(known, hidden=True, hidden_at=COMMENT.occurred_at, hidden_by="Mia"))
    told = an_event(event_id="hide", kind=EventKind.HIDDEN, surface=Surface.COMMENT)
    fakes.store(told, None)
    message = fakes.messages.get(COMMENT.channel, COMMENT.account_id, COMMENT.message_id or "")
    assert message is not None
    assert (message.hidden, message.hidden_by) == (True, "Mia")

    fakes.store(replace(told, event_id="unhide", kind=EventKind.UNHIDDEN), None)
    message = fakes.messages.get(COMMENT.channel, COMMENT.account_id, COMMENT.message_id or "")
    assert message is not None
    assert (message.hidden, message.hidden_by) == (False, None)


# --- edited since ----------------------------------------------------------------------------------------------------

COMPLAINT = a_classification(category=Category.COMPLAINT, sentiment=Sentiment.NEGATIVE)
UNSURE = replace(SPAM, confidence=50, sure=False)


def hidden(by: str | None) -> FakeStore:
    """Spam that was hidden, by a rule, a person or the platform's own tools."""
    fakes = a_store(hides_automatic_from=97)
    fakes.store(COMMENT, SPAM)
    known = fakes.messages.get(COMMENT.channel, COMMENT.account_id, COMMENT.message_id or "")
    assert known is not None
    fakes.messages.save(replace(known, hidden=True, hidden_at=COMMENT.occurred_at, hidden_by=by))
    return fakes


def edited(fakes: FakeStore, classification: Classification, text: str = "My parcel never came") -> list[Proposal]:
    at = COMMENT.occurred_at + timedelta(minutes=5)
    edit = replace(COMMENT, event_id="edit", kind=EventKind.EDITED, text=text, occurred_at=at)
    for _ in range(2):
        fakes.store(edit, classification)
    return [each for each in fakes.proposals.of_brand("acme") if each.kind is ProposalKind.SHOW]


@pytest.mark.parametrize("classification", [COMPLAINT, UNSURE], ids=["complaint", "perhaps spam"])
def test_what_a_rule_hid_and_its_customer_edited_into_something_else_is_shown_again(
    classification: Classification,
) -> None:
    (found,) = edited(hidden(NIGHTDESK), classification)
    assert (found.state, found.decided_by, found.message_id) == (ProposalState.ACCEPTED, NIGHTDESK, "m1")


def test_a_hidden_complaint_becomes_a_ticket() -> None:
    fakes = hidden(NIGHTDESK)
    edited(fakes, COMPLAINT)
    (ticket,) = fakes.tickets.stored.values()
    assert (ticket.category, ticket.opening_message_id) == (Category.COMPLAINT, "m1")


def test_spam_in_other_words_stays_hidden() -> None:
    assert edited(hidden(NIGHTDESK), SPAM) == []
    assert edited(hidden("Mia"), replace(SPAM, category=Category.ABUSE)) == []


@pytest.mark.parametrize("by", ["Mia", None], ids=["a person", "the platform's own tools"])
def test_what_somebody_else_hid_is_proposed_to_a_person(by: str | None) -> None:
    (found,) = edited(hidden(by), COMPLAINT)
    assert (found.state, found.decided_by) == (ProposalState.OPEN, None)


def test_spam_that_is_edited_into_abuse_is_for_a_person() -> None:
    (found,) = edited(hidden(NIGHTDESK), replace(SPAM, category=Category.ABUSE))
    assert found.state is ProposalState.OPEN


def test_what_is_not_hidden_needs_not_be_shown() -> None:
    fakes = a_store()
    fakes.store(COMMENT, SPAM)
    assert edited(fakes, COMPLAINT) == []


def test_abuse_in_a_thread_that_has_a_ticket_is_proposed_and_never_hidden_by_the_rule() -> None:
    fakes = a_store(hides_automatic_from=97)
    fakes.store(COMMENT, a_classification())
    for number, category in enumerate((Category.ABUSE, Category.SPAM)):
        said = replace(COMMENT, event_id=f"e{number}", message_id=f"n{number}")
        assert fakes.store(said, replace(SPAM, category=category)).ticket_id is not None
    assert {each.message_id: each.state for each in proposed(fakes)} == {
        "n0": ProposalState.OPEN,
        "n1": ProposalState.OPEN,
    }
