"""What we sent is kept in its conversation. For acknowledgements and for agents' replies alike."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.errors import ConflictError
from shared.domain.messages.model import Message
from shared.domain.privacy.pseudonyms import identifies
from shared.domain.vocabulary import Direction
from shared.ports.repositories import MessageRepository

_MAX_WRITE_ATTEMPTS = 12


def save_sent_message(
    messages: MessageRepository,
    new: Message,
    *,
    text: str,
    sent_at: datetime,
    retention: timedelta,
    complete: Callable[[Message], Message | None],
) -> None:
    """Write our message under the platform's id. Its echo may have been stored before: then that one is completed.

    ``complete`` adds what only the caller knows; ``None``: everything is there. Raises ``ConflictError``.
    """
    for attempt in range(_MAX_WRITE_ATTEMPTS):
        # Nearly always it is new: only who may not write it so reads what is there. Where ids identify people, the
        # tombstone of an erased person is under another one, and has to be looked for.
        known = None
        if attempt or identifies(new.channel, new.message_id):
            known = messages.get(new.channel, new.account_id, new.message_id)
        message = complete(known or new)
        if message is None:
            return
        message = replace(
            message,
            direction=Direction.OUTBOUND,
            text=None if message.deleted_at is not None else text,
            occurred_at=message.occurred_at or sent_at,
            received_at=message.received_at or sent_at,
            stored_at=message.stored_at or sent_at,
            expires_at=message.expires_at or sent_at + retention,
        )
        try:
            messages.save(message)
        except ConflictError:
            if attempt == _MAX_WRITE_ATTEMPTS - 1:
                raise
        else:
            return
