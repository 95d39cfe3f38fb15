"""Whether a customer whose ticket is linked to an incident gets an automatic line about it now. Pure.

There are two: a pointer to the public update while the incident is open, once for each customer, and a follow-up when
it is over, once for each ticket that still waits. The limits are those of all automatic texts; never where somebody may
be hurt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.domain.acknowledgement.decision import DRY_RUN, OFF
from shared.domain.acknowledgement.text import language_of
from shared.domain.brand.model import Account, Brand, IncidentPolicy
from shared.domain.channels.policy import Policies
from shared.domain.channels.text_length import fits
from shared.domain.incidents.model import Incident
from shared.domain.incidents.updates import filled
from shared.domain.outbox.automatic_message import AutomaticKind
from shared.domain.replies.model import ReplyRoute
from shared.domain.replies.routes import route_for
from shared.domain.satisfaction.decision import Circumstances
from shared.domain.satisfaction.progress import closes_for_robots, private_route
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Status, Visibility


class NotContacted(StrEnum):
    """Why a customer gets no line."""

    # the ticket
    WROTE_AGAIN = "wrote_again"  # after it was over: a person has to read that
    NOT_WAITING = "not_waiting"  # a person answered, or the customer needs nothing
    ANSWER_PENDING = "answer_pending"
    HANDED_OVER = "handed_over"
    DANGER = "danger"
    SPAM_OR_ABUSE = "spam_or_abuse"
    OPTED_OUT = "opted_out"
    GONE = "gone"
    HELD = "held"  # an agent has it: they tell the customer
    ANSWERED_IN_PUBLIC = "answered_in_public"  # one of us has written below the customer's message
    SOMETHING_ELSE = "something_else"  # a person has said that it is not about an outage, or it is not about that alone
    # the brand
    NOT_WANTED = "not_wanted"  # the brand file has no text for it
    NO_TEXT = "no_text"
    TEXT_TOO_LONG = "text_too_long"
    CHANNEL_OFF = "channel_off"
    # the platform
    NO_WAY = "no_way"
    WINDOW_CLOSED = "window_closed"
    TOO_LATE = "too_late"


MAX_WAIT = timedelta(hours=24)
"""For how long a line waits for its account: later nobody needs it."""
MAX_PACED = timedelta(days=3)
"""For how long follow-ups wait where nothing but the pace or the night holds them back."""
AGAIN = timedelta(minutes=5)
"""Whether automatic texts may be sent again is looked at so often."""


@dataclass(frozen=True, slots=True)
class Contact:
    route: ReplyRoute
    text: str
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is to be said: a pointer or a follow-up. ``link`` is the address of the update that the pointer leads to."""

    kind: AutomaticKind
    incident: Incident
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """``paced``: nothing but the hour speaks against it."""

    until: datetime
    paced: bool = False


def decide(
    line: Line, ticket: Ticket, brand: Brand, policies: Policies, circumstances: Circumstances, *, now: datetime
) -> Contact | Later | NotContacted:
    """The first reason against it wins."""
    against = _about_the_ticket(line, ticket) or _about_the_customer(circumstances)
    if against is not None:
        return against
    if _is_stopped_for_now(circumstances):
        return Later(now + AGAIN)
    route = _route(ticket, policies, now)
    if route is None:
        return NotContacted.NO_WAY
    account = brand.account(route.channel, ticket.account_id)
    if account is None or not _may_be_automatic(route, ticket, account, brand, policies):
        return NotContacted.CHANNEL_OFF
    closes_at = closes_for_robots(route, policies)
    if closes_at is not None and now >= closes_at:
        return NotContacted.WINDOW_CLOSED
    if line.kind is AutomaticKind.INCIDENT_FOLLOW_UP:  # a pointer answers who has just written, at whatever hour
        later = quiet_until(brand.incidents, brand.calendar.time_zone, now)
        if later is not None:
            return Later(later, paced=True) if closes_at is None or later < closes_at else NotContacted.WINDOW_CLOSED
    linked = line.link is not None and policies(route.home).links_in_acknowledgements
    templates = _templates(line.kind, brand.incidents, linked=linked)
    template = templates.get(language_of(brand, ticket.language), "")
    if not template:
        return NotContacted.NO_TEXT
    text = filled(template, line.incident, brand, now, line.link or "")
    return Contact(route, text, account) if fits(text, route.limit) else NotContacted.TEXT_TOO_LONG


