"""Every transition and the events that it makes."""

import json
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from shared.domain.events.changes import (
    AccountChange,
    Change,
    HistoryAdded,
    IncidentChange,
    MessageChange,
    TicketChange,
)
from shared.domain.events.derive import events_of
from shared.domain.events.model import EventType, envelope, is_pattern, matches
from shared.domain.figures.counting import figures_of
from shared.domain.outbox.accounts import AccountState
from shared.domain.tickets.automatic_answer import without_first_response
from shared.domain.tickets.deletion import with_message_deleted
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.merging import as_merged, with_merged
from shared.domain.vocabulary import Danger, Priority, Status
from tests.unit.events.held import held_to_the_schema
from tests.unit.events.states import INCIDENT, MESSAGE, MINUTE, NOW, OURS, PERSONAL, TICKET, message, next_of, ticket

CLAIMED = replace(TICKET, claimed_by="lea", claimed_at=NOW, status=Status.OPEN)
ANSWERED = replace(TICKET.answered(True, NOW + MINUTE, NOW + MINUTE), version=2)
AGAIN = replace(
    ANSWERED,
    version=3,
    status=Status.OPEN,
    message_count=2,
    last_customer_message_at=NOW + 5 * MINUTE,
    waiting_since=NOW + 5 * MINUTE,
    first_response_due_at=NOW + 65 * MINUTE,
    paused_at=None,
)
"""Its customer has written again after the answer."""
THRICE = replace(AGAIN, last_customer_message_at=NOW + 9 * MINUTE, message_count=3)
RESOLVED = replace(TICKET, status=Status.RESOLVED, waiting_since=None, resolved_at=NOW)

ENTRY = HistoryEntry(ticket_id="T-1", at=NOW, key="k", what="reply_failed", details={"text": "colis"})
WARNED = AccountState(channel="x", account_id="2001", warned_at=NOW, warned_because="policy")
STOPPED = AccountState(channel="x", account_id="2001", stopped_at=NOW, stopped_because="auth_broken")

