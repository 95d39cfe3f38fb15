"""What is stored, in memory. Held to the same suite as DynamoDB: tests/integration/test_repositories.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zlib import crc32

from shared.domain.conversations.model import Conversation
from shared.domain.customers.model import Customer, CustomerLink
from shared.domain.errors import ConflictError, InvalidCursorError
from shared.domain.events.changes import TicketChange
from shared.domain.messages.model import Message
from shared.domain.messages.references import named_in
from shared.domain.privacy.pseudonyms import identifies, pseudonym
from shared.domain.tickets.history import OPENED, HistoryEntry
from shared.domain.tickets.history_words import unknown_words
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.parts import WHOLE, Part
from shared.domain.vocabulary import Outcome
from shared.observability.catalogue import CATALOGUE
from shared.ports.pages import DueTickets, OpenPlace, Page, TicketFilter
from shared.ports.repositories import OutcomeRecord

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class FixedClock:
    """A clock that a test moves."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def pass_time(self, **duration: float) -> None:
        self.at += timedelta(**duration)


def _place(kind: str, cursor: str | None) -> str:
    if cursor is None:
        return ""
    if not cursor.startswith(kind + ":"):
        raise InvalidCursorError("not one of ours")
    return cursor.removeprefix(kind + ":")


def _page(kind: str, found: list[tuple[str, object]], limit: int, cursor: str | None) -> Page:
    after = _place(kind, cursor)
    left = [(place, item) for place, item in sorted(found, key=lambda pair: pair[0]) if place > after]
    taken = left[:limit]
    return Page(
        items=tuple(item for _, item in taken),
        cursor=f"{kind}:{taken[-1][0]}" if taken and len(left) > limit else None,
    )


@dataclass
class FakeHistory:
    stored: dict[tuple[str, datetime, str], HistoryEntry] = field(default_factory=dict)

    def add(self, entry: HistoryEntry) -> None:
        assert not (unknown := unknown_words(entry)), f"nobody could read {unknown} in {entry.what}"
        self.stored.setdefault((entry.ticket_id, entry.at, entry.key), entry)

    def rewrite(self, ticket_id: str, change: Callable[[HistoryEntry], HistoryEntry]) -> None:
        for place, entry in [pair for pair in self.stored.items() if pair[1].ticket_id == ticket_id]:
            del self.stored[place]
            changed = change(entry)
            self.stored[changed.ticket_id, changed.at, changed.key] = changed

    def of_ticket(
        self, ticket_id: str, *, limit: int = 50, cursor: str | None = None, stated: Sequence[HistoryEntry] = ()
    ) -> Page[HistoryEntry]:
        found = [(f"{e.at.isoformat()}#{e.key}", e) for e in self.stored.values() if e.ticket_id == ticket_id]
        found += [(" " if e.what == OPENED else f"{e.at.isoformat()}#{e.key}", e) for e in stated]
        return _page(f"history-{ticket_id}", found, limit, cursor)


