"""Hiding over the API: spam and abuse under our posts, by a person, once, and back again. Criticism never."""

from dataclasses import replace
from typing import Any

import pytest

from shared.channels import load_policy
from shared.domain.messages.model import Message
from shared.domain.proposals.hiding import hide_of_message, show_of_edited
from shared.domain.proposals.model import ProposalState
from shared.domain.vocabulary import Category, Surface
from tests.fakes.samples import a_classification
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_message, a_ticket

MIA, LEA = {"ticket": "T1", "agent": "Mia"}, {"ticket": "T1", "agent": "Lea"}


@pytest.fixture
def api() -> FakeApi:
    fakes = FakeApi()
    fakes.store(a_ticket(opening_message_id="m1"))
    fakes.messages.save(a_message("m1", category=Category.SPAM))
    return fakes


def hide(api: FakeApi, body: dict[str, str] = MIA) -> Any:
    return api.call("POST", "/messages/m1/hide", body=body)


def show(api: FakeApi, body: dict[str, str] = LEA) -> Any:
    return api.call("POST", "/messages/m1/show", body=body)


def carried_out(api: FakeApi) -> None:
    """What respond does then."""
    (proposal,) = api.proposals.of_brand("acme")
    after = api.proposals.save(proposal.done(None))
    replaced(api, hidden=after.state is ProposalState.DONE)


def replaced(api: FakeApi, **fields: Any) -> None:
    found = api.messages.get("facebook", "100100100100100", "m1")
    assert isinstance(found, Message)
    api.messages.save(replace(found, **fields))


def test_it_is_hidden_and_shown_again_by_name(api: FakeApi) -> None:
    hidden = hide(api)
    assert (hidden.status, hidden.json["state"], hidden.json["decided_by"]) == (200, "accepted", "Mia")
    carried_out(api)
    shown = show(api)
    assert (shown.status, shown.json["state"], shown.json["reverted_by"]) == (200, "reverting", "Lea")
    carried_out(api)

    (kept,) = api.proposals.of_brand("acme")
    assert (kept.state, kept.decided_by, kept.reverted_by) == (ProposalState.REVERTED, "Mia", "Lea")
    assert hide(api, LEA).json["decided_by"] == "Lea"


def test_to_ask_again_changes_nothing_and_goes_on_with_what_was_begun(api: FakeApi) -> None:
    hide(api)
    again = hide(api, LEA)

    assert (again.status, again.json["decided_by"]) == (200, "Mia")
    carried_out(api)
    assert hide(api, LEA).json["state"] == "done"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"category": Category.COMPLAINT}, "Criticism is never hidden"),
        ({"category": None}, "Criticism is never hidden"),
        ({"surface": Surface.REVIEW}, "Only comments under our own posts"),
    ],
)
def test_what_is_no_spam_under_our_posts_is_refused_with_the_reason(api: FakeApi, fields: Any, said: str) -> None:
    replaced(api, **fields)
    refused = hide(api)

    assert refused.status == 409
    assert said in refused.json["detail"]
    assert api.proposals.of_brand("acme") == ()


def test_what_a_person_corrected_to_spam_may_be_hidden(api: FakeApi) -> None:
    replaced(api, category=Category.QUESTION)
    corrected = api.call("PATCH", "/tickets/T1", body={"category": "spam"}, headers={"if-match": '"1"'})
    assert corrected.status == 200

    assert hide(api).status == 200


def test_a_ticket_corrected_to_spam_does_not_give_the_complaint_that_joined_it_away(api: FakeApi) -> None:
    api.messages.save(a_message("m2", category=Category.COMPLAINT))
    api.call("PATCH", "/tickets/T1", body={"category": "spam"}, headers={"if-match": '"1"'})

    assert api.call("POST", "/messages/m2/hide", body=MIA).status == 409
    assert api.proposals.of_brand("acme") == ()


def test_a_proposal_to_hide_what_a_person_corrected_since_is_refused(api: FakeApi) -> None:
    brand, message = api.brands.current("acme"), api.messages.get("facebook", "100100100100100", "m1")
    assert message is not None
    proposed = hide_of_message(brand, message, START)
    api.proposals.propose(proposed)
    api.call("PATCH", "/tickets/T1", body={"category": "complaint"}, headers={"if-match": '"1"'})

    refused = api.call("POST", f"/proposals/{proposed.id}/accept", body={"brand": "acme", "agent": "Mia"})
    assert (refused.status, refused.json["detail"]) == (409, "It is not hidden: criticism.")


def test_what_was_not_hidden_here_is_not_shown_again(api: FakeApi) -> None:
    assert show(api).status == 409
    hide(api)
    assert show(api).status == 409  # it is being hidden at this moment


