"""Telephone numbers of any country, by Google's numbering plans (the phonenumbers library)."""

from collections.abc import Iterator


class LibraryPhones:
    """Only numbers that exist by their country's plan: better than a pattern where an answer is about to be public."""

    def find(self, text: str, region: str) -> Iterator[tuple[int, int]]:
        """``region`` (ISO 3166-1 alpha-2) is where a number without a country code is taken to be from."""
        import phonenumbers  # noqa: PLC0415  its plans take a moment to load, and most runs send no answer of a person

        for match in phonenumbers.PhoneNumberMatcher(text, region):
            yield match.start, match.end