TRANSITIONS: dict[str, tuple[Change, list[str]]] = {
    "a ticket is opened": (TicketChange(before=None, after=TICKET), ["ticket.created"]),
    "a ticket expires": (TicketChange(before=TICKET, after=None), []),
    "another message joins": (TicketChange(before=TICKET, after=ticket(message_count=2)), []),
    "an agent claims it": (
        TicketChange(before=TICKET, after=ticket(claimed_by="lea", status=Status.OPEN)),
        ["ticket.assigned"],
    ),
    "an agent releases it": (
        TicketChange(before=CLAIMED, after=replace(CLAIMED, version=2, claimed_by=None)),
        ["ticket.assigned"],
    ),
    "a note names somebody": (
        TicketChange(before=TICKET, after=ticket(mentioned=("karim",), notes_count=1)),
        ["ticket.mentioned"],
    ),
    "whoever was named has answered": (
        TicketChange(before=replace(TICKET, mentioned=("karim",)), after=ticket(notes_count=2)),
        [],
    ),
    "a person answers": (TicketChange(before=TICKET, after=ANSWERED), ["ticket.replied"]),
    "a person answers whoever has written again": (
        TicketChange(before=AGAIN, after=next_of(AGAIN.answered(True, NOW + 8 * MINUTE, NOW + 8 * MINUTE))),
        ["ticket.replied"],
    ),
    "a person writes twice": (
        TicketChange(before=ANSWERED, after=next_of(ANSWERED.answered(True, NOW + 2 * MINUTE, NOW + 2 * MINUTE))),
        [],
    ),
    "the message that waited is deleted": (
        TicketChange(
            before=AGAIN, after=next_of(with_message_deleted(AGAIN, "m2", waiting_since=None, now=NOW + 60 * MINUTE))
        ),
        ["ticket.updated"],
    ),
    "the first of two messages that wait is deleted": (
        TicketChange(
            before=THRICE,
            after=next_of(with_message_deleted(THRICE, "m2", waiting_since=NOW + 9 * MINUTE, now=NOW)),
        ),
        ["ticket.updated"],
    ),
    "the message that waited turns out to be written before the answer": (
        TicketChange(
            before=AGAIN,
            after=next_of(
                replace(AGAIN, waiting_since=NOW).answered(True, NOW + MINUTE, NOW + 9 * MINUTE, waiting_since=None)
            ),
        ),
        [],
    ),
    "a message that waits is edited, and asks nothing any more": (
        TicketChange(before=AGAIN, after=replace(AGAIN, version=4, needs_response=False)),
        ["ticket.updated"],
    ),
    "the classification of one that waits is corrected": (
        TicketChange(before=AGAIN, after=replace(AGAIN, version=4, labels={"category": "praise"}).with_labels_kept()),
        ["ticket.updated"],
    ),
    "one that waits is merged into it": (
        TicketChange(before=ANSWERED, after=next_of(with_merged(ANSWERED, replace(AGAIN, id="T-2"), now=NOW))),
        [],
    ),
    "one that was answered and waits is merged into another": (
        TicketChange(before=AGAIN, after=next_of(as_merged(AGAIN, "T-2", now=NOW))),
        ["ticket.merged"],
    ),
    "one that was answered and waits is resolved": (
        TicketChange(before=AGAIN, after=replace(AGAIN, version=4, status=Status.RESOLVED, waiting_since=None)),
        ["ticket.resolved"],
    ),
    "its answer turns out to be automatic": (
        TicketChange(before=ANSWERED, after=next_of(without_first_response(ANSWERED, NOW + MINUTE, NOW + 2 * MINUTE))),
        [],
    ),
    "the answer of one whose customer waits again turns out to be automatic": (
        TicketChange(before=AGAIN, after=next_of(without_first_response(AGAIN, NOW + MINUTE, NOW + 6 * MINUTE))),
        [],
    ),
    "a person answers after an automatic answer was taken back": (
        TicketChange(
            before=without_first_response(ANSWERED, NOW + MINUTE, NOW + 2 * MINUTE),
            after=next_of(
                without_first_response(ANSWERED, NOW + MINUTE, NOW + 2 * MINUTE).answered(
                    True, NOW + 3 * MINUTE, NOW + 3 * MINUTE
                )
            ),
        ),
        ["ticket.replied"],
    ),
    "a robot answers": (TicketChange(before=TICKET, after=ticket(acknowledged_at=NOW)), []),
    "the customer wrote again meanwhile": (
        TicketChange(before=TICKET, after=next_of(TICKET.answered(True, NOW, NOW, waiting_since=NOW + MINUTE))),
        ["ticket.replied"],
    ),
    "an earlier message is delivered late": (
        TicketChange(
            before=replace(TICKET, first_response_at=NOW - 9 * MINUTE),
            after=ticket(first_response_at=NOW - 9 * MINUTE, waiting_since=NOW - MINUTE),
        ),
        [],
    ),
    "it is escalated": (
        TicketChange(before=TICKET, after=ticket(escalation_round=1, escalation_reason="urgent")),
        ["ticket.escalated"],
    ),
    "its first response is late": (
        TicketChange(before=TICKET, after=ticket(breached_at=NOW, noticed_breach_at=NOW)),
        ["ticket.deadline_missed"],
    ),
    "its resolution is late": (
        TicketChange(before=TICKET, after=ticket(resolution_breached_at=NOW)),
        ["ticket.deadline_missed"],
    ),
    "both are late and people are told": (
        TicketChange(
            before=TICKET,
            after=ticket(noticed_breach_at=NOW, resolution_breached_at=NOW, escalation_round=1),
        ),
        ["ticket.deadline_missed", "ticket.deadline_missed", "ticket.escalated"],
    ),
    "its priority is raised": (
        TicketChange(before=TICKET, after=ticket(priority=Priority.URGENT, danger=Danger.POSSIBLE)),
        ["ticket.updated"],
    ),
    "the customer gives a score": (TicketChange(before=TICKET, after=ticket(satisfaction=4)), ["ticket.updated"]),
    "it is given to another team": (TicketChange(before=TICKET, after=ticket(team="experts")), ["ticket.updated"]),
    "it is resolved unanswered": (
        TicketChange(before=TICKET, after=replace(RESOLVED, version=2)),
        ["ticket.resolved"],
    ),
    "its customer deletes everything": (
        TicketChange(before=TICKET, after=next_of(with_message_deleted(TICKET, "m", waiting_since=None, now=NOW))),
        ["ticket.updated", "ticket.resolved"],
    ),
    "it is merged into another one": (
        TicketChange(before=TICKET, after=ticket(status=Status.CLOSED, merged_into="T-2", needs_response=True)),
        ["ticket.merged"],
    ),
    "it is closed": (TicketChange(before=RESOLVED, after=ticket(status=Status.CLOSED)), ["ticket.closed"]),
    "it is reopened by a follow-up": (
        TicketChange(before=RESOLVED, after=ticket(status=Status.OPEN, waiting_since=NOW)),
        ["ticket.reopened"],
    ),
    "the same version again": (TicketChange(before=TICKET, after=TICKET), []),
    "a message is stored": (MessageChange(before=None, after=MESSAGE), ["message.received"]),
    "only an event of a message is known": (
        MessageChange(before=None, after=replace(MESSAGE, stored_at=None, deleted_at=NOW)),
        [],
    ),
    "a message that was deleted before it came": (
        MessageChange(before=replace(MESSAGE, stored_at=None, deleted_at=NOW), after=message(deleted_at=NOW)),
        [],
    ),
    "our message is stored": (MessageChange(before=None, after=OURS), ["message.sent"]),
    "our message was not delivered": (
        MessageChange(before=OURS, after=replace(OURS, revision=2, delivery_error="131047")),
        ["message.failed"],
    ),
    "a message is edited": (MessageChange(before=MESSAGE, after=message(edited_at=NOW)), ["message.edited"]),
    "a message is deleted": (
        MessageChange(before=MESSAGE, after=message(deleted_at=NOW, text=None)),
        ["message.deleted"],
    ),
    "a message is hidden": (MessageChange(before=MESSAGE, after=message(hidden=True)), []),
    "a message expires": (MessageChange(before=MESSAGE, after=None), []),
    "an answer was not sent": (HistoryAdded(entry=ENTRY, brand="acme"), ["message.failed"]),
    "a person was erased": (HistoryAdded(entry=replace(ENTRY, what="erased"), brand="acme"), ["ticket.erased"]),
    "another line of the audit trail": (HistoryAdded(entry=replace(ENTRY, what="opened"), brand="acme"), []),
    "an outage is suspected": (
        IncidentChange(before=None, after=replace(INCIDENT, suspected=True)),
        ["incident.suspected"],
    ),
    "an incident is opened": (IncidentChange(before=None, after=INCIDENT), ["incident.opened"]),
    "a ticket joins an incident": (IncidentChange(before=INCIDENT, after=replace(INCIDENT, ticket_count=1)), []),
    "an incident is renamed": (
        IncidentChange(before=INCIDENT, after=replace(INCIDENT, title="Mobile network down")),
        ["incident.updated"],
    ),
    "an incident is resolved": (
        IncidentChange(before=INCIDENT, after=replace(INCIDENT, resolved_at=NOW, resolved_by="lead")),
        ["incident.resolved"],
    ),
    "an account is stopped": (AccountChange(before=None, after=STOPPED, brand="acme"), ["account.stopped"]),
    "an account is stopped once more": (AccountChange(before=STOPPED, after=STOPPED, brand="acme"), []),
    "a platform warns about an account": (
        AccountChange(before=None, after=WARNED, brand="acme"),
        ["account.warned"],
    ),
    "a warned account is paused": (
        AccountChange(before=WARNED, after=replace(WARNED, paused_until=NOW), brand="acme"),
        [],
    ),
    "an account is paused": (
        AccountChange(before=None, after=AccountState(channel="x", account_id="2001", paused_until=NOW), brand="acme"),
        [],
    ),
}


