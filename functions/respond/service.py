"""Sends the acknowledgement of a ticket: once, or not at all, and says why.

The order of the writes is the guarantee. The outbox record is claimed by a conditional write before the platform is
called; what the platform said is written into it before anything else; ticket, message and history follow and can be
written again. Whoever finds a record that was not finished reads the platform before anything is sent again.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from functions.respond.delivery import call, rate_limits, settle
from functions.respond.desk import Case, Desk, Done, is_loop, record_of, words_for
from functions.respond.records import give_up, postpone, remember_sent, suppress
from shared.domain.acknowledgement.decision import Send, decide, facts_of
from shared.domain.errors import ConflictError
from shared.domain.outbox.record import OutboxRecord, OutboxStatus
from shared.domain.vocabulary import SendClass, SuppressionReason

NOT_STORED_YET = timedelta(minutes=1)
_NOT_COUNTED = frozenset(
    {SuppressionReason.DRY_RUN, SuppressionReason.AUTHOR_RATE_LIMIT, SuppressionReason.POST_RATE_LIMIT}
)
AGENT_FIRST = timedelta(minutes=1)
"""After the next look at an agent's answer that is on its way: when it is sent, the robot has nothing to say."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """May raise ``UpstreamError`` and ``ConflictError``: nothing is lost then, the sweep comes back."""

    desk: Desk

    def __call__(self, ticket_id: str) -> Done:
        desk = self.desk
        ticket = desk.tickets.get(ticket_id)
        if ticket is None or ticket.acknowledge_at is None:
            return Done(ticket_id)  # somebody else has done it
        case = Case.gather(desk, ticket)
        record = desk.outbox.latest(ticket.channel, ticket.account_id, ticket.conversation_id)
        if record is not None:
            record = record.seen(case.now)
            if record.status is OutboxStatus.CLAIMED:
                return Done(ticket_id)  # somebody is at it this very moment
            if record.status is OutboxStatus.UNKNOWN:
                if record.due_at is not None and record.due_at > case.now:
                    return postpone(case, record.due_at, SendClass.UNKNOWN)
                record = settle(case, record)
                if record.status is OutboxStatus.UNKNOWN:
                    return postpone(case, record.due_at or case.now + NOT_STORED_YET, SendClass.UNKNOWN)
                if record.status is OutboxStatus.GIVEN_UP:
                    return give_up(case, record, SendClass.UNKNOWN)
            if (
                record.status is OutboxStatus.SENT
                and record.ticket_id == ticket.id
                and not _is_remembered(case, record)
            ):
                return remember_sent(case, record)
        return self._decide(case, record)

    def _decide(self, case: Case, record: OutboxRecord | None) -> Done:
        desk, ticket, now = self.desk, case.ticket, case.now
        if case.message is None or not (case.message.complete or case.message.deleted_at is not None):
            return postpone(case, now + NOT_STORED_YET, None)  # store has not finished; it will
        facts = facts_of(
            ticket,
            case.message,
            case.conversation,
            policy=case.policy,
            switch=desk.switches.automatic_answers(ticket.brand, ticket.channel),
            brand_degraded=desk.brands.is_degraded(ticket.brand),
            incidents=desk.incidents.open_for(ticket.brand),
            account_stopped=case.account_state.stopped,
        )
        decision = decide(facts, brand=case.brand, policy=case.policy, now=now)
        if isinstance(decision, SuppressionReason):
            return suppress(case, decision, record)
        if ticket.reply_at is not None:
            return postpone(case, max(ticket.reply_at, now) + AGENT_FIRST, None)
        if record is not None and (
            record.period_start == decision.period[0] or record.created_at >= decision.period[0]
        ):
            tried_out = record.error == SuppressionReason.DRY_RUN
            counts = record.error not in _NOT_COUNTED
            if record.status is OutboxStatus.SENT or (tried_out and decision.dry_run):
                return suppress(case, SuppressionReason.ALREADY_ACKNOWLEDGED, None)
            if record.held_back or tried_out:
                record = record.begun_anew(now)
            if record.status is OutboxStatus.GIVEN_UP:
                return suppress(case, None, None)
            if record.due_at is not None and record.due_at > now:
                return postpone(case, record.due_at, None)
        else:
            record, counts = None, False
        return self._send(case, decision, record, counts=counts)

    def _send(self, case: Case, decision: Send, record: OutboxRecord | None, *, counts: bool) -> Done:
        """``counts``: the record has been counted towards the rate limits before."""
        desk, now = self.desk, case.now
        if is_loop(case):
            return suppress(case, SuppressionReason.AUTHOR_IS_A_ROBOT, record)
        text = words_for(case, decision)
        if text is None:
            return suppress(case, SuppressionReason.TEXT_TOO_LONG, record)
        if decision.dry_run:
            tried_out = replace(record_of(case, decision, text, record), text=text)
            desk.outbox.save(
                tried_out.gave_up(SuppressionReason.DRY_RUN)
            )  # so that the night has one of it, as for real
            return suppress(case, SuppressionReason.DRY_RUN, None, would_have_sent=text)
        paused_until = case.account_state.paused_until
        if paused_until is not None and paused_until > now:
            return postpone(case, paused_until, None)
        claimed = record_of(case, decision, text, record).claimed(now, text)
        gateway = desk.gateways(case.account)
        try:
            claimed = desk.outbox.save(claimed)
        except ConflictError:
            return Done(case.ticket.id)  # another worker has it
        held = rate_limits(case, claimed, decision.period[1], first=not counts)
        if isinstance(held, SuppressionReason):
            return suppress(case, held, claimed)
        if held is not None:
            desk.outbox.save(claimed.put_off(held.begins, held.name))
            return postpone(case, held.begins, None)
        return call(case, claimed, gateway)


def _is_remembered(case: Case, record: OutboxRecord) -> bool:
    at = case.ticket.acknowledged_at
    return at is not None and record.sent_at is not None and at >= record.sent_at
