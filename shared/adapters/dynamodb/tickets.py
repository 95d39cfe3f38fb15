"""Tickets in DynamoDB."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import change_log, index, keys, mentions
from shared.adapters.dynamodb.change_log import ChangeLog, Mention
from shared.adapters.dynamodb.compact import TICKET_NAMES, compact, complete
from shared.adapters.dynamodb.history import item_of
from shared.adapters.dynamodb.items import decode
from shared.adapters.dynamodb.shards import DynamoDBShards
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, seconds, translated
from shared.domain.errors import UpstreamError
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.parts import WHOLE, Part
from shared.ports.pages import DueTickets, OpenPlace, Page, TicketFilter

_TICKET = TypeAdapter(Ticket)
_IN_KEY = frozenset({"id"})

MAX_EVALUATED = 500  # tickets read for one page of a filtered list

NOBODY_WAITS = "~"
"""Begins the ``open`` key of a ticket for which no customer waits. It sorts after every digit, so last."""

MAX_SORTED = 10_000  # tickets that are put into the order of their waits, those with the most urgent deadline first
_ENTRIES_READ = 1_000  # of one query: nearly as many index entries as it may answer with

CHANGES_NOTED = timedelta(minutes=10)
"""How long it is noted that a person changed a ticket. Whoever keeps tickets in mind looks every few seconds."""

MAX_UNREADABLE = 2_000  # due tickets that cannot be read, in one look at what is due


def ticket_from(item: Mapping[str, Any]) -> Ticket:
    """Raises ``UpstreamError`` for an item that cannot be read."""
    return decode(_TICKET, complete(item, TICKET_NAMES, {"id": str(item["pk"]).partition("#")[2]}))


class DynamoDBTickets:
    def __init__(self, table: DynamoDBTable, shards: DynamoDBShards | None = None) -> None:
        self._table = table
        self._shards = DynamoDBShards(table) if shards is None else shards
        self._changes = ChangeLog(table)

    def get(self, ticket_id: str) -> Ticket | None:
        item = self._table.get(keys.ticket(ticket_id))
        return None if item is None else ticket_from(item)

    def several(self, ticket_ids: Sequence[str]) -> tuple[Ticket, ...]:
        return tuple(_readable(index.items(self._table, [dict(keys.ticket(each)) for each in ticket_ids])))

    def every(self) -> Iterator[Ticket]:
        """All tickets of all brands, by reading the whole table: for operators, never for a request."""
        query: dict[str, Any] = {"FilterExpression": Attr("sk").eq("TICKET") & Attr("pk").begins_with("TICKET#")}
        while True:
            with translated():
                answer = self._table.table.scan(**query)
            yield from _readable(answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def save(self, ticket: Ticket, *entries: HistoryEntry) -> Ticket:
        """Conditional on the version that was read. Raises ``ConflictError``."""
        stored = replace(ticket, version=ticket.version + 1)
        if entries:
            (stored,) = self.save_together([ticket], *entries)
            return stored
        same: ConditionBase = Attr("pk").not_exists() if ticket.version == 0 else Attr("version").eq(ticket.version)
        self._table.put(_item(stored, self._shards.to_write(stored.brand)), ConditionExpression=same)
        return stored

    def save_together(self, tickets: Sequence[Ticket], *entries: HistoryEntry) -> tuple[Ticket, ...]:
        """Conditional on the versions that were read. Raises ``ConflictError``."""
        stored = tuple(replace(ticket, version=ticket.version + 1) for ticket in tickets)
        puts: list[dict[str, Any]] = []
        for ticket in stored:
            same: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
            if ticket.version > 1:
                read = {":read": ticket.version - 1}
                same = {"ConditionExpression": "version = :read", "ExpressionAttributeValues": read}
            puts.append({"Item": _item(ticket, self._shards.to_write(ticket.brand)), **same})
        puts += [{"Item": item_of(each)} for each in entries]
        for at in {each.at for each in entries}:
            expiry = {"expires_at": seconds(at + CHANGES_NOTED)}
            puts += [{"Item": {**keys.recent_change(each.brand, at, each.id), **expiry}} for each in stored]
        self._table.put_together(*puts)
        return stored

    def open_page(self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None) -> Page[Ticket]:
        after = index.position("open", brand_id, cursor)
        start = None if after is None else Key("open_sk").gt(after)
        return self._page("open", brand_id, start, lambda t: t.is_open and wanted.admits(t), limit=limit)

    def open_places(self, brand_id: str, *, at_most: int) -> tuple[OpenPlace, ...]:
        found = self._entries("open", brand_id, None, chunk=_ENTRIES_READ)
        return tuple(
            OpenPlace(ticket_id=_id_of(entry), place=str(entry["open_sk"]), waiting_since=_waits_since(entry))
            for entry in islice(found, at_most)
        )

    def changed_by_people(self, brand_id: str, since: datetime) -> frozenset[str]:
        first = keys.recent_change(brand_id, since, "")
        wanted = Key("pk").eq(first["pk"]) & Key("sk").gte(first["sk"])
        found = self._table.query({"KeyConditionExpression": wanted, "ConsistentRead": True})
        return frozenset(str(item["sk"]).rpartition("#")[2] for item in found)

    def waiting_page(
        self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        """All index entries of the tickets that wait, put into order; only the tickets of one page are read."""
        after = index.position("waiting", brand_id, cursor) or ""
        waits = self._entries("open", brand_id, Key("open_sk").lt(NOBODY_WAITS), chunk=_ENTRIES_READ)
        found = sorted(self._waits(islice(waits, MAX_SORTED)), key=lambda pair: pair[0])
        left = iter([(place, entry) for place, entry in found if place > after])
        return self._listed("waiting", brand_id, left, lambda t: t.waits_for_us and wanted.admits(t), limit=limit)

    def mentioned_page(
        self, brand_id: str, agent_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        of = f"{brand_id}#{keys.digest(agent_id)}"
        before = index.position("mentioned", of, cursor)
        found = mentions.entries(self._table, brand_id, agent_id)
        left = iter([(place, key) for place, key in found if before is None or place < before])

        def admits(ticket: Ticket) -> bool:
            return ticket.brand == brand_id and agent_id in ticket.mentioned and wanted.admits(ticket)

        return self._listed("mentioned", of, left, admits, limit=limit)

    def _waits(self, entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each entry with its place in the order of the waits. Those of earlier versions do not name the wait."""
        unnamed: list[dict[str, Any]] = []
        for entry in entries:
            if since := _waits_since(entry):
                yield f"{since}#{_id_of(entry)}", entry
            else:
                unnamed.append(dict(entry))
        for ticket in _readable(index.items(self._table, unnamed)):
            if ticket.waiting_since is not None:
                yield f"{keys.instant(ticket.waiting_since)}#{ticket.id}", keys.ticket(ticket.id)

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
        """From the change log: a change counts from the instant at which it became known."""
        end = None if until is None else milliseconds(until)
        first, after = milliseconds(since), ""
        found = index.position("updated", brand_id, cursor)
        if found is not None:
            bound, _, position = found.rpartition("|")
            end = milliseconds(change_log.at_of(bound)) if bound else end
            after = change_log.place_of(position)
            first = int(after.partition(".")[0])
        found_changes = self._changes.forward(
            brand_id, first=first, until=change_log.MAX_NUMBER if end is None else end, after=after
        )
        prefix = "" if end is None else f"{keys.instant(instant(end))}|"

        def admits(mention: Mention, ticket: Ticket) -> bool:
            # One that changed again is mentioned again: in this reading, or past its end and so in the next.
            return milliseconds(ticket.updated_at) <= mention.at and wanted.admits(ticket)

        return self._changed_page("updated", brand_id, found_changes, admits, limit=limit, prefix=prefix)

    def latest_page(
        self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        """From the change log, backwards: each ticket stands at its last change that is known."""
        position = index.position("latest", brand_id, cursor)
        before = "" if position is None else change_log.place_of(position, slack=change_log.PUBLISHED_WITHIN)
        taken: set[str] = set()
        recent: list[tuple[int, Mapping[str, str]]] = []  # read when it is first needed

        def is_mentioned_later(mention: Mention, ticket: Ticket) -> bool:
            recent[:] = recent or [self._changes.recent(brand_id)]
            settled, places = recent[0]
            return milliseconds(ticket.updated_at) < settled or places.get(ticket.id, "") > mention.place

        def admits(mention: Mention, ticket: Ticket) -> bool:
            if ticket.id in taken:
                return False
            if milliseconds(ticket.updated_at) > mention.at and is_mentioned_later(mention, ticket):
                return False
            taken.add(ticket.id)
            return wanted.admits(ticket)

        found = self._changes.backward(brand_id, before=before)
        if wanted.resolved_after is not None:  # a ticket has changed when it was resolved, or since
            first = milliseconds(wanted.resolved_after - change_log.PUBLISHED_WITHIN)
            found = takewhile(lambda mention: mention.number >= first, found)
        return self._changed_page("latest", brand_id, found, admits, limit=limit)

    def shards(self, brand_id: str) -> int:
        return self._shards.to_read(brand_id)

    def due(
        self, brand_id: str, until: datetime, *, limit: int, shard: int | None = None, part: Part = WHOLE
    ) -> DueTickets:
        # The sort key goes on after the instant, so "until" itself is compared with what sorts after every id.
        bound = Key("work_sk").lte(keys.instant(until) + "$")
        found = self._entries("work", brand_id, bound, chunk=limit, shard=shard)
        entries = (entry for entry in found if part.holds(_id_of(entry)))
        tickets: list[Ticket] = []
        unreadable: list[str] = []
        while len(tickets) < limit and len(unreadable) < MAX_UNREADABLE:
            chunk = list(islice(entries, limit - len(tickets)))
            if not chunk:
                break
            for item in index.items(self._table, chunk):
                read = list(_readable([item]))
                tickets += read
                unreadable += [] if read else [_id_of(item)]
        return DueTickets(tickets=tuple(tickets), unreadable=tuple(unreadable))

    def _entries(
        self, name: str, brand_id: str, condition: ConditionBase | None, *, chunk: int, shard: int | None = None
    ) -> Iterator[dict[str, Any]]:
        wanted = range(self._shards.to_read(brand_id)) if shard is None else (shard,)
        partitions = [{"shard": keys.shard(brand_id, each)} for each in wanted]
        return index.entries(self._table, name, partitions, condition, chunk=chunk)

    def _page(
        self, name: str, brand_id: str, start: ConditionBase | None, admits: Callable[[Ticket], bool], *, limit: int
    ) -> Page[Ticket]:
        entries = self._entries(name, brand_id, start, chunk=limit)
        placed = ((str(entry[f"{name}_sk"]), entry) for entry in entries)
        return self._listed(name, brand_id, placed, admits, limit=limit)

    def _listed(
        self,
        kind: str,
        of: str,
        entries: Iterator[tuple[str, Mapping[str, Any]]],
        admits: Callable[[Ticket], bool],
        *,
        limit: int,
    ) -> Page[Ticket]:
        """``entries``: the keys of tickets in order, each with its place."""

        def part(count: int) -> Iterator[tuple[str, Ticket | None]]:
            chunk = list(islice(entries, count))
            found = index.items(self._table, [dict(entry) for _, entry in chunk])
            tickets = {keys.ticket(ticket.id)["pk"]: ticket for ticket in _readable(found)}
            for place, entry in chunk:
                ticket = tickets.get(entry["pk"])
                yield place, ticket if ticket is not None and admits(ticket) else None

        return _collected(part, limit=limit, cursor_at=lambda place: index.cursor(kind, of, place))

    def _changed_page(
        self,
        kind: str,
        brand_id: str,
        changes: Iterator[Mention],
        admits: Callable[[Mention, Ticket], bool],
        *,
        limit: int,
        prefix: str = "",
    ) -> Page[Ticket]:
        """``prefix`` goes into the cursor before the position."""

        def part(count: int) -> Iterator[tuple[str, Ticket | None]]:
            chunk = list(islice(changes, count))
            ids = list(dict.fromkeys(mention.ticket_id for mention in chunk))
            tickets = {ticket.id: ticket for ticket in self.several(ids)}
            for mention in chunk:
                ticket = tickets.get(mention.ticket_id)
                yield mention.place, ticket if ticket is not None and admits(mention, ticket) else None

        return _collected(part, limit=limit, cursor_at=lambda place: index.cursor(kind, brand_id, prefix + place))


def _collected(
    part: Callable[[int], Iterator[tuple[str, Ticket | None]]], *, limit: int, cursor_at: Callable[[str], str]
) -> Page[Ticket]:
    """A page of the tickets that are wanted. ``part`` gives the next places of the list, as many as are asked for, with
    the ticket at each, or ``None`` for one that is not wanted."""
    taken: list[Ticket] = []
    looked_at = 0
    place: str | None = None
    wanted = limit
    while looked_at < MAX_EVALUATED:
        before = looked_at
        for place, ticket in part(min(wanted, MAX_EVALUATED - looked_at)):
            looked_at += 1
            if ticket is not None:
                taken.append(ticket)
                if len(taken) == limit:
                    return Page(items=tuple(taken), cursor=cursor_at(place))
        if looked_at == before:
            return Page(items=tuple(taken))
        wanted = max(limit, min(wanted * 2, index.BATCH))
    return Page(items=tuple(taken), cursor=None if place is None else cursor_at(place))


def _waits_since(entry: Mapping[str, Any]) -> str:
    """Nothing where nobody waits, and in an entry that an earlier version wrote."""
    return (*str(entry["open_sk"]).split("#"), "")[2]


def _id_of(entry: Mapping[str, Any]) -> str:
    return str(entry["pk"]).partition("#")[2]


def _readable(items: Iterable[Mapping[str, Any]]) -> Iterator[Ticket]:
    """The tickets that can be read. One that a newer version wrote, say, must not hide the others."""
    for item in items:
        try:
            yield ticket_from(item)
        except UpstreamError as error:
            logging.getLogger(__name__).error("%s of %s", error, item["pk"])  # noqa: TRY400  a traceback would name us, not the item


def _item(ticket: Ticket, shards: int) -> dict[str, Any]:
    shard = keys.shard_of(ticket.brand, ticket.id, shards)
    item = {**compact(ticket, TICKET_NAMES, in_key=_IN_KEY), **keys.ticket(ticket.id), "shard": shard}
    places = {"open": ticket.deadline, "work": ticket.next_due_at}
    if ticket.is_open and ticket.deadline is None:
        places["open"] = ticket.updated_at  # an open ticket is always in the list, even without a target
    for name, at in places.items():
        if at is not None:
            item[f"{name}_sk"] = f"{keys.instant(at)}#{ticket.id}"
    if "open_sk" in item and not ticket.waits_for_us:
        item["open_sk"] = f"{NOBODY_WAITS}{item['open_sk']}"
    elif "open_sk" in item and ticket.waiting_since is not None:
        item["open_sk"] += f"#{keys.instant(ticket.waiting_since)}"  # tells the wait without the ticket
    return item