@dataclass
class FakeTickets:
    """``changes``: every ticket before and after each write."""

    stored: dict[str, Ticket] = field(default_factory=dict)
    changes: list[TicketChange] = field(default_factory=list)
    number_of_shards: int = 2
    mentions: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    history: FakeHistory = field(default_factory=FakeHistory)
    noted: dict[str, datetime] = field(default_factory=dict)

    def get(self, ticket_id: str) -> Ticket | None:
        return self.stored.get(ticket_id)

    def several(self, ticket_ids: Sequence[str]) -> tuple[Ticket, ...]:
        return tuple(self.stored[each] for each in ticket_ids if each in self.stored)

    def save(self, ticket: Ticket, *entries: HistoryEntry) -> Ticket:
        current = self.stored.get(ticket.id)
        if (current.version if current else 0) != ticket.version:
            raise ConflictError("ticket")
        for entry in entries:
            self.history.add(entry)
            self.noted[ticket.id] = entry.at
        self.stored[ticket.id] = replace(ticket, version=ticket.version + 1)
        self.changes.append(TicketChange(before=current, after=self.stored[ticket.id]))
        return self.stored[ticket.id]

    def save_together(self, tickets: Sequence[Ticket], *entries: HistoryEntry) -> tuple[Ticket, ...]:
        for ticket in tickets:
            current = self.stored.get(ticket.id)
            if (current.version if current else 0) != ticket.version:
                raise ConflictError("ticket")
        return tuple(self.save(ticket, *(entries if ticket is tickets[0] else ())) for ticket in tickets)

    def open_page(self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None) -> Page[Ticket]:
        return _page(
            f"open-{brand_id}", [pair for pair in self._open(brand_id) if wanted.admits(pair[1])], limit, cursor
        )

    def _open(self, brand_id: str) -> list[tuple[str, Ticket]]:
        return [
            (f"{'' if t.waits_for_us else '~'}{(t.deadline or t.updated_at).isoformat()}#{t.id}", t)
            for t in self.stored.values()
            if t.brand == brand_id and t.is_open
        ]

    def open_places(self, brand_id: str, *, at_most: int) -> tuple[OpenPlace, ...]:
        found = sorted(self._open(brand_id), key=lambda pair: pair[0])
        waits = {t.id: t.waiting_since.isoformat() for _, t in found if t.waits_for_us and t.waiting_since is not None}
        places = (
            OpenPlace(ticket_id=t.id, place=place + waits.get(t.id, ""), waiting_since=waits.get(t.id, ""))
            for place, t in found
        )
        return tuple(places)[:at_most]

    def changed_by_people(self, brand_id: str, since: datetime) -> frozenset[str]:
        return frozenset(each for each, at in self.noted.items() if at >= since and self.stored[each].brand == brand_id)

    def waiting_page(
        self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        found = [
            (f"{t.waiting_since.isoformat()}#{t.id}", t)
            for t in self.stored.values()
            if t.brand == brand_id and t.waits_for_us and t.waiting_since is not None and wanted.admits(t)
        ]
        return _page(f"waiting-{brand_id}", found, limit, cursor)

    def mentioned_page(
        self, brand_id: str, agent_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        found = [
            (f"{10**10 - self.mentions[brand_id, agent_id, t.id].timestamp():014.3f}#{t.id}", t)
            for t in self.stored.values()
            if (brand_id, agent_id, t.id) in self.mentions and agent_id in t.mentioned and wanted.admits(t)
        ]
        return _page(f"mentioned-{brand_id}-{agent_id}", found, limit, cursor)

    def updated_page(
        self,
        brand_id: str,
        since: datetime,
        wanted: TicketFilter,
        *,
        limit: int,
        cursor: str | None = None,
        until: datetime | None = None,
    ) -> Page[Ticket]:
        end, found_cursor = until, cursor
        if cursor is not None and "|" in cursor:
            bound, _, found_cursor = cursor.partition("|")
            end = datetime.fromisoformat(bound)
        found = [
            (f"{t.updated_at.isoformat()}#{t.id}", t)
            for t in self.stored.values()
            if t.brand == brand_id
            and t.updated_at >= since
            and (end is None or t.updated_at <= end)
            and wanted.admits(t)
        ]
        page = _page(f"updated-{brand_id}", found, limit, found_cursor)
        return page if end is None or page.cursor is None else replace(page, cursor=f"{end.isoformat()}|{page.cursor}")

    def latest_page(
        self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        before = _place(f"latest-{brand_id}", cursor)
        found = [
            (f"{t.updated_at.isoformat()}#{t.id}", t)
            for t in self.stored.values()
            if t.brand == brand_id and wanted.admits(t)
        ]
        left = sorted(((p, t) for p, t in found if not before or p < before), key=lambda f: f[0], reverse=True)
        taken = left[:limit]
        return Page(
            items=tuple(t for _, t in taken),
            cursor=f"latest-{brand_id}:{taken[-1][0]}" if taken and len(left) > limit else None,
        )

    def put(
        self, brand_id: str, agent_id: str, ticket_id: str, *, at: datetime, expires_at: datetime | None = None
    ) -> None:
        """Of the port ``MentionIndex``: the list of mentions is read with the tickets."""
        self.mentions[brand_id, agent_id, ticket_id] = at

    def remove(self, brand_id: str, agent_id: str, ticket_id: str) -> None:
        self.mentions.pop((brand_id, agent_id, ticket_id), None)

    def shards(self, brand_id: str) -> int:
        return self.number_of_shards

    def due(
        self, brand_id: str, until: datetime, *, limit: int, shard: int | None = None, part: Part = WHOLE
    ) -> DueTickets:
        found = [
            (t.next_due_at, t.id, t)
            for t in self.stored.values()
            if t.brand == brand_id
            and t.next_due_at is not None
            and t.next_due_at <= until
            and shard in (None, crc32(t.id.encode()) % self.number_of_shards)
            and part.holds(t.id)
        ]
        return DueTickets(tickets=tuple(t for _, _, t in sorted(found, key=lambda f: f[:2])[:limit]))


@dataclass
class FakeMessages:
    clock: FixedClock
    stored: dict[tuple[str, str, str], Message] = field(default_factory=dict)

    def get(self, channel: str, account_id: str, message_id: str, *, latest: bool = True) -> Message | None:
        message = self.stored.get((channel, account_id, message_id))
        message = message or self.stored.get((channel, account_id, self.erased_id(channel, message_id)))
        if message is not None and self._expired(message):
            return replace(message, text=None, text_key=None, attachments=(), editions=())
        return message

    def save(self, message: Message) -> Message:
        key = (message.channel, message.account_id, message.message_id)
        current = self.stored.get(key)
        if (current.revision if current else 0) != message.revision:
            raise ConflictError("message")
        self.stored[key] = replace(message, revision=message.revision + 1, references=named_in(message))
        return self.stored[key]

    def tickets_naming(self, brand_id: str, reference: str) -> tuple[str, ...]:
        naming = (m for m in self.stored.values() if m.brand == brand_id and reference in m.references)
        return tuple(sorted({m.ticket_id for m in naming if m.ticket_id is not None and not self._expired(m)}))

    def erased_id(self, channel: str, message_id: str) -> str:
        return pseudonym(b"key", message_id) if identifies(channel, message_id) else message_id

    def erase(self, message: Message, tombstone: Message) -> None:
        self.save(tombstone)
        erased_id = self.erased_id(message.channel, message.message_id)
        if erased_id != message.message_id:
            del self.stored[message.channel, message.account_id, message.message_id]
            erased = replace(tombstone, message_id=erased_id, revision=1, outcomes={}, answers=(), references=())
            self.stored[message.channel, message.account_id, erased_id] = erased

    def of_conversation(
        self,
        channel: str,
        account_id: str,
        conversation_id: str,
        *,
        limit: int = 50,
        cursor: str | None = None,
        since: datetime | None = None,
        newest_first: bool = False,
    ) -> Page[Message]:
        places = ((channel, account_id, conversation_id),)
        return self.of_places(places, limit=limit, cursor=cursor, since=since, newest_first=newest_first)

    def of_places(
        self,
        places: Sequence[tuple[str, str, str]],
        *,
        limit: int = 50,
        cursor: str | None = None,
        since: datetime | None = None,
        newest_first: bool = False,
    ) -> Page[Message]:
        found = [
            (f"{m.occurred_at.isoformat()}#{m.message_id}", m)
            for m in self.stored.values()
            if (m.channel, m.account_id, m.conversation_id) in places
            and m.complete
            and m.occurred_at is not None
            and not self._expired(m)
            and (since is None or m.occurred_at >= since)
        ]
        kind = self._list_of(places, newest_first)
        if not newest_first:
            return _page(kind, found, limit, cursor)
        before = _place(kind, cursor)
        newest = sorted(found, key=lambda pair: pair[0], reverse=True)
        left = [pair for pair in newest if not before or pair[0] < before]
        taken = left[:limit]
        more = len(left) > limit
        return Page(items=tuple(m for _, m in taken), cursor=f"{kind}:{taken[-1][0]}" if more else None)

    def cursor_after(self, places: Sequence[tuple[str, str, str]], message: Message, *, newest_first: bool) -> str:
        assert message.occurred_at is not None
        return f"{self._list_of(places, newest_first)}:{message.occurred_at.isoformat()}#{message.message_id}"

    def _list_of(self, places: Sequence[tuple[str, str, str]], newest_first: bool) -> str:
        return f"{'newest' if newest_first else 'conversation'}-{'-'.join(places[0])}"

    def _expired(self, message: Message) -> bool:
        return message.expires_at is not None and message.expires_at <= self.clock.now()


@dataclass
class FakeConversations:
    stored: dict[tuple[str, str, str], Conversation] = field(default_factory=dict)

    def get(self, channel: str, account_id: str, conversation_id: str, *, latest: bool = True) -> Conversation | None:
        return self.stored.get((channel, account_id, conversation_id))

    def save(self, conversation: Conversation) -> Conversation:
        key = (conversation.channel, conversation.account_id, conversation.conversation_id)
        current = self.stored.get(key)
        if (current.revision if current else 0) != conversation.revision:
            raise ConflictError("conversation")
        self.stored[key] = replace(conversation, revision=conversation.revision + 1)
        return self.stored[key]

    def forget(self, channel: str, account_id: str, conversation_id: str) -> None:
        self.stored.pop((channel, account_id, conversation_id), None)


@dataclass
class FakeCustomers:
    stored: dict[str, Customer] = field(default_factory=dict)
    history: FakeHistory = field(default_factory=FakeHistory)

    def get(self, customer_id: str) -> Customer | None:
        return self.stored.get(customer_id)

    def get_with_links(self, customer_id: str) -> Customer | None:
        return self.stored.get(customer_id)

    def remember(self, customer: Customer) -> None:
        known = self.stored.get(customer.id)
        if known is None:
            self.stored[customer.id] = customer
            return
        self.stored[customer.id] = replace(
            known,
            handle=customer.handle or known.handle,
            name=customer.name or known.name,
            last_seen_at=customer.last_seen_at,
            expires_at=max((at for at in (customer.expires_at, known.expires_at) if at is not None), default=None),
            tickets=known.tickets | customer.tickets,
            complaint_tickets=known.complaint_tickets | customer.complaint_tickets,
            openings=known.openings | customer.openings,
            conversations=known.conversations | customer.conversations,
        )

    def begin_erasure(self, customer_id: str, *, at: datetime, by: str) -> Customer:
        known = self.stored[customer_id]
        if known.erasing_since is None or known.erased_at is not None:
            self.stored[customer_id] = replace(known, erasing_since=at, erased_by=by, erased_at=None)
        return self.stored[customer_id]

    def note_same(self, customer_id: str, others: frozenset[str]) -> None:
        known = self.stored[customer_id]
        self.stored[customer_id] = replace(known, same_as=known.same_as | others)

    def link(
        self, one: Customer, other: Customer, *, by: str, at: datetime, entries: Sequence[HistoryEntry] = ()
    ) -> None:
        if any(each.id not in self.stored or self.stored[each.id].is_being_erased for each in (one, other)):
            raise ConflictError("customer")
        for entry in entries:
            self.history.add(entry)
        self.unlink(one.id, other.id)
        for customer_id, linked in ((one.id, other.id), (other.id, one.id)):
            known = self.stored[customer_id]
            links = (*known.linked, CustomerLink(customer_id=linked, by=by, at=at))
            in_order = tuple(sorted(links, key=lambda link: (link.at, link.customer_id)))
            self.stored[customer_id] = replace(known, linked=in_order)

    def unlink(self, one_id: str, other_id: str, entries: Sequence[HistoryEntry] = ()) -> None:
        for entry in entries:
            self.history.add(entry)
        for customer_id, linked in ((one_id, other_id), (other_id, one_id)):
            known = self.stored.get(customer_id)
            if known is not None:
                links = tuple(link for link in known.linked if link.customer_id != linked)
                self.stored[customer_id] = replace(known, linked=links)

    def forget_ticket(self, customer_id: str, ticket_id: str, *, messages: int) -> None:
        known = self.stored[customer_id]
        if ticket_id in known.tickets:
            self.stored[customer_id] = replace(
                known,
                tickets=known.tickets - {ticket_id},
                complaint_tickets=known.complaint_tickets - {ticket_id},
                erased_tickets=known.erased_tickets + 1,
                erased_messages=known.erased_messages + messages,
            )

    def forget_conversation(self, customer_id: str, place: str, *, messages: int) -> None:
        known = self.stored[customer_id]
        if place in known.conversations:
            self.stored[customer_id] = replace(
                known,
                conversations=known.conversations - {place},
                erased_messages=known.erased_messages + messages,
            )

    def end_erasure(self, customer_id: str, *, at: datetime) -> Customer:
        known = self.stored[customer_id]
        if known.tickets or known.conversations:
            raise ConflictError("customer")
        self.stored[customer_id] = replace(
            known, erased_at=at, handle=None, name=None, identities={}, openings=frozenset()
        )
        return self.stored[customer_id]


@dataclass
class FakeOutcomes:
    stored: dict[str, OutcomeRecord] = field(default_factory=dict)

    def add(self, record: OutcomeRecord) -> None:
        known = self.stored.get(record.event_id)
        if known is None or known.outcome is Outcome.PARKED:
            self.stored[record.event_id] = record

    def get(self, event_id: str) -> OutcomeRecord | None:
        return self.stored.get(event_id)


@dataclass
class FakeMetrics:
    """Counts and measures, checked against the catalogue."""

    counted: dict[tuple[str, tuple[tuple[str, str], ...]], float] = field(default_factory=dict)

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        self._check(name, dimensions)
        key = (name, tuple(sorted(dimensions.items())))
        self.counted[key] = self.counted.get(key, 0) + value

    def measure(self, name: str, value: float, **dimensions: str) -> None:
        self._check(name, dimensions)
        self.counted[name, tuple(sorted(dimensions.items()))] = value

    def of(self, name: str, **dimensions: str) -> float:
        """What was counted under that name, with those dimensions."""
        return self.counted.get((name, tuple(sorted(dimensions.items()))), 0)

    def total(self, name: str) -> float:
        """What was counted under that name, over all dimensions."""
        return sum(value for (counted, _), value in self.counted.items() if counted == name)

    def _check(self, name: str, dimensions: Mapping[str, str]) -> None:
        metric = CATALOGUE[name]
        assert set(dimensions) == set(metric.labels), name
        for dimension, value in dimensions.items():
            assert value in metric.labels[dimension], (name, dimension, value)
