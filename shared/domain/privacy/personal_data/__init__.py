"""Personal data in a text: where it stands, of which kind, and the text without it.

Used for excerpts, logs and every check of what we are about to publish. Precision matters as much as recall: an order
that is taken for a telephone number misleads the agent. Numbers are therefore believed only for their check digits
(cards by Luhn, IBAN by ISO 7064 mod 97), for the shape of a national numbering plan, or for the words before them.

After a word that announces it ("carte", "IBAN", "mot de passe" ...) a number of that shape is believed although its
check digits are wrong: people mistype.

Signs that nobody sees (zero-width spaces, direction marks) are skipped, and digits of other scripts are read as digits:
texts are copied from other programs, and such a sign would hide the number.

Every pattern has bounded repetition and begins at a boundary: the time is linear in the length of the text, and no more
than ``MAX_SCANNED`` characters are looked at.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from unicodedata import category, decimal

from shared.domain.privacy.personal_data.addresses import addresses
from shared.domain.privacy.personal_data.bank import announced, cards, ibans
from shared.domain.privacy.personal_data.emails import emails
from shared.domain.privacy.personal_data.finding import KINDS, PHONE, Finding
from shared.domain.privacy.personal_data.passwords import passwords
from shared.domain.privacy.personal_data.phones import phones as phone_numbers
from shared.domain.privacy.personal_data.references import bare_references, locators, references

MAX_SCANNED = 100_000  # characters; some 0.3 seconds of the slowest text


def find(text: str, *, phones: Iterable[tuple[int, int]] = ()) -> tuple[Finding, ...]:
    """What is found in the first ``MAX_SCANNED`` characters, in the order of the text, without overlaps.

    ``phones`` are spans a better finder of telephone numbers (the ``PhoneFinder`` port) has seen in the same text.
    """
    text = text[:MAX_SCANNED]
    phones = [(start, end) for start, end in phones if end <= len(text)]
    if text.isascii():
        return _find(text, phones)
    signs = set(text)
    invisible = {sign for sign in signs if _is_invisible(sign)}
    shown = [place for place, sign in enumerate(text) if sign not in invisible] if invisible else range(len(text))
    plain = text.translate({ord(sign): "" if sign in invisible else _plain(sign) for sign in signs})
    found = _find(plain, [(bisect_left(shown, start), bisect_left(shown, end)) for start, end in phones])
    return tuple(Finding(one.kind, shown[one.start], shown[one.end - 1] + 1) for one in found)


def _find(text: str, phones: Iterable[tuple[int, int]]) -> tuple[Finding, ...]:
    taken = bytearray(len(text))
    found: list[Finding] = []
    for finding in _candidates(text, phones):
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            found.append(finding)
    return tuple(sorted(found, key=lambda finding: finding.start))


# Phones put these between groups of digits: no-break, figure, thin and narrow no-break spaces.
_SPACES = frozenset("\u00a0\u2007\u2009\u202f")
_KEYCAP = frozenset("\ufe0e\ufe0f\u20e3")  # behind a digit they draw it as a key: "4\ufe0f\u20e3"


def _is_invisible(sign: str) -> bool:
    """Whether it only says how its neighbours are drawn: the general category Cf of Unicode, and keycaps."""
    return not sign.isascii() and (sign in _KEYCAP or category(sign) == "Cf")


def _plain(sign: str) -> str:
    """One sign for one sign: plain spaces, and the digits of ASCII."""
    if sign.isascii():
        return sign
    value = decimal(sign, None)
    return (" " if sign in _SPACES else sign) if value is None else str(value)


def as_plain(text: str) -> str:
    """The text as it is looked through: plain digits and spaces, and nothing that nobody sees."""
    if text.isascii():
        return text
    return "".join(_plain(sign) for sign in text if not _is_invisible(sign))


def kinds(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The kinds among the findings, each once, in the order of ``KINDS``."""
    seen = {finding.kind for finding in findings}
    return tuple(kind for kind in KINDS if kind in seen)


def mask(text: str, *, phones: Iterable[tuple[int, int]] = ()) -> str:
    """The text with each finding replaced by its kind: ``my card is [card]``. It ends where scanning ends."""
    text = text[:MAX_SCANNED]
    parts: list[str] = []
    position = 0
    for finding in find(text, phones=phones):
        parts += (text[position : finding.start], f"[{finding.kind}]")
        position = finding.end
    return "".join((*parts, text[position:]))


# --- candidates, the most certain first: a later one never takes what an earlier one has ---------------------------


def _candidates(text: str, better: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    digits = sum(map(text.count, _DIGITS))
    yield from emails(text)
    many = digits >= _MIN_DIGITS
    if many:
        yield from ibans(text)
        yield from cards(text)
        yield from announced(text)
    yield from passwords(text)
    if not digits:
        return
    if many:
        yield from references(text, digits)
    yield from locators(text)
    if many:
        yield from phone_numbers(text)
    yield from (Finding(PHONE, start, end) for start, end in better)
    yield from addresses(text)
    if many:
        yield from bare_references(text)


_DIGITS = "0123456789"
_MIN_DIGITS = 4  # of a number that says who somebody is; most numbers in messages are smaller