def test_a_proposal_to_hide_is_accepted_and_reverted_like_any_other(api: FakeApi) -> None:
    hide(api)
    carried_out(api)
    (kept,) = api.proposals.of_brand("acme")
    reverted = api.call("POST", f"/proposals/{kept.id}/revert", body={"brand": "acme", "agent": "Lea"})
    assert (reverted.status, reverted.json["state"]) == (200, "reverting")
    carried_out(api)

    accepted = api.call("POST", f"/proposals/{kept.id}/accept", body={"brand": "acme", "agent": "Tom"})
    assert (accepted.status, accepted.json["decided_by"]) == (200, "Tom")
    replaced(api, category=Category.COMPLAINT)
    carried_out(api)
    api.call("POST", f"/proposals/{kept.id}/revert", body={"brand": "acme", "agent": "Lea"})
    carried_out(api)
    refused = api.call("POST", f"/proposals/{kept.id}/accept", body={"brand": "acme", "agent": "Tom"})
    assert (refused.status, refused.json["detail"]) == (409, "It is not hidden: criticism.")


def test_nothing_of_another_kind_is_reverted(api: FakeApi) -> None:
    assert api.call("POST", "/proposals/PR-9/revert", body={"brand": "acme", "agent": "Lea"}).status == 404
    assert api.call("POST", "/messages/m9/hide", body=MIA).status == 404
    assert api.call("POST", "/messages/m1/hide", body={"ticket": "T9", "agent": "Mia"}).status == 404


def test_what_was_hidden_long_ago_is_shown_again_although_the_decision_is_forgotten(api: FakeApi) -> None:
    replaced(api, hidden=True, hidden_by="Mia")
    shown = show(api)

    assert (shown.status, shown.json["state"], shown.json["decided_by"]) == (200, "reverting", "Mia")
    assert shown.json["reverted_by"] == "Lea"


def test_what_was_shown_again_in_the_platforms_own_tools_can_be_hidden_once_more(api: FakeApi) -> None:
    hide(api)
    carried_out(api)
    replaced(api, hidden=False, hidden_by=None)

    again = hide(api, LEA)
    assert (again.status, again.json["state"], again.json["decided_by"]) == (200, "accepted", "Lea")


def test_what_was_hidden_again_in_the_platforms_own_tools_can_be_shown_once_more(api: FakeApi) -> None:
    hide(api)
    carried_out(api)
    show(api)
    carried_out(api)
    assert show(api).json["state"] == "reverted"
    replaced(api, hidden=True, hidden_by=None)

    again = show(api, MIA)
    assert (again.status, again.json["state"], again.json["reverted_by"]) == (200, "reverting", "Mia")


def test_a_proposal_that_was_done_is_accepted_once_more_after_the_platform_showed_the_message_again(
    api: FakeApi,
) -> None:
    hide(api)
    carried_out(api)
    (done,) = api.proposals.of_brand("acme")
    body = {"brand": "acme", "agent": "Lea"}
    assert api.call("POST", f"/proposals/{done.id}/accept", body=body).json["decided_by"] == "Mia"
    replaced(api, hidden=False, hidden_by=None)

    again = api.call("POST", f"/proposals/{done.id}/accept", body=body)
    assert (again.status, again.json["state"], again.json["decided_by"]) == (200, "accepted", "Lea")


def test_what_was_edited_since_it_was_hidden_is_listed_and_shown_by_a_person(api: FakeApi) -> None:
    replaced(api, hidden=True, hidden_by="Mia", category=Category.COMPLAINT)
    message = api.messages.get("facebook", "100100100100100", "m1")
    assert message is not None
    brand, edit = api.brands.current("acme"), a_classification(category=Category.COMPLAINT)
    proposed = show_of_edited(message, edit, brand, load_policy("facebook"), START)
    assert proposed is not None
    api.proposals.propose(proposed)

    (listed,) = api.call("GET", "/proposals", query={"brand": "acme"}).json["items"]
    assert (listed["kind"], listed["state"]) == ("show", "open")
    body = {"brand": "acme", "agent": "Lea"}
    assert api.call("POST", f"/proposals/{proposed.id}/accept", body=body).json["state"] == "accepted"


def test_what_was_done_is_listed_with_who_decided_it_and_when(api: FakeApi) -> None:
    hide(api)
    carried_out(api)

    def listed(**query: str) -> list[dict[str, Any]]:
        return api.call("GET", "/proposals", query={"brand": "acme", **query}).json["items"]

    assert [(each["state"], each["decided_by"]) for each in listed(state="done")] == [("done", "Mia")]
    assert listed(state="done")[0]["decided_at"] is not None
    assert listed() == listed(state="dismissed") == []
