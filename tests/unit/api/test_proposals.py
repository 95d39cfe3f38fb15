"""Proposals over the API: who solved something in private is thanked in public, if a person says so, once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.replies import ReplyPart, ReplyRefused, ReplyResult
from shared.domain.access.tokens import Scope
from shared.domain.outbox.record import OutboxStatus
from shared.domain.proposals.model import Proposal, ProposalKind, ProposalState, digest_of
from shared.domain.proposals.policy import ProposalPolicy
from shared.domain.replies.model import RefusalReason
from shared.domain.vocabulary import Category, Danger, Direction, Sentiment, Status, Visibility
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_message, a_ticket

ACCEPT = {"brand": "acme", "agent": "Sophie Bernard"}
PLACE = {"private_channel": "messenger", "private_conversation_id": "7"}


def part(status: OutboxStatus = OutboxStatus.SENT) -> ReplyResult:
    return ReplyResult(
        ticket_id="T1",
        parts=[
            ReplyPart(
                visibility=Visibility.PUBLIC,
                channel="facebook",
                status=status,
                text="Merci !",
                message_id="post-1" if status is OutboxStatus.SENT else None,
            )
        ],
    )


@pytest.fixture
def api() -> FakeApi:
    fakes = FakeApi()
    brand = fakes.brands.current("acme")
    policy = ProposalPolicy(thanks={"fr": "Merci à vous, {brand}.", "en": "Thank you."})
    fakes.brands.stored["acme"] = replace(brand, proposals=policy)
    fakes.messages.save(a_message("m1"))
    return fakes


def resolve(api: FakeApi, **fields: Any) -> None:
    api.store(a_ticket(**{"last_message_id": "m1", "visibility": Visibility.PUBLIC, **PLACE, **fields}))
    answered = api.call("PATCH", "/tickets/T1", body={"status": "resolved"}, headers={"if-match": '"1"'})
    assert answered.status == 200


def listed(api: FakeApi) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.call("GET", "/proposals", query={"brand": "acme"}).json["items"]
    return items


def accept(api: FakeApi, **body: Any) -> Any:
    (proposal,) = listed(api)
    return api.call("POST", f"/proposals/{proposal['id']}/accept", body={**ACCEPT, **body})


def test_who_resolves_what_was_solved_in_private_is_proposed_a_thank_you(api: FakeApi) -> None:
    resolve(api)
    (proposal,) = listed(api)
    assert (proposal["kind"], proposal["ticket_id"]) == ("thank_you", "T1")
    assert (proposal["text"], proposal["state"]) == ("Merci à vous, Acme.", "open")
    assert proposal["excerpt"] != ""


@pytest.mark.parametrize(
    "fields",
    [
        {"private_conversation_id": None},
        {"visibility": Visibility.PRIVATE},
        {"danger": Danger.POSSIBLE},
        {"category": Category.ABUSE},
    ],
    ids=["public", "private", "danger", "abuse"],
)
def test_nothing_is_proposed_where_it_would_be_wrong(api: FakeApi, fields: dict[str, Any]) -> None:
    resolve(api, **fields)
    assert listed(api) == []


def closes(api: FakeApi, text: str = "C'est réglé, merci ! ^SB") -> None:
    """An agent writes below the customer's comment, in Facebook itself."""
    known = api.messages.get("facebook", "100100100100100", "m1")
    assert known is not None
    at = (known.occurred_at or START) + timedelta(minutes=5)
    said = {
        "direction": Direction.OUTBOUND,
        "text": text,
        "author_id": "100100100100100",
        "occurred_at": at,
        "revision": 0,
    }
    api.messages.save(replace(known, message_id="native", **said))


def test_where_an_agent_has_told_everybody_nothing_is_proposed(api: FakeApi) -> None:
    closes(api)
    resolve(api)
    assert listed(api) == []


def test_where_an_agent_has_told_everybody_meanwhile_it_is_not_accepted(api: FakeApi) -> None:
    resolve(api)
    closes(api)
    refused = accept(api)
    assert (refused.status, refused.json["detail"]) == (409, "No thank-you in public now: said_in_public.")
    assert api.replier.asked == []


def test_a_ticket_that_is_resolved_again_long_after_is_not_thanked_again(api: FakeApi) -> None:
    resolve(api)
    for status in ("open", "resolved"):
        api.proposals.stored.clear()  # proposals are kept for 30 days
        version = api.tickets.stored["T1"].version
        changed = api.call("PATCH", "/tickets/T1", body={"status": status}, headers={"if-match": f'"{version}"'})
        assert changed.status == 200
    assert listed(api) == []


def test_accepted_it_is_an_answer_of_the_agent_sent_once_and_in_the_history(api: FakeApi) -> None:
    resolve(api)
    api.replier.says = part()
    answered = accept(api, text="Merci beaucoup !")
    assert (answered.status, answered.json["state"], answered.json["decided_by"]) == (200, "done", "Sophie Bernard")
    (intent,) = api.replier.asked
    assert (intent.text, intent.key) == ("Merci beaucoup !", f"proposal-{answered.json['id']}")
    assert "thanked_in_public" in [entry.what for entry in api.history.of_ticket("T1").items]
    again = api.call("POST", f"/proposals/{answered.json['id']}/accept", body=ACCEPT)
    assert (again.status, len(api.replier.asked)) == (200, 1)
    assert listed(api) == []