def is_too_late(kind: AutomaticKind, decision: Contact | Later, waited: timedelta) -> bool:
    """Whether nobody needs the line any more. A pointer is for who has just written."""
    paced = isinstance(decision, Contact) or decision.paced
    return waited >= (MAX_PACED if paced and kind is AutomaticKind.INCIDENT_FOLLOW_UP else MAX_WAIT)


def is_wanted(kind: AutomaticKind, policy: IncidentPolicy) -> bool:
    return bool(_templates(kind, policy, linked=False) or _templates(kind, policy, linked=True))


def quiet_until(policy: IncidentPolicy, time_zone: str, now: datetime) -> datetime | None:
    """When the quiet hours end, if it is quiet now."""
    if policy.quiet_hours is None:
        return None
    begin, end = policy.quiet_hours
    local = now.astimezone(ZoneInfo(time_zone))
    at = local.time()
    quiet = begin <= at < end if begin < end else at >= begin or at < end
    if not quiet:
        return None
    ends = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return (ends if at < end else ends + timedelta(days=1)).astimezone(now.tzinfo)


def _templates(kind: AutomaticKind, policy: IncidentPolicy, *, linked: bool) -> Mapping[str, str]:
    if kind is AutomaticKind.INCIDENT_FOLLOW_UP:
        return policy.follow_ups
    return policy.pointers if linked else policy.pointers_without_link


def _about_the_ticket(line: Line, ticket: Ticket) -> NotContacted | None:
    if ticket.danger is not Danger.NONE:
        return NotContacted.DANGER
    if ticket.merged_into is not None or ticket.status is Status.CLOSED:
        return NotContacted.GONE
    if ticket.category in (Category.SPAM, Category.ABUSE):
        return NotContacted.SPAM_OR_ABUSE
    if ticket.reply_at is not None:
        return NotContacted.ANSWER_PENDING
    if not ticket.waits_for_us or ticket.is_answered_since_incident:
        return NotContacted.NOT_WAITING
    if ticket.incident_told_at is not None and ticket.is_in_hand:
        return NotContacted.HELD  # the line would stand between what the two of them write
    if line.kind is AutomaticKind.INCIDENT_FOLLOW_UP and is_left_to_people(ticket):
        return NotContacted.HELD if ticket.is_in_hand else NotContacted.SOMETHING_ELSE
    over = line.incident.resolved_at
    if line.kind is AutomaticKind.INCIDENT_FOLLOW_UP and over is not None and ticket.last_customer_message_at > over:
        return NotContacted.WROTE_AGAIN
    return None


def is_left_to_people(ticket: Ticket) -> bool:
    """Whether no robot may say that it is over: somebody has it in hand, or has said that it is another matter, or its
    customer waits for another matter, too."""
    return (
        ticket.is_in_hand
        or ticket.waits_for_more_than_incident
        or ticket.labels.get("category", Category.OUTAGE) != Category.OUTAGE
    )


def _about_the_customer(circumstances: Circumstances) -> NotContacted | None:
    reasons = ((circumstances.opted_out, NotContacted.OPTED_OUT), (circumstances.handed_over, NotContacted.HANDED_OVER))
    return next((reason for holds, reason in reasons if holds), None)


def _is_stopped_for_now(circumstances: Circumstances) -> bool:
    """What people set right: a line waits for it, as for an account that is paused."""
    off = circumstances.switch in (OFF, DRY_RUN)
    return off or circumstances.brand_degraded or circumstances.account_stopped


def _route(ticket: Ticket, policies: Policies, now: datetime) -> ReplyRoute | None:
    """Where the customer wrote: in public below their message, in private in their conversation."""
    if ticket.visibility is Visibility.PRIVATE:
        return private_route(ticket, policies, now)
    route = route_for(ticket, Visibility.PUBLIC, policies, now)
    return route if isinstance(route, ReplyRoute) else None


def _may_be_automatic(route: ReplyRoute, ticket: Ticket, account: Account, brand: Brand, policies: Policies) -> bool:
    policy, own = policies(route.home), brand.acknowledgement
    if ticket.surface not in policy.automatic_surfaces or ticket.surface in own.surfaces_off:
        return False
    if not account.acknowledgements or route.channel in own.channels_off:
        return False
    return ticket.surface not in policy.surfaces_needing_approval or account.automation_approved
