"""Metrics and listening figures of what was stored."""

from datetime import timedelta

from functions.store.context import MessageContext, articles_for
from functions.store.ports import StorePorts
from shared.domain.business_time import hours as business_hours
from shared.domain.business_time.hours import CalendarError
from shared.domain.figures.counting import named
from shared.domain.figures.listening import SUPPRESSED, answers
from shared.domain.listening.search import SEARCH
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Outcome, SuppressionReason


def count_opened(ports: StorePorts, ticket: Ticket) -> None:
    """Metrics of a new ticket."""
    ports.metrics.count("TicketsOpened", priority=ticket.priority)


def count_message(
    ports: StorePorts,
    context: MessageContext,
    ticket: Ticket | None,
    outcome: Outcome,
    suppression: SuppressionReason | None,
) -> None:
    """Metrics of a stored message. A crash before this loses them, never a message."""
    ports.metrics.measure("StoreDelay", max((context.now - context.event.received_at) / timedelta(milliseconds=1), 0))
    if outcome is Outcome.TICKET and ticket is not None:
        count_opened(ports, ticket)
    if suppression is not None:
        ports.metrics.count("AcknowledgementsSuppressed", reason=suppression)
    if suppression is SuppressionReason.CALENDAR_INVALID:
        ports.metrics.count("CalendarsInvalid")


def listening_facts(context: MessageContext, suppression: SuppressionReason | None) -> tuple[str, ...]:
    """What the message adds to the figures. It is kept with the message, and counted from the stream of the table."""
    try:
        desk_open = business_hours.is_open(context.brand.calendar_of(context.event.channel), context.event.occurred_at)
    except CalendarError:
        desk_open = True
    page_exists = context.classification.category is Category.QUESTION and bool(articles_for(context))
    facts = tuple(answers(context.classification, page_exists=page_exists, desk_open=desk_open))
    search = context.event.details.get(SEARCH)
    if search is not None:
        facts = (*facts, named("messages", "search", search))
    return facts if suppression is None else (*facts, SUPPRESSED + suppression.value)
