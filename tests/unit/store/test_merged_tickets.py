"""Two tickets of one customer become one: what each of them knows then, and where later messages go."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.api.ticket_resource import ReadTicket
from functions.api.tickets.merging import MergeTickets
from shared.channels import load_policy
from shared.domain.access.callers import Caller
from shared.domain.access.tokens import Scope
from shared.domain.errors import RefusedError, UpstreamError
from shared.domain.incidents.model import Incident
from shared.domain.replies.model import Refusal, ReplyRoute
from shared.domain.replies.routes import route_for
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import EventKind, Outcome, Priority, Status, Surface, Visibility
from tests.fakes.samples import a_classification, a_ticket, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

QUESTION = a_classification()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass
class Desk(FakeStore):
    """Mia asked under one post, and an hour later under another one."""

    caller: Caller = field(
        default_factory=lambda: Caller(id="c", name="Sophie", scopes=frozenset({Scope.DESK_SUPERVISE}))
    )

    def written(self, message_id: str, post: str, after: timedelta, **fields: object) -> str:
        at = START + after
        self.clock.at = at
        event = an_event(message_id, conversation_id=f"{post}:7", parent_id=post, occurred_at=at, received_at=at)
        return self.store(event, fields.pop("classification", QUESTION)).ticket_id or ""

    @property
    def merge(self) -> MergeTickets:
        return MergeTickets(
            read_ticket=ReadTicket(tickets=self.tickets),
            tickets=self.tickets,
            conversations=self.conversations,
            incidents=self.incidents,
            mentions=self.tickets,
            brands=self.brands,
            policies=load_policy,
            clock=self.clock,
        )

    def ticket(self, ticket_id: str) -> Ticket:
        return self.tickets.stored[ticket_id]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def two(desk: Desk) -> tuple[str, str]:
    return desk.written("m1", "one", timedelta()), desk.written("m2", "two", HOUR)


def test_the_merged_ticket_is_done_with_and_leads_to_the_other(desk: Desk) -> None:
    first, second = two(desk)

    desk.merge(desk.caller, first, second)

    merged, stays = desk.ticket(first), desk.ticket(second)
    assert (merged.status, merged.merged_into) == (Status.CLOSED, second)
    assert (merged.deadline, merged.next_due_at, merged.acknowledge_at) == (None, None, None)
    assert stays.waiting_since == START
    assert stays.holds(first)


def test_whoever_waited_longer_keeps_the_earlier_deadline_and_the_higher_priority(desk: Desk) -> None:
    first, second = two(desk)
    due = desk.ticket(first).first_response_due_at

    desk.merge(desk.caller, first, second)

    assert desk.ticket(second).first_response_due_at == due


def test_the_history_of_both_says_who_merged_and_where_to(desk: Desk) -> None:
    first, second = two(desk)

    desk.merge(desk.caller, first, second)
    desk.merge(desk.caller, first, second)

    (merged,) = [each for each in desk.history.of_ticket(first).items if each.what == "merged"]
    (merged_in,) = [each for each in desk.history.of_ticket(second).items if each.what == "merged_in"]
    assert (merged.actor, merged.details["into"]) == ("Sophie", second)
    assert (merged_in.actor, merged_in.details["merged_ticket"]) == ("Sophie", first)


def test_a_new_message_of_the_merged_conversation_joins_the_ticket_that_stays(desk: Desk) -> None:
    first, second = two(desk)
    desk.merge(desk.caller, first, second)

    joined = desk.written("m3", "one", 2 * HOUR)

    assert joined == second
    assert desk.messages.get("facebook", "100100100100100", "m3").ticket_id == second
    stays = desk.ticket(second)
    assert (stays.message_count, stays.last_message_id) == (2, "m2")  # an answer goes to the place of this ticket
    assert stays.last_customer_message_at == START + 2 * HOUR
    assert desk.ticket(first).message_count == 1


def test_a_resolved_ticket_opens_again_when_somebody_in_the_merged_one_waits(desk: Desk) -> None:
    first, second = two(desk)
    desk.tickets.save(_resolved(desk.ticket(second)))

    desk.merge(desk.caller, first, second)

    assert desk.ticket(second).status is Status.OPEN
    assert desk.ticket(second).waits_for_us


def test_a_deadline_that_was_missed_in_the_merged_ticket_is_not_missed_once_more(desk: Desk) -> None:
    first, second = two(desk)
    desk.clock.at = (desk.ticket(first).first_response_due_at or START) + timedelta(minutes=1)

    desk.merge(desk.caller, first, second)

    assert desk.ticket(first).breached_at is not None
    assert desk.ticket(second).breached_at is None
    assert not desk.ticket(second).misses_deadline(desk.clock.at)


def test_an_urgent_ticket_is_escalated_in_the_one_that_stays(desk: Desk) -> None:
    first, second = two(desk)
    desk.tickets.save(_urgent(desk.ticket(first)))

    desk.merge(desk.caller, first, second)

    assert desk.ticket(second).priority is Priority.URGENT
    assert desk.ticket(second).escalate_at == desk.clock.at
    assert desk.ticket(first).escalate_at is None


def test_a_message_of_the_merged_ticket_that_its_customer_deletes_ends_the_wait_it_began(desk: Desk) -> None:
    first, second = two(desk)
    desk.merge(desk.caller, first, second)

    gone = an_event("m1", kind=EventKind.DELETED, event_id="gone", conversation_id="one:7", occurred_at=START + HOUR)
    assert desk.store(gone).outcome is Outcome.DELETED

    assert desk.ticket(first).excerpt == ""
    assert desk.ticket(second).waiting_since == START + HOUR  # the second message still waits


def private_reply(desk: Desk, ticket_id: str, at: datetime) -> ReplyRoute | Refusal:
    return route_for(desk.ticket(ticket_id), Visibility.PRIVATE, load_policy, at)


def test_what_comes_elsewhere_gives_no_more_time_for_a_private_reply_to_the_comment(desk: Desk) -> None:
    first, second = two(desk)
    desk.merge(desk.caller, first, second)
    desk.written("m3", "one", 6 * DAY)

    route = private_reply(desk, second, START + 6 * DAY)

    assert isinstance(route, ReplyRoute)
    assert (route.in_reply_to, route.closes_at) == ("m2", START + HOUR + WEEK)
    assert isinstance(private_reply(desk, second, START + 8 * DAY), Refusal)


def test_a_comment_that_arrives_after_a_later_one_elsewhere_is_what_an_answer_replies_to(desk: Desk) -> None:
    first, second = two(desk)
    desk.merge(desk.caller, first, second)
    desk.written("m4", "one", 6 * DAY)
    desk.written("m3", "two", 5 * DAY)

    route = private_reply(desk, second, START + 6 * DAY)

    assert isinstance(route, ReplyRoute)
    assert (route.in_reply_to, route.closes_at) == ("m3", START + 5 * DAY + WEEK)
    assert desk.ticket(second).last_customer_message_at == START + 6 * DAY


def test_without_the_last_comment_a_private_reply_goes_by_the_one_before(desk: Desk) -> None:
    ticket_id = desk.written("m1", "one", timedelta())
    desk.written("m2", "one", 2 * DAY)

    desk.store(an_event("m2", kind=EventKind.DELETED, event_id="gone", conversation_id="one:7", occurred_at=START))

    route = private_reply(desk, ticket_id, START + 2 * DAY)
    assert isinstance(route, ReplyRoute)
    assert (route.in_reply_to, route.closes_at) == ("m1", START + WEEK)


def test_the_window_of_a_private_conversation_is_moved_by_no_other_one() -> None:
    ticket = a_ticket(
        channel="whatsapp",
        visibility=Visibility.PRIVATE,
        surface=Surface.DIRECT_MESSAGE,
        last_customer_message_at=START + 20 * HOUR,
        last_message_at=START,
    )

    route = route_for(ticket, Visibility.PRIVATE, load_policy, START + 20 * HOUR)

    assert isinstance(route, ReplyRoute)
    assert route.closes_at == START + DAY


def _resolved(ticket: Ticket) -> Ticket:
    return replace(ticket, status=Status.RESOLVED, waiting_since=None, resolved_at=START + HOUR)


def _urgent(ticket: Ticket) -> Ticket:
    return replace(ticket, priority=Priority.URGENT)


@pytest.mark.parametrize(
    "failing", ["tickets.save", "conversations.save", "history.add", "tickets.put", "tickets.remove"]
)
@pytest.mark.parametrize("at_call", [1, 2])
def test_whatever_fails_on_the_way_the_same_request_ends_alike(desk: Desk, failing: str, at_call: int) -> None:
    first, second = two(desk)
    desk.tickets.stored[first] = replace(desk.ticket(first), notes_count=2, mentioned=("sophie", "karim"))
    for agent in ("sophie", "karim"):
        desk.tickets.put("acme", agent, first, at=START)
    desk.tickets.stored[second] = replace(desk.ticket(second), notes_count=1)
    port, name = failing.split(".")
    real, calls = getattr(getattr(desk, port), name), iter(range(1, 100))

    def fails_once(*values: object, **named: object) -> object:
        if next(calls) == at_call:
            raise UpstreamError(failing)
        return real(*values, **named)

    setattr(getattr(desk, port), name, fails_once)
    try:
        desk.merge(desk.caller, first, second)
    except UpstreamError:
        desk.merge(desk.caller, first, second)

    assert desk.ticket(first).merged_into == second
    assert [each.ticket_id for each in desk.ticket(second).merged] == [first]
    assert desk.conversations.get("facebook", "100100100100100", "one:7").open_ticket_id == second
    assert [each.what for each in desk.history.of_ticket(first).items].count("merged") == 1
    assert (desk.ticket(second).notes_count, desk.ticket(second).mentioned) == (3, ("sophie", "karim"))
    assert sorted(desk.tickets.mentions) == [("acme", "karim", second), ("acme", "sophie", second)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"customer_id": "C-other"}, "same customer"),
        ({"status": Status.CLOSED}, "closed"),
        ({"reply_at": START}, "still being sent"),
        ({"merged_into": "T-other"}, "before"),
    ],
)
def test_what_cannot_be_merged_is_refused_with_a_reason(desk: Desk, change: dict[str, object], why: str) -> None:
    first, second = two(desk)
    desk.tickets.save(replace(desk.ticket(first), **change))

    with pytest.raises(RefusedError, match=why):
        desk.merge(desk.caller, first, second)

    assert desk.ticket(second).merged == ()


def test_a_ticket_into_which_others_were_merged_is_no_merged_one_itself(desk: Desk) -> None:
    first, second = two(desk)
    third = desk.written("m3", "three", 2 * HOUR)
    desk.merge(desk.caller, first, second)

    with pytest.raises(RefusedError, match="the other way round"):
        desk.merge(desk.caller, second, third)
    with pytest.raises(RefusedError, match="itself"):
        desk.merge(desk.caller, third, third)
    with pytest.raises(RefusedError, match="merge into that one"):
        desk.merge(desk.caller, third, first)


def test_a_report_of_an_outage_that_is_merged_is_told_of_its_end_in_the_ticket_that_stays(desk: Desk) -> None:
    first, second = two(desk)
    incident = Incident(id="acme-20260302T090000-4f3a", brand="acme", title="panne", opened_at=START, opened_by="lead")
    desk.incidents.open(incident)
    desk.tickets.save(replace(desk.ticket(first), incident_id=incident.id))

    desk.merge(desk.caller, first, second)

    assert desk.ticket(second).incident_id == incident.id
    assert desk.incidents.linked(incident.id, after="", limit=10) == (second,)
