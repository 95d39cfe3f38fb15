"""References that customers name in their messages: numbers of orders, invoices and parcels.

They are found by the same rules that find them as personal data, so that a telephone number, an amount, a date or a
card number is none. Whoever is asked for the number answers with the number alone: what is left and looks like one is
one, too.
"""

from collections.abc import Iterator

from shared.domain.messages.model import Message
from shared.domain.privacy.personal_data import MAX_SCANNED, as_plain, find
from shared.domain.privacy.personal_data.finding import DATE, ORDER_REF, Finding, later
from shared.domain.privacy.personal_data.references import UNIT
from shared.domain.vocabulary import Direction

MAX_REFERENCES = 5
"""Of one message: whoever pastes a whole list of orders asks about none of them in particular."""

MIN_DIGITS = 4
MAX_LENGTH = 60

MIN_DIGITS_ALONE = 5
MAX_LENGTH_ALONE = 20

_ALONE = later(
    r"(?<![\w@#&.,/:=+€$£-])[A-Za-z]{0,6}[-/]?[0-9][A-Za-z0-9]{0,19}(?:[-/][A-Za-z0-9]{1,12}){0,4}(?![\w@€$£%/=-])"
)
_LINK = later(r"(?:https?://|www\.)\S+")
_DECIMALS = later(r"[.,][0-9]")
_YEARS_OR_SIZE = later(r"(?:(?:19|20)[0-9]{2}[-/](?:19|20)?[0-9]{2}|[0-9]{1,6}(?:[xX][0-9]{1,6}){1,3})\Z")


def references_in(text: str | None) -> tuple[str, ...]:
    """The first references of a text as they are looked for, each once, in the order of their letters."""
    if not text:
        return ()
    text = as_plain(text[:MAX_SCANNED])
    known = find(text)
    spans = [*(each for each in known if each.kind == ORDER_REF), *_alone(text, known)]
    found = (reference_of(text[each.start : each.end]) for each in spans)
    return tuple(sorted(list(dict.fromkeys(each for each in found if each is not None))[:MAX_REFERENCES]))


def _alone(text: str, known: tuple[Finding, ...]) -> Iterator[Finding]:
    """Numbers with no word before them, that are nothing else that is known, no date, and no number of something."""
    taken = bytearray(len(text))
    for start, end in [*((each.start, each.end) for each in known), *(each.span() for each in _LINK().finditer(text))]:
        taken[start:end] = b"\1" * (end - start)
    for match in _ALONE().finditer(text):
        value, (start, end) = match.group(), match.span()
        digits = sum(sign.isdigit() for sign in value)
        letters = sum(sign.isalpha() for sign in value)
        after = text[end : end + 12].lower()
        if any(taken[start:end]) or digits < max(MIN_DIGITS_ALONE, letters) or len(value) > MAX_LENGTH_ALONE:
            continue
        if DATE().match(value) or _YEARS_OR_SIZE().match(value) or UNIT().match(after) or _DECIMALS().match(after):
            continue
        yield Finding(ORDER_REF, start, end)


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