@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_transition_makes_these_events_in_this_order(name: str) -> None:
    change, expected = TRANSITIONS[name]
    made = events_of(change, NOW)
    assert [event.type.value for event in made] == expected
    for event in made:
        held_to_the_schema(event)


@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_change_that_is_read_again_makes_the_same_events(name: str) -> None:
    change, _ = TRANSITIONS[name]
    assert events_of(change, NOW) == events_of(change, NOW)


@pytest.mark.parametrize("name", TRANSITIONS)
def test_no_event_holds_a_text_a_name_or_an_id_of_a_platform(name: str) -> None:
    change, _ = TRANSITIONS[name]
    told = json.dumps([envelope(event) for event in events_of(change, NOW)], ensure_ascii=False)
    assert [each for each in PERSONAL if each in told] == []


@pytest.mark.parametrize("name", TRANSITIONS)
def test_an_event_is_an_envelope_of_cloudevents(name: str) -> None:
    for event in events_of(TRANSITIONS[name][0], NOW):
        told: dict[str, Any] = json.loads(json.dumps(envelope(event)))
        assert told["specversion"] == "1.0"
        assert told["source"] == "nightdesk"
        assert re.fullmatch(r"evt_[0-9a-f]{32}", told["id"])
        assert told["time"].endswith("Z")
        assert told["datacontenttype"] == "application/json"
        assert told["brand"] == "acme"


