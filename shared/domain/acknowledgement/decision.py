"""The automatic "we have read you": whether it is sent. In which words: ``text.py``.

Pure decisions over facts that the caller gathers. ``preliminary`` needs only what is known when a message is stored;
``decide`` is asked again at the instant of sending, with everything that may have happened since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.domain.acknowledgement.words import has_words
from shared.domain.brand.model import Brand
from shared.domain.business_time.hours import CalendarError, Span, closed_period
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.classification.model import Classification
from shared.domain.conversations.model import Conversation
from shared.domain.incidents.model import Incident
from shared.domain.messages.event import InboundEvent
from shared.domain.messages.model import Message
from shared.domain.polling.late import BACK_FILLED, LATE_AFTER
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import (
    Category,
    Danger,
    Direction,
    EventKind,
    Stage,
    SuppressionReason,
    Surface,
    Visibility,
)

REFERENCE = "ack:"
"""How the reference of an acknowledgement begins; platforms that can, send it back with the echo."""

DRY_RUN = "dry_run"
OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What the decision rests on. ``switch`` is ``on``, ``off`` or ``dry_run``; times are aware and in UTC."""

    channel: str
    account_id: str
    from_customer: bool
    removed: bool  # deleted or hidden meanwhile
    author_id: str | None
    author_is_robot: bool
    category: Category
    stage: Stage
    needs_response: bool
    surface: Surface | None
    visibility: Visibility | None
    written_at: datetime
    window_closes_at: datetime | None
    person_answered_at: datetime | None
    acknowledged_at: datetime | None
    incident_open: bool
    switch: str
    brand_degraded: bool
    account_stopped: bool = False
    danger: bool = False  # somebody may be hurt
    has_words: bool = True
    opted_out: bool = False
    handed_over: bool = False  # another application answers in this conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDecision:
    """SendDecision it. ``period`` is the closed period it belongs to; its end is the next opening."""

    period: Span
    dry_run: bool
    emergency: bool = False  # the brand's emergency text instead of the others


def decide(
    conditions: Conditions, *, brand: Brand, policy: ChannelPolicy, now: datetime
) -> SendDecision | SuppressionReason:
    """Whether the customer is told now that they were read. The first reason against it wins."""
    emergency = conditions.danger and bool(brand.acknowledgement.emergency_texts)
    against = (
        _about_the_message(conditions, emergency=emergency)
        or _about_the_channel(conditions, brand, policy)
        or _about_the_moment(conditions, brand, now)
    )
    if against is not None:
        return against
    try:
        period = closed_period(brand.calendar_of(conditions.channel), now)
    except CalendarError:
        return SuppressionReason.CALENDAR_INVALID
    if period is None:
        return SuppressionReason.DESK_OPEN
    begin, _ = period
    if conditions.written_at < begin - LATE_AFTER and not emergency:
        return SuppressionReason.TOO_OLD  # a business day lies between: who was at the desk could have read it
    if conditions.acknowledged_at is not None and conditions.acknowledged_at >= begin:
        return SuppressionReason.ALREADY_ACKNOWLEDGED
    answered = conditions.person_answered_at
    if answered is not None and (answered >= begin or answered >= conditions.written_at):
        return SuppressionReason.PERSON_ANSWERED
    return SendDecision(period=period, dry_run=conditions.switch == DRY_RUN, emergency=emergency)


def _about_the_message(conditions: Conditions, *, emergency: bool) -> SuppressionReason | None:
    if not conditions.from_customer:
        return SuppressionReason.NOT_A_CUSTOMER_MESSAGE
    if conditions.removed:
        return SuppressionReason.MESSAGE_GONE
    if conditions.author_is_robot:
        return SuppressionReason.AUTHOR_IS_A_ROBOT
    if conditions.author_id is None:
        return SuppressionReason.AUTHOR_UNKNOWN
    if conditions.handed_over:
        return SuppressionReason.HANDED_OVER
    if conditions.danger and not emergency:
        return SuppressionReason.DANGER
    if conditions.category in (Category.SPAM, Category.ABUSE) and not emergency:
        return SuppressionReason.SPAM_OR_ABUSE
    if conditions.stage is not Stage.DIRECT:
        return SuppressionReason.NOT_DIRECT
    if not conditions.needs_response:
        return SuppressionReason.NO_RESPONSE_NEEDED
    if conditions.visibility is Visibility.PUBLIC and not conditions.has_words:
        return SuppressionReason.WITHOUT_WORDS
    return SuppressionReason.OPTED_OUT if conditions.opted_out else None


def _about_the_channel(conditions: Conditions, brand: Brand, policy: ChannelPolicy) -> SuppressionReason | None:
    own = brand.acknowledgement
    account = brand.account(conditions.channel, conditions.account_id)
    if (
        not own.enabled
        or account is None
        or not account.acknowledgements
        or conditions.channel in own.channels_off
        or conditions.surface in own.surfaces_off
        or conditions.surface not in policy.automatic_surfaces
        or (conditions.surface in policy.surfaces_needing_approval and not account.automation_approved)
        or conditions.visibility not in policy.lengths
    ):
        return SuppressionReason.CHANNEL_OFF
    if conditions.brand_degraded:
        return SuppressionReason.BRAND_INVALID
    if conditions.switch == OFF:
        return SuppressionReason.SWITCHED_OFF
    return SuppressionReason.ACCOUNT_STOPPED if conditions.account_stopped else None


