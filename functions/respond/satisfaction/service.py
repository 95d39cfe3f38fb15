"""Asks a customer how it went, once for each ticket, and thanks once for the answer.

The order of the writes guarantees it. The ticket is written first, on the condition that it is as it was read: so that
an agent or a customer who writes meanwhile comes first, and that an answer is understood however we die. A conditional
write claims the record of the ticket. The platform is called, and its answer is written into the record before
anything else. Whoever finds an unfinished record reads the platform before anything is sent again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.respond.satisfaction.ports import SatisfactionOutcome, SatisfactionPorts
from functions.respond.satisfaction.recording import finish, postpone
from functions.respond.sending import CLOCK_SKEW, send, update_account_state
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.sending import QuickReply, SendResult
from shared.domain.errors import ConflictError
from shared.domain.outbox.automatic_message import AutomaticKind, AutomaticMessage
from shared.domain.outbox.rate_limits import RateLimit
from shared.domain.outbox.record import CLAIM_DURATION, RETENTION, OutboxStatus
from shared.domain.satisfaction.decision import Circumstances, Send, Unasked, Wait, decide
from shared.domain.satisfaction.policy import BEST
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass, Visibility

MINUTE = timedelta(minutes=1)
PAYLOAD = "satisfaction:"
QUICK_REPLIES = tuple(QuickReply(title=str(score), payload=f"{PAYLOAD}{score}") for score in range(1, BEST + 1))


@dataclass(frozen=True, slots=True)
class AskAboutSatisfaction:
    """May raise ``UpstreamError`` and ``ConflictError``. Nothing is lost then: the sweep retries."""

    ports: SatisfactionPorts

    def __call__(self, ticket_id: str) -> SatisfactionOutcome:
        ports, now = self.ports, self.ports.clock.now()
        ticket = ports.tickets.get(ticket_id)
        if ticket is None or ticket.satisfaction_due_at is None:
            return SatisfactionOutcome(ticket_id=ticket_id)  # another worker has done it
        kind = AutomaticKind.QUESTION if ticket.satisfaction is None else AutomaticKind.THANKS
        brand = ports.brands.current(ticket.brand)
        known = ports.automatic_messages.get(ticket_id, kind)
        record = None if known is None else known.as_of(now)
        if record is not None:
            if record.status is OutboxStatus.CLAIMED:
                return SatisfactionOutcome(ticket_id=ticket_id, kind=kind, status=record.status)  # in other hands
            waits = record.due_at is not None and record.due_at > now
            if record.status is OutboxStatus.UNKNOWN and not waits:
                record = self._read_platform(brand, record)
            if record.status is not OutboxStatus.WAITING or waits:
                return finish(ports, brand, record)
        return self._decide(ticket, brand, kind, record)

    def _decide(
        self, ticket: Ticket, brand: Brand, kind: AutomaticKind, record: AutomaticMessage | None
    ) -> SatisfactionOutcome:
        ports, now = self.ports, self.ports.clock.now()
        decision = decide(ticket, brand, ports.policies, self._circumstances(ticket), now)
        if isinstance(decision, Unasked):
            return self._not_sent(ticket, brand, kind, record, decision)
        if isinstance(decision, Wait):
            return postpone(ports, ticket.id, kind, decision.until)
        account = brand.account(decision.route.channel, ticket.account_id)
        if account is None:
            return self._not_sent(ticket, brand, kind, record, Unasked.CHANNEL_OFF)
        paused_until = ports.accounts.get(account.channel, account.id).paused_until
        if paused_until is not None and paused_until > now:
            return postpone(ports, ticket.id, kind, paused_until)
        if not ports.rate_limits.take(_per_minute(brand, account, now)):
            return postpone(ports, ticket.id, kind, now + MINUTE)
        return self._send(ticket, brand, account, self._record(ticket, kind, decision, record))

    def _send(self, ticket: Ticket, brand: Brand, account: Account, record: AutomaticMessage) -> SatisfactionOutcome:
        ports, now = self.ports, self.ports.clock.now()
        gateway = ports.gateways(account)
        asked_at = ticket.satisfaction_asked_at or now
        # Raises ConflictError when somebody wrote the ticket meanwhile: the decision is made again.
        ports.tickets.save(
            replace(ticket, satisfaction_asked_at=asked_at, satisfaction_due_at=now + CLAIM_DURATION, updated_at=now)
        )
        try:
            claimed = ports.automatic_messages.save(record.claimed(now, record.text))
        except ConflictError:
            return SatisfactionOutcome(ticket_id=ticket.id, kind=record.kind)  # another worker has it
        result = send(ports.gateways, account, claimed.outbound(), gateway)
        after = ports.automatic_messages.save(claimed.with_result(result, ports.clock.now()))
        update_account_state(ports.accounts, account.channel, account.id, result, ports.clock.now())
        return finish(ports, brand, after)

    def _record(
        self, ticket: Ticket, kind: AutomaticKind, decision: Send, waiting: AutomaticMessage | None
    ) -> AutomaticMessage:
        """The record to claim. One that waits was surely not sent: it goes to where the customer is now."""
        now, route = self.ports.clock.now(), decision.route
        record = waiting or AutomaticMessage(
            kind=kind,
            home=route.home,
            channel=route.channel,
            account_id=ticket.account_id,
            conversation_id=route.conversation_id or "",
            period_start=now,
            ticket_id=ticket.id,
            status=OutboxStatus.WAITING,
            text=decision.text,
            visibility=Visibility.PRIVATE,
            recipient_id=route.recipient_id,
            in_reply_to=route.in_reply_to,
            created_at=now,
            claimed_at=now,
            expires_at=now + RETENTION,
            quick_replies=QUICK_REPLIES if kind is AutomaticKind.QUESTION else (),
        )
        return replace(
            record,
            text=decision.text,
            conversation_id=route.conversation_id or "",
            recipient_id=route.recipient_id,
            in_reply_to=route.in_reply_to,
        )

    def _read_platform(self, brand: Brand, record: AutomaticMessage) -> AutomaticMessage:
        """Read the platform about a text whose outcome nobody knows. Sends nothing."""
        reading = SendResult(outcome=SendClass.UNKNOWN, error="no_token")
        account = brand.account(record.channel, record.account_id)
        gateway = self.ports.gateways(account) if account is not None else None
        if gateway is not None:
            reading = gateway.settle(record.outbound(), record.created_at - CLOCK_SKEW)
        return self.ports.automatic_messages.save(record.settled(reading, self.ports.clock.now()))

    def _not_sent(
        self, ticket: Ticket, brand: Brand, kind: AutomaticKind, record: AutomaticMessage | None, reason: Unasked
    ) -> SatisfactionOutcome:
        """Nothing is sent. A record that waited says so; where there is none, only the ticket and its history do."""
        if record is not None:
            record = self.ports.automatic_messages.save(record.given_up(reason.value))
            return replace(finish(self.ports, brand, record), unasked=reason)
        return self._unasked(ticket, kind, reason)

    def _unasked(self, ticket: Ticket, kind: AutomaticKind, reason: Unasked) -> SatisfactionOutcome:
        ports, now = self.ports, self.ports.clock.now()
        what = "satisfaction_not_asked" if kind is AutomaticKind.QUESTION else "satisfaction_not_thanked"
        at = ticket.resolved_at or ticket.satisfaction_at or ticket.updated_at
        entry = HistoryEntry(ticket_id=ticket.id, at=at, key=what, what=what, details={"reason": reason.value})
        ports.history.add(entry)
        asked_at = None if kind is AutomaticKind.QUESTION else ticket.satisfaction_asked_at
        ports.tickets.save(replace(ticket, satisfaction_asked_at=asked_at, satisfaction_due_at=None, updated_at=now))
        return SatisfactionOutcome(ticket_id=ticket.id, kind=kind, unasked=reason)

    def _circumstances(self, ticket: Ticket) -> Circumstances:
        ports = self.ports
        channel, conversation_id = ticket.conversations[-1]
        conversation = ports.conversations.get(channel, ticket.account_id, conversation_id, latest=False)
        author = ticket.author_id if channel == ticket.channel else conversation_id
        return Circumstances(
            switch=ports.switches.automatic_answers(ticket.brand, channel),
            brand_degraded=ports.brands.is_degraded(ticket.brand),
            incidents=tuple(ports.incidents.open_for(ticket.brand)),
            account_stopped=ports.accounts.get(channel, ticket.account_id).stopped,
            opted_out=author is not None and ports.automatic_texts.are_off(channel, ticket.account_id, author),
            handed_over=conversation is not None and conversation.is_handed_over(ports.clock.now()),
        )


def _per_minute(brand: Brand, account: Account, now: datetime) -> RateLimit:
    """Shared with acknowledgements: the platform counts what an account sends, whatever it says."""
    return RateLimit(
        scope=f"account/{account.channel}/{account.id}",
        window=f"{now:%Y-%m-%dT%H:%M}",
        limit=brand.acknowledgement.max_per_account_and_minute,
        ends_at=now + 5 * MINUTE,
    )
