"""A person calls people for a ticket, or decides that nobody more is called."""

from datetime import timedelta

from shared.domain.escalation import rounds
from shared.domain.escalation.rounds import EscalationEnd, StartDecision
from shared.domain.vocabulary import Status
from tests.fakes.samples import a_ticket
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi


def test_whoever_escalates_a_ticket_gives_it_back_and_people_are_called(api: FakeApi) -> None:
    api.store(a_ticket(claimed_by="sophie", claimed_at=START, claimed_wait=START, status=Status.OPEN))
    assert api.call("POST", "/tickets/T-1/escalate", body={"agent": "sophie"}).status == 200
    ticket = api.tickets.stored["T-1"]
    assert (ticket.claimed_by, ticket.escalate_at) == (None, api.clock.now())
    assert rounds.start_of(ticket) is StartDecision.BEGIN
    (entry,) = api.history.stored.values()
    assert (entry.what, entry.details) == ("escalation_requested", {"agent": "sophie", "released_from": "sophie"})


def test_a_round_that_a_claim_ended_does_not_stand_in_the_way(api: FakeApi) -> None:
    begun = rounds.begun(a_ticket(escalation_reason="urgent"), START)
    api.store(rounds.ended(begun.claimed("sophie", START)))
    api.call("POST", "/tickets/T-1/escalate", body={"agent": "sophie"})
    assert rounds.start_of(api.tickets.stored["T-1"]) is StartDecision.BEGIN


def test_escalating_twice_is_one_escalation(api: FakeApi) -> None:
    api.store(a_ticket())
    api.call("POST", "/tickets/T-1/escalate", body={"agent": "sophie"})
    first = api.tickets.stored["T-1"]
    api.clock.pass_time(minutes=1)
    assert api.call("POST", "/tickets/T-1/escalate", body={"agent": "marc"}).status == 200
    assert api.tickets.stored["T-1"].escalate_at == first.escalate_at


def test_a_ticket_for_which_nobody_waits_is_not_escalated(api: FakeApi) -> None:
    api.store(a_ticket(waiting_since=None))
    assert api.call("POST", "/tickets/T-1/escalate", body={"agent": "sophie"}).status == 409
    assert api.history.stored == {}


def test_nobody_more_is_called_until_a_deadline_is_missed_later(api: FakeApi) -> None:
    api.store(rounds.confirmed(rounds.begun(a_ticket(escalation_reason="urgent"), START)))
    assert api.call("POST", "/tickets/T-1/deescalate", body={"agent": "sophie"}).status == 200
    ticket = api.tickets.stored["T-1"]
    assert rounds.stop_reason(ticket, 1) is EscalationEnd.CLAIMED
    before = ticket.version
    api.call("POST", "/tickets/T-1/deescalate", body={"agent": "marc"})
    assert api.tickets.stored["T-1"].version == before, "repeating it changes nothing"
    late = ticket.first_response_due_at
    assert late is not None
    due = rounds.due_work(rounds.ended(ticket), late + timedelta(minutes=1), timedelta(minutes=2))
    assert due.escalate


def test_a_person_who_escalates_overrules_one_who_ended_it(api: FakeApi) -> None:
    api.store(a_ticket(escalate_at=START, escalation_reason="urgent"))
    api.call("POST", "/tickets/T-1/deescalate", body={"agent": "sophie"})
    assert api.tickets.stored["T-1"].escalate_at is None
    api.call("POST", "/tickets/T-1/escalate", body={"agent": "marc"})
    assert rounds.start_of(api.tickets.stored["T-1"]) is StartDecision.BEGIN
