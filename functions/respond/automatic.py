"""Sends one automatic text for a ticket, once for its kind (and for what it is about). For all jobs that do so.

How to use it, each time the sweep or anything else asks for the work:

1. ``known = sender.current(brand, ticket_id, kind, about)``. It reads the platform when the outcome of an earlier
   attempt is unknown. Of a record that ``is_settled(known, now)`` only what follows is left (message, history, ticket).
2. Otherwise decide again whether the text may be sent: the ticket, the switches, the window, the opt-out.
3. ``later = sender.may_send_at(brand, account)``: an instant means that the account is paused or its minute is full.
4. ``sender.send(account, record)`` with the record that was found, or a new one (status waiting, attempts 0). ``None``:
   another worker has it. The answer is in the record before anything else happens.
5. ``save_automatic_message`` keeps what was sent in its conversation.

A new kind of text is a member of ``AutomaticKind``. ``functions/respond/satisfaction`` is an example.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, Self

from functions.respond.sending import CLOCK_SKEW, send, update_account_state
from functions.respond.sent_messages import save_sent_message
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.policy import Policies
from shared.domain.channels.sending import SendResult
from shared.domain.errors import ConflictError
from shared.domain.messages.model import Message
from shared.domain.outbox.automatic_message import AutomaticKind, AutomaticMessage
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.outbox.record import OutboxStatus
from shared.domain.vocabulary import SendClass, Surface, Visibility
from shared.ports.outbox import AccountStates, AutomaticMessages, RateLimits
from shared.ports.platforms import Gateways
from shared.ports.repositories import MessageRepository
from shared.ports.time_and_language import Clock

MINUTE = timedelta(minutes=1)


class AutomaticPorts(Protocol):
    """What a job that sends automatic texts has among its ports."""

    @property
    def automatic_messages(self) -> AutomaticMessages: ...
    @property
    def accounts(self) -> AccountStates: ...
    @property
    def rate_limits(self) -> RateLimits: ...
    @property
    def gateways(self) -> Gateways: ...
    @property
    def clock(self) -> Clock: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticSender:
    """May raise ``UpstreamError``. ``ConflictError``: somebody wrote the record meanwhile."""

    records: AutomaticMessages
    accounts: AccountStates
    rate_limits: RateLimits
    gateways: Gateways
    clock: Clock

    @classmethod
    def of(cls, ports: AutomaticPorts) -> Self:
        return cls(
            records=ports.automatic_messages,
            accounts=ports.accounts,
            rate_limits=ports.rate_limits,
            gateways=ports.gateways,
            clock=ports.clock,
        )

    def current(self, brand: Brand, ticket_id: str, kind: AutomaticKind, about: str = "") -> AutomaticMessage | None:
        """The record as it stands now. If nobody knows what became of it, the platform is read; nothing is sent."""
        known = self.records.get(ticket_id, kind, about)
        if known is None:
            return None
        now = self.clock.now()
        record = known.as_of(now)
        if record.status is OutboxStatus.UNKNOWN and not _waits(record, now):
            record = self._read_platform(brand, record)
        return record

    def may_send_at(self, brand: Brand, account: Account) -> datetime | None:
        """When to try again, if the account may not send now; otherwise its minute has counted one more."""
        now = self.clock.now()
        paused_until = self.accounts.get(account.channel, account.id).paused_until
        if paused_until is not None and paused_until > now:
            return paused_until
        return None if self.rate_limits.take(_per_minute(brand, account, now)) else now + MINUTE

    def send(self, account: Account, record: AutomaticMessage) -> AutomaticMessage | None:
        """Claim the record, call the platform, and write its answer. ``None``: another worker has the record."""
        gateway = self.gateways(account)
        try:
            claimed = self.records.save(record.claimed(self.clock.now(), record.text))
        except ConflictError:
            return None
        result = send(self.gateways, account, claimed.outbound(), gateway)
        after = self.records.save(claimed.with_result(result, self.clock.now()))
        update_account_state(self.accounts, account.channel, account.id, result, self.clock.now())
        return after

    def _read_platform(self, brand: Brand, record: AutomaticMessage) -> AutomaticMessage:
        reading = SendResult(outcome=SendClass.UNKNOWN, error="no_token")
        account = brand.account(record.channel, record.account_id)
        gateway = self.gateways(account) if account is not None else None
        if gateway is not None:
            reading = gateway.settle(record.outbound(), record.created_at - CLOCK_SKEW)
        return self.records.save(record.settled(reading, self.clock.now()))


def is_settled(record: AutomaticMessage, now: datetime) -> bool:
    """Whether nothing may be sent for the record now: it was sent, given up, is in other hands, or waits."""
    return record.status is not OutboxStatus.WAITING or _waits(record, now)


def save_automatic_message(
    messages: MessageRepository, policies: Policies, brand: Brand, record: AutomaticMessage, sent_at: datetime
) -> None:
    """What was sent stands in its conversation, under the platform's id. May be repeated; raises ``ConflictError``."""
    if record.message_id is None:
        return
    account = brand.account(record.channel, record.account_id)
    save_sent_message(
        messages,
        Message(channel=record.home, account_id=record.account_id, message_id=record.message_id, brand=brand.id),
        text=record.text,
        sent_at=sent_at,
        retention=policies(record.home).retention_of(brand.retention.messages),
        complete=_completed(record, None if account is None else account.handle or None),
    )


def _completed(record: AutomaticMessage, handle: str | None) -> Callable[[Message], Message | None]:
    surface = Surface.DIRECT_MESSAGE if record.visibility is Visibility.PRIVATE else Surface.COMMENT

    def complete(base: Message) -> Message | None:
        if base.complete and base.automatic:
            return None
        return replace(
            base,
            automatic=True,
            surface=base.surface or surface,
            visibility=record.visibility,
            conversation_id=record.conversation_id,
            ticket_id=record.ticket_id,
            parent_id=base.parent_id or record.in_reply_to,
            author_id=record.account_id,
            author_handle=handle,
        )

    return complete


def _waits(record: AutomaticMessage, now: datetime) -> bool:
    return record.due_at is not None and record.due_at > now


def _per_minute(brand: Brand, account: Account, now: datetime) -> RateLimit:
    """Shared with acknowledgements: the platform counts what an account sends, whatever it says."""
    return RateLimit(
        scope=f"account/{account.channel}/{account.id}",
        window=f"{now:%Y-%m-%dT%H:%M}",
        limit=brand.acknowledgement.max_per_account_and_minute,
        ends_at=now + 5 * MINUTE,
    )
