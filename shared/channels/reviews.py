"""What all review sites have in common: a review is its own conversation, and has one answer of ours below it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.channels import reading
from shared.channels.events import event_of
from shared.domain.channels.webhook import Arrival, OwnAccount
from shared.domain.messages.edits import VERSION
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility

REPLY = "/reply"
"""Follows the id of a review in the id of its answer."""


def written(
    account: OwnAccount,
    arrival: Arrival,
    review_id: str,
    author: Author,
    *,
    created: datetime | None,
    updated: datetime | None,
    **rest: Any,
) -> InboundEvent:
    """A review whose site tells when it was written and when it was changed. The first one that is seen is the review,
    also when it was changed before.
    """
    edited = created is not None and updated is not None and updated > created
    occasion = ("edited", f"{updated:%Y%m%dT%H%M%S}") if edited else ("created",)
    details = {**rest.pop("details", {}), **({VERSION: occasion[-1]} if edited else {})}
    at = updated if edited else created
    return _review(account, arrival, review_id, *occasion, author=author, occurred_at=at, details=details, **rest)


def standing(
    account: OwnAccount, arrival: Arrival, review_id: str, author: Author, *, at: datetime | None, **rest: Any
) -> InboundEvent:
    """A review as it stands now, of a site that does not tell whether it was changed: the first one that is seen is the
    review, each other one an edit of it.

    ``at`` is when the site says that it was written or changed. With it a review that goes back to earlier words is an
    edit once more. Where the site moves no time with a change, those words were seen before and the edit is missed: the
    App Store tells ``createdDate`` alone, and no sign of an edit (Apple developer forums, thread 817212).
    """
    version = reading.digest({"text": rest.get("text"), "rating": rest.get("rating")})[:12]
    details = {VERSION: version}
    occasion = ("version", version) if at is None else ("version", version, f"{at:%Y%m%dT%H%M%S}")
    return _review(
        account,
        arrival,
        review_id,
        *occasion,
        author=author,
        occurred_at=at,
        details=details,
        **rest,
    )


def answered(account: OwnAccount, arrival: Arrival, review_id: str, *, text: Any, at: datetime | None) -> InboundEvent:
    """The answer below a review, by us or by a person on the site itself."""
    occasion = ("echo",) if at is None else ("echo", f"{at:%Y%m%dT%H%M%S}")
    return event_of(
        account,
        arrival,
        EventKind.ECHO,
        review_id + REPLY,
        *occasion,
        surface=Surface.REVIEW,
        visibility=Visibility.PUBLIC,
        message_id=review_id + REPLY,
        parent_id=review_id,
        text=reading.text(text),
        occurred_at=at,
    )


def title_and_text(title: Any, text: Any) -> str | None:
    """Both, where the text does not begin with its title."""
    head, said = reading.text(title), reading.text(text)
    if head is None or said is None or said.startswith(head.rstrip("….")):
        return said or head
    return f"{head}\n\n{said}"


def answer_entry(review_id: str, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer below a review as an entry of a list of its own. ``review`` names the review."""
    return {**answer, "review": review_id}


def entry_name(entry: Mapping[str, Any], field: str) -> str | None:
    """The natural key of an entry: the review's id, or that of its answer."""
    if "review" in entry:
        return f"{entry['review']}{REPLY}"
    return reading.identifier(entry.get(field))


def _review(account: OwnAccount, arrival: Arrival, review_id: str, *occasion: str, **rest: Any) -> InboundEvent:
    return event_of(
        account,
        arrival,
        EventKind.CREATED,
        review_id,
        *occasion,
        surface=Surface.REVIEW,
        visibility=Visibility.PUBLIC,
        conversation_id=review_id,
        message_id=review_id,
        **rest,
    )
