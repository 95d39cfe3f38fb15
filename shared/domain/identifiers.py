"""Ids that we give ourselves. Each is a digest of what it stands for, so that making it twice makes the same."""

from hashlib import sha256

from shared.domain.messages.event import InboundEvent

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that is misread over the phone
_LENGTH = 13  # digits of five bits each


def ticket_id_of(channel: str, account_id: str, conversation_id: str, message_id: str) -> str:
    """The ticket that this message opens in this conversation."""
    return "T-" + _short("ticket", channel, account_id, conversation_id, message_id)


def customer_id_of(event: InboundEvent) -> str | None:
    """The customer as one channel knows them; ``None`` for an author without an id."""
    if event.author is None or event.author.id is None:
        return None
    return "C-" + _short("customer", event.brand, event.channel, event.author.id)


def _short(*parts: str) -> str:
    number = int.from_bytes(sha256("\x1f".join(parts).encode()).digest()[:9], "big")
    digits = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, 32)
        digits.append(_DIGITS[digit])
    return "".join(digits)
