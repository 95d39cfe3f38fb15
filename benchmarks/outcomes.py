"""What became of the messages that the bench sent, as the table tells it."""

from datetime import UTC, datetime

from benchmarks.deliveries import NUMBER, PAGE
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.outcomes import DynamoDBOutcomes
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.system_clock import SystemClock
from shared.domain.vocabulary import AttachmentStatus


class Outcomes:
    def __init__(self, table: DynamoDBTable) -> None:
        self._messages = DynamoDBMessages(table, SystemClock())
        self._outcomes = DynamoDBOutcomes(table)
        self._tickets = DynamoDBTickets(table)
        self._history = DynamoDBHistory(table)
        self._told: set[str] = set()

    def is_stored(self, comment: str) -> bool:
        message = self._messages.get("facebook", PAGE, comment)
        return message is not None and message.complete

    def stored_at(self, comment: str) -> float:
        """Seconds since 1970. Raises ``LookupError`` for a message that is not there."""
        message = self._messages.get("facebook", PAGE, comment)
        if message is None or message.stored_at is None:
            raise LookupError(comment)
        return message.stored_at.timestamp()

    def is_counted(self, event_id: str) -> bool:
        return self._outcomes.get(event_id) is not None

    def is_home(self, message_id: str) -> bool:
        message = self._messages.get("whatsapp", NUMBER, message_id)
        return message is not None and [held.status for held in message.attachments] == [AttachmentStatus.STORED]

    def is_told(self, comment: str) -> bool:
        message = self._messages.get("facebook", PAGE, comment)
        if message is None or message.ticket_id is None:
            return False
        if not any(entry.what == "notified" for entry in self._history.of_ticket(message.ticket_id).items):
            return False
        self._told.add(message.ticket_id)
        return True

    def claim_what_was_told(self) -> None:
        """As an agent does, who answers the call."""
        while self._told:
            ticket = self._tickets.get(self._told.pop())
            if ticket is not None:
                self._tickets.save(ticket.claimed("bench", datetime.now(UTC)))
