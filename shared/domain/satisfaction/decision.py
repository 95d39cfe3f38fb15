"""Whether a customer is asked how it went, or thanked for the answer, now. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.acknowledgement.decision import DRY_RUN, OFF
from shared.domain.acknowledgement.text import language_of
from shared.domain.brand.model import Brand
from shared.domain.business_time.hours import CalendarError, closed_period
from shared.domain.channels.policy import Policies
from shared.domain.channels.text_length import fits
from shared.domain.incidents.model import Incident
from shared.domain.replies.model import ReplyRoute
from shared.domain.satisfaction.progress import closes_for_robots, private_route
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Category, Danger, Status, Surface


class Unasked(StrEnum):
    """Why nothing is sent."""

    OFF = "off"  # the brand file does not ask any more
    NOT_RESOLVED = "not_resolved"
    ANSWER_PENDING = "answer_pending"  # a customer waits, or an agent's answer is on its way
    NOBODY_ANSWERED = "nobody_answered"  # no person ever wrote: there is nothing to ask about
    DANGER = "danger"
    SPAM_OR_ABUSE = "spam_or_abuse"
    INCIDENT_OPEN = "incident_open"
    NO_PRIVATE_WAY = "no_private_way"
    WINDOW_CLOSED = "window_closed"
    CHANNEL_OFF = "channel_off"
    OPTED_OUT = "opted_out"  # the customer asked for no automatic texts
    HANDED_OVER = "handed_over"
    SWITCHED_OFF = "switched_off"
    BRAND_INVALID = "brand_invalid"
    ACCOUNT_STOPPED = "account_stopped"
    DRY_RUN = "dry_run"
    NO_TEXT = "no_text"
    TEXT_TOO_LONG = "text_too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What lies outside the ticket. ``switch`` is that of automatic answers: ``on``, ``off`` or ``dry_run``."""

    switch: str
    brand_degraded: bool
    incidents: Collection[Incident]
    account_stopped: bool
    opted_out: bool
    handed_over: bool


@dataclass(frozen=True, slots=True)
class Send:
    route: ReplyRoute
    text: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Not at this hour: nobody is there to read a bad answer."""

    until: datetime


def decide(
    ticket: Ticket, brand: Brand, policies: Policies, circumstances: Circumstances, now: datetime
) -> Send | Wait | Unasked:
    """The question, or the thanks once there is a score. The first reason against it wins."""
    thanks = ticket.satisfaction is not None
    against = _about_the_ticket(ticket, brand, thanks=thanks) or _about_the_moment(ticket, circumstances)
    if against is not None:
        return against
    route = private_route(ticket, policies, now)
    if route is None:
        return Unasked.NO_PRIVATE_WAY
    if not _may_be_automatic(route, ticket, brand, policies):
        return Unasked.CHANNEL_OFF
    closes_at = closes_for_robots(route, policies)
    if closes_at is not None and now >= closes_at:
        return Unasked.WINDOW_CLOSED
    if not thanks:
        later = _opening(brand, ticket, now)
        if later is not None:
            return Wait(later) if closes_at is None or later < closes_at else Unasked.WINDOW_CLOSED
    policy = brand.satisfaction
    texts = policy.questions if ticket.satisfaction is None else policy.answer_to(ticket.satisfaction)
    text = texts.get(language_of(brand, ticket.language), "").replace("{brand}", brand.name)
    if not text:
        return Unasked.NO_TEXT
    return Send(route, text) if fits(text, route.limit) else Unasked.TEXT_TOO_LONG


def _about_the_ticket(ticket: Ticket, brand: Brand, *, thanks: bool) -> Unasked | None:
    if not brand.satisfaction.enabled:
        return Unasked.OFF
    if ticket.danger is not Danger.NONE:
        return Unasked.DANGER
    if ticket.category in (Category.SPAM, Category.ABUSE):
        return Unasked.SPAM_OR_ABUSE
    if ticket.waits_for_us or ticket.reply_at is not None:
        return Unasked.ANSWER_PENDING
    if thanks:
        return None
    if ticket.status is not Status.RESOLVED:
        return Unasked.NOT_RESOLVED
    return Unasked.NOBODY_ANSWERED if ticket.first_response_at is None else None


def _about_the_moment(ticket: Ticket, circumstances: Circumstances) -> Unasked | None:
    if any(incident.concerns(ticket.channel) for incident in circumstances.incidents):
        return Unasked.INCIDENT_OPEN
    if circumstances.opted_out:
        return Unasked.OPTED_OUT
    if circumstances.handed_over:
        return Unasked.HANDED_OVER
    if circumstances.brand_degraded:
        return Unasked.BRAND_INVALID
    if circumstances.switch == OFF:
        return Unasked.SWITCHED_OFF
    if circumstances.account_stopped:
        return Unasked.ACCOUNT_STOPPED
    return Unasked.DRY_RUN if circumstances.switch == DRY_RUN else None


def _may_be_automatic(route: ReplyRoute, ticket: Ticket, brand: Brand, policies: Policies) -> bool:
    """Whether the platform lets a robot write there: it is written to the customer alone, as a direct message."""
    policy, account = policies(route.home), brand.account(route.channel, ticket.account_id)
    if account is None or Surface.DIRECT_MESSAGE not in policy.automatic_surfaces:
        return False
    return Surface.DIRECT_MESSAGE not in policy.surfaces_needing_approval or account.automation_approved


def _opening(brand: Brand, ticket: Ticket, now: datetime) -> datetime | None:
    """When the desk opens, if it is closed now."""
    try:
        period = closed_period(brand.calendar_of(ticket.channel), now)
    except CalendarError:
        return None
    return None if period is None else period[1]
