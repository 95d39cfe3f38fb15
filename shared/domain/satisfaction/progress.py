"""What the question "how did it go?" does to a ticket. Pure: a ticket and some facts in, the next ticket out.

    resolved ──► ``satisfaction_due_at`` ──► asked ──► scored ──► thanked
                                                         └─► a bad score: ``satisfaction_alert_at``

A ticket is asked about once, however often it is resolved.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.brand.model import Brand
from shared.domain.channels.policy import Policies
from shared.domain.messages.event import InboundEvent
from shared.domain.replies.model import ReplyRoute
from shared.domain.replies.routes import route_for
from shared.domain.satisfaction.answers import Score, score_of
from shared.domain.satisfaction.policy import BEST, SatisfactionPolicy
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Status, Visibility

ANSWERED_WITHIN = timedelta(days=7)
"""For how long after the question a number is an answer to it."""

PAYLOAD = "satisfaction:"
"""What the buttons of the question carry, before the score."""

_TAPPED = {f"{PAYLOAD}{score}": score for score in range(1, BEST + 1)}
_BUTTONS = ("quick_reply", "button", "postback")
"""Where channels put what the button carries that was tapped."""

BEFORE_CLOSING = timedelta(minutes=30)
"""How long before the platform's window closes the question is asked at the latest: the thanks must fit in, too."""


def scheduled(ticket: Ticket, brand: Brand, policies: Policies, now: datetime) -> Ticket:
    """A ticket that has just been resolved, to be asked about. Unchanged where nothing can be asked.

    Where the platform's window closes earlier than the brand wants to ask, it is asked shortly before.
    """
    if not brand.satisfaction.enabled or ticket.status is not Status.RESOLVED or ticket.satisfaction_asked_at:
        return ticket
    route = private_route(ticket, policies, now)
    if route is None:
        return ticket
    at = now + brand.satisfaction.ask_after
    closes_at = closes_for_robots(route, policies)
    if closes_at is not None:
        at = min(at, closes_at - BEFORE_CLOSING)
    return ticket if at <= now else replace(ticket, satisfaction_due_at=at)


def private_route(ticket: Ticket, policies: Policies, now: datetime) -> ReplyRoute | None:
    """The way into the private conversation of the ticket. ``None``: there is none, or it is closed.

    Nobody is written to in private who has not written to us there.
    """
    if ticket.visibility is not Visibility.PRIVATE and ticket.private_conversation_id is None:
        return None
    route = route_for(ticket, Visibility.PRIVATE, policies, now)
    return route if isinstance(route, ReplyRoute) and route.conversation_id is not None else None


def closes_for_robots(route: ReplyRoute, policies: Policies) -> datetime | None:
    """When the way closes for what no person wrote; ``None``: it stays open."""
    policy = policies(route.home)
    if route.closes_at is None or policy.reply_window is None or policy.human_window is None:
        return route.closes_at
    return route.closes_at - policy.human_window + policy.reply_window


def tapped_score(event: InboundEvent) -> int | None:
    """The score whose button the customer tapped; ``None`` when it was no button of the question."""
    carried = (event.details.get(name) for name in _BUTTONS)
    return next((_TAPPED[each] for each in carried if each in _TAPPED), None)


def answer_of(
    ticket: Ticket | None, event: InboundEvent, text: str | None, brand: Brand, *, answered_at: datetime | None
) -> Score | None:
    """The score that a customer's message gives, if it answers the question about this ticket.

    ``answered_at`` is when a person last wrote in the conversation: after that, a number may answer their question. A
    button says beyond doubt what is answered, whenever it is tapped. Buttons stay where they are, so a second answer
    corrects the first.
    """
    if ticket is None or ticket.satisfaction_asked_at is None:
        return None
    asked_at, tapped = ticket.satisfaction_asked_at, tapped_score(event)
    if tapped is not None:
        return Score(tapped, alone=True) if asked_at <= event.occurred_at else None
    if event.visibility is not Visibility.PRIVATE or ticket.status not in (Status.RESOLVED, Status.CLOSED):
        return None
    if not asked_at <= event.occurred_at <= asked_at + ANSWERED_WITHIN:
        return None
    if answered_at is not None and answered_at > asked_at:
        return None
    return score_of(text, brand.closing_phrases)


def scored(ticket: Ticket, score: Score, policy: SatisfactionPolicy, *, at: datetime, now: datetime) -> Ticket:
    """The customer has answered at ``at``. Who asks for something else is thanked by the person who answers them.

    The last answer counts. Customers are thanked once, and people are told once that it is bad; one that is good after
    all ends the alert.
    """
    before, alert_at, due_at = ticket.satisfaction, ticket.satisfaction_alert_at, ticket.satisfaction_due_at
    over_at = ticket.satisfaction_alert_over_at
    if before is not None and ticket.satisfaction_at is not None and at < ticket.satisfaction_at:
        return ticket  # it was written before the one that counts
    if not policy.is_bad(score.value):
        alert_at, over_at = None, over_at and min(over_at, now)
    elif policy.alert_targets and (before is None or not policy.is_bad(before)):
        alert_at = now
    if not score.alone:
        due_at = None
    elif before is None:
        due_at = now
    return replace(
        ticket,
        satisfaction=score.value,
        satisfaction_as=ticket.satisfaction_as or (ticket.team, ticket.claimed_by or ""),
        satisfaction_at=at,
        satisfaction_due_at=due_at,
        satisfaction_alert_at=alert_at,
        satisfaction_alert_over_at=over_at,
    )
