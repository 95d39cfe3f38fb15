"""Tickets whose changes are in the change log at once, without a stream."""

from collections.abc import Iterator
from itertools import count

from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.domain.events.changes import StreamRecord, TicketChange
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket


class PublishedTickets(DynamoDBTickets):
    """Each change becomes known at its ``updated_at``, or right after the one before it."""

    def __init__(self, table: DynamoDBTable) -> None:
        super().__init__(table)
        self._log = DynamoDBEventLog(table)
        self._sequence: Iterator[int] = count()

    def save(self, ticket: Ticket, *entries: HistoryEntry) -> Ticket:
        before = self.get(ticket.id)
        saved = super().save(ticket, *entries)
        record = StreamRecord(
            sequence=str(next(self._sequence)), at=saved.updated_at, change=TicketChange(before=before, after=saved)
        )
        self._log.add_batch(saved.brand, [record], saved.updated_at)
        return saved
