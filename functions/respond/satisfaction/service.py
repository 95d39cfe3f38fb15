"""Asks a customer how it went, once for each ticket, and thanks once for the answer.

The order of the writes guarantees it. The ticket is written first, on the condition that it is as it was read: so that
an agent or a customer who writes meanwhile comes first, and that an answer is understood however we die. A conditional
write claims the record of the ticket. The platform is called, and its answer is written into the record before
anything else. Whoever finds an unfinished record reads the platform before anything is sent again.
"""

from dataclasses import dataclass, replace

from functions.respond.automatic import AutomaticSender, is_settled
from functions.respond.circumstances import circumstances_of
from functions.respond.satisfaction.ports import SatisfactionOutcome, SatisfactionPorts
from functions.respond.satisfaction.recording import finish, postpone
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.sending import QuickReply
from shared.domain.outbox.automatic_message import AutomaticKind, AutomaticMessage
from shared.domain.outbox.record import CLAIM_DURATION, RETENTION, OutboxStatus
from shared.domain.satisfaction.decision import Send, Unasked, Wait, decide
from shared.domain.satisfaction.policy import BEST
from shared.domain.satisfaction.progress import PAYLOAD
from shared.domain.tickets.history import HistoryEntry
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import Visibility

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
        record = self._sender.current(brand, ticket_id, kind)
        if record is not None and record.status is OutboxStatus.CLAIMED:
            return SatisfactionOutcome(ticket_id=ticket_id, kind=kind, status=record.status)  # in other hands
        if record is not None and is_settled(record, now):
            return finish(ports, brand, record)
        return self._decide(ticket, brand, kind, record)

    @property
    def _sender(self) -> AutomaticSender:
        return AutomaticSender.of(self.ports)

    def _decide(
        self, ticket: Ticket, brand: Brand, kind: AutomaticKind, record: AutomaticMessage | None
    ) -> SatisfactionOutcome:
        ports, now = self.ports, self.ports.clock.now()
        decision = decide(ticket, brand, ports.policies, circumstances_of(ports, ticket), now)
        if isinstance(decision, Unasked):
            return self._not_sent(ticket, brand, kind, record, decision)
        if isinstance(decision, Wait):
            return postpone(ports, ticket.id, kind, decision.until)
        account = brand.account(decision.route.channel, ticket.account_id)
        if account is None:
            return self._not_sent(ticket, brand, kind, record, Unasked.CHANNEL_OFF)
        later = self._sender.may_send_at(brand, account)
        if later is not None:
            return postpone(ports, ticket.id, kind, later)
        return self._send(ticket, brand, account, self._record(ticket, kind, decision, record))

    def _send(self, ticket: Ticket, brand: Brand, account: Account, record: AutomaticMessage) -> SatisfactionOutcome:
        ports, now = self.ports, self.ports.clock.now()
        asked_at = ticket.satisfaction_asked_at or now
        # Raises ConflictError when somebody wrote the ticket meanwhile: the decision is made again.
        ports.tickets.save(
            replace(ticket, satisfaction_asked_at=asked_at, satisfaction_due_at=now + CLAIM_DURATION, updated_at=now)
        )
        after = self._sender.send(account, record)
        if after is None:
            return SatisfactionOutcome(ticket_id=ticket.id, kind=record.kind)  # another worker has it
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
