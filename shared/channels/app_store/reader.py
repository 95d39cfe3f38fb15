"""The way in of the App Store: reviews of an app, and their answers."""

from collections.abc import Mapping
from typing import Any

from shared.channels import reading
from shared.channels.app_store.review import attributes, author_of, text_of
from shared.channels.polled import PolledReader, malformed
from shared.channels.reviews import answered, standing
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem

CHANNEL = "app_store"


def review(account: OwnAccount, item: Mapping[str, Any], arrival: Arrival) -> ParsedItem:
    below = reading.identifier(item.get("review"))
    if below is not None:
        at = reading.instant(item.get("lastModifiedDate"))
        return answered(account, arrival, below, text=item.get("responseBody"), at=at)
    review_id, told = reading.identifier(item.get("id")), attributes(item)
    if review_id is None or not told:
        return malformed(account)
    return standing(
        account,
        arrival,
        review_id,
        author_of(item, review_id),
        at=reading.instant(told.get("createdDate")),
        text=text_of(item),
        rating=reading.rating(told.get("rating")),
    )


READER = PolledReader(CHANNEL, {"reviews": review})