def _about_the_moment(conditions: Conditions, brand: Brand, now: datetime) -> SuppressionReason | None:
    if conditions.incident_open and not conditions.danger:
        return SuppressionReason.INCIDENT_OPEN
    if conditions.window_closes_at is not None and now >= conditions.window_closes_at:
        return SuppressionReason.WINDOW_CLOSED
    return SuppressionReason.TOO_OLD if now - conditions.written_at > brand.acknowledgement.oldest else None


# --- the conditions, as store and respond know them -----------------------------------------------------------------


def preliminary(
    *,
    event: InboundEvent,
    classification: Classification,
    brand: Brand,
    brand_degraded: bool,
    policy: ChannelPolicy,
    switch: str,
    incidents: Iterable[Incident],
    conversation: Conversation | None,
    acknowledged_at: datetime | None,
    now: datetime,
    danger: bool = False,
) -> SuppressionReason | None:
    """Why there is no use in asking respond about a message that has just been stored; ``None``: ask it.

    ``danger``: an earlier message of the ticket says that somebody may be hurt.
    """
    account = brand.account(event.channel, event.account_id)
    author = event.author
    own = author is not None and account is not None and author.id in (account.id, *account.aliases)
    conditions = Conditions(
        channel=event.channel,
        account_id=event.account_id,
        from_customer=event.kind in (EventKind.CREATED, EventKind.UNSUPPORTED) and not own,
        removed=False,
        author_id=None if author is None else author.id,
        author_is_robot=author is not None and author.is_bot,
        danger=danger or classification.danger is not Danger.NONE,
        category=classification.category,
        stage=classification.stage,
        needs_response=classification.needs_response,
        surface=event.surface,
        visibility=event.visibility,
        written_at=event.occurred_at,
        window_closes_at=_window(policy, event.visibility, event.reply_window_closes_at, event.occurred_at),
        person_answered_at=None if conversation is None else conversation.last_person_answer_at,
        acknowledged_at=acknowledged_at,
        incident_open=any(incident.concerns(event.channel) for incident in incidents),
        switch=switch,
        brand_degraded=brand_degraded,
        has_words=event.text_key is not None or has_words(event.text),
        handed_over=conversation is not None and conversation.is_handed_over(event.occurred_at),
    )
    decision = decide(conditions, brand=brand, policy=policy, now=now)
    if isinstance(decision, SendDecision) and event.details.get(BACK_FILLED):
        return SuppressionReason.TOO_OLD
    return None if isinstance(decision, SendDecision) else decision


def reason_without_ticket(event: InboundEvent, classification: Classification) -> SuppressionReason:
    """Why a message that deserves no ticket is not acknowledged either."""
    if event.author is not None and event.author.is_bot:
        return SuppressionReason.AUTHOR_IS_A_ROBOT
    if classification.category in (Category.SPAM, Category.ABUSE):
        return SuppressionReason.SPAM_OR_ABUSE
    return (
        SuppressionReason.NO_RESPONSE_NEEDED if classification.stage is Stage.DIRECT else SuppressionReason.NOT_DIRECT
    )


def conditions_of(
    ticket: Ticket,
    message: Message | None,
    conversation: Conversation | None,
    *,
    policy: ChannelPolicy,
    switch: str,
    brand_degraded: bool,
    incidents: Iterable[Incident],
    account_stopped: bool,
    opted_out: bool = False,
) -> Conditions:
    """The facts about a ticket's latest message at the instant of sending."""
    by_conversation = None if conversation is None else conversation.last_person_answer_at
    answered = [at for at in (ticket.first_response_at, by_conversation) if at is not None]
    written_at = ticket.last_written_here_at
    if message is not None and message.occurred_at is not None and message.message_id != ticket.last_message_id:
        written_at = message.occurred_at  # the last one was taken back
    visibility = ticket.visibility if message is None or message.visibility is None else message.visibility
    return Conditions(
        channel=ticket.channel,
        account_id=ticket.account_id,
        from_customer=message is not None and message.direction is Direction.INBOUND and not message.automatic,
        removed=message is not None and (message.deleted_at is not None or message.hidden),
        author_id=ticket.author_id,
        author_is_robot=message is not None and message.automatic,
        danger=ticket.danger is not Danger.NONE,
        category=ticket.category if message is None or message.category is None else message.category,
        stage=ticket.stage,
        needs_response=ticket.needs_response and ticket.is_open,
        surface=ticket.surface if message is None or message.surface is None else message.surface,
        visibility=visibility,
        written_at=written_at,
        window_closes_at=_window(policy, visibility, ticket.reply_window_closes_at, written_at),
        person_answered_at=max(answered, default=None),
        acknowledged_at=ticket.acknowledged_at,
        incident_open=any(incident.concerns(ticket.channel) for incident in incidents),
        switch=switch,
        brand_degraded=brand_degraded,
        account_stopped=account_stopped,
        opted_out=opted_out,
        handed_over=conversation is not None and conversation.is_handed_over(written_at),
        has_words=message is None or message.text_key is not None or has_words(message.text),
    )


def _window(
    policy: ChannelPolicy, visibility: Visibility | None, closes_at: datetime | None, written_at: datetime
) -> datetime | None:
    """When a private answer is no longer allowed; in public there is no such instant."""
    if visibility is not Visibility.PRIVATE:
        return None
    if closes_at is None and policy.reply_window is not None:
        return written_at + policy.reply_window
    return closes_at
