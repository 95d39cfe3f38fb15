"""Who acts on a ticket: names that nobody may use, tickets in somebody's hands, and giving them back."""

from datetime import timedelta

import pytest

from shared.domain.access.tokens import Scope
from shared.domain.escalation.rounds import EscalationReason
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.record import Reply, key_of
from shared.domain.vocabulary import Priority, Status, Visibility
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_ticket

KEY = {"idempotency-key": "k1"}
HELLO = {"text": "Bonjour Luc.", "visibility": "public"}


@pytest.mark.parametrize(
    "name",
    [
        "nightdesk",
        "NightDesk",
        " nightdesk ",
        "System",
        "ｎightdesk",
        "robot",
        "nightdesk.",
        "[system]",
        "night\u200bdesk",
        "night\u00addesk",
        "Système",
        "automatique",
    ],
)
def test_a_name_that_means_the_program_is_no_agent(api: FakeApi, name: str) -> None:
    api.store(a_ticket())

    for path, body in (("claim", {"agent": name}), ("replies", {**HELLO, "agent": name})):
        answered = api.call("POST", f"/tickets/T1/{path}", body=body, headers=KEY)
        assert answered.status == 422
        assert answered.json["errors"][0]["parameter"] == "agent"
    assert api.tickets.stored["T1"].claimed_by is None
    assert api.replier.asked == []


def test_a_name_that_only_contains_such_a_word_is_a_persons(api: FakeApi) -> None:
    api.store(a_ticket())

    for name in ("Ana Botelho", "Bot, A.", "李娜", "Ève Robotin", "night desk"):
        assert api.call("POST", "/tickets/T1/claim", body={"agent": name, "take_over": True}).status == 200


def test_a_token_named_like_the_program_has_to_name_an_agent(api: FakeApi) -> None:
    api.store(a_ticket())
    api.token("ndk_nightdesk", Scope.TICKETS_WRITE)

    assert api.call("POST", "/tickets/T1/claim", token="ndk_nightdesk").status == 422
    assert api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"}, token="ndk_nightdesk").status == 200


def test_a_ticket_in_a_colleagues_hands_is_answered_only_on_purpose_and_then_taken_over(api: FakeApi) -> None:
    api.store(a_ticket(claimed_by="sophie", status=Status.OPEN))

    refused = api.call("POST", "/tickets/T1/replies", body={**HELLO, "agent": "marc"}, headers=KEY)
    assert (refused.status, refused.json["reason"]) == (409, "claimed")
    assert "sophie" in refused.json["detail"]
    assert api.replier.asked == []

    taken = api.call("POST", "/tickets/T1/replies", body={**HELLO, "agent": "marc", "take_over": True}, headers=KEY)
    assert taken.status == 202
    assert [intent.agent for intent in api.replier.asked] == ["marc"]
    assert api.tickets.stored["T1"].claimed_by == "marc"
    (entry,) = api.history.stored.values()
    assert entry.details == {"agent": "marc", "taken_from": "sophie"}


def test_the_holder_answers_without_taking_anything_over(api: FakeApi) -> None:
    api.store(a_ticket(claimed_by="sophie", status=Status.OPEN))

    assert api.call("POST", "/tickets/T1/replies", body={**HELLO, "agent": "sophie"}, headers=KEY).status == 202
    assert api.history.stored == {}


def test_a_repeated_reply_is_answered_although_somebody_else_has_claimed_the_ticket_since(api: FakeApi) -> None:
    api.store(a_ticket(claimed_by="sophie", status=Status.OPEN))
    api.replies.save(
        Reply(
            ticket_id="T1",
            key=key_of("T1", "k1"),
            intent_digest="digest",
            period_start=START,
            agent="marc",
            actor="everything",
            home="facebook",
            channel="facebook",
            account_id="1",
            conversation_id="c",
            visibility=Visibility.PUBLIC,
            recipient_id="9",
            in_reply_to="m",
            text="Bonjour Luc. ^M",
            status=OutboxStatus.SENT,
            claimed_at=START,
            created_at=START,
        )
    )

    answered = api.call("POST", "/tickets/T1/replies", body={**HELLO, "agent": "marc"}, headers=KEY)

    assert answered.status == 202
    assert api.tickets.stored["T1"].claimed_by == "sophie"