def test_what_is_on_its_way_is_asked_about_under_the_same_key(api: FakeApi) -> None:
    resolve(api)
    api.replier.says = part(OutboxStatus.UNKNOWN)
    assert accept(api).json["state"] == "accepted"
    api.replier.says = part()
    assert accept(api).json["state"] == "done"
    assert len({intent.key for intent in api.replier.asked}) == 1


def test_what_was_accepted_and_never_sent_is_sent_when_it_is_accepted_again(api: FakeApi) -> None:
    """By whoever asks: the answer stays that of the person who accepted it first."""
    resolve(api)
    api.replier.says = None
    assert accept(api, initials="SB").json["state"] == "accepted"
    api.replier.says = part()
    assert accept(api, agent="Tom").json["state"] == "done"
    assert api.replier.asked[0] == api.replier.asked[1]
    assert (api.replier.asked[0].agent, api.replier.asked[0].initials) == ("Sophie Bernard", "SB")


def test_what_would_be_wrong_by_now_is_left_to_respond_which_knows_whether_it_was_begun(api: FakeApi) -> None:
    resolve(api)
    api.replier.says = None
    accept(api)
    api.tickets.save(replace(api.tickets.stored["T1"], danger=Danger.POSSIBLE))
    answered = accept(api)
    assert (answered.json["state"], len(api.replier.asked)) == ("accepted", 1)
    assert api.carrier.carried_out == [("acme", answered.json["id"])]


def test_a_text_that_is_refused_may_be_changed(api: FakeApi) -> None:
    resolve(api)
    api.replier.says = ReplyResult(
        ticket_id="T1", refused=ReplyRefused(reason=RefusalReason.TOO_LONG, message="Too long.", field="text")
    )
    assert accept(api).status == 409
    (proposal,) = listed(api)
    assert (proposal["state"], proposal["error"]) == ("open", "too_long")


def test_it_is_looked_at_once_more_when_it_is_accepted(api: FakeApi) -> None:
    resolve(api)
    api.tickets.save(replace(api.tickets.stored["T1"], status=Status.OPEN))
    assert accept(api).status == 409
    assert api.replier.asked == []


def test_a_message_that_was_deleted_takes_its_proposal_away(api: FakeApi) -> None:
    resolve(api)
    known = api.messages.get("facebook", "100100100100100", "m1")
    assert known is not None
    api.messages.save(replace(known, deleted_at=START))
    assert listed(api) == []


def test_two_agents_decide_and_the_second_is_told_by_whom_it_was_decided(api: FakeApi) -> None:
    resolve(api)
    (proposal,) = listed(api)
    path = f"/proposals/{proposal['id']}"
    dismissed = api.call("POST", f"{path}/dismiss", body=ACCEPT)
    assert (dismissed.status, dismissed.json["state"]) == (200, "dismissed")
    assert api.call("POST", f"{path}/dismiss", body=ACCEPT).status == 200
    refused = api.call("POST", f"{path}/accept", body={**ACCEPT, "agent": "Tom"})
    assert (refused.status, "Sophie Bernard" in refused.json["detail"]) == (409, True)
    assert api.call("POST", "/proposals/PR-none/accept", body=ACCEPT).status == 404


def says_in_private(api: FakeApi, **fields: Any) -> None:
    known = api.messages.get("facebook", "100100100100100", "m1")
    assert known is not None
    at = (known.occurred_at or START) + timedelta(minutes=5)
    place = {"channel": "messenger", "conversation_id": "7", "visibility": Visibility.PRIVATE, "revision": 0}
    api.messages.save(replace(known, message_id="dm", occurred_at=at, **place, **fields))


def test_who_was_abusive_in_private_is_proposed_no_thank_you(api: FakeApi) -> None:
    says_in_private(api, category=Category.ABUSE)
    resolve(api)
    assert listed(api) == []


def test_who_was_angry_at_the_end_is_not_thanked_by_itself_whatever_was_said_of_an_earlier_message(
    api: FakeApi,
) -> None:
    policy = replace(api.brands.current("acme").proposals, thanks_automatic=True)
    api.brands.stored["acme"] = replace(api.brands.current("acme"), proposals=policy)
    says_in_private(api, sentiment=Sentiment.NEGATIVE)
    resolve(api, sentiment=Sentiment.NEUTRAL, labels={"sentiment": "neutral"})
    (proposal,) = listed(api)
    assert proposal["state"] == "open"


def test_a_like_of_a_message_that_was_edited_since_is_not_accepted(api: FakeApi) -> None:
    api.messages.save(a_message("m9", text="You are thieves"))
    api.proposals.propose(
        Proposal(
            id="PR-1",
            brand="acme",
            kind=ProposalKind.LIKE,
            channel="facebook",
            account_id="100100100100100",
            message_id="m9",
            said=digest_of("Best service ever", None, None),
            created_at=START,
            expires_at=START + timedelta(days=7),
        )
    )
    refused = api.call("POST", "/proposals/PR-1/accept", body=ACCEPT)
    assert (refused.status, refused.json["reason"]) == (409, "message_edited")


