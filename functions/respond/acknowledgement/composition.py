"""The text of an acknowledgement, and the outbox record that carries it."""

from dataclasses import replace

from functions.respond.acknowledgement.ticket_context import TicketContext
from shared.domain.acknowledgement.decision import REFERENCE, SendDecision
from shared.domain.acknowledgement.text import article_link, compose, language_of, variants
from shared.domain.channels.sending import OutboundMessage
from shared.domain.outbox.loops import digest_of, is_a_loop
from shared.domain.outbox.record import RETENTION, OutboxRecord, OutboxStatus
from shared.domain.vocabulary import Visibility


def is_loop(context: TicketContext) -> bool:
    """Whether the customer's message looks like the answer of a robot to our earlier acknowledgements."""
    ticket, message = context.ticket, context.message
    if message is None or not message.text:
        return False
    known = context.ports.outbox.recent(ticket.channel, ticket.account_id, ticket.conversation_id)
    return is_a_loop(message.text, known)


def compose_text(context: TicketContext, decision: SendDecision) -> str | None:
    """The text; ``None`` when no variant fits the channel."""
    brand, ticket = context.brand, context.ticket
    language = language_of(brand, ticket.language)
    opening = context.ports.formatter.opening(
        decision.period[1],
        context.now,
        language,
        brand.calendar_of(ticket.channel).time_zone,
        name_zone=language != brand.default_language,
        name_day=context.visibility is Visibility.PUBLIC,  # it stands there for days
    )
    if decision.emergency:
        texts = brand.acknowledgement.emergency_texts
        choices: tuple[str, ...] = (texts[language],) if language in texts else ()
    else:
        choices = variants(
            brand.acknowledgement,
            channel=ticket.channel,
            language=language,
            visibility=context.visibility,
            personal_data=ticket.has_personal_data,
        )
    return compose(
        choices,
        key=f"{ticket.conversation_id} {decision.period[0].isoformat()}",
        brand=brand.name,
        opening=opening,
        handle=context.account.handle,
        policy=context.policy,
        visibility=context.visibility,
        link=None if decision.emergency else _link(context),
    )


def _link(context: TicketContext) -> str | None:
    """A help page that answers a question. None for a customer who is being asked to hide what they wrote."""
    ticket, message = context.ticket, context.message
    if message is None or (ticket.has_personal_data and context.visibility is Visibility.PUBLIC):
        return None
    return article_link(
        context.brand,
        message.text,
        ticket.language,
        message.category or ticket.category,
        context.policy,
        sentiment=message.sentiment or ticket.sentiment,
        suggested=ticket.suggested_articles if message.message_id == ticket.opening_message_id else None,
    )


def build_record(
    context: TicketContext, decision: SendDecision, text: str, waiting: OutboxRecord | None
) -> OutboxRecord:
    """The record to claim. A waiting record was surely not sent yet: it now answers the customer's latest message."""
    ticket, public = context.ticket, context.visibility is Visibility.PUBLIC
    message = context.message
    record = waiting or OutboxRecord(
        channel=ticket.channel,
        account_id=ticket.account_id,
        conversation_id=ticket.conversation_id,
        period_start=decision.period[0],
        ticket_id=ticket.id,
        status=OutboxStatus.WAITING,
        text=text,
        visibility=context.visibility,
        recipient_id=None,
        in_reply_to=None,
        created_at=context.now,
        claimed_at=context.now,
        expires_at=context.now + RETENTION,
    )
    return replace(
        record,
        ticket_id=ticket.id,
        visibility=context.visibility,
        recipient_id=ticket.author_id,
        # In private too: some platforms tell by it where the customer is.
        in_reply_to=context.message_id if public or ticket.last_message_can_be_named else None,
        root_id=context.root_id if public else None,
        reply_token=_reply_token(context),
        answers=digest_of(message.text) if message is not None and message.text else None,
    )


def _reply_token(context: TicketContext) -> str | None:
    """That of the customer's message, as long as the platform takes it."""
    message, window = context.message, context.policy.reply_token_window
    if message is None or message.received_at is None or window is None:
        return None
    return message.reply_token if context.now < message.received_at + window else None


def outbound_message(record: OutboxRecord) -> OutboundMessage:
    """What the gateway is asked to send, and later to look for."""
    return record.outbound_as(f"{REFERENCE}{record.ticket_id}:{record.created_at:%Y%m%dT%H%M%S}")
