"""References that customers name in their messages: numbers of orders, invoices and parcels.

They are found by the same rules that find them as personal data, so that a telephone number, an amount, a date or a
card number is none.
"""

from shared.domain.messages.model import Message
from shared.domain.privacy.personal_data import find
from shared.domain.privacy.personal_data.finding import ORDER_REF
from shared.domain.vocabulary import Direction

MAX_REFERENCES = 5
"""Of one message: whoever pastes a whole list of orders asks about none of them in particular."""

MIN_DIGITS = 4
MAX_LENGTH = 60


def references_in(text: str | None) -> tuple[str, ...]:
    """The first references of a text as they are looked for, each once, in the order of their letters."""
    if not text:
        return ()
    found = (reference_of(text[each.start : each.end]) for each in find(text) if each.kind == ORDER_REF)
    return tuple(sorted(list(dict.fromkeys(each for each in found if each is not None))[:MAX_REFERENCES]))


def named_in(message: Message) -> tuple[str, ...]:
    """The references under which a message is found. One of ours, or without a ticket, leads nowhere; a text that lies
    in the bucket is not looked at.
    """
    is_found = message.complete and message.deleted_at is None and message.ticket_id is not None
    return references_in(message.text) if is_found and message.direction is Direction.INBOUND else ()


def reference_of(written: str) -> str | None:
    """``#a-1234`` and ``A 1234`` are the same reference. ``None`` for what can be none."""
    folded = "".join(sign for sign in written.upper() if sign.isascii() and sign.isalnum())
    digits = sum(sign.isdigit() for sign in folded)
    return folded if digits >= MIN_DIGITS and len(folded) <= MAX_LENGTH else None
