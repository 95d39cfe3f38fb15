"""A customer answers our question how it went."""

from functions.store.context import MessageContext
from functions.store.history import write_history
from functions.store.ports import StorePorts
from shared.domain.satisfaction.answers import Score
from shared.domain.satisfaction.progress import scored
from shared.domain.tickets.model import Ticket


def record_score(ports: StorePorts, context: MessageContext, ticket: Ticket, score: Score) -> Ticket:
    """The ticket with its score. The history first: a crash before the ticket is written repeats both."""
    write_history(ports, context, ticket, "satisfaction_given", {"score": str(score.value)})
    return scored(ticket, score, context.brand.satisfaction, at=context.event.occurred_at, now=context.now)
