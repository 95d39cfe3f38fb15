"""Which messages of a ticket still wait for an answer, and which remain after a deletion."""

from collections.abc import Iterable
from datetime import datetime

from functions.store.ports import StorePorts
from shared.domain.messages.model import Message
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Direction

PAGE_SIZE = 10
MAX_READ = 50
"""Messages that one event may read of a conversation, so that its cost does not depend on the conversation's length."""


def first_waiting(ports: StorePorts, ticket: Ticket, *, since: datetime, without: str | None = None) -> datetime | None:
    """When the customer's first message that waits for an answer was written, from ``since`` on.

    Reads a part of the conversation: needed by deletions and by answers that arrive out of order only. The index may be
    a moment behind, so the latest messages of the ticket are read by their ids as well.
    """
    found = [_first_waiting_in(ports, ticket, place, since, without) for place in ticket.places]
    if ticket.last_customer_message_at >= since:
        latest = dict.fromkeys((*ticket.unconfirmed, ticket.last_message_id))
        found += [_waits_since(ports, ticket, message_id, since) for message_id in latest if message_id != without]
    return min((at for at in found if at is not None), default=None)


def last_remaining(ports: StorePorts, ticket: Ticket, without: str) -> Message | None:
    """The customer's latest message that was not deleted, in the conversation that opened the ticket.

    ``None`` when there is none among the latest ``MAX_READ``.
    """
    cursor = None
    for _ in range(MAX_READ // PAGE_SIZE):
        page = ports.messages.of_conversation(
            ticket.channel,
            ticket.account_id,
            ticket.conversation_id,
            limit=PAGE_SIZE,
            cursor=cursor,
            newest_first=True,
        )
        for message in page.items:
            stands = message.direction is Direction.INBOUND and message.deleted_at is None
            if stands and message.ticket_id == ticket.id and message.message_id != without:
                return message
        cursor = page.cursor
        if cursor is None:
            break
    return None


def _waits_since(ports: StorePorts, ticket: Ticket, message_id: str, since: datetime) -> datetime | None:
    """When that message began to wait, if it waits. A message that is being stored counts as waiting."""
    found = [ports.messages.get(channel, account_id, message_id) for channel, account_id, _ in ticket.places]
    message = next((each for each in found if each is not None and each.complete), None)
    if message is None:
        return ticket.last_customer_message_at
    waits = message.waits and ticket.holds(message.ticket_id)
    return message.occurred_at if waits and message.occurred_at is not None and message.occurred_at >= since else None


def _first_waiting_in(
    ports: StorePorts, ticket: Ticket, place: tuple[str, str, str], since: datetime, without: str | None
) -> datetime | None:
    """Reads at most ``MAX_READ`` messages. When so many wait for nothing, the newest decide."""
    cursor = None
    for _ in range(MAX_READ // PAGE_SIZE):
        page = ports.messages.of_conversation(*place, limit=PAGE_SIZE, cursor=cursor, since=since)
        waiting = _waiting_among(page.items, ticket, since, without)
        cursor = page.cursor
        if waiting is not None or cursor is None:
            return waiting
    page = ports.messages.of_conversation(*place, limit=PAGE_SIZE, newest_first=True)
    return _waiting_among(page.items, ticket, since, without)


def _waiting_among(
    messages: Iterable[Message], ticket: Ticket, since: datetime, without: str | None
) -> datetime | None:
    found = [
        message.occurred_at
        for message in messages
        if message.waits
        and ticket.holds(message.ticket_id)
        and message.message_id != without
        and message.occurred_at is not None
        and message.occurred_at >= since
    ]
    return min(found, default=None)
