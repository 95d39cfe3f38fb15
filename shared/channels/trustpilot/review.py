"""A review as Trustpilot shows it ("Service Reviews API", "Business Units API")."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.channels.reviews import title_and_text
from shared.domain.messages.event import Author


def text_of(review: Mapping[str, Any]) -> str | None:
    return title_and_text(review.get("title"), review.get("text"))


def author_of(review: Mapping[str, Any]) -> Author:
    consumer = reading.mapping(review.get("consumer"))
    return Author(id=reading.identifier(consumer.get("id")), name=reading.name(consumer.get("displayName")))


def changed_at(entry: Mapping[str, Any]) -> datetime | None:
    """Of a review or an answer: when it was last written."""
    return reading.instant(entry.get("updatedAt")) or reading.instant(entry.get("createdAt"))


def permalink_of(review_id: str) -> str | None:
    return reading.url(f"https://www.trustpilot.com/reviews/{review_id}")
