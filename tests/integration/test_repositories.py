"""What is stored: the fakes and DynamoDB answer the same."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

import pytest

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.mentions import DynamoDBMentions
from shared.adapters.dynamodb.outcomes import DynamoDBOutcomes
from shared.adapters.dynamodb.quick_answers import DynamoDBQuickAnswers
from shared.adapters.dynamodb.referenced_messages import DynamoDBReferencedMessages
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.domain.conversations.model import Conversation
from shared.domain.customers.model import Customer, opening
from shared.domain.errors import ConflictError, RefusedError, UpstreamError
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.automatic_texts import QuickAnswer
from shared.domain.messages.model import Edition, Message
from shared.domain.messages.reactions import Reaction
from shared.domain.tickets.history import HistoryEntry
from shared.domain.vocabulary import AttachmentStatus, Category, Direction, Outcome, Priority, Status, Visibility
from shared.ports.collaboration import MentionIndex
from shared.ports.outbox import QuickAnswers
from shared.ports.pages import TicketFilter
from shared.ports.repositories import (
    ConversationRepository,
    CustomerRepository,
    ErasableMessages,
    HistoryRepository,
    OutcomeRecord,
    OutcomeRepository,
    ReferenceIndex,
    TicketRepository,
)
from tests.fakes.samples import a_ticket
from tests.fakes.stored import (
    START,
    FakeConversations,
    FakeCustomers,
    FakeMessages,
    FakeOutcomes,
    FakeTickets,
    FixedClock,
)
from tests.fakes.texts import FakeQuickAnswers
from tests.integration.published import PublishedTickets
from tests.integration.table_on_moto import table_on_moto

pytestmark = pytest.mark.integration

ALL = TicketFilter()


class ReferencedMessages(ErasableMessages, ReferenceIndex, Protocol):
    """Messages with their references."""


@dataclass
class Stored:
    messages: ReferencedMessages
    conversations: ConversationRepository
    tickets: TicketRepository
    history: HistoryRepository
    customers: CustomerRepository
    outcomes: OutcomeRepository
    quick_answers: QuickAnswers
    clock: FixedClock
    mentions: MentionIndex


@pytest.fixture(params=["fake", "dynamodb"])
def stored(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stored]:
    clock = FixedClock()
    if request.param == "fake":
        tickets = FakeTickets()
        yield Stored(
            FakeMessages(clock), FakeConversations(), tickets, tickets.history, FakeCustomers(), FakeOutcomes(),
            FakeQuickAnswers(), clock, tickets,
        )  # fmt: skip
        return
    with table_on_moto(monkeypatch) as table:
        yield Stored(
            DynamoDBReferencedMessages(table, clock), DynamoDBConversations(table), PublishedTickets(table),
            DynamoDBHistory(table), DynamoDBCustomers(table), DynamoDBOutcomes(table),
            DynamoDBQuickAnswers(table), clock, DynamoDBMentions(table),
        )  # fmt: skip


def _message(number: int = 1, **fields: object) -> Message:
    at = START + timedelta(minutes=number)
    message = Message(
        channel="facebook",
        account_id="100",
        message_id=f"m{number}",
        brand="acme",
        conversation_id="post:7",
        text="Bonjour é 😀",
        visibility=Visibility.PUBLIC,
        occurred_at=at,
        received_at=at + timedelta(seconds=1),
        stored_at=at + timedelta(seconds=2),
        attachments=(Attachment(type="image", source_url="https://cdn.invalid/a.jpg"),),
        outcomes={f"e{number}": Outcome.TICKET},
    )
    return replace(message, **fields)


def test_reactions_come_back_with_those_taken_back(stored: Stored) -> None:
    reactions = (Reaction(customer="C-1", at=START), Reaction(customer="C-2", at=START, emoji="👎🏽"))
    stored.messages.save(_message(reactions=reactions))
    found = stored.messages.get("facebook", "100", "m1")
    assert found is not None
    assert found.reactions == reactions


def test_all_that_is_known_of_an_attachment_comes_back(stored: Stored) -> None:
    place = Attachment(type="location", latitude=0.0, longitude=-9.73891, title="Shop", label="Georgstr. 1")
    file = Attachment(type="file", source_id="BQAC", mime_type="application/pdf", size=0, duration=14, title="a.pdf")
    photo = Attachment(
        type="image",
        id="A-0123456789abcdef",
        source_id="778",
        width=640,
        height=480,
        expires_at=START,
        status=AttachmentStatus.STORED,
        key="media/29d/acme/x/A-0123456789abcdef",
    )
    order = Attachment(type="product", source_type="order", lines=("2 × box-4", "1 × lid"))
    stored.messages.save(_message(attachments=(place, file, photo, order)))
    found = stored.messages.get("facebook", "100", "m1")
    assert found is not None
    assert found.attachments == (place, file, photo, order)


def _naming(stored: Stored, *references: str, brand: str = "acme") -> list[tuple[str, ...]]:
    return [stored.messages.tickets_naming(brand, each) for each in references]


def test_a_message_is_found_by_the_references_that_its_text_names_now(stored: Stored) -> None:
    saved = stored.messages.save(_message(ticket_id="T1", text="commande n° A-1234, facture n° 99887"))
    stored.messages.save(_message(2, ticket_id="T2", text="order #A1234"))
    assert saved.references == ("99887", "A1234")
    assert stored.messages.get("facebook", "100", "m1") == saved
    assert _naming(stored, "A1234", "99887", "1234") == [("T1", "T2"), ("T1",), ()]
    assert _naming(stored, "A1234", brand="other") == [()]

    edited = stored.messages.save(replace(saved, text="commande n° A-1234, facture n° 55555"))
    assert _naming(stored, "A1234", "99887", "55555") == [("T1", "T2"), (), ("T1",)]

    deleted = stored.messages.save(replace(edited, text=None, deleted_at=START))
    assert deleted.references == ()
    assert _naming(stored, "A1234", "55555") == [("T2",), ()]


def test_a_message_that_somebody_else_wrote_first_leaves_no_reference(stored: Stored) -> None:
    first = stored.messages.save(_message(ticket_id="T1"))
    stored.messages.save(replace(first, text="commande n° 11111"))
    for late in (_message(ticket_id="T1", text="commande n° 22222"), replace(first, text="commande n° 33333")):
        with pytest.raises(ConflictError):
            stored.messages.save(late)

    assert _naming(stored, "11111", "22222", "33333") == [("T1",), (), ()]


def test_a_reference_is_found_once_its_message_has_a_ticket_and_not_in_our_own_words(stored: Stored) -> None:
    waiting = stored.messages.save(_message(text="commande n° 12345"))
    stored.messages.save(_message(2, ticket_id="T1", text="commande n° 12345", direction=Direction.OUTBOUND))
    assert _naming(stored, "12345") == [()]

    stored.messages.save(replace(waiting, ticket_id="T1"))
    assert _naming(stored, "12345") == [("T1",)]


@pytest.mark.parametrize("channel", ["facebook", "telegram"])
def test_an_erased_message_leaves_no_reference(stored: Stored, channel: str) -> None:
    saved = stored.messages.save(_message(channel=channel, ticket_id="T1", text="commande n° 12345"))

    stored.messages.erase(saved, replace(saved, text=None, deleted_at=START))

    assert _naming(stored, "12345") == [()]


def test_a_reference_expires_with_its_message(stored: Stored) -> None:
    stored.messages.save(_message(ticket_id="T1", text="commande n° 12345", expires_at=START + timedelta(minutes=9)))
    assert _naming(stored, "12345") == [("T1",)]
    stored.clock.pass_time(minutes=9)
    assert _naming(stored, "12345") == [()]


def test_a_ticket_comes_back_as_it_was_saved(stored: Stored) -> None:
    saved = stored.tickets.save(a_ticket(tags=("vip",), reasons=("category: outage",), breached_at=START))

    assert stored.tickets.get(saved.id) == saved
    assert saved.version == 1


def test_a_ticket_somebody_else_wrote_first_is_not_overwritten(stored: Stored) -> None:
    first = stored.tickets.save(a_ticket())
    stored.tickets.save(replace(first, team="experts"))

    with pytest.raises(ConflictError):
        stored.tickets.save(replace(first, team="engagement"))
    with pytest.raises(ConflictError):
        stored.tickets.save(a_ticket())


def test_a_change_is_in_the_history_or_was_not_made(stored: Stored) -> None:
    entry = HistoryEntry(ticket_id="T1", at=START, key="changed-2", what="changed", actor="Sophie")
    first = stored.tickets.save(a_ticket(id="T1"))

    saved = stored.tickets.save(replace(first, team="experts"), entry)
    with pytest.raises(ConflictError):
        stored.tickets.save(replace(first, team="triage"), replace(entry, key="changed-by-another"))

    assert stored.tickets.get("T1") == saved
    assert (saved.version, saved.team) == (2, "experts")
    assert stored.history.of_ticket("T1").items == (entry,)


def test_places_of_open_tickets_tell_when_a_ticket_moves_and_people_are_noted_at_once(stored: Stored) -> None:
    soon, later = START + timedelta(hours=1), START + timedelta(hours=2)
    first = stored.tickets.save(a_ticket(id="T1", first_response_due_at=later, waiting_since=START))
    stored.tickets.save(a_ticket(id="T2", first_response_due_at=soon, waiting_since=START))
    stored.tickets.save(a_ticket(id="T3", status=Status.RESOLVED))

    def places() -> dict[str, str]:
        return {each.ticket_id: each.place for each in stored.tickets.open_places("acme", at_most=10)}

    before = places()
    assert list(before) == ["T2", "T1"]
    assert [each.ticket_id for each in stored.tickets.open_places("acme", at_most=1)] == ["T2"]
    waits = {each.waiting_since for each in stored.tickets.open_places("acme", at_most=10)}
    assert len(waits) == 1
    assert waits != {""}

    entry = HistoryEntry(ticket_id="T1", at=START, key="claimed-2", what="claimed", actor="Sophie")
    claimed = stored.tickets.save(replace(first, claimed_by="sophie", updated_at=START), entry)
    assert places() == before
    assert stored.tickets.changed_by_people("acme", START) == {"T1"}
    assert stored.tickets.changed_by_people("acme", START + timedelta(seconds=1)) == frozenset()
    assert stored.tickets.changed_by_people("other", START) == frozenset()

    stored.tickets.save(replace(claimed, waiting_since=None, needs_response=False, status=Status.PENDING))
    assert places()["T1"] != before["T1"]


def test_open_tickets_come_most_urgent_deadline_first_page_by_page_each_once(stored: Stored) -> None:
    hours = [5, 1, 9, 3, 7, 2, 8, 4, 6, 10, 12, 11]
    for hour in hours:
        stored.tickets.save(a_ticket(id=f"T-{hour:02d}", first_response_due_at=START + timedelta(hours=hour)))
    stored.tickets.save(a_ticket(id="T-99", brand="other"))
    stored.tickets.save(a_ticket(id="T-98", status=Status.RESOLVED, resolved_at=START))

    seen, cursor = [], None
    while True:
        page = stored.tickets.open_page("acme", ALL, limit=5, cursor=cursor)
        seen += [ticket.id for ticket in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == [f"T-{hour:02d}" for hour in sorted(hours)]


def test_open_tickets_for_which_nobody_waits_come_after_all_that_wait_for_us(stored: Stored) -> None:
    answered = {"status": Status.PENDING, "waiting_since": None, "first_response_at": START}
    stored.tickets.save(a_ticket(id="answered-late", resolution_due_at=START - timedelta(days=3), **answered))
    stored.tickets.save(a_ticket(id="answered", resolution_due_at=START + timedelta(hours=1), **answered))
    stored.tickets.save(a_ticket(id="waits", first_response_due_at=START + timedelta(days=2), waiting_since=START))

    seen, cursor = [], None
    while True:
        page = stored.tickets.open_page("acme", ALL, limit=1, cursor=cursor)
        seen += [ticket.id for ticket in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == ["waits", "answered-late", "answered"]


def test_tickets_that_wait_are_listed_by_their_wait_whatever_their_deadlines_over_several_pages(stored: Stored) -> None:
    hours = [5, 1, 4, 2, 3, 9, 7, 8, 6]
    for place, hour in enumerate(hours):
        since, due = START - timedelta(hours=hour), START + timedelta(hours=place)
        stored.tickets.save(a_ticket(id=f"T-{hour}", waiting_since=since, first_response_due_at=due))
    answered = {"status": Status.PENDING, "waiting_since": None, "first_response_at": START}
    stored.tickets.save(a_ticket(id="answered", **answered))
    stored.tickets.save(a_ticket(id="resolved", status=Status.RESOLVED, waiting_since=START - timedelta(days=9)))
    stored.tickets.save(a_ticket(id="theirs", brand="other", waiting_since=START - timedelta(days=9)))
    changed = stored.tickets.get("T-4")
    assert changed is not None
    stored.tickets.save(replace(changed, waiting_since=START - timedelta(hours=10)))

    seen, cursor = [], None
    while True:
        page = stored.tickets.waiting_page("acme", ALL, limit=2, cursor=cursor)
        seen += [ticket.id for ticket in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == ["T-4", *(f"T-{hour}" for hour in (9, 8, 7, 6, 5, 3, 2, 1))]
    urgent = TicketFilter(priority=frozenset({"urgent"}))
    assert stored.tickets.waiting_page("acme", urgent, limit=2).items == ()


def test_who_is_mentioned_finds_tickets_of_any_status_the_latest_mention_first(stored: Stored) -> None:
    for number, status in enumerate([Status.NEW, Status.RESOLVED, Status.CLOSED, Status.OPEN]):
        named = ("karim",) if status is not Status.OPEN else ()
        stored.tickets.save(a_ticket(id=f"T-{number}", status=status, mentioned=named))
        stored.mentions.put("acme", "karim", f"T-{number}", at=START + timedelta(minutes=number))
    stored.tickets.save(a_ticket(id="T-9", mentioned=("karim",)))
    stored.mentions.put("acme", "karim", "T-9", at=START)
    stored.mentions.remove("acme", "karim", "T-9")
    stored.mentions.remove("acme", "nobody", "T-9")

    first = stored.tickets.mentioned_page("acme", "karim", ALL, limit=2)
    second = stored.tickets.mentioned_page("acme", "karim", ALL, limit=2, cursor=first.cursor)

    assert [t.id for t in (*first.items, *second.items)] == ["T-2", "T-1", "T-0"]
    closed = TicketFilter(status=frozenset({"closed"}))
    assert [t.id for t in stored.tickets.mentioned_page("acme", "karim", closed, limit=9).items] == ["T-2"]
    assert stored.tickets.mentioned_page("acme", "nora", ALL, limit=9).items == ()
    assert stored.tickets.mentioned_page("other", "karim", ALL, limit=9).items == ()
    with pytest.raises(RefusedError):
        stored.tickets.mentioned_page("acme", "nora", ALL, limit=2, cursor=first.cursor)


def test_tickets_resolved_since_an_instant_are_those_that_still_are(stored: Stored) -> None:
    def ticket(name: str, minute: int, status: Status = Status.RESOLVED, **fields: object) -> None:
        at = START + timedelta(minutes=minute)
        resolved = None if status is Status.OPEN else at
        values = {"id": name, "status": status, "updated_at": at, "resolved_at": resolved, **fields}
        stored.tickets.save(a_ticket(**values))

    ticket("before", 1)
    ticket("exactly", 10)
    ticket("closed", 11, Status.CLOSED)
    ticket("open", 12, Status.OPEN)
    ticket("changed", 13, resolved_at=START)

    page = stored.tickets.latest_page("acme", TicketFilter(resolved_after=START + timedelta(minutes=10)), limit=9)

    assert [found.id for found in page.items] == ["closed", "exactly"]
    assert page.cursor is None


def test_tickets_are_listed_by_their_last_change_newest_first(stored: Stored) -> None:
    for number, status in enumerate([Status.CLOSED, Status.NEW, Status.RESOLVED, Status.CLOSED, Status.RESOLVED]):
        stored.tickets.save(a_ticket(id=f"T-{number}", status=status, updated_at=START + timedelta(minutes=number)))
    wanted = TicketFilter(status=frozenset({"closed", "resolved"}))

    first = stored.tickets.latest_page("acme", wanted, limit=3)
    second = stored.tickets.latest_page("acme", wanted, limit=3, cursor=first.cursor)

    assert [t.id for t in (*first.items, *second.items)] == ["T-4", "T-3", "T-2", "T-0"]
    assert second.cursor is None
    with pytest.raises(RefusedError):
        stored.tickets.updated_page("acme", START, ALL, limit=1, cursor=first.cursor)


def test_filters_are_applied_within_the_open_tickets(stored: Stored) -> None:
    stored.tickets.save(a_ticket(id="T-1", priority=Priority.URGENT))
    stored.tickets.save(a_ticket(id="T-2", priority=Priority.LOW))
    stored.tickets.save(a_ticket(id="T-3", priority=Priority.URGENT, channel="x"))

    wanted = TicketFilter(priority=frozenset({"urgent"}), channel=frozenset({"facebook", "messenger"}))

    assert [t.id for t in stored.tickets.open_page("acme", wanted, limit=10).items] == ["T-1"]


def test_a_cursor_of_another_list_is_refused(stored: Stored) -> None:
    for number in range(3):
        stored.tickets.save(a_ticket(id=f"T-{number}"))
    cursor = stored.tickets.open_page("acme", ALL, limit=1).cursor

    with pytest.raises(RefusedError):
        stored.tickets.open_page("other", ALL, limit=1, cursor=cursor)
    with pytest.raises(RefusedError):
        stored.tickets.updated_page("acme", START, ALL, limit=1, cursor=cursor)
    with pytest.raises(RefusedError):
        stored.tickets.open_page("acme", ALL, limit=1, cursor="made up!")


def test_changed_tickets_come_by_the_time_of_their_change_whatever_their_status(stored: Stored) -> None:
    for number, status in enumerate([Status.NEW, Status.CLOSED, Status.RESOLVED, Status.OPEN]):
        at = START + timedelta(minutes=10 + number)
        stored.tickets.save(a_ticket(id=f"T-{3 - number}", status=status, updated_at=at))

    since = START + timedelta(minutes=11)
    first = stored.tickets.updated_page("acme", since, ALL, limit=2)
    second = stored.tickets.updated_page("acme", since, ALL, limit=2, cursor=first.cursor)

    assert [t.id for t in (*first.items, *second.items)] == ["T-2", "T-1", "T-0"]


def test_a_part_of_a_conversation_is_read_from_an_instant_or_from_its_end(stored: Stored) -> None:
    for number in range(6):
        stored.messages.save(_message(number))
    place = ("facebook", "100", "post:7")

    since = stored.messages.of_conversation(*place, limit=2, since=START + timedelta(minutes=3))
    newest = stored.messages.of_conversation(*place, limit=4, newest_first=True)
    older = stored.messages.of_conversation(*place, limit=4, newest_first=True, cursor=newest.cursor)

    assert [m.message_id for m in since.items] == ["m3", "m4"]
    assert [m.message_id for m in (*newest.items, *older.items)] == ["m5", "m4", "m3", "m2", "m1", "m0"]
    assert older.cursor is None


def test_a_reading_ends_at_the_instant_its_first_page_was_given(stored: Stored) -> None:
    for number in range(4):
        stored.tickets.save(a_ticket(id=f"T-{number}", updated_at=START + timedelta(minutes=number)))
    until = START + timedelta(minutes=2)

    first = stored.tickets.updated_page("acme", START, ALL, limit=2, until=until)
    second = stored.tickets.updated_page(
        "acme", START, ALL, limit=2, cursor=first.cursor, until=START + timedelta(hours=1)
    )

    assert [t.id for t in (*first.items, *second.items)] == ["T-0", "T-1", "T-2"]
    assert second.cursor is None


def test_a_ticket_that_changed_again_after_the_end_waits_for_the_next_reading(stored: Stored) -> None:
    until = START + timedelta(minutes=2)
    old = stored.tickets.save(a_ticket(id="T-1", updated_at=START))
    stored.tickets.save(replace(old, updated_at=until + timedelta(minutes=9)))

    assert stored.tickets.updated_page("acme", START, ALL, limit=2, until=until).items == ()
    later = stored.tickets.updated_page("acme", until, ALL, limit=2)
    assert [ticket.id for ticket in later.items] == ["T-1"]


def test_what_is_due_is_found_and_nothing_else(stored: Stored) -> None:
    stored.tickets.save(a_ticket(id="T-1", first_response_due_at=START + timedelta(hours=1)))
    stored.tickets.save(a_ticket(id="T-2", first_response_due_at=START + timedelta(hours=3)))
    stored.tickets.save(a_ticket(id="T-3", acknowledge_at=START, first_response_due_at=START + timedelta(hours=4)))
    stored.tickets.save(a_ticket(id="T-4", waiting_since=None, first_response_due_at=START))
    stored.tickets.save(a_ticket(id="T-5", breached_at=START, first_response_due_at=START))

    due = stored.tickets.due("acme", START + timedelta(hours=1), limit=10).tickets

    assert [ticket.id for ticket in due] == ["T-3", "T-1"]
    assert [t.id for t in stored.tickets.due("acme", START + timedelta(hours=9), limit=2).tickets] == ["T-3", "T-1"]


def test_a_message_comes_back_as_it_was_saved_with_its_history(stored: Stored) -> None:
    message = _message(editions=(Edition(text="avant", since=START),), edited_at=START, hidden=True)
    saved = stored.messages.save(message)

    assert stored.messages.get("facebook", "100", "m1") == saved == replace(message, revision=1)
    assert stored.messages.get("facebook", "100", "m2") is None
    assert stored.messages.get("messenger", "100", "m1") is None


def test_the_first_of_two_history_entries_with_one_key_stays(stored: Stored) -> None:
    """The trail is append-only: a step that is repeated after a crash does not rewrite who did what."""
    first = HistoryEntry(ticket_id="T-1", at=START, key="claimed-2", what="claimed", actor="sophie")
    stored.history.add(first)
    stored.history.add(replace(first, actor="somebody else", details={"agent": "x"}))

    assert stored.history.of_ticket("T-1").items == (first,)


def test_a_message_somebody_else_wrote_first_is_not_overwritten(stored: Stored) -> None:
    stored.messages.save(_message())

    with pytest.raises(ConflictError):
        stored.messages.save(_message())


def test_a_conversation_lists_its_messages_by_platform_time_not_by_arrival(stored: Stored) -> None:
    for number in [3, 1, 5, 2, 4]:
        stored.messages.save(_message(number))
    stored.messages.save(_message(9, conversation_id="post:8"))

    first = stored.messages.of_conversation("facebook", "100", "post:7", limit=3)
    second = stored.messages.of_conversation("facebook", "100", "post:7", limit=3, cursor=first.cursor)

    assert [m.message_id for m in first.items] == ["m1", "m2", "m3"]
    assert [m.message_id for m in second.items] == ["m4", "m5"]
    assert second.cursor is None


def test_what_is_known_of_a_message_that_has_not_arrived_is_in_no_list(stored: Stored) -> None:
    stored.messages.save(_message(stored_at=None))

    assert stored.messages.of_conversation("facebook", "100", "post:7").items == ()


def test_content_past_its_retention_is_never_shown_even_before_it_is_removed(stored: Stored) -> None:
    stored.messages.save(_message(expires_at=START + timedelta(hours=1)))
    stored.clock.pass_time(hours=2)

    assert stored.messages.of_conversation("facebook", "100", "post:7").items == ()
    found = stored.messages.get("facebook", "100", "m1")
    assert found is not None
    assert found.text is None


def test_a_conversation_is_taken_by_one_writer_only(stored: Stored) -> None:
    blank = Conversation(channel="x", account_id="3", conversation_id="7", brand="acme")
    saved = stored.conversations.save(replace(blank, open_ticket_id="T-1"))

    assert stored.conversations.get("x", "3", "7") == saved
    with pytest.raises(ConflictError):
        stored.conversations.save(replace(blank, open_ticket_id="T-2"))


def test_the_audit_trail_keeps_the_first_of_two_equal_entries_and_its_order(stored: Stored) -> None:
    for minute, what in [(2, "claimed"), (1, "opened"), (1, "opened")]:
        at = START + timedelta(minutes=minute)
        stored.history.add(HistoryEntry(ticket_id="T-1", at=at, key=what, what=what, details={"n": str(minute)}))
    stored.history.add(HistoryEntry(ticket_id="T-2", at=START, key="opened", what="opened"))

    first = stored.history.of_ticket("T-1", limit=1)
    second = stored.history.of_ticket("T-1", limit=1, cursor=first.cursor)

    assert [entry.what for entry in (*first.items, *second.items)] == ["opened", "claimed"]
    assert second.cursor is None


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9])
def test_the_audit_trail_has_what_the_ticket_itself_says_at_its_place(stored: Stored, limit: int) -> None:
    """Whatever page it falls on. The opening is the first, also where an entry has an earlier instant."""

    def entry(minute: int, what: str) -> HistoryEntry:
        return HistoryEntry(ticket_id="T-1", at=START + timedelta(minutes=minute), key=what, what=what)

    stated = (entry(0, "opened"), entry(2, "acknowledged"))
    for minute, what in [(-1, "changed"), (1, "claimed"), (3, "released")]:
        stored.history.add(entry(minute, what))

    found, cursor = [], None
    for _ in range(6):
        page = stored.history.of_ticket("T-1", limit=limit, cursor=cursor, stated=stated)
        assert len(page.items) <= limit
        found += [entry.what for entry in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert found == ["opened", "changed", "claimed", "acknowledged", "released"]
    assert cursor is None


def test_a_customer_is_remembered_in_any_order_and_any_number_of_times(stored: Stored) -> None:
    one = Customer(
        id="C-1", brand="acme", identities={"x": "7"}, handle="mia", first_seen_at=START, last_seen_at=START,
        tickets=frozenset({"T-1"}),
    )  # fmt: skip
    two = replace(one, name="Mia", tickets=frozenset({"T-2"}), complaint_tickets=frozenset({"T-2"}))
    for customer in (one, two, one):
        stored.customers.remember(customer)

    found = stored.customers.get("C-1")

    assert found is not None
    assert found.tickets == {"T-1", "T-2"}
    assert found.complaint_tickets == {"T-2"}
    assert (found.name, found.handle) == ("Mia", "mia")


@pytest.mark.parametrize("days", [(400, 30), (30, 400), (400, None)])
def test_nothing_that_is_remembered_makes_a_customer_expire_sooner(
    stored: Stored, days: tuple[int, int | None]
) -> None:
    for number, kept in enumerate(days):
        at = None if kept is None else START + timedelta(days=kept)
        tickets = frozenset({f"T-{number}"})
        stored.customers.remember(
            Customer(id="C-3", brand="acme", first_seen_at=START, last_seen_at=START, expires_at=at, tickets=tickets)
        )

    found = stored.customers.get("C-3")

    assert found is not None
    assert found.expires_at == START + timedelta(days=400)
    assert found.tickets == {"T-0", "T-1"}


def test_the_tickets_a_customer_opened_last_are_known_by_when_they_opened_them(stored: Stored) -> None:
    for number, ticket_id in enumerate(["T-5", "T-1", "T-9"]):
        at = START + timedelta(hours=number)
        one = Customer(id="C-2", brand="acme", first_seen_at=at, last_seen_at=at, tickets=frozenset({ticket_id}))
        stored.customers.remember(replace(one, openings=frozenset({opening(ticket_id, at)})))
        stored.tickets.save(replace(a_ticket(), id=ticket_id, version=0))
    stored.customers.remember(replace(one, tickets=frozenset({"T-0"}), openings=frozenset()))

    found = stored.customers.get("C-2")

    assert found is not None
    assert found.latest_tickets(2) == ("T-9", "T-1")
    assert found.latest_tickets(9) == ("T-9", "T-1", "T-5", "T-0")
    assert [ticket.id for ticket in stored.tickets.several(("T-9", "T-0", "T-5"))] == ["T-9", "T-5"]


def test_keys_that_dynamodb_leaves_are_asked_for_again_after_a_growing_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with table_on_moto(monkeypatch) as table:
        DynamoDBTickets(table).save(a_ticket())
        pauses: list[float] = []
        waiting = DynamoDBTable(table.name, pause=pauses.append)
        client = waiting.table.meta.client
        answer, left = client.batch_get_item, [2]

        def partly(**asked: Any) -> Any:
            if left[0]:
                left[0] -= 1
                return {"Responses": {}, "UnprocessedKeys": asked["RequestItems"]}
            return answer(**asked)

        client.batch_get_item = partly

        assert [ticket.id for ticket in DynamoDBTickets(waiting).several([a_ticket().id])] == [a_ticket().id]
        assert pauses == [0.05, 0.1]
        left[0] = 9
        with pytest.raises(UpstreamError, match="unprocessed"):
            DynamoDBTickets(waiting).several([a_ticket().id])
        assert pauses[2:] == [0.05, 0.1, 0.2, 0.4]


def test_the_first_outcome_stays_unless_the_event_was_only_parked(stored: Stored) -> None:
    for outcome in (Outcome.PARKED, Outcome.SIGNAL, Outcome.OPS):
        stored.outcomes.add(OutcomeRecord(event_id="e1", outcome=outcome, at=START))

    found = stored.outcomes.get("e1")

    assert found is not None
    assert found.outcome is Outcome.SIGNAL
    assert stored.outcomes.get("e2") is None


def test_a_category_is_read_back_as_a_category(stored: Stored) -> None:
    saved = stored.tickets.save(a_ticket(category=Category.OUTAGE))

    found = stored.tickets.get(saved.id)

    assert found is not None
    assert found.category is Category.OUTAGE


def test_the_first_quick_answer_with_a_text_is_kept_for_a_day(stored: Stored) -> None:
    first = QuickAnswer(conversation="c1", ticket_id="T-1", at=START)
    later = QuickAnswer(conversation="c2", ticket_id="T-2", at=START + timedelta(hours=1))
    next_day = QuickAnswer(conversation="c3", ticket_id="T-3", at=START + timedelta(hours=30))

    assert stored.quick_answers.first("messenger", "100", "abc", first) == first
    assert stored.quick_answers.first("messenger", "100", "abc", first) == first
    assert stored.quick_answers.first("messenger", "100", "abc", later) == first
    assert stored.quick_answers.first("messenger", "200", "abc", later) == later
    assert stored.quick_answers.first("messenger", "100", "abc", next_day) == next_day


def test_tickets_whose_index_entry_does_not_name_the_wait_yet_stand_in_its_order_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those that an earlier version wrote, until they are written again."""
    with table_on_moto(monkeypatch) as table:
        tickets = DynamoDBTickets(table)
        for hour in (1, 2, 3, 4):
            tickets.save(a_ticket(id=f"T-{hour}", waiting_since=START - timedelta(hours=hour)))
        for hour in (1, 3):
            key = keys.ticket(f"T-{hour}")
            item = table.get(key)
            assert item is not None
            table.put({**item, "open_sk": str(item["open_sk"]).rpartition("#")[0]})

        first = tickets.waiting_page("acme", ALL, limit=3)
        second = tickets.waiting_page("acme", ALL, limit=3, cursor=first.cursor)

    assert [ticket.id for ticket in (*first.items, *second.items)] == ["T-4", "T-3", "T-2", "T-1"]
