"""Sends the acknowledgement of a ticket at most once, or records why none is sent.

The order of the writes guarantees it. A conditional write claims the outbox record before the platform is called. The
platform's answer is written into the record before anything else. Ticket, message and history follow; these writes are
idempotent. A worker that finds an unfinished record reads the platform before anything is sent again.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from functions.respond.acknowledgement.composition import build_record, compose_text, is_loop
from functions.respond.acknowledgement.delivery import read_platform, send_claimed
from functions.respond.acknowledgement.ports import AcknowledgementOutcome, AcknowledgementPorts
from functions.respond.acknowledgement.rate_limits import check_rate_limits, minute_name
from functions.respond.acknowledgement.recording import (
    postpone,
    record_given_up,
    record_sent,
    record_suppressed,
    record_unconfirmed,
)
from functions.respond.acknowledgement.ticket_context import TicketContext
from shared.domain.acknowledgement.decision import SendDecision, conditions_of, decide
from shared.domain.errors import ConflictError
from shared.domain.outbox.record import OutboxRecord, OutboxStatus
from shared.domain.tickets.model import Ticket
from shared.domain.vocabulary import SendClass, SuppressionReason

RETRY_DELAY = timedelta(minutes=1)
"""Before the first retry of what is not ready yet."""

MAX_WAIT_FOR_MESSAGE = timedelta(hours=4)
"""How long after the ticket's last change a message is waited for that store has not written."""

