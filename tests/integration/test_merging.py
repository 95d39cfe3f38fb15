"""Two tickets of one customer become one, over DynamoDB: what stays, where it leads, and a merge that dies half-way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.api.message_resource import ReadConversations
from functions.api.ticket_resource import ReadTicket
from functions.api.tickets.finding import FindTickets
from functions.api.tickets.merging import MergeTickets
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.mentions import DynamoDBMentions
from shared.adapters.dynamodb.notes import DynamoDBNotes
from shared.adapters.dynamodb.referenced_messages import DynamoDBReferencedMessages
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.channels import load_policy
from shared.domain.access.callers import Caller
from shared.domain.access.tokens import Scope
from shared.domain.errors import RefusedError, UpstreamError
from shared.domain.messages.event import Author
from shared.domain.tickets.collaboration import Note
from shared.domain.tickets.merging import with_merged
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import EventKind, Status
from shared.ports.pages import TicketFilter
from tests.fakes.samples import a_classification, an_event
from tests.fakes.stored import START
from tests.integration.faults import Faults, nth_write
from tests.integration.test_nothing_left_of_a_person import Stack, stack  # noqa: F401  a fixture

pytestmark = pytest.mark.integration

BOSS = Caller(id="b", name="Boss", scopes=frozenset({Scope.DESK_SUPERVISE}))
HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """Mia asks under one post, and an hour later under another one."""

    stack: Stack
    mia: str = "777"

    def __post_init__(self) -> None:
        table, clock = self.stack.table, self.stack.fakes.clock
        self.tickets, self.history = DynamoDBTickets(table), DynamoDBHistory(table)
        self.messages, self.notes = DynamoDBReferencedMessages(table, clock), DynamoDBNotes(table)
        self.merge = MergeTickets(
            read_ticket=ReadTicket(tickets=self.tickets),
            tickets=self.tickets,
            conversations=DynamoDBConversations(table),
            mentions=DynamoDBMentions(table),
            incidents=DynamoDBIncidents(table, cache_seconds=0, clock=clock),
            brands=self.stack.fakes.brands,
            policies=load_policy,
            clock=clock,
        )
        self.find = FindTickets(
            tickets=self.tickets, messages=self.messages, references=self.messages, brands=self.stack.fakes.brands
        )

    def writes(self, number: int, post: str, after: timedelta, **fields: Any) -> str:
        """The id of the ticket."""
        at = self.stack.fakes.clock.at = START + after
        event = an_event(
            f"{self.mia}-m{number}",
            event_id=f"{self.mia}-e{number}-{fields.get('kind', '')}",
            conversation_id=f"{post}:{self.mia}",
            parent_id=post,
            author=Author(id=self.mia, name="Mia Larsen"),
            occurred_at=at,
            received_at=at,
            **fields,
        )
        is_new = event.kind is EventKind.CREATED
        return self.stack.store(event, a_classification() if is_new else None).ticket_id or ""

    def two(self) -> tuple[str, str]:
        first = self.writes(1, "one", timedelta(), text="Où est ma commande n° 12345 ?")
        return first, self.writes(2, "two", HOUR, text="Toujours rien")

    def ticket(self, ticket_id: str) -> Ticket:
        found = self.tickets.get(ticket_id)
        assert found is not None
        return found

    def shown(self, ticket_id: str) -> list[str]:
        read = ReadConversations(messages=self.messages, texts=self.stack.fakes.texts)
        found, cursor = [], None
        while True:
            page = read.of_ticket(self.ticket(ticket_id), limit=1, cursor=cursor)
            found += [message.message_id for message, _ in page.items]
            cursor = page.cursor
            if cursor is None:
                return found


@pytest.fixture
def desk(stack: Stack) -> Desk:  # noqa: F811  the fixture
    return Desk(stack)


def test_what_both_tickets_held_is_found_at_the_one_that_stays(desk: Desk) -> None:
    first, second = desk.two()
    due = desk.ticket(first).first_response_due_at
    desk.notes.add(Note(ticket_id=first, id="N-1", at=START, author_id="s", author_name="Sophie", text="call her"))

    desk.merge(BOSS, first, second)

    merged, stays = desk.ticket(first), desk.ticket(second)
    assert (merged.status, merged.merged_into, merged.next_due_at) == (Status.CLOSED, second, None)
    assert (stays.waiting_since, stays.first_response_due_at) == (START, due)
    assert desk.shown(second) == ["777-m1", "777-m2"]
    assert [note.text for note in desk.notes.of_ticket(first)] == ["call her"]
    far = START + timedelta(days=30)
    assert [ticket.id for ticket in desk.tickets.due("acme", far, limit=10).tickets] == [second]
    assert [ticket.id for ticket in desk.tickets.open_page("acme", TicketFilter(), limit=10).items] == [second]
    for search in ("12345", "777-m1", first):
        assert [ticket.id for ticket in desk.find("acme", TicketFilter(search=search))] == [second], search


def test_what_comes_later_leads_to_the_ticket_that_stays(desk: Desk) -> None:
    first, second = desk.two()
    desk.merge(BOSS, first, second)

    assert desk.writes(3, "one", 2 * HOUR, text="Et alors ?") == second
    desk.writes(1, "one", 3 * HOUR, kind=EventKind.DELETED, text=None)

    assert desk.shown(second) == ["777-m1", "777-m2", "777-m3"]
    deleted = desk.messages.get("facebook", "100100100100100", "777-m1")
    assert deleted is not None
    assert (deleted.text, deleted.deleted_at is not None) == (None, True)
    assert desk.ticket(second).waits_for_us
    assert desk.ticket(first).status is Status.CLOSED


def test_while_an_answer_is_on_its_way_nothing_is_merged(desk: Desk) -> None:
    first, second = desk.two()
    desk.tickets.save(replace(desk.ticket(first), reply_at=START + HOUR))
    before = desk.ticket(first), desk.ticket(second)

    with pytest.raises(RefusedError):
        desk.merge(BOSS, first, second)
    assert (desk.ticket(first), desk.ticket(second)) == before

    desk.tickets.save(replace(desk.ticket(first), reply_at=None))
    desk.merge(BOSS, first, second)
    assert desk.ticket(first).merged_into == second


def _state(desk: Desk, first: str, second: str) -> list[Any]:
    """What must be the same however often the merge was begun: all but ids, versions and what each merge names."""
    tickets = [
        (t.status, t.waiting_since, t.first_response_due_at, t.next_due_at, t.priority, len(t.merged), t.message_count)
        for t in (desk.ticket(first), desk.ticket(second))
    ]
    history = [[entry.what for entry in desk.history.of_ticket(each).items] for each in (first, second)]
    later = desk.writes(9, "one", 2 * HOUR)
    return [tickets, history, later == second, desk.ticket(first).merged_into == second, len(desk.shown(second))]


def test_wherever_a_merge_dies_repeating_it_finishes_it(stack: Stack) -> None:  # noqa: F811  the fixture
    clean = Desk(stack, mia="clean")
    tickets = clean.two()
    clean.merge(BOSS, *tickets)
    expected = _state(clean, *tickets)

    died = 0
    for number in range(1, 10):
        for after in (False, True):
            desk = Desk(stack, mia=f"{number}-{after}")
            tickets = desk.two()
            faults = Faults(nth_write(number), after=after)
            with faults.installed():
                try:
                    desk.merge(BOSS, *tickets)
                except UpstreamError:
                    died += 1
            desk.merge(BOSS, *tickets)
            assert _state(desk, *tickets) == expected, (number, after)
    assert died == 2 * 3  # the ticket that stays, the conversation, the merged ticket; each ticket with its history


def _ended(desk: Desk, one: str, into: str) -> str | None:
    """The reason for which a merge was refused, or nothing."""
    try:
        desk.merge(BOSS, one, into)
    except RefusedError as error:
        return error.reason
    return None


def _meanwhile(desk: Desk, number: int, act: Callable[[], object]) -> MergeTickets:
    """The merge with something else just before its write of that number (of tickets, by any method)."""
    written = 0

    class Meanwhile:
        def __getattr__(self, name: str) -> Any:
            real = getattr(desk.tickets, name)
            if not name.startswith("save"):
                return real

            def save(*arguments: Any) -> Any:
                nonlocal written
                written += 1
                if written == number:
                    act()
                return real(*arguments)

            return save

    return replace(desk.merge, tickets=Meanwhile())


def test_of_two_merges_that_cross_one_changes_nothing_and_the_other_is_finished_by_repeating_it(desk: Desk) -> None:
    one, other = desk.two()

    def dies() -> None:
        raise UpstreamError("dynamodb")

    def begins() -> None:
        with pytest.raises(UpstreamError):
            _meanwhile(desk, 2, dies)(BOSS, other, one)  # after its first write

    with pytest.raises(RefusedError):
        _meanwhile(desk, 1, begins)(BOSS, one, other)
    assert desk.ticket(other).merged == ()

    assert _ended(desk, other, one) is None
    merged, stays = desk.ticket(other), desk.ticket(one)
    assert (merged.merged_into, merged.merging_into, merged.status) == (one, None, Status.CLOSED)
    assert (stays.merged_into, stays.merging_into) == (None, None)
    assert desk.shown(one) == ["777-m1", "777-m2"]


def test_tickets_that_stand_for_each_other_since_an_earlier_version_are_merged_by_repeating_it(desk: Desk) -> None:
    one, other = desk.two()
    for held, holder in ((one, other), (other, one)):
        desk.tickets.save(with_merged(desk.ticket(holder), desk.ticket(held), now=START + HOUR))

    assert _ended(desk, one, other) is None
    assert (desk.ticket(one).merged_into, desk.ticket(other).merged_into) == (other, None)
    assert desk.shown(other) == ["777-m1", "777-m2"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_ticket_that_is_being_merged_takes_no_other_one(desk: Desk, number: int) -> None:
    one, other = desk.two()
    third = desk.writes(5, "three", HOUR)
    reasons: list[str | None] = []
    merge = _meanwhile(desk, number, lambda: reasons.append(_ended(desk, third, one)))

    try:
        merge(BOSS, one, other)
    except RefusedError as error:
        reasons.append(error.reason)

    tickets = {each: desk.ticket(each) for each in (one, other, third)}
    for ticket in tickets.values():
        assert ticket.merging_into is None
        for held in ticket.merged:  # whoever is stood for is closed, and by whom is said on both sides
            assert tickets[held.ticket_id].merged_into == ticket.id
        assert not (ticket.merged and ticket.merged_into)
