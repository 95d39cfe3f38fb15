"""A review as Google Play shows it (Google Play Developer API, resource ``reviews``)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.channels.reviews import title_and_text
from shared.domain.messages.event import Author


def name_of(package: str, review_id: str) -> str:
    """What we call a review: Google Play finds it below its app only. The name of a package has no colon."""
    return f"{package}:{review_id}"


def place_of(name: str) -> tuple[str, str] | None:
    """The package and Google's id of the review; ``None`` for what is not the name of one."""
    package, _, review_id = name.partition(":")
    return (package, review_id) if package and review_id else None


def comment_of(review: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """``userComment`` or ``developerComment``."""
    comments = reading.sequence(review.get("comments"))
    return next((found for each in comments if (found := reading.mapping(reading.mapping(each).get(kind)))), {})


def changed_at(comment: Mapping[str, Any]) -> datetime | None:
    """A ``Timestamp``: seconds in an object (documentation), or ISO 8601 (the JSON form of the type)."""
    told = comment.get("lastModified")
    return reading.instant(told.get("seconds") if isinstance(told, dict) else told)


def text_of(comment: Mapping[str, Any]) -> str | None:
    """A title, where there is one, stands before a tab."""
    text = reading.text(comment.get("text"))
    if text is None:
        return None
    title, tab, rest = text.partition("\t")
    return title_and_text(title.strip(), rest.strip()) if tab else text.strip() or None


def author_of(review: Mapping[str, Any], name: str) -> Author:
    """Google tells no id: a person has one review of an app, so that the review is who they are."""
    return Author(id=name, name=reading.name(review.get("authorName")))