_NOT_COUNTED = frozenset(
    {SuppressionReason.DRY_RUN, SuppressionReason.AUTHOR_RATE_LIMIT, SuppressionReason.POST_RATE_LIMIT}
)
AGENT_REPLY_DELAY = timedelta(minutes=1)
"""How long after the next look at an agent's reply the acknowledgement is decided again."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """May raise ``UpstreamError`` and ``ConflictError``. Nothing is lost then: the sweep retries."""

    ports: AcknowledgementPorts

    def __call__(self, ticket_id: str) -> AcknowledgementOutcome:
        ports = self.ports
        ticket = ports.tickets.get(ticket_id)
        if ticket is None or ticket.acknowledge_at is None:
            return AcknowledgementOutcome(ticket_id)  # another worker has done it
        context = TicketContext.load(ports, ticket)
        record = self._latest_record(ticket)
        if record is not None:
            record = record.as_of(context.now)
            if record.status is OutboxStatus.CLAIMED:
                return AcknowledgementOutcome(ticket_id)  # another worker is sending it now
            if record.status is OutboxStatus.UNKNOWN:
                if record.due_at is not None and record.due_at > context.now:
                    return postpone(context, record.due_at, SendClass.UNKNOWN)
                record = read_platform(context, record)
                if record.status is OutboxStatus.UNKNOWN:
                    record_unconfirmed(context, record)
                    return postpone(context, record.due_at or context.now + RETRY_DELAY, SendClass.UNKNOWN)
                if record.status is OutboxStatus.GIVEN_UP:
                    return record_given_up(context, record, SendClass.UNKNOWN)
            if (
                record.status is OutboxStatus.SENT
                and record.ticket_id == ticket.id
                and not _is_recorded(context, record)
            ):
                return record_sent(context, record)
        return self._decide(context, record)

    def _latest_record(self, ticket: Ticket) -> OutboxRecord | None:
        """The latest of the ticket. Of a customer who has moved it may lie under the number before: what was, or may
        have been, sent there counts."""
        places = ticket.conversations if ticket.moved_at is not None else ticket.conversations[:1]
        found = [
            self.ports.outbox.latest(channel, ticket.account_id, conversation_id)
            for channel, conversation_id in places
            if channel == ticket.channel
        ]
        return max((one for one in found if one is not None), key=lambda one: one.created_at, default=None)

    def _decide(self, context: TicketContext, record: OutboxRecord | None) -> AcknowledgementOutcome:
        ports, ticket, now = self.ports, context.ticket, context.now
        if context.message is None or not (context.message.complete or context.message.deleted_at is not None):
            return self._wait_for_message(context, record)
        conditions = conditions_of(
            ticket,
            context.message,
            context.conversation,
            policy=context.policy,
            switch=ports.switches.automatic_answers(ticket.brand, ticket.channel),
            brand_degraded=ports.brands.is_degraded(ticket.brand),
            incidents=ports.incidents.open_for(ticket.brand),
            account_stopped=context.account_state.stopped,
            opted_out=ticket.author_id is not None
            and ports.automatic_texts.are_off(ticket.channel, ticket.account_id, ticket.author_id),
        )
        decision = decide(conditions, brand=context.brand, policy=context.policy, now=now)
        if isinstance(decision, SuppressionReason):
            return record_suppressed(context, decision, record)
        if ticket.reply_at is not None:
            return postpone(context, max(ticket.reply_at, now) + AGENT_REPLY_DELAY, None)
        if record is not None and (
            record.period_start == decision.period[0] or record.created_at >= decision.period[0]
        ):
            dry_run_record = record.error == SuppressionReason.DRY_RUN
            counted = record.error not in _NOT_COUNTED
            if record.status is OutboxStatus.SENT or (dry_run_record and decision.dry_run):
                return record_suppressed(context, SuppressionReason.ALREADY_ACKNOWLEDGED, None)
            if record.held_back or dry_run_record:
                record = record.restarted(now)
            if record.status is OutboxStatus.GIVEN_UP:
                return record_suppressed(context, None, None)
            if record.due_at is not None and record.due_at > now:
                return postpone(context, record.due_at, None)
        else:
            record, counted = None, False
        return self._send(context, decision, record, counted=counted)

    def _wait_for_message(self, context: TicketContext, record: OutboxRecord | None) -> AcknowledgementOutcome:
        """Store has not written the message yet. If its event was parked, it never will, until it is redriven."""
        waited = context.now - context.ticket.updated_at
        if waited >= MAX_WAIT_FOR_MESSAGE:
            return record_suppressed(context, SuppressionReason.MESSAGE_NOT_STORED, record)
        return postpone(context, context.now + max(RETRY_DELAY, waited), None)

    def _send(
        self, context: TicketContext, decision: SendDecision, record: OutboxRecord | None, *, counted: bool
    ) -> AcknowledgementOutcome:
        """``counted``: the record was counted towards the rate limits before."""
        ports, now = self.ports, context.now
        if is_loop(context):
            return record_suppressed(context, SuppressionReason.AUTHOR_IS_A_ROBOT, record)
        text = compose_text(context, decision)
        if text is None:
            return record_suppressed(context, SuppressionReason.TEXT_TOO_LONG, record)
        if decision.dry_run:
            dry_run_record = replace(build_record(context, decision, text, record), text=text)
            # A dry run also leaves one record per closed period.
            ports.outbox.save(dry_run_record.given_up(SuppressionReason.DRY_RUN))
            return record_suppressed(context, SuppressionReason.DRY_RUN, None, would_have_sent=text)
        paused_until = context.account_state.paused_until
        if paused_until is not None and paused_until > now:
            return postpone(context, paused_until, None)
        claimed = build_record(context, decision, text, record).claimed(now, text)
        gateway = ports.gateways(context.account)
        try:
            claimed = ports.outbox.save(claimed)
        except ConflictError:
            return AcknowledgementOutcome(context.ticket.id)  # another worker has it
        limited = check_rate_limits(context, claimed, decision.period[1], first=not counted)
        if isinstance(limited, SuppressionReason):
            return record_suppressed(context, limited, claimed)
        if limited is not None:
            ports.outbox.save(claimed.postponed_to(limited.begins, limited.name))
            return postpone(context, limited.begins, None)
        latest = ports.tickets.get(context.ticket.id)
        if latest is None or latest.version != context.ticket.version:
            return self._decide_again(context, latest, claimed)
        return send_claimed(context, claimed, gateway)

    def _decide_again(
        self, context: TicketContext, latest: Ticket | None, claimed: OutboxRecord
    ) -> AcknowledgementOutcome:
        """The ticket changed since it was read: an agent may be answering. The decision is made again.

        The claim is given back first. Its place in this minute of the account is kept.
        """
        if latest is None:
            self.ports.outbox.save(claimed.given_up(SuppressionReason.MESSAGE_GONE))
            return AcknowledgementOutcome(context.ticket.id)  # erased
        waiting = self.ports.outbox.save(claimed.postponed_to(context.now, minute_name(context.now)))
        return self._decide(TicketContext.load(self.ports, latest), waiting)


def _is_recorded(context: TicketContext, record: OutboxRecord) -> bool:
    at = context.ticket.acknowledged_at
    return at is not None and record.sent_at is not None and at >= record.sent_at