@pytest.mark.parametrize("visibility", ["public", "move_to_private"])
def test_a_public_reply_is_signed_by_a_person_never_from_the_name_of_a_token(api: FakeApi, visibility: str) -> None:
    api.store(a_ticket())
    body = {"text": "Bonjour Luc.", "visibility": visibility}

    refused = api.call("POST", "/tickets/T1/replies", body=body, headers=KEY)
    assert refused.status == 422
    assert "initials" in refused.json["detail"]
    assert api.replier.asked == []

    for more in ({"initials": "SB"}, {"agent": "Sophie Bernard"}):
        assert api.call("POST", "/tickets/T1/replies", body={**body, **more}, headers=KEY).status == 202
    private = {**body, "visibility": "private"}
    assert api.call("POST", "/tickets/T1/replies", body=private, headers=KEY).status == 202


def test_a_claim_is_released_and_recorded_and_anybody_may_claim_again(api: FakeApi) -> None:
    api.store(a_ticket(claimed_by="sophie", status=Status.OPEN))

    released = api.call("POST", "/tickets/T1/release", body={"agent": "marc"})

    assert released.status == 200
    assert (released.json["claimed_by"], released.json["status"], released.json["version"]) == (None, "open", 2)
    (entry,) = api.history.stored.values()
    assert (entry.what, entry.details) == ("released", {"agent": "marc", "released_from": "sophie"})
    assert api.call("POST", "/tickets/T1/release").json == released.json  # again changes nothing
    assert api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"}).json["claimed_by"] == "sophie"


def test_a_finished_ticket_is_not_released(api: FakeApi) -> None:
    api.store(a_ticket(claimed_by="sophie", status=Status.RESOLVED))

    assert api.call("POST", "/tickets/T1/release").status == 409


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"first_response_due_at": START - timedelta(minutes=1)}, EscalationReason.FIRST_RESPONSE_MISSED),
        ({"priority": Priority.URGENT}, EscalationReason.URGENT),
        ({}, None),
        ({"waiting_since": None, "first_response_due_at": START - timedelta(minutes=1)}, None),
    ],
)
def test_people_are_called_again_for_a_released_ticket_that_is_late_or_urgent(
    api: FakeApi, fields: dict, reason: EscalationReason | None
) -> None:
    before = {"escalation_reason": "first_response_missed", "escalation_round": 1, "escalation_wait": START}
    api.store(a_ticket(claimed_by="sophie", status=Status.OPEN, **before, **fields))

    api.call("POST", "/tickets/T1/release")

    ticket = api.tickets.stored["T1"]
    assert ticket.escalate_at == (None if reason is None else api.clock.at)
    if reason is not None:
        assert ticket.escalation_reason == reason


def test_for_what_else_a_colleague_works_is_shown_to_nobody_who_may_not_see_it(api: FakeApi) -> None:
    api.agent("lea", name="Léa", brands=("acme", "other"), teams=("experts", "secret"))
    api.agent("karim", name="Karim", teams=("experts", "secret"))  # of every brand
    sophie = api.agent("sophie", name="Sophie", brands=("acme",))
    boss = api.agent("boss", name="Boss")

    answered = api.call("GET", "/agents", token=sophie)
    seen = {agent["name"]: (agent["brands"], agent["teams"]) for agent in answered.json["items"]}
    everything = {agent["name"]: agent["teams"] for agent in api.call("GET", "/agents", token=boss).json["items"]}

    assert (seen["Léa"], seen["Karim"], seen["Sophie"]) == ((["acme"], ["experts"]),) * 2 + ((["acme"], []),)
    assert seen["Boss"] == (["acme"], [])
    assert "secret" not in answered.text
    assert "other" not in answered.text
    assert everything["Léa"] == ["experts", "secret"]
