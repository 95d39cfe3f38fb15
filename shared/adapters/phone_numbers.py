"""Telephone numbers as people write them, found by the library that knows every country's plan."""

import re
from collections.abc import Iterator

MIN_DIGITS = 7
MAX_TEXT_LENGTH = 4000  # characters looked at; a number further down is found by the domain's own patterns

_MANY_DIGITS = re.compile(rf"(?:[0-9][^0-9a-zA-Z]{{0,3}}){{{MIN_DIGITS}}}")


class LibraryPhones:
    """Implements the port ``PhoneFinder``. The library is loaded for the first text that has enough digits."""

    def find(self, text: str, region: str) -> Iterator[tuple[int, int]]:
        """Spans of numbers that are possible and valid; ``region`` (ISO 3166) reads those without a country code."""
        if _MANY_DIGITS.search(text[:MAX_TEXT_LENGTH]) is None:
            return
        from phonenumbers import PhoneNumberMatcher  # noqa: PLC0415  most cold starts meet no number, and it is slow to import

        for match in PhoneNumberMatcher(text[:MAX_TEXT_LENGTH], region):
            yield match.start, match.end
