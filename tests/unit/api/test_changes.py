"""Changing a ticket: the version that was seen, and what the rules allow."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.vocabulary import Priority, Status, Surface, Visibility
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_ticket

SEEN = {"if-match": '"1"'}


def test_a_change_of_the_version_that_was_seen_is_made_and_recorded(api: FakeApi) -> None:
    api.store(a_ticket())
    api.clock.pass_time(minutes=5)

    answered = api.call(
        "PATCH", "/tickets/T1", body={"status": "pending", "team": "experts", "tags": ["vip", "vip"]}, headers=SEEN
    )

    assert answered.status == 200
    ticket = answered.json
    assert (ticket["status"], ticket["team"], ticket["tags"], ticket["version"]) == ("pending", "experts", ["vip"], 2)
    assert ticket["updated_at"] == "2026-03-02T09:05:00.000Z"
    assert answered.headers["ETag"] == '"2"'
    (entry,) = api.history.stored.values()
    assert entry.what == "changed"
    assert entry.details == {"status": "new → pending", "team": "triage → experts", "tags": "- → vip"}


@pytest.mark.parametrize("given", ['"1"', "1", " 1 "])
def test_the_version_may_be_written_as_in_the_etag_or_bare(api: FakeApi, given: str) -> None:
    api.store(a_ticket())

    assert api.call("PATCH", "/tickets/T1", body={"team": "experts"}, headers={"if-match": given}).status == 200


def test_a_change_without_a_version_is_refused(api: FakeApi) -> None:
    api.store(a_ticket())

    answered = api.call("PATCH", "/tickets/T1", body={"team": "experts"})

    assert answered.status == 428
    assert answered.json["errors"][0]["parameter"] == "If-Match"
    assert api.tickets.stored["T1"].version == 1


@pytest.mark.parametrize("given", ["*", 'W/"1"', '"1", "2"', "one", '"-1"', "9" * 40])
def test_a_version_that_is_none_is_refused(api: FakeApi, given: str) -> None:
    api.store(a_ticket())

    assert api.call("PATCH", "/tickets/T1", body={"team": "experts"}, headers={"if-match": given}).status == 400


def test_a_change_of_an_old_version_is_refused_and_says_which_is_new(api: FakeApi) -> None:
    api.store(a_ticket())
    api.call("PATCH", "/tickets/T1", body={"team": "experts"}, headers=SEEN)

    answered = api.call("PATCH", "/tickets/T1", body={"team": "engagement"}, headers=SEEN)

    assert answered.status == 412
    assert answered.headers["ETag"] == '"2"'
    assert api.tickets.stored["T1"].team == "experts"


def test_a_change_that_is_none_writes_nothing(api: FakeApi) -> None:
    api.store(a_ticket())

    answered = api.call("PATCH", "/tickets/T1", body={"status": "new", "priority": "normal"}, headers=SEEN)

    assert (answered.status, answered.json["version"]) == (200, 1)
    assert api.history.stored == {}


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("new", "open", True),
        ("new", "closed", True),
        ("open", "new", False),
        ("pending", "open", True),
        ("pending", "new", False),
        ("resolved", "open", True),
        ("resolved", "pending", False),
        ("resolved", "closed", True),
        ("closed", "open", False),
        ("closed", "closed", True),
    ],
)
def test_states_follow_each_other_only_as_agreed(api: FakeApi, before: str, after: str, allowed: bool) -> None:
    api.store(a_ticket(status=Status(before)))

    answered = api.call("PATCH", "/tickets/T1", body={"status": after}, headers=SEEN)

    assert answered.status == (200 if allowed else 409)
    assert api.tickets.stored["T1"].status == (after if allowed else before)


def test_a_closed_ticket_stays_as_it_is(api: FakeApi) -> None:
    api.store(a_ticket(status=Status.CLOSED))

    assert api.call("PATCH", "/tickets/T1", body={"tags": ["late"]}, headers=SEEN).status == 409


def test_pending_by_hand_ends_nobodys_wait_for_a_first_answer(api: FakeApi) -> None:
    api.store(a_ticket(waiting_since=START, first_response_due_at=START + timedelta(hours=1)))

    api.call("PATCH", "/tickets/T1", body={"status": "pending"}, headers=SEEN)

    ticket = api.tickets.stored["T1"]
    assert (ticket.status, ticket.waiting_since, ticket.waits_for_us) == (Status.PENDING, START, True)
    assert (ticket.paused_at, ticket.next_due_at) == (api.clock.at, None), "its clock stands still"

    api.clock.pass_time(hours=5)
    api.call("PATCH", "/tickets/T1", body={"status": "open"}, headers={"If-Match": f'"{ticket.version}"'})
    ticket = api.tickets.stored["T1"]
    assert ticket.paused_at is None
    assert ticket.first_response_due_at is not None
    assert ticket.first_response_due_at >= START + timedelta(hours=6)


def test_once_resolved_nobody_waits_and_nothing_automatic_follows(api: FakeApi) -> None:
    api.store(a_ticket(acknowledge_at=START, escalate_at=START))

    api.call("PATCH", "/tickets/T1", body={"status": "resolved"}, headers=SEEN)

    ticket = api.tickets.stored["T1"]
    assert (ticket.resolved_at, ticket.waiting_since, ticket.next_due_at) == (START, None, None)


def test_what_is_opened_again_is_no_longer_resolved(api: FakeApi) -> None:
    api.store(a_ticket(status=Status.RESOLVED, resolved_at=START))

    assert api.call("PATCH", "/tickets/T1", body={"status": "open"}, headers=SEEN).json["resolved_at"] is None


def test_another_priority_has_its_own_deadlines(api: FakeApi) -> None:
    api.store(a_ticket())

    ticket = api.call("PATCH", "/tickets/T1", body={"priority": "high"}, headers=SEEN).json

    assert ticket["first_response_due_at"] == "2026-03-02T11:00:00.000Z"
    assert ticket["resolution_due_at"] == "2026-03-03T05:00:00.000Z"


def test_what_a_person_makes_urgent_is_escalated(api: FakeApi) -> None:
    api.store(a_ticket(), a_ticket("T2", claimed_by="sophie"), a_ticket("T3", escalation_running=True))

    for ticket_id in ("T1", "T2", "T3"):
        api.call("PATCH", f"/tickets/{ticket_id}", body={"priority": "urgent"}, headers=SEEN)

    stored = api.tickets.stored
    assert (stored["T1"].escalate_at, stored["T1"].escalation_reason) == (START, "urgent")
    assert stored["T2"].escalate_at is None
    assert stored["T3"].escalate_at is None


def test_a_missed_deadline_that_moves_ahead_stays_missed(api: FakeApi) -> None:
    due = START + timedelta(hours=1)
    api.store(a_ticket(priority=Priority.URGENT, first_response_due_at=due, breached_at=due))
    api.clock.pass_time(hours=2)

    assert api.call("PATCH", "/tickets/T1", body={"priority": "low"}, headers=SEEN).json["breached_at"] is not None


def test_a_team_the_brand_does_not_have_is_refused_with_those_it_has(api: FakeApi) -> None:
    api.store(a_ticket())

    answered = api.call("PATCH", "/tickets/T1", body={"team": "nobody"}, headers=SEEN)

    assert answered.status == 422
    assert answered.json["errors"] == [
        {"place": "body", "parameter": "team", "detail": "should be one of triage, experts, engagement"}
    ]


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({}, "body"),
        ([], "body"),
        ({"status": "done"}, "status"),
        ({"status": None}, "status"),
        ({"claimed_by": "me"}, "claimed_by"),
        ({"tags": ["UPPER"]}, "tags.0"),
        ({"tags": ["a"] * 21}, "tags"),
        ({"tags": "vip"}, "tags"),
        ({"team": ""}, "team"),
        ({"priority": 3}, "priority"),
    ],
)
def test_a_body_that_is_wrong_says_where(api: FakeApi, body: object, parameter: str) -> None:
    api.store(a_ticket())

    answered = api.call("PATCH", "/tickets/T1", body=body, headers=SEEN)

    assert answered.status == 422
    assert [fault["parameter"] for fault in answered.json["errors"]] == [parameter]
    assert api.tickets.stored["T1"].version == 1


def test_a_ticket_that_is_resolved_will_be_asked_about(api: FakeApi) -> None:
    direct = {"channel": "messenger", "surface": Surface.DIRECT_MESSAGE, "visibility": Visibility.PRIVATE}
    api.store(a_ticket(**direct, author_id="psid", conversation_id="psid", last_customer_message_at=api.clock.at))
    brand = api.brands.current("acme")
    asking = replace(brand.satisfaction, enabled=True)
    api.brands.stored["acme"] = replace(brand, satisfaction=asking)

    resolved = api.call("PATCH", "/tickets/T1", body={"status": "resolved"}, headers=SEEN)

    assert resolved.status == 200
    assert (resolved.json["satisfaction"], resolved.json["satisfaction_asked_at"]) == (None, None)
    assert api.tickets.stored["T1"].satisfaction_due_at == api.clock.at + asking.ask_after


def test_an_empty_version_is_refused_where_a_version_may_be_left_out(api: FakeApi) -> None:
    api.store(a_ticket())
    body = {"text": "Bonjour", "visibility": "private"}

    answered = api.call("POST", "/tickets/T1/replies", body=body, headers={"idempotency-key": "k", "if-match": ""})

    assert (answered.status, answered.json["errors"][0]["parameter"]) == (400, "If-Match")
    assert api.replier.asked == []
