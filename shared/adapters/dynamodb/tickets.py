"""Tickets in DynamoDB."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import index, keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.domain.errors import UpstreamError
from shared.domain.tickets.model import Ticket
from shared.ports.pages import DueTickets, Page, TicketFilter

_TICKET = TypeAdapter(Ticket)

_BEHIND_EVERY_INSTANT = "A"  # instants begin with a digit

MAX_EVALUATED = 500  # tickets read for one page of a filtered list

NOBODY_WAITS = "~"
"""Begins the ``open`` key of a ticket for which no customer waits. It sorts after every digit, so last."""

MAX_UNREADABLE = 2_000  # due tickets that cannot be read, in one look at what is due


class DynamoDBTickets:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def get(self, ticket_id: str) -> Ticket | None:
        item = self._table.get(keys.ticket(ticket_id))
        return None if item is None else decode(_TICKET, item)

    def several(self, ticket_ids: Sequence[str]) -> tuple[Ticket, ...]:
        return tuple(_readable(index.items(self._table, [dict(keys.ticket(each)) for each in ticket_ids])))

    def save(self, ticket: Ticket) -> Ticket:
        """Conditional on the version that was read. Raises ``ConflictError``."""
        stored = replace(ticket, version=ticket.version + 1)
        same: ConditionBase = Attr("pk").not_exists() if ticket.version == 0 else Attr("version").eq(ticket.version)
        self._table.put(_item(stored), ConditionExpression=same)
        return stored

    def open_page(self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None) -> Page[Ticket]:
        after = index.position("open", brand_id, cursor)
        start = None if after is None else Key("open_sk").gt(after)
        return self._page("open", brand_id, start, lambda t: t.is_open and wanted.admits(t), limit=limit)

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
        end = "" if until is None else keys.instant(until)
        start = keys.instant(since)
        found = index.position("updated", brand_id, cursor)
        if found is not None:
            end, _, after = found.rpartition("|")
            start = after + " "  # behind that entry and before the next
        # An entry goes on with "#" and an id after its instant, and "$" comes behind every such entry.
        last = end + "$" if end else _BEHIND_EVERY_INSTANT
        if start > last:
            return Page(items=())

        def admits(ticket: Ticket) -> bool:
            # The index may still show an older change. The later one, past the end, belongs to the next reading.
            return (not end or keys.instant(ticket.updated_at) <= end) and wanted.admits(ticket)

        return self._page("updated", brand_id, Key("updated_sk").between(start, last), admits, limit=limit, end=end)

    def latest_page(
        self, brand_id: str, wanted: TicketFilter, *, limit: int, cursor: str | None = None
    ) -> Page[Ticket]:
        before = index.position("latest", brand_id, cursor)
        start = None if before is None else Key("updated_sk").lt(before)
        return self._page("updated", brand_id, start, wanted.admits, limit=limit, latest=True)

    def due(self, brand_id: str, until: datetime, *, limit: int) -> DueTickets:
        # The sort key goes on after the instant, so "until" itself is compared with what sorts after every id.
        bound = Key("work_sk").lte(keys.instant(until) + "$")
        entries = self._entries("work", brand_id, bound, chunk=limit)
        tickets: list[Ticket] = []
        unreadable: list[str] = []
        while len(tickets) < limit and len(unreadable) < MAX_UNREADABLE:
            chunk = list(islice(entries, limit - len(tickets)))
            if not chunk:
                break
            for item in index.items(self._table, chunk):
                read = list(_readable([item]))
                tickets += read
                unreadable += [] if read else [str(item["pk"]).partition("#")[2]]
        return DueTickets(tickets=tuple(tickets), unreadable=tuple(unreadable))

    def _entries(
        self, name: str, brand_id: str, condition: ConditionBase | None, *, chunk: int, descending: bool = False
    ) -> Iterator[dict[str, Any]]:
        partitions = [{"shard": shard} for shard in keys.shards(brand_id)]
        return index.entries(self._table, name, partitions, condition, chunk=chunk, descending=descending)

    def _page(
        self,
        name: str,
        brand_id: str,
        start: ConditionBase | None,
        admits: Callable[[Ticket], bool],
        *,
        limit: int,
        latest: bool = False,
        end: str = "",
    ) -> Page[Ticket]:
        """``end`` goes into the cursor before the position."""
        prefix = f"{end}|" if end else ""
        entries = self._entries(name, brand_id, start, chunk=limit, descending=latest)
        kind = "latest" if latest else name
        taken: list[Ticket] = []
        looked_at = 0
        place: str | None = None
        wanted = limit
        while looked_at < MAX_EVALUATED:
            chunk = list(islice(entries, min(wanted, MAX_EVALUATED - looked_at)))
            if not chunk:
                return Page(items=tuple(taken))
            wanted = max(limit, min(wanted * 2, index.BATCH))
            tickets = {keys.ticket(ticket.id)["pk"]: ticket for ticket in _readable(index.items(self._table, chunk))}
            for entry in chunk:
                looked_at += 1
                place = str(entry[f"{name}_sk"])
                ticket = tickets.get(entry["pk"])
                if ticket is not None and admits(ticket):
                    taken.append(ticket)
                    if len(taken) == limit:
                        return Page(items=tuple(taken), cursor=index.cursor(kind, brand_id, prefix + place))
        return Page(items=tuple(taken), cursor=None if place is None else index.cursor(kind, brand_id, prefix + place))


def _readable(items: Iterable[Mapping[str, Any]]) -> Iterator[Ticket]:
    """The tickets that can be read. One that a newer version wrote, say, must not hide the others."""
    for item in items:
        try:
            yield decode(_TICKET, item)
        except UpstreamError as error:
            logging.getLogger(__name__).error("%s of %s", error, item["pk"])  # noqa: TRY400  a traceback would name us, not the item


def _item(ticket: Ticket) -> dict[str, Any]:
    item = {**encode(ticket), **keys.ticket(ticket.id), "shard": keys.shard(ticket.brand, ticket.id)}
    places = {"open": ticket.deadline, "work": ticket.next_due_at, "updated": ticket.updated_at}
    if ticket.is_open and ticket.deadline is None:
        places["open"] = ticket.updated_at  # an open ticket is always in the list, even without a target
    for name, at in places.items():
        if at is not None:
            item[f"{name}_sk"] = f"{keys.instant(at)}#{ticket.id}"
    if "open_sk" in item and not ticket.waits_for_us:
        item["open_sk"] = f"{NOBODY_WAITS}{item['open_sk']}"
    return item