def test_every_type_is_made_by_some_transition() -> None:
    assert {kind for _, kinds in TRANSITIONS.values() for kind in kinds} == {each.value for each in EventType}


@pytest.mark.parametrize("name", [name for name, (_, kinds) in TRANSITIONS.items() if "ticket.replied" not in kinds])
def test_nothing_but_an_answer_is_counted_as_one(name: str) -> None:
    deltas = figures_of(TRANSITIONS[name][0], NOW + 60 * MINUTE, lambda _brand, _channel: None)
    counted = Counter[str]()
    for delta in deltas:
        counted.update(delta.counts)
    assert counted["next_near_miss"] == 0
    assert counted["answered"] <= 0


def test_a_mention_tells_of_those_who_were_not_named_before() -> None:
    change = TicketChange(before=replace(TICKET, mentioned=("karim",)), after=ticket(mentioned=("karim", "nora")))
    (event,) = events_of(change, NOW)
    assert event.data["mentioned"] == ["nora"]


def test_a_ticket_that_was_withdrawn_says_so_and_one_that_people_resolve_does_not() -> None:
    def resolution(name: str) -> object:
        return events_of(TRANSITIONS[name][0], NOW)[-1].data["resolution"]

    assert resolution("its customer deletes everything") == "withdrawn"
    assert resolution("it is resolved unanswered") is None


def test_two_deadlines_missed_in_one_write_are_two_events() -> None:
    change, _ = TRANSITIONS["both are late and people are told"]
    ids = [event.id for event in events_of(change, NOW)]
    assert len(set(ids)) == len(ids)


def test_two_versions_make_two_events() -> None:
    first = events_of(TicketChange(before=TICKET, after=ticket(team="experts")), NOW)
    again = events_of(TicketChange(before=ticket(), after=replace(ticket(team="experts"), version=3)), NOW)
    assert first[0].id != again[0].id


@pytest.mark.parametrize(
    ("pattern", "event_type", "expected"),
    [
        ("*", "ticket.created", True),
        ("ticket.*", "ticket.created", True),
        ("ticket.*", "message.sent", False),
        ("ticket.created", "ticket.created", True),
        ("ticket.created", "ticket.closed", False),
        ("tick*", "ticket.created", False),
    ],
)
def test_a_pattern_names_types(pattern: str, event_type: str, expected: bool) -> None:
    assert matches(pattern, event_type) is expected


def test_a_pattern_that_names_nothing_is_none() -> None:
    assert is_pattern("message.*")
    assert not is_pattern("customer.*")
    assert not is_pattern("")


def test_changes_of_an_incident_within_one_second_are_told_apart() -> None:
    """The stream gives the time of a change in whole seconds."""
    renamed = replace(INCIDENT, title="Network down everywhere")
    states = [INCIDENT, renamed, replace(renamed, updates=1), replace(renamed, updates=1, seen_at=NOW)]
    told = [
        event.id
        for before, after in pairwise(states)
        for event in events_of(IncidentChange(before=before, after=after), NOW)
    ]
    assert len(set(told)) == 3
    again = [event.id for event in events_of(IncidentChange(before=INCIDENT, after=renamed), NOW)]
    assert again == told[:1], "a record that is read again has the same id"
