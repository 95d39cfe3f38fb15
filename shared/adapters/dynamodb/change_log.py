"""Which tickets of a brand changed, in the order in which their changes became known: the change log.

``publish`` writes one item for each batch of the table's stream in which tickets changed: what an entry of the event
log says of them, under its number. So numbers only rise, and whoever reads on from a number misses nothing. An index by
the last change would cost two write units for each change of a ticket; an item holds some thirty tickets for one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Key

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, seconds, translated
from shared.domain.errors import InvalidCursorError
from shared.domain.events.changes import StreamRecord, TicketChange
from shared.domain.tickets.model import Ticket

PUBLISHED_WITHIN = timedelta(minutes=2)
"""A change that is older than this, seen from the newest entry, is in the log."""

MAX_NUMBER = 10**15 - 1
_MINUTE = 60_000
_FILLED_TOGETHER = 1_000
_ENTRIES_READ = 25  # items of one query
_PLACE = re.compile(r"[0-9]{15}\.[0-9]{5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """That a ticket changed. ``at``: its ``updated_at`` after that, in milliseconds. Places sort like the log."""

    ticket_id: str
    at: int
    place: str

    @property
    def number(self) -> int:
        """When it became known, in milliseconds since 1970."""
        return int(self.place.partition(".")[0])


def changed_tickets(records: Iterable[StreamRecord]) -> dict[str, int]:
    """The tickets that changed, by id, each with its ``updated_at`` in milliseconds."""
    found: dict[str, int] = {}
    for record in records:
        change = record.change
        if not isinstance(change, TicketChange) or change.after is None:
            continue
        if change.before is None or change.before.updated_at != change.after.updated_at:
            found.pop(change.after.id, None)  # it stands where it changed last
            found[change.after.id] = milliseconds(change.after.updated_at)
    return found


def entry(brand_id: str, number: int, changed: Mapping[str, int], *, expires_at: datetime) -> dict[str, Any]:
    """The item that says so."""
    return {
        **keys.change_log(brand_id, number),
        "tickets": " ".join(f"{ticket_id}:{at}" for ticket_id, at in changed.items()),
        "expires_at": seconds(expires_at),
    }


class ChangeLog:
    """Reads the change log."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def forward(self, brand_id: str, *, first: int, until: int = MAX_NUMBER, after: str = "") -> Iterator[Mention]:
        """Mentions of entries from that number on, in order; ``after`` is the place behind which to begin."""
        for item in self._entries(brand_id, first, until):
            yield from (mention for mention in _mentions(item) if mention.place > after)

    def backward(self, brand_id: str, *, before: str = "") -> Iterator[Mention]:
        """Mentions from the newest on; ``before`` is the place at which to begin."""
        last = int(before.partition(".")[0]) if before else MAX_NUMBER
        for item in self._entries(brand_id, 0, last, descending=True):
            yield from (found for found in reversed(_mentions(item)) if not before or found.place < before)

    def recent(self, brand_id: str) -> tuple[int, Mapping[str, str]]:
        """Up to which instant every change is surely in the log, in milliseconds; the last mention of those since."""
        newest = next(self.backward(brand_id), None)
        if newest is None:
            return 0, {}
        settled = newest.number - PUBLISHED_WITHIN // timedelta(milliseconds=1)
        return settled, {each.ticket_id: each.place for each in self.forward(brand_id, first=settled)}

    def fill(self, tickets: Iterable[Ticket], *, kept: Callable[[str], timedelta]) -> int:
        """Mention tickets that changed before there was a log; how many. Repeating it writes the same entries.

        Those of one minute share an entry. What was published since the log began stays as it is.
        """
        begins: dict[str, int] = {}
        minutes: dict[tuple[str, int], dict[str, int]] = {}
        for ticket in tickets:
            if ticket.brand not in begins:
                begins[ticket.brand] = self._first_published(ticket.brand)
            at = milliseconds(ticket.updated_at)
            if at < begins[ticket.brand]:
                minutes.setdefault((ticket.brand, at // _MINUTE), {})[ticket.id] = at
        for (brand_id, minute), changed in sorted(minutes.items()):
            in_order = sorted(changed.items(), key=lambda each: each[1])
            for part, start in enumerate(range(0, len(in_order), _FILLED_TOGETHER)):
                number = (minute + 1) * _MINUTE + part
                expires_at = instant(number) + kept(brand_id)
                some = dict(in_order[start : start + _FILLED_TOGETHER])
                self._table.put({**entry(brand_id, number, some, expires_at=expires_at), "filled": True})
        return sum(map(len, minutes.values()))

    def _first_published(self, brand_id: str) -> int:
        published = (each for each in self._entries(brand_id, 0, MAX_NUMBER) if not each.get("filled"))
        first = next(published, None)
        return MAX_NUMBER if first is None else int(str(first["sk"]).partition("#")[2])

    def _entries(
        self, brand_id: str, first: int, last: int, *, descending: bool = False
    ) -> Iterator[Mapping[str, Any]]:
        low, high = keys.change_log(brand_id, max(first, 0)), keys.change_log(brand_id, min(last, MAX_NUMBER))
        if low["sk"] > high["sk"]:
            return
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(low["pk"]) & Key("sk").between(low["sk"], high["sk"]),
            "ScanIndexForward": not descending,
            "Limit": _ENTRIES_READ,
        }
        while True:
            with translated():
                answer = self._table.table.query(**query, ConsistentRead=True)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def place_of(position: str, *, slack: timedelta = timedelta(0)) -> str:
    """The place that a cursor names. One of an earlier version names an instant: ``slack`` is added to it.

    Raises ``InvalidCursorError``.
    """
    if _PLACE.fullmatch(position):
        return position
    return f"{milliseconds(at_of(position.partition('#')[0]) + slack) - 1:015d}.99999"  # before that instant's entry


def at_of(text: str) -> datetime:
    """The instant in a cursor. Raises ``InvalidCursorError``."""
    try:
        at = datetime.fromisoformat(text)
        return instant(milliseconds(at))
    except (ValueError, TypeError, OverflowError):
        raise InvalidCursorError("not one of ours") from None


def _mentions(item: Mapping[str, Any]) -> Sequence[Mention]:
    number = str(item["sk"]).partition("#")[2]
    found = [part.rpartition(":") for part in str(item["tickets"]).split()]
    return [
        Mention(ticket_id=ticket_id, at=int(at), place=f"{number}.{position:05d}")
        for position, (ticket_id, _, at) in enumerate(found)
    ]
