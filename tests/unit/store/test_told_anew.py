"""A message that is told of more than once, by lists that know more or less of it."""

from dataclasses import replace

import pytest

from shared.domain.brand.model import Account
from shared.domain.messages.edits import VERSION
from shared.domain.messages.event import Author
from shared.domain.proposals.model import ProposalKind
from shared.domain.proposals.policy import ProposalPolicy
from shared.domain.vocabulary import Category, EventKind, Outcome, Sentiment, Stage, Surface
from tests.fakes.brands import FakeBrands, acme
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.unit.store.test_what_happens_later import stored, ticket_of

QUESTION = a_classification(stage=Stage.DIRECT)
OF_NO_CONCERN = a_classification(stage=Stage.BROAD, category=Category.MENTION, needs_response=False)
SPAM = a_classification(category=Category.SPAM, sentiment=Sentiment.NEUTRAL, needs_response=False, confidence=99)
OURS = (("17841", "acmehelp"), ("17842", "acmeshop"))
FOUND = an_event("m1", event_id="e:found", surface=Surface.BROAD_MATCH)
TOLD = an_event("m1", event_id="e:created", surface=Surface.COMMENT)


@pytest.fixture
def fakes() -> FakeStore:
    hides = ProposalPolicy(hides=frozenset({Category.SPAM, Category.ABUSE}))
    return FakeStore(brands=FakeBrands.of(replace(acme(), proposals=hides)))


def hides(fakes: FakeStore) -> list[str | None]:
    return [each.message_id for each in fakes.proposals.of_brand("acme") if each.kind is ProposalKind.HIDE]


def test_a_reply_to_us_that_a_search_saw_first_opens_its_ticket_once(fakes: FakeStore) -> None:
    assert fakes.store(FOUND, OF_NO_CONCERN).ticket_id is None
    result = fakes.store(TOLD, QUESTION)

    ticket = ticket_of(fakes)
    assert result.ticket_id == ticket.id
    assert (stored(fakes, "m1").surface, stored(fakes, "m1").ticket_id) == (Surface.COMMENT, ticket.id)
    assert stored(fakes, "m1").editions == ()
    for again in (TOLD, FOUND):
        assert fakes.store(again, QUESTION).ticket_id == ticket.id
    assert len(fakes.tickets.stored) == 1


def test_what_the_inbox_showed_first_is_found_by_the_search_in_vain(fakes: FakeStore) -> None:
    fakes.store(TOLD, QUESTION)
    fakes.store(FOUND, OF_NO_CONCERN)
    assert len(fakes.tickets.stored) == 1
    assert stored(fakes, "m1").surface is Surface.COMMENT


def test_a_mention_that_turns_out_to_stand_under_our_post_can_be_hidden(fakes: FakeStore) -> None:
    fakes.store(replace(FOUND, surface=Surface.MENTION), SPAM)
    fakes.store(TOLD, SPAM)
    assert hides(fakes) == ["m1"]


def test_spam_that_was_edited_before_anybody_saw_it_is_proposed_to_be_hidden(fakes: FakeStore) -> None:
    edited = replace(TOLD, event_id="e:edited:1", details={VERSION: "edited:1"})
    result = fakes.store(edited, SPAM)
    assert (result.outcome, stored(fakes, "m1").complete, hides(fakes)) == (Outcome.IGNORED, True, ["m1"])


def test_what_becomes_spam_with_an_edit_is_proposed_to_be_hidden(fakes: FakeStore) -> None:
    fakes.store(TOLD, OF_NO_CONCERN)
    assert hides(fakes) == []
    fakes.store(replace(TOLD, kind=EventKind.EDITED, event_id="e:edited", text="Free coins at coins.example"), SPAM)
    assert hides(fakes) == ["m1"]


@pytest.mark.parametrize("author", [Author(id="acmeshop", handle="acmeshop"), Author(id="17842")])
def test_what_another_account_of_ours_writes_is_no_customers_word_by_its_id_or_by_its_name(author: Author) -> None:
    ours = (Account(channel="threads", id=number, handle=name, secret="s") for number, name in OURS)
    fakes = FakeStore(brands=FakeBrands.of(replace(acme(), accounts=(*acme().accounts, *ours))))
    event = replace(TOLD, channel="threads", account_id="17841", author=author)
    assert fakes.store(event, QUESTION).outcome is Outcome.OUTGOING
    assert fakes.tickets.stored == {}
