"""The message of a customer as it is stored: the last write, which completes everything before it."""

from dataclasses import replace

from functions.store.attachments import attachments_of
from functions.store.context import MessageContext, content_expiry
from functions.store.editions import earlier_text
from functions.store.ports import StorePorts
from shared.domain.messages.model import Message, bounded_editions
from shared.domain.tickets.follow_up import follow_up_waits
from shared.domain.tickets.model import Ticket


def _waits(context: MessageContext, ticket: Ticket | None) -> bool:
    """Whether the message asks for an answer of its own. One that joins a ticket does unless it says nothing new."""
    if context.deleted:
        return False
    if ticket is not None and ticket.opening_message_id != context.event.message_id:
        return follow_up_waits(
            ticket,
            context.event,
            context.classification,
            closing_words=context.closing,
            has_words=context.text is not None,
        )
    return context.classification.needs_response and not context.closing


def completed_message(
    ports: StorePorts, context: MessageContext, ticket: Ticket | None, listening: tuple[str, ...]
) -> Message:
    """The message as it is stored: what the event says, with what was known of it before."""
    event, classification, author = context.event, context.classification, context.event.author
    base = context.known or Message(
        channel=event.channel, account_id=event.account_id, message_id=event.message_id or "", brand=event.brand
    )
    editions = base.editions
    text, text_key, attachments = event.text, event.text_key, attachments_of(ports, event, base.attachments)
    rating = event.rating
    if base.edited_at is not None:
        original = earlier_text(ports, event, text=event.text, text_key=event.text_key, since=event.occurred_at)
        editions = bounded_editions((original, *editions))
        text, text_key, attachments = base.text, base.text_key, base.attachments
        rating = base.rating
    if context.deleted:
        text, text_key, attachments, editions, rating = None, None, (), (), None
    return replace(
        base,
        surface=event.surface,
        visibility=event.visibility,
        conversation_id=context.conversation.conversation_id,
        ticket_id=None if ticket is None else ticket.id,
        parent_id=event.parent_id,
        author_id=author.id if author else None,
        author_handle=author.handle if author else None,
        author_name=author.name if author else None,
        automatic=author.is_bot if author else False,
        text=text,
        text_key=text_key,
        language=classification.language,
        category=classification.category,
        sentiment=classification.sentiment,
        rating=rating,
        listening=listening,
        waits=_waits(context, ticket),
        attachments=attachments,
        group_id=event.group_id,
        permalink=event.permalink,
        reply_token=event.reply_token,
        occurred_at=event.occurred_at,
        received_at=event.received_at,
        stored_at=context.now,
        editions=editions,
        pending_classification=None,
        reactions=(),  # they waited in case it was ours
        expires_at=content_expiry(ports, event, context.brand),
    )
