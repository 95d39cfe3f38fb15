"""The way in of Trustpilot: reviews of a business unit, and their answers."""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.polled import PolledReader, malformed
from shared.channels.reviews import answered, written
from shared.channels.trustpilot.review import author_of, permalink_of, text_of
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem

CHANNEL = "trustpilot"


def review(account: OwnAccount, item: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    named = reading.identifier(item.get("review"))
    created, updated = (reading.instant(item.get(field)) for field in ("createdAt", "updatedAt"))
    if named is not None:
        return answered(account, arrival, named, text=item.get("text"), at=updated or created)
    review_id = reading.identifier(item.get("id"))
    if review_id is None:
        return malformed(account)
    return written(
        account,
        arrival,
        review_id,
        author_of(item),
        created=created,
        updated=updated,
        text=text_of(item),
        rating=reading.rating(item.get("stars")),
        language_hint=reading.name(item.get("language")),
        permalink=permalink_of(review_id),
    )


READER = PolledReader(CHANNEL, {"reviews": review})
