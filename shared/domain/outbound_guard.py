"""What must not be published: personal data in a text that everybody will read.

A person in a hurry copies an order number or a telephone number into a public answer. The guard refuses such a text
and says where; it looks through disguises that a copied text brings along (invisible characters, other digits).
"""

import unicodedata
from collections.abc import Callable, Iterable

from shared.domain.personal_data import Finding, find
from shared.domain.vocabulary import Visibility

FindPhones = Callable[[str], Iterable[tuple[int, int]]]


def check(text: str, visibility: Visibility, *, find_phones: FindPhones | None = None) -> tuple[Finding, ...]:
    """Every piece of personal data in a public text, in order, as places in ``text``; nothing for a private one.

    ``find_phones`` is a better finder of telephone numbers (the ``PhoneFinder`` port, with a region).
    """
    if visibility is not Visibility.PUBLIC:
        return ()
    plain, places = _undisguised(text)
    found = find(plain, phones=find_phones(plain) if find_phones is not None else ())
    return tuple(Finding(each.kind, places[each.start], places[each.end - 1] + 1) for each in found)


def _undisguised(text: str) -> tuple[str, list[int]]:
    """The text in plain characters, and for each of them where it stood."""
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