def test_it_is_said_by_itself_only_if_the_brand_says_so_and_the_mood_is_not_bad(api: FakeApi) -> None:
    policy = replace(api.brands.current("acme").proposals, thanks_automatic=True)
    api.brands.stored["acme"] = replace(api.brands.current("acme"), proposals=policy)
    resolve(api, sentiment=Sentiment.NEGATIVE)
    (proposal,) = listed(api)
    assert proposal["state"] == "open"
    api.proposals.stored.clear()
    api.tickets.stored.clear()
    resolve(api, sentiment=Sentiment.POSITIVE)
    (proposal,) = listed(api)
    assert (proposal["state"], proposal["decided_by"]) == ("accepted", "nightdesk")


@pytest.mark.parametrize(
    ("kind", "text", "status"),
    [
        (ProposalKind.POST, "Bonjour", 200),
        (ProposalKind.POST, "Appelez Mia au 06 12 34 56 78", 409),
        (ProposalKind.OPENING, "a" * 300, 409),
    ],
    ids=["post", "personal data", "too long"],
)
def test_posts_and_first_words_are_checked_and_handed_to_respond(
    api: FakeApi, kind: ProposalKind, text: str, status: int
) -> None:
    is_post = kind is ProposalKind.POST
    if not is_post:
        api.messages.save(a_message("m9", channel="x", account_id="3000000001"))
    api.proposals.propose(
        Proposal(
            id="PR-1",
            brand="acme",
            kind=kind,
            channel="facebook" if is_post else "x",
            account_id="100100100100100" if is_post else "3000000001",
            message_id=None if is_post else "m9",
            text="Bonjour",
            created_at=START,
            expires_at=START + timedelta(days=1),
        )
    )
    assert accept(api, text=text).status == status
    assert api.carrier.carried_out == ([("acme", "PR-1")] if status == 200 else [])
    state = api.proposals.stored[("acme", "PR-1")].state
    assert state is (ProposalState.ACCEPTED if status == 200 else ProposalState.OPEN)


def likes(api: FakeApi, number: int) -> None:
    for each in range(number):
        at = START + timedelta(minutes=1 + each)
        api.messages.save(a_message(f"like-{each}"))
        like = Proposal(
            id=f"PR-like-{each:03}",
            brand="acme",
            kind=ProposalKind.LIKE,
            channel="facebook",
            account_id="100100100100100",
            message_id=f"like-{each}",
            created_at=at,
            expires_at=at + timedelta(days=7),
        )
        api.proposals.propose(like)


def test_hundreds_of_likes_hide_no_thank_you(api: FakeApi) -> None:
    resolve(api)
    likes(api, 120)
    seen: list[str] = []
    query: dict[str, str] = {"brand": "acme"}
    while True:
        page = api.call("GET", "/proposals", query=query).json
        assert len(page["items"]) <= 50
        seen += [each["kind"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert (len(seen), seen.count("thank_you")) == (121, 1)
    of_kind = api.call("GET", "/proposals", query={"brand": "acme", "kind": "thank_you"}).json["items"]
    of_ticket = api.call("GET", "/proposals", query={"brand": "acme", "ticket": "T1"}).json["items"]
    assert [each["ticket_id"] for each in (*of_kind, *of_ticket)] == ["T1", "T1"]
    assert api.call("GET", "/proposals", query={"brand": "acme", "ticket": "T2"}).json["items"] == []


def test_what_was_taken_back_makes_no_page_empty_before_the_end(api: FakeApi) -> None:
    resolve(api)
    likes(api, 120)
    for each in range(20, 120):
        known = api.messages.get("facebook", "100100100100100", f"like-{each}")
        assert known is not None
        api.messages.save(replace(known, deleted_at=START))
    page = api.call("GET", "/proposals", query={"brand": "acme"}).json
    assert len(page["items"]) == 21


@pytest.mark.parametrize(("kind", "status"), [(ProposalKind.POST, 403), (ProposalKind.OPENING, 200)])
def test_a_post_in_the_name_of_the_brand_needs_a_supervisor(api: FakeApi, kind: ProposalKind, status: int) -> None:
    proposal = Proposal(
        id="PR-1",
        brand="acme",
        kind=kind,
        channel="facebook",
        account_id="100100100100100",
        message_id="m1" if kind is ProposalKind.OPENING else None,
        text="Bonjour",
        created_at=START,
        expires_at=START + timedelta(hours=12),
    )
    api.proposals.propose(proposal)
    answered = api.call(
        "POST", "/proposals/PR-1/accept", body=ACCEPT, token=api.token("ndk_agent", Scope.TICKETS_WRITE)
    )
    assert answered.status == status
    kept = api.proposals.get("acme", "PR-1")
    assert kept is not None
    assert kept.state is (ProposalState.ACCEPTED if status == 200 else ProposalState.OPEN)
    assert api.call("POST", "/proposals/PR-1/accept", body=ACCEPT).status == 200
