"""Calls the platform, and reads the platform when the outcome of a call is unknown."""

from functions.respond.acknowledgement.composition import outbound_message
from functions.respond.acknowledgement.ports import AcknowledgementOutcome
from functions.respond.acknowledgement.recording import postpone, record_given_up, record_sent, record_unconfirmed
from functions.respond.acknowledgement.ticket_context import TicketContext
from functions.respond.sending import CLOCK_SKEW, send, update_account_state
from shared.domain.channels.sending import SendResult
from shared.domain.outbox.record import OutboxRecord, OutboxStatus
from shared.domain.vocabulary import SendClass
from shared.ports.platforms import AutomaticGateway


def send_claimed(
    context: TicketContext, claimed: OutboxRecord, gateway: AutomaticGateway | None
) -> AcknowledgementOutcome:
    """Send a claimed record. The platform's answer is written into the record before anything else."""
    ports = context.ports
    result = send(ports.gateways, context.account, outbound_message(claimed), gateway)
    record = ports.outbox.save(claimed.with_result(result, ports.clock.now()))
    update_account_state(ports.accounts, claimed.channel, claimed.account_id, result, ports.clock.now())
    if record.status is OutboxStatus.SENT:
        return record_sent(context, record)
    if record.status is OutboxStatus.GIVEN_UP:
        return record_given_up(context, record, result.outcome)
    if record.status is OutboxStatus.UNKNOWN:
        record_unconfirmed(context, record)
    return postpone(context, record.due_at or context.now, result.outcome)


def read_platform(context: TicketContext, record: OutboxRecord) -> OutboxRecord:
    """Read the platform about a record whose outcome is unknown. Sends nothing."""
    gateway = context.ports.gateways(context.account)
    reading = SendResult(outcome=SendClass.UNKNOWN, error="no_token")
    if gateway is not None:
        reading = gateway.settle(outbound_message(record), record.created_at - CLOCK_SKEW)
    return context.ports.outbox.save(record.settled(reading, context.ports.clock.now()))
