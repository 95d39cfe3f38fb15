"""A review as Google shows it: the resource ``accounts.locations.reviews`` (My Business API v4)."""

import re
from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.domain.messages.event import Author

NAME = re.compile(r"(accounts/[^/\s]+/locations/[^/\s]+)/reviews/[^/\s]+")
_STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
_ORIGINAL = "(Original)"
_TRANSLATED = "(Translated by Google)"


def location_of(name: Any) -> str | None:
    """The location that the review is of; ``None`` for what is not the name of a review."""
    found = NAME.fullmatch(name) if isinstance(name, str) else None
    return None if found is None else found[1]


def rating_of(review: Mapping[str, Any]) -> int | None:
    return _STARS.get(reading.word(review.get("starRating")))


def text_of(review: Mapping[str, Any]) -> str | None:
    """What the customer wrote. Google may put its translation before it, as ``(Translated by Google) … (Original) …``,
    or after it (seen in reports of developers: gaspa93/googlemaps-scraper issue 1, serpapi/public-roadmap issue 923).
    """
    text = reading.text(review.get("comment"))
    if text is None or _TRANSLATED not in text:
        return text
    before, _, after = text.partition(_ORIGINAL)
    written = after if after.strip() else before.partition(_TRANSLATED)[0]
    return written.strip() or text


def author_of(review: Mapping[str, Any], name: str) -> Author:
    """Google tells no id: a person has one review of a location, so that the review is who they are."""
    reviewer = reading.mapping(review.get("reviewer"))
    shown = None if reading.flag(reviewer.get("isAnonymous")) else reading.name(reviewer.get("displayName"))
    return Author(id=name, name=shown)
