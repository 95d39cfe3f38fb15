"""What must not be published: personal data in a text that everybody will read.

A person in a hurry copies an order number or a telephone number into a public answer. The guard refuses such a text
and says where; it looks through disguises that a copied text brings along (invisible characters, other digits).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

from shared.domain.privacy.personal_data import find
from shared.domain.privacy.personal_data.finding import EMAIL, PHONE, Finding
from shared.domain.vocabulary import Visibility

MIN_DIGITS = 6  # of a number without its first zero: fewer of them may be anybody's
MAX_COUNTRY_CODE_DIGITS = 3  # digits (ITU-T E.164)

_IN_NUMBERS = frozenset("0123456789+")

# "06|12|34|56|78", "O6_12_34_56_78": five pairs of digits are a telephone number whatever stands between them.
_NUMBER_IN_PAIRS = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:\+|00)[0-9]{2}[\W_]{0,3}0?|[0oO])[1-9](?:[\W_]{1,3}[0-9]{2}){4}(?![0-9])"
)

FindPhones = Callable[[str], Iterable[tuple[int, int]]]


def check(
    text: str, visibility: Visibility, *, find_phones: FindPhones | None = None, own: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Every piece of personal data in a public text, in order, as places in ``text``; nothing for a private one.

    ``find_phones`` is a better finder of telephone numbers (the ``PhoneFinder`` port, with a region). ``own`` are the
    brand's public numbers and addresses: its hotline is nobody's secret.
    """
    if visibility is not Visibility.PUBLIC:
        return ()
    plain, places = _undisguised(text)
    found = find(plain, phones=find_phones(plain) if find_phones is not None else ())
    known = tuple(own)
    return tuple(
        Finding(each.kind, places[each.start], places[each.end - 1] + 1)
        for each in found
        if not any(is_same_contact(plain[each.start : each.end], contact, each.kind) for contact in known)
    )


def is_same_contact(found: str, contact: str, kind: str) -> bool:
    """Whether what was found is that public contact, however either is written: ``+33 1 …`` is ``01 …``."""
    if kind == EMAIL:
        return found.strip().casefold() == contact.strip().casefold()
    if kind != PHONE or "@" in contact:
        return False
    one, other = sorted((_dialled(found), _dialled(contact)), key=len)
    if one == other:
        return bool(one)
    significant = one.removeprefix("0")
    # The shorter is national, the longer has a country code before it.
    before = len(other) - len(significant)
    return len(significant) >= MIN_DIGITS and other.endswith(significant) and before <= MAX_COUNTRY_CODE_DIGITS


def _dialled(number: str) -> str:
    """The digits, without what dials out of a country; the zero of ``+33 (0)1`` is not dialled."""
    digits = "".join(character for character in number.replace("(0)", "") if character.isdecimal())
    return digits.removeprefix("00")


def _undisguised(text: str) -> tuple[str, list[int]]:
    """The text in plain characters, and for each of them where it stood."""
    plain, places = _simple(text)
    return _NUMBER_IN_PAIRS.sub(lambda found: _spaced(found.group()), plain), places


def _spaced(number: str) -> str:
    """A number in pairs of digits as anybody would write it; as long as it was."""
    return "".join(character if character in _IN_NUMBERS else "0" if character in "oO" else " " for character in number)


def _simple(text: str) -> tuple[str, list[int]]:
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if unicodedata.category(character) == "Cf":  # zero-width spaces and joiners, directions, soft hyphens
            continue
        simple = unicodedata.normalize("NFKC", character)
        digit = unicodedata.decimal(character, None)
        if digit is not None:
            simple = str(digit)
        plain.append(simple if len(simple) == 1 else character)
        places.append(place)
    return "".join(plain), places
