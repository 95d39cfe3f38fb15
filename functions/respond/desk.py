"""What the parts of respond work with: the ports, and what is known about one ticket."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.acknowledgement.decision import REFERENCE, Send
from shared.domain.acknowledgement.text import language_of, link_to, variants, write
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.sending import OutboundMessage
from shared.domain.conversations.model import Conversation
from shared.domain.messages.model import Message
from shared.domain.outbox.accounts import AccountState
from shared.domain.outbox.loops import digest_of, is_a_loop
from shared.domain.outbox.record import KEPT, OutboxRecord, OutboxStatus
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass, SuppressionReason, Visibility
from shared.ports.configuration import BrandRepository, Switches
from shared.ports.outbox import AccountStates, Outbox, RateLimits
from shared.ports.platforms import Gateways
from shared.ports.repositories import (
    ConversationRepository,
    HistoryRepository,
    IncidentRepository,
    ListeningCounters,
    MessageRepository,
    TicketRepository,
)
from shared.ports.telemetry import Metrics
from shared.ports.time_and_language import Clock, DateTimeFormatter


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    brands: BrandRepository
    switches: Switches
    tickets: TicketRepository
    messages: MessageRepository
    conversations: ConversationRepository
    history: HistoryRepository
    incidents: IncidentRepository
    outbox: Outbox
    listening: ListeningCounters
    accounts: AccountStates
    rate_limits: RateLimits
    gateways: Gateways
    words: DateTimeFormatter
    clock: Clock
    metrics: Metrics
    policies: Callable[[str], ChannelPolicy]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: the platform's answer, or the reason why it was not asked; neither: nothing to do now."""

    ticket_id: str
    sent: SendClass | None = None
    suppressed: SuppressionReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One ticket at one instant. ``message`` is the customer's latest, the one that is answered."""

    desk: Desk
    ticket: Ticket
    brand: Brand
    policy: ChannelPolicy
    account: Account
    account_state: AccountState
    conversation: Conversation | None
    message: Message | None
    now: datetime

    @classmethod
    def gather(cls, desk: Desk, ticket: Ticket) -> "Case":
        """``message``: the ticket's last one, or the last that still waits if its customer took that one back."""
        brand = desk.brands.current(ticket.brand)
        place = (ticket.channel, ticket.account_id)
        # An account that left the brand file has no secret any more; the decision says that the channel is off.
        gone = Account(channel=ticket.channel, id=ticket.account_id, handle="", secret="")
        return cls(
            desk=desk,
            ticket=ticket,
            brand=brand,
            policy=desk.policies(ticket.channel),
            account=brand.account(*place) or gone,
            account_state=desk.accounts.get(*place),
            conversation=desk.conversations.get(*place, ticket.conversation_id),
            message=_to_answer(desk, ticket),
            now=desk.clock.now(),
        )

    @property
    def message_id(self) -> str:
        return self.ticket.last_message_id if self.message is None else self.message.message_id

    @property
    def visibility(self) -> Visibility:
        """An answer is as public as the message it answers."""
        known = None if self.message is None else self.message.visibility
        return known or self.ticket.visibility

    @property
    def root_id(self) -> str:
        """What a public conversation hangs under: its id without the customer's."""
        return self.ticket.conversation_id.removesuffix(f":{self.ticket.author_id}")


def _to_answer(desk: Desk, ticket: Ticket) -> Message | None:
    last = desk.messages.get(ticket.channel, ticket.account_id, ticket.last_message_id)
    if last is None or (last.deleted_at is None and not last.hidden):
        return last
    found, cursor = last, None
    while True:
        page = desk.messages.of_conversation(
            ticket.channel, ticket.account_id, ticket.conversation_id, limit=100, cursor=cursor
        )
        for message in page.items:  # oldest first
            if message.waits and message.ticket_id == ticket.id and not message.hidden and message.deleted_at is None:
                found = message
        cursor = page.cursor
        if cursor is None:
            return found


def is_loop(case: Case) -> bool:
    """Whether two robots would talk to each other every night."""
    ticket, message = case.ticket, case.message
    if message is None or not message.text:
        return False
    known = case.desk.outbox.recent(ticket.channel, ticket.account_id, ticket.conversation_id)
    return is_a_loop(message.text, known)


def words_for(case: Case, decision: Send) -> str | None:
    """The text; ``None`` when no variant fits the channel."""
    brand, ticket = case.brand, case.ticket
    language = language_of(brand, ticket.language)
    opening = case.desk.words.opening(
        decision.period[1],
        case.now,
        language,
        brand.calendar_of(ticket.channel).time_zone,
        name_zone=language != brand.default_language,
    )
    return write(
        variants(
            brand.acknowledgement,
            channel=ticket.channel,
            language=language,
            visibility=case.visibility,
            personal_data=ticket.has_personal_data,
        ),
        key=f"{ticket.conversation_id} {decision.period[0].isoformat()}",
        brand=brand.name,
        opening=opening,
        handle=case.account.handle,
        policy=case.policy,
        visibility=case.visibility,
        link=_link(case),
    )


def _link(case: Case) -> str | None:
    """A help page for a question; not for somebody who is being asked to hide what they wrote."""
    ticket, message = case.ticket, case.message
    if message is None or (ticket.has_personal_data and case.visibility is Visibility.PUBLIC):
        return None
    return link_to(
        case.brand,
        message.text,
        ticket.language,
        message.category or ticket.category,
        case.policy,
        sentiment=message.sentiment or ticket.sentiment,
    )


def record_of(case: Case, decision: Send, text: str, waiting: OutboxRecord | None) -> OutboxRecord:
    """The record to claim. One that waited is surely not sent yet: it now answers the customer's latest message."""
    ticket, public = case.ticket, case.visibility is Visibility.PUBLIC
    record = waiting or OutboxRecord(
        channel=ticket.channel,
        account_id=ticket.account_id,
        conversation_id=ticket.conversation_id,
        period_start=decision.period[0],
        ticket_id=ticket.id,
        status=OutboxStatus.WAITING,
        text=text,
        visibility=case.visibility,
        recipient_id=None,
        in_reply_to=None,
        created_at=case.now,
        claimed_at=case.now,
        expires_at=case.now + KEPT,
    )
    return replace(
        record,
        ticket_id=ticket.id,
        visibility=case.visibility,
        recipient_id=ticket.author_id,
        in_reply_to=case.message_id if public else None,
        root_id=case.root_id if public else None,
        answers=digest_of(case.message.text) if case.message is not None and case.message.text else None,
    )


def outbound(record: OutboxRecord) -> OutboundMessage:
    """What the gateway is asked to send, and later whether it was sent."""
    return OutboundMessage(
        channel=record.channel,
        account_id=record.account_id,
        visibility=record.visibility,
        text=record.text,
        recipient_id=record.recipient_id,
        in_reply_to=record.in_reply_to,
        root_id=record.root_id,
        reference=f"{REFERENCE}{record.ticket_id}:{record.created_at:%Y%m%dT%H%M%S}",
    )
